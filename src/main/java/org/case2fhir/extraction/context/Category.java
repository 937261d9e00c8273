package org.case2fhir.extraction.context;

import java.util.Locale;
import java.util.Optional;
import org.case2fhir.extraction.context.Context.Certainty;

/** What a trigger says of the mentions in its scope; the names stand in the table of triggers. */
enum Category {
  NEGATION(Axis.CERTAINTY),
  POSSIBLE(Axis.CERTAINTY),
  REFUTED(Axis.CERTAINTY),
  HYPOTHETICAL(Axis.CERTAINTY),
  HISTORICAL(Axis.TEMPORALITY),
  RESOLVED(Axis.TEMPORALITY),
  FAMILY(Axis.EXPERIENCER),
  OTHER(Axis.EXPERIENCER),
  /** Ends scopes. */
  TERMINATOR(Axis.BOUNDARY),
  /** Ends a scope that holds a mention already. */
  CLAUSE(Axis.BOUNDARY),
  /** Looks like a trigger and is none. */
  PSEUDO(Axis.CERTAINTY),
  PSEUDO_TIME(Axis.TEMPORALITY),
  PSEUDO_PERSON(Axis.EXPERIENCER);

  /** Triggers of one axis compete with each other only. */
  enum Axis {
    CERTAINTY,
    TEMPORALITY,
    EXPERIENCER,
    BOUNDARY
  }

  private final Axis axis;

  Category(Axis axis) {
    this.axis = axis;
  }

  Axis axis() {
    return axis;
  }

  static Category of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** The certainty that it gives, the stronger ones first in the order of the enum. */
  Optional<Certainty> certainty() {
    return switch (this) {
      case NEGATION -> Optional.of(Certainty.ABSENT);
      case POSSIBLE -> Optional.of(Certainty.POSSIBLE);
      case REFUTED -> Optional.of(Certainty.REFUTED);
      case HYPOTHETICAL -> Optional.of(Certainty.HYPOTHETICAL);
      case HISTORICAL,
          RESOLVED,
          FAMILY,
          OTHER,
          TERMINATOR,
          CLAUSE,
          PSEUDO,
          PSEUDO_TIME,
          PSEUDO_PERSON ->
          Optional.empty();
    };
  }

  /** Whether it has a scope. */
  boolean isScoped() {
    return switch (this) {
      case NEGATION, POSSIBLE, REFUTED, HYPOTHETICAL, HISTORICAL, RESOLVED, FAMILY, OTHER -> true;
      case TERMINATOR, CLAUSE, PSEUDO, PSEUDO_TIME, PSEUDO_PERSON -> false;
    };
  }
}
