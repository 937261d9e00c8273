package org.case2fhir.issue;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelt one probably means. */
public final class Nearest {
  private static final int LONGEST = 64;
  private static final int MOST = 2_000;

  private Nearest() {}

  /**
   * The nearest of the known words, if at most two slips (a third of a short word) away; of equally
   * near ones the first. Of very many known words only the first are looked at.
   */
  public static Optional<String> to(String word, Collection<String> known) {
    String written = fold(word);
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    int best = Math.min(2, written.length() / 3) + 1;
    String found = "";
    for (String candidate : (Iterable<String>) known.stream().limit(MOST)::iterator) {
      int distance = EditDistance.between(written, fold(candidate), best - 1);
      if (distance < best) {
        best = distance;
        found = candidate;
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** "did you mean `x`?" where a word is near, else something else. */
  public static String remedy(String word, Collection<String> known, String otherwise) {
    return to(word, known).map(near -> "did you mean `" + near + "`?").orElse(otherwise);
  }

  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
  }
}
