package org.case2fhir.extraction.context;

import java.util.Set;
import org.case2fhir.extraction.context.SentenceView.Place;

/** Tells a reference range from a value: "(normal range, 25–69 μmol/L)", "(n.v. &lt;2.1)". */
final class ReferenceRanges {
  private static final Set<String> NORMS =
      Set.of("normal", "reference", "ref", "normally", "norm", "nv", "nr", "rr");
  private static final Set<String> FILLERS =
      Set.of(
          "range",
          "ranges",
          "value",
          "values",
          "limit",
          "limits",
          "level",
          "levels",
          "interval",
          "laboratory",
          "upper",
          "lower",
          "is",
          ":",
          ",",
          ".",
          "=",
          "of",
          "for",
          "the",
          "being");
  private static final int LONGEST = 6;

  private ReferenceRanges() {}

  /** Whether a mention of a value is the range in which it would be normal. */
  static boolean is(SentenceView sentence, Place value) {
    Words words = sentence.words();
    for (int i = value.first() - 1; i >= value.first() - LONGEST; i--) {
      String word = words.at(i);
      if (NORMS.contains(word)) {
        return opens(words.at(i - 1));
      }
      if (word.equals("v") && words.at(i - 2).equals("n")) {
        return true;
      }
      if (!FILLERS.contains(word)) {
        return false;
      }
    }
    return false;
  }

  private static boolean opens(String word) {
    return word.equals("(") || word.equals("[") || word.equals(",") || word.equals(";");
  }
}
