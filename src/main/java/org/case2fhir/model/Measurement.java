package org.case2fhir.model;

import java.util.Optional;

/**
 * The result of a test; becomes an Observation.
 *
 * @param concept the test
 * @param category kind of test
 * @param value the result; absent when the case says only that the test was done
 * @param interpretation what the case says the result means
 * @param reference the reference range the case gives
 * @param method how it was measured
 */
public record Measurement(
    String id,
    Concept concept,
    Circumstances circumstances,
    MeasurementCategory category,
    Optional<Value> value,
    Optional<Interpretation> interpretation,
    Optional<Value> reference,
    Optional<Concept> method,
    Links links)
    implements Fact {
  @Override
  public FactKind kind() {
    return FactKind.MEASUREMENT;
  }
}
