package org.case2fhir.model;

/** Setting of an encounter, as HL7's ActEncounterCode. */
public enum VisitClass {
  AMBULATORY("AMB", "ambulatory"),
  EMERGENCY("EMER", "emergency"),
  INPATIENT("IMP", "inpatient encounter"),
  HOME("HH", "home health"),
  FIELD("FLD", "field"),
  VIRTUAL("VR", "virtual");

  private final String code;
  private final String display;

  VisitClass(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** Code in {@code http://terminology.hl7.org/CodeSystem/v3-ActCode}. */
  public String code() {
    return code;
  }

  public String display() {
    return display;
  }
}
