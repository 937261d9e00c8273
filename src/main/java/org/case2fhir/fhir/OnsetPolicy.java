package org.case2fhir.fhir;

/** How a relative onset or end is written: "20 years before the first visit". */
public enum OnsetPolicy {
  /** In its words, as {@code onsetString}. */
  WORDS,
  /** As a date computed from the anchor where the anchor is dated, else in words. */
  DERIVED
}
