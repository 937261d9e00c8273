package org.case2fhir.fhir;

/**
 * What becomes of the patient's complaints (findings of category SYMPTOM). Signs and results of
 * examinations are Observations in any case.
 */
public enum SymptomPolicy {
  /** An Observation, joined to the diagnosis by {@code Condition.evidence}. */
  OBSERVATION,
  /** A Condition on the problem list. */
  CONDITION
}
