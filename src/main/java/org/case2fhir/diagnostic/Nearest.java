package org.case2fhir.diagnostic;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelt one probably means. */
public final class Nearest {
  private static final int LONGEST = 64;

  private Nearest() {}

  /**
   * The nearest of the known words, if at most two slips (a third of a short word) away; of equally
   * near ones the first.
   */
  public static Optional<String> to(String word, Collection<String> known) {
    String written = fold(word);
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    int best = Math.min(2, written.length() / 3) + 1;
    String found = "";
    for (String candidate : known) {
      int distance = distance(written, fold(candidate), best);
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

  // Levenshtein's distance with a swap of neighbours counted as one; gives up at the limit.
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] cost) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = cost[i - 1][j - 1] + (same ? 0 : 1);
    best = Math.min(best, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
