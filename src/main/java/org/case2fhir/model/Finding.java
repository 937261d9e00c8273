package org.case2fhir.model;

import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A symptom, a sign, or what an examination, an image or a microscope showed; becomes an
 * Observation.
 *
 * @param category where it was found
 * @param value its size, degree or other value, where told; without one the finding is present or
 *     absent
 * @param onset when it began
 * @param duration how long it lasts or lasted
 * @param abatement when it ended
 */
public record Finding(
    String id,
    Concept concept,
    Circumstances circumstances,
    FindingCategory category,
    Optional<Value> value,
    Optional<When> onset,
    Optional<TimeSpan> duration,
    Optional<When> abatement,
    Links links)
    implements Fact {
  @Override
  public FactKind kind() {
    return FactKind.FINDING;
  }

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
    /** Way of life: smoking, drinking. */
    SOCIAL,
    /** What the patient works as; the finding names the job. */
    OCCUPATION,
    /** How the illness went: response to treatment, outcome. */
    OUTCOME
  }
}
