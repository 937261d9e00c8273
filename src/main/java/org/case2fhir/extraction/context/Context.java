package org.case2fhir.extraction.context;

import java.util.Optional;
import org.case2fhir.model.Span;

/**
 * What the words around a mention say of it, after the ConText algorithm (<a
 * href="https://doi.org/10.1016/j.jbi.2009.05.002">Harkema et al. 2009</a>).
 *
 * @param certainty whether it is said to hold
 * @param temporality when it is said to hold
 * @param experiencer of whom it is said
 * @param trigger the words that decided, in the passage's text; absent where nothing did
 */
public record Context(
    Certainty certainty, Temporality temporality, Experiencer experiencer, Optional<Span> trigger) {
  /** Stated of the patient, here and now. */
  public static final Context PLAIN =
      new Context(Certainty.PRESENT, Temporality.RECENT, Experiencer.PATIENT, Optional.empty());

  /** Whether a mention is said to hold. */
  public enum Certainty {
    PRESENT,
    /** Denied: "no dysphagia". Of a drug or a procedure: not given, not done. */
    ABSENT,
    /** Doubted or suspected. */
    POSSIBLE,
    /** Suspected first and excluded then: "the diagnosis could not be CREST syndrome". */
    REFUTED,
    /** Conditional, planned, generic, or about other cases: no fact. */
    HYPOTHETICAL
  }

  /** When it is said to hold. */
  public enum Temporality {
    RECENT,
    HISTORICAL,
    /**
     * It was there, and is said to be gone: "the pain resolved". The patient had it; FHIR tells
     * this by an abatement, not by absence.
     */
    RESOLVED
  }

  /** Of whom it is said. */
  public enum Experiencer {
    PATIENT,
    FAMILY,
    OTHER
  }
}
