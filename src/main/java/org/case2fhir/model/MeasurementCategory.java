package org.case2fhir.model;

/** Kind of test, as FHIR's observation-category. */
public enum MeasurementCategory {
  LABORATORY("laboratory"),
  VITAL_SIGNS("vital-signs"),
  IMAGING("imaging"),
  EXAM("exam"),
  PROCEDURE("procedure"),
  SURVEY("survey");

  private final String code;

  MeasurementCategory(String code) {
    this.code = code;
  }

  /** Code in {@code http://terminology.hl7.org/CodeSystem/observation-category}. */
  public String code() {
    return code;
  }
}
