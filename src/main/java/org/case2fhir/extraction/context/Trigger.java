package org.case2fhir.extraction.context;

import java.util.List;
import java.util.Set;

/**
 * One row of the table of triggers.
 *
 * @param parts the words; one element may be any of several words
 * @param limit how many words its scope reaches at most
 */
record Trigger(List<Part> parts, Category category, Direction direction, int limit, Applies applies) {

  /** One place of a phrase. */
  record Part(Set<String> words, boolean optional) {}

  /** Where the mentions stand that a trigger speaks of. */
  enum Direction {
    FORWARD,
    BACKWARD,
    BOTH,
    NONE
  }

  /** Number of words that match from a word on; 0 where it does not match. */
  int length(Words words, int from) {
    int end = length(words, from, 0);
    return Math.max(0, end - from);
  }

  // The end of the match; 0 where there is none.
  private int length(Words words, int at, int part) {
    if (part == parts.size()) {
      return at;
    }
    Part next = parts.get(part);
    if (at < words.size() && next.words().contains(words.at(at))) {
      int end = rest(words, at + 1, part + 1);
      if (end > 0) {
        return end;
      }
    }
    return next.optional() ? rest(words, at, part + 1) : 0;
  }

  private int rest(Words words, int at, int part) {
    return part == parts.size() ? at : length(words, at, part);
  }
}
