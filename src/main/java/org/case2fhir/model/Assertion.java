package org.case2fhir.model;

/**
 * Whether the case states that a fact holds for the patient.
 *
 * <p>Other people's facts are {@link FamilyHistory}; hypothetical ones are not facts. For a
 * diagnosis, ABSENT means that it was suspected and excluded.
 */
public enum Assertion {
  PRESENT,
  ABSENT,
  POSSIBLE
}
