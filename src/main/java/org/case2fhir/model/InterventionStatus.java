package org.case2fhir.model;

/** Where a procedure stands, as FHIR's event-status. */
public enum InterventionStatus {
  PREPARATION("preparation"),
  IN_PROGRESS("in-progress"),
  NOT_DONE("not-done"),
  STOPPED("stopped"),
  COMPLETED("completed"),
  UNKNOWN("unknown");

  private final String code;

  InterventionStatus(String code) {
    this.code = code;
  }

  /** Code in {@code http://hl7.org/fhir/event-status}. */
  public String code() {
    return code;
  }
}
