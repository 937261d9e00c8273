package org.case2fhir.fhir;

import org.case2fhir.model.Code;

/**
 * Labels for {@code meta.security}, in the order in which they are written.
 *
 * <p>A published case is de-identified, not test data: no label is set unless asked for.
 */
public enum SecurityLabel {
  /** Health data for testing systems only. */
  HTEST(Systems.ACT_REASON, "test health data"),
  U(Systems.CONFIDENTIALITY, "unrestricted"),
  L(Systems.CONFIDENTIALITY, "low"),
  M(Systems.CONFIDENTIALITY, "moderate"),
  N(Systems.CONFIDENTIALITY, "normal"),
  R(Systems.CONFIDENTIALITY, "restricted"),
  V(Systems.CONFIDENTIALITY, "very restricted");

  private final Code code;

  SecurityLabel(String system, String display) {
    this.code = new Code(system, name(), display);
  }

  /** Code of v3-ActReason or v3-Confidentiality; the constant's name is the code. */
  public Code code() {
    return code;
  }
}
