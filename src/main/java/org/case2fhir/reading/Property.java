package org.case2fhir.reading;

import java.util.Locale;

/**
 * What the words around a mention say of it, after the ConText algorithm (<a
 * href="https://doi.org/10.1016/j.jbi.2009.05.002">Harkema et al. 2009</a>).
 */
enum Property {
  /** Whether a finding or disease is there. */
  HOLDS,
  /** Whether what is done, given or feared really happened. */
  REALITY,
  /** Whose it is. */
  EXPERIENCER,
  /** Now or before. */
  TEMPORALITY,
  /** Where a treatment stands. */
  COURSE;

  /** The value where nothing is said. */
  Value plain() {
    return switch (this) {
      case HOLDS -> Value.PRESENT;
      case REALITY -> Value.UNSTATED;
      case EXPERIENCER -> Value.PATIENT;
      case TEMPORALITY -> Value.CURRENT;
      case COURSE -> Value.UNKNOWN;
    };
  }

  /** The values of all properties, the weakest of each property first. */
  enum Value {
    PRESENT(HOLDS),
    POSSIBLE(HOLDS),
    /** Denied: "no dysphagia". Of a drug or a procedure: not given, not done. */
    ABSENT(HOLDS),
    /** Suspected first and excluded then. */
    REFUTED(HOLDS),

    UNSTATED(REALITY),
    /** A word says that it happened: underwent, received, was given. */
    DONE(REALITY),
    PLANNED(REALITY),
    /** Refused, cancelled, impossible. */
    NOT_DONE(REALITY),
    /** Conditional, considered, general knowledge: no fact. */
    HYPOTHETICAL(REALITY),

    PATIENT(EXPERIENCER),
    FAMILY(EXPERIENCER),
    OTHER(EXPERIENCER),

    CURRENT(TEMPORALITY),
    PAST(TEMPORALITY),
    /** It was there, and is said to be gone: FHIR states this by an abatement, not by absence. */
    RESOLVED(TEMPORALITY),

    UNKNOWN(COURSE),
    ACTIVE(COURSE),
    STARTED(COURSE),
    COMPLETED(COURSE),
    HELD(COURSE),
    STOPPED(COURSE);

    private final Property property;

    Value(Property property) {
      this.property = property;
    }

    Property property() {
      return property;
    }

    /** Of two values of a property said of one mention, the one of greater strength counts. */
    int strength() {
      return ordinal();
    }

    /** Reads {@code property=value} as tables write it. */
    static Value of(String cell) {
      String[] parts = cell.split("=", 2);
      Value value = valueOf(parts[parts.length - 1].toUpperCase(Locale.ROOT).replace('-', '_'));
      if (parts.length != 2 || !value.property.name().equals(parts[0].toUpperCase(Locale.ROOT))) {
        throw new IllegalArgumentException("no property and value: " + cell);
      }
      return value;
    }
  }
}
