package org.case2fhir.model;

import java.util.List;
import java.util.Optional;

/**
 * What a drug or a procedure was meant for and what came of it, where the case gives it as
 * concepts.
 *
 * @param target the disease it is directed at
 * @param intent what it is to achieve: "palliative intent"
 * @param response what it achieved
 * @param adverseEvents what it did besides
 * @param termination why it was ended
 */
public record TreatmentContext(
    Optional<Concept> target,
    Optional<Concept> intent,
    Optional<Concept> response,
    List<Concept> adverseEvents,
    Optional<Concept> termination) {
  /** Nothing is known. */
  public static final TreatmentContext NONE =
      new TreatmentContext(
          Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());

  public TreatmentContext {
    adverseEvents = List.copyOf(adverseEvents);
  }
}
