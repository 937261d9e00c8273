package org.case2fhir.extraction.context;

/**
 * One row of the table of triggers.
 *
 * @param limit how many words its scope reaches at most
 */
record Trigger(Phrase phrase, Category category, Direction direction, int limit, Applies applies) {

  /** Where the mentions stand that a trigger speaks of. */
  enum Direction {
    FORWARD,
    BACKWARD,
    BOTH,
    NONE
  }
}
