package org.case2fhir.fhir;

/** What becomes of a finding that the case says is absent: "no dysphagia". */
public enum AbsentPolicy {
  /** An Observation whose value is Absent. */
  OBSERVATION,
  /** A Condition that is refuted. */
  REFUTED,
  /** Nothing, but a note says so. */
  OMIT
}
