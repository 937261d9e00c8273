package org.case2fhir.fhir;

import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/**
 * CodeableConcepts of the case as CodeableConcepts: the case's words always, codes where there are
 * any.
 */
final class CodeableConcepts {
  private CodeableConcepts() {}

  static CodeableConcept of(Concept concept) {
    CodeableConcept result = new CodeableConcept().setText(concept.text());
    concept.codes().forEach(code -> result.addCoding(coding(code)));
    return result;
  }

  static CodeableConcept ofText(String text) {
    return new CodeableConcept().setText(text);
  }

  /** Codes that all mean the text. */
  static CodeableConcept of(String text, Code... codes) {
    CodeableConcept result = ofText(text);
    for (Code code : codes) {
      result.addCoding(coding(code));
    }
    return result;
  }

  /** A code of FHIR's own, which needs no words. */
  static CodeableConcept of(Code code) {
    return new CodeableConcept().addCoding(coding(code));
  }

  static Coding coding(Code code) {
    Coding coding = new Coding().setSystem(code.system()).setCode(code.code());
    if (!code.version().isBlank()) {
      coding.setVersion(code.version());
    }
    return code.display().isBlank() ? coding : coding.setDisplay(code.display());
  }

  static boolean has(Concept concept, Code code) {
    return concept.codes().stream()
        .anyMatch(own -> own.system().equals(code.system()) && own.code().equals(code.code()));
  }
}
