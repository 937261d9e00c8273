package org.case2fhir.fhir;

import org.case2fhir.model.Code;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.MeasurementCategory;
import org.hl7.fhir.r4.model.CodeableConcept;

/**
 * R4's <a href="http://hl7.org/fhir/R4/valueset-observation-category.html">observation
 * categories</a>.
 *
 * <p>For findings that fit none by name the nearest definition holds, with our own word as text:
 * complaints are told in answer to questions (survey); past injuries and exposures are health risk
 * factors (social-history); pathology is laboratory; response to treatment belongs to "treatment
 * protocols … medication therapy" (therapy).
 */
enum ObservationCategory {
  SOCIAL_HISTORY("social-history", "Social History"),
  VITAL_SIGNS("vital-signs", "Vital Signs"),
  IMAGING("imaging", "Imaging"),
  LABORATORY("laboratory", "Laboratory"),
  PROCEDURE("procedure", "Procedure"),
  SURVEY("survey", "Survey"),
  EXAM("exam", "Exam"),
  THERAPY("therapy", "Therapy");

  private final Code code;

  ObservationCategory(String code, String display) {
    this.code = new Code(Systems.OBSERVATION_CATEGORY, code, display);
  }

  CodeableConcept concept() {
    return CodeableConcepts.of(code);
  }

  static CodeableConcept of(FindingCategory category) {
    return switch (category) {
      case SYMPTOM -> SURVEY.concept().setText("Symptom");
      case EXAM -> EXAM.concept();
      case IMAGING -> IMAGING.concept();
      case LABORATORY -> LABORATORY.concept();
      case PATHOLOGY -> LABORATORY.concept().setText("Pathology");
      case PROCEDURE -> PROCEDURE.concept();
      case HISTORY -> SOCIAL_HISTORY.concept().setText("Medical history");
      case SOCIAL -> SOCIAL_HISTORY.concept();
      case OUTCOME -> THERAPY.concept().setText("Outcome");
    };
  }

  static ObservationCategory of(MeasurementCategory category) {
    return switch (category) {
      case LABORATORY -> LABORATORY;
      case VITAL_SIGNS -> VITAL_SIGNS;
      case IMAGING -> IMAGING;
      case EXAM -> EXAM;
      case PROCEDURE -> PROCEDURE;
      case SURVEY -> SURVEY;
    };
  }
}
