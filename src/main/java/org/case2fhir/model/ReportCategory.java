package org.case2fhir.model;

/** Service that made a report. */
public enum ReportCategory {
  LABORATORY,
  RADIOLOGY,
  ULTRASOUND,
  PATHOLOGY,
  MICROBIOLOGY,
  GENETICS,
  CARDIOLOGY,
  OTHER
}
