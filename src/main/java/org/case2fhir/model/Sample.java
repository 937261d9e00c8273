package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * Material taken from the patient; becomes a Specimen.
 *
 * @param concept type of material
 * @param procedure id of the procedure that yielded it
 * @param processing what was done with it, step by step, in the case's words
 */
public record Sample(
    String id,
    Concept concept,
    Circumstances circumstances,
    Optional<String> procedure,
    List<String> processing)
    implements Fact {
  public Sample {
    processing = List.copyOf(processing);
  }

  @Override
  public FactKind kind() {
    return FactKind.SPECIMEN;
  }
}
