package org.case2fhir.fhir;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

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

  /** Words that have codes, for elements that hold a string. */
  static StringType coded(String words, List<Code> codes) {
    StringType string = new StringType(words);
    codes.forEach(code -> string.addExtension(new Extension(Systems.STRING_CODING, coding(code))));
    return string;
  }

  static boolean has(Concept concept, Code code) {
    return concept.codes().stream()
        .anyMatch(own -> own.system().equals(code.system()) && own.code().equals(code.code()));
  }

  /**
   * A bodySite for a site with its side; may add a contained BodyStructure to its resource.
   *
   * <p>The rule: {@code text} says site and side; codings are those of the site. Where there is a
   * side, R4's own extension {@code bodySite} leads to a contained BodyStructure whose {@code
   * location} is the site and whose {@code locationQualifier} is the side. R4 provides exactly
   * this: bodySite "may be a summary code, or a reference to a very precise definition of the
   * location, or both". What was not done: a side as a second coding (codings of one concept must
   * mean the same), a side as a second bodySite (it is not a site, and with two sites nobody knows
   * whose side it is), an extension of another guide (R4 validators do not know it).
   */
  static CodeableConcept bodySite(BodySite site, DomainResource resource, CaseContext context) {
    CodeableConcept concept = plainSite(site);
    structure(site, resource, context).ifPresent(concept::addExtension);
    return concept;
  }

  /**
   * A site whose side is in its text only, for elements where HL7's <a
   * href="http://hl7.org/fhir/extensions/StructureDefinition-bodySite.html">definition of the
   * extension</a> does not admit it: components of Observations, {@code
   * Specimen.collection.bodySite}.
   */
  static CodeableConcept plainSite(BodySite site) {
    return of(site.site()).setText(DisplayText.of(site));
  }

  /** The extension that leads to a contained BodyStructure; nothing for a site without a side. */
  static Optional<Extension> structure(
      BodySite site, DomainResource resource, CaseContext context) {
    return site.laterality()
        .map(
            side -> {
              BodyStructure structure = structure(site, side, context);
              structure.setId("site-" + (resource.getContained().size() + 1));
              resource.addContained(structure);
              return new Extension(
                  Systems.BODY_STRUCTURE, new Reference("#" + structure.getIdPart()));
            });
  }

  static List<CodeableConcept> bodySites(
      List<BodySite> sites, DomainResource resource, CaseContext context) {
    return sites.stream().map(site -> bodySite(site, resource, context)).toList();
  }

  private static BodyStructure structure(BodySite site, Laterality side, CaseContext context) {
    BodyStructure structure = new BodyStructure();
    structure.setLocation(of(site.site()));
    structure.addLocationQualifier(of(code(side)));
    structure.setPatient(context.subject());
    return structure;
  }

  private static Code code(Laterality side) {
    return switch (side) {
      case LEFT -> StructuralCodes.LEFT;
      case RIGHT -> StructuralCodes.RIGHT;
      case BILATERAL -> StructuralCodes.RIGHT_AND_LEFT;
    };
  }
}
