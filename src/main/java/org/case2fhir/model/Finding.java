package org.case2fhir.model;

import java.util.Optional;

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
}
