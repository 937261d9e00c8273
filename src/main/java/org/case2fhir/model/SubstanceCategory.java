package org.case2fhir.model;

/** Kind of substance someone is allergic to, as FHIR's allergy-intolerance-category. */
public enum SubstanceCategory {
  FOOD("food"),
  MEDICATION("medication"),
  ENVIRONMENT("environment"),
  BIOLOGIC("biologic");

  private final String code;

  SubstanceCategory(String code) {
    this.code = code;
  }

  /** Code in {@code http://hl7.org/fhir/allergy-intolerance-category}. */
  public String code() {
    return code;
  }
}
