package org.case2fhir.extraction.context;

import java.util.Set;

/** Where the clause around a word ends. */
final class ClauseEdges {
  private static final Set<String> EDGES =
      Set.of(";", ".", "but", "which", "who", "while", "whereas", "although", "however", "because");
  private static final Set<String> GLUE =
      Set.of(",", "and", "or", "(", ")", "plus", "with", "both", "as", "well", "then", "&", "+");

  private ClauseEdges() {}

  /** The first word of the clause, at most some words back. */
  static int before(Words words, int from, int reach) {
    int at = from;
    while (at > 0 && from - at < reach && !EDGES.contains(words.at(at - 1))) {
      at--;
    }
    return at;
  }

  /** The word behind the clause, at most some words on. */
  static int behind(Words words, int from, int reach) {
    int at = from + 1;
    while (at < words.size() && at - from <= reach && !EDGES.contains(words.at(at))) {
      at++;
    }
    return at;
  }

  static boolean isListGlue(String word) {
    return GLUE.contains(word);
  }
}
