package org.case2fhir.model;

/** Course of a disease, as FHIR's condition-clinical. */
public enum ClinicalStatus {
  ACTIVE("active"),
  RECURRENCE("recurrence"),
  RELAPSE("relapse"),
  INACTIVE("inactive"),
  REMISSION("remission"),
  RESOLVED("resolved");

  private final String code;

  ClinicalStatus(String code) {
    this.code = code;
  }

  /** Code in {@code http://terminology.hl7.org/CodeSystem/condition-clinical}. */
  public String code() {
    return code;
  }

  /** Whether the disease has ended or rests: the only states that may have an abatement (con-4). */
  public boolean hasEnded() {
    return switch (this) {
      case ACTIVE, RECURRENCE, RELAPSE -> false;
      case INACTIVE, REMISSION, RESOLVED -> true;
    };
  }
}
