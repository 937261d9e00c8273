package org.case2fhir.reading;

import java.util.Locale;
import java.util.Set;

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
    /** Begun and given up before its end. */
    ABORTED(REALITY),
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
    STOPPED(COURSE),
    /** Stopped or held, and begun again. */
    RESTARTED(COURSE);

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

  /** What became of something that may be done: a treatment, a drug, a study. */
  enum Occurrence {
    /** Words say that it happened. */
    DONE,
    /** It stands in the account of what happened, and nothing else is said of it. */
    MENTIONED,
    /** It was begun, and given up before its end. */
    ABORTED,
    /** Denied, refused, cancelled, impossible. */
    NOT_DONE,
    /** Planned for this patient. */
    PLANNED,
    /** Considered, conditional, another person's, or a general statement: no fact. */
    NONE;

    private static final Set<String> PRESENT_TENSE = TokenPattern.wordClass("present-tense");

    /** What the properties of a mention and the tense of its sentence say. */
    static Occurrence of(Graph graph, Graph.Node node) {
      if (!node.has(Property.Value.PATIENT)) {
        return NONE;
      }
      boolean denied = node.has(Property.Value.ABSENT) || node.has(Property.Value.REFUTED);
      if (node.has(Property.Value.NOT_DONE) || denied) {
        return NOT_DONE;
      }
      if (node.has(Property.Value.HYPOTHETICAL)) {
        return NONE;
      }
      if (node.has(Property.Value.PLANNED)) {
        return PLANNED;
      }
      if (node.has(Property.Value.ABORTED)) {
        return ABORTED;
      }
      boolean course = !node.has(Property.Value.UNKNOWN);
      if (node.has(Property.Value.DONE) || node.has(Property.Value.PAST) || course) {
        return DONE;
      }
      return isNarrative(graph.sentenceOf(node)) ? MENTIONED : NONE;
    }

    // What is written in the present tense is a rule or a plan more often than it happened.
    private static boolean isNarrative(Graph.Sentence sentence) {
      Statement statement = sentence.statement();
      return statement.isPast() || !statement.hasAny(PRESENT_TENSE);
    }
  }
}
