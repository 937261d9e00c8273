package org.case2fhir.model;

/**
 * What the case says a result means, as FHIR's observation-interpretation. Never computed by guess.
 */
public enum Interpretation {
  NORMAL("N"),
  ABNORMAL("A"),
  LOW("L"),
  HIGH("H"),
  CRITICALLY_LOW("LL"),
  CRITICALLY_HIGH("HH"),
  POSITIVE("POS"),
  NEGATIVE("NEG");

  private final String code;

  Interpretation(String code) {
    this.code = code;
  }

  /** Code in {@code http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation}. */
  public String code() {
    return code;
  }
}
