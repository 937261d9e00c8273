package org.case2fhir.model;

/** Where a treatment stands, as FHIR's medication-statement-status. */
public enum MedicationStatus {
  ACTIVE("active"),
  COMPLETED("completed"),
  STOPPED("stopped"),
  ON_HOLD("on-hold"),
  INTENDED("intended"),
  NOT_TAKEN("not-taken"),
  UNKNOWN("unknown");

  private final String code;

  MedicationStatus(String code) {
    this.code = code;
  }

  /** Code in {@code http://hl7.org/fhir/CodeSystem/medication-statement-status}. */
  public String code() {
    return code;
  }
}
