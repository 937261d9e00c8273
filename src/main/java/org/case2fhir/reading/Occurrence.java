package org.case2fhir.reading;

import java.util.Set;

/** What became of something that may be done: a treatment, a drug, a study. */
enum Occurrence {
  /** Words say that it happened. */
  DONE,
  /** It stands in the account of what happened, and nothing else is said of it. */
  MENTIONED,
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
