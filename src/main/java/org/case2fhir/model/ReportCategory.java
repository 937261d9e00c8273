package org.case2fhir.model;

/** Service that made a report, as HL7 table 0074. */
public enum ReportCategory {
  LABORATORY("LAB"),
  RADIOLOGY("RAD"),
  ULTRASOUND("RUS"),
  PATHOLOGY("SP"),
  MICROBIOLOGY("MB"),
  GENETICS("GE"),
  CARDIOLOGY("CUS"),
  OTHER("OTH");

  private final String code;

  ReportCategory(String code) {
    this.code = code;
  }

  /** Code in {@code http://terminology.hl7.org/CodeSystem/v2-0074}. */
  public String code() {
    return code;
  }
}
