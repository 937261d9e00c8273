package org.case2fhir.model;

import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A vaccine that the patient was given; becomes an Immunization. Assertion ABSENT means that it was
 * not given.
 *
 * @param concept the vaccine
 * @param doseNumber which dose of a series, in the case's words: "2", "booster"
 * @param route how it was given
 * @param lot the lot number on the package
 */
public record Immunization(
    String id,
    Concept concept,
    Circumstances circumstances,
    Optional<String> doseNumber,
    Optional<Concept> route,
    Optional<String> lot)
    implements Fact {
  @Override
  public FactKind kind() {
    return FactKind.IMMUNIZATION;
  }
}
