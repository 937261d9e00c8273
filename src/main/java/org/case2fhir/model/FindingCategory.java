package org.case2fhir.model;

/** How a finding came to be known. */
public enum FindingCategory {
  /** The patient complains of it. */
  SYMPTOM,
  /** The physical examination shows it. */
  EXAM,
  /** An image shows it. */
  IMAGING,
  /** The laboratory reports it. */
  LABORATORY,
  /** Macroscopy or microscopy of a specimen shows it. */
  PATHOLOGY,
  /** A procedure shows it: seen at operation or endoscopy. */
  PROCEDURE,
  /** Part of the patient's past: an injury, an exposure. */
  HISTORY,
  /** Way of life: smoking, occupation. */
  SOCIAL,
  /** How the illness went: response to treatment, outcome. */
  OUTCOME
}
