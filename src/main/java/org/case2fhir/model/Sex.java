package org.case2fhir.model;

/** Administrative gender. */
public enum Sex {
  FEMALE("female"),
  MALE("male"),
  OTHER("other"),
  UNKNOWN("unknown");

  private final String code;

  Sex(String code) {
    this.code = code;
  }

  /** Code in {@code http://hl7.org/fhir/administrative-gender}. */
  public String code() {
    return code;
  }
}
