package org.case2fhir.issue;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * How far two words are apart: the number of letters to change, add, drop or swap with a neighbour
 * (the restricted Damerau-Levenshtein distance).
 */
public final class EditDistance {
  private final String a;
  private final String b;
  private final int limit;
  // Costs of the row that is being filled, and of the two above it.
  private int[] row;
  private int[] above;
  private int[] twoAbove;

  private EditDistance(String a, String b, int limit) {
    this.a = a;
    this.b = b;
    this.limit = limit;
    this.row = new int[b.length() + 1];
    this.above = new int[b.length() + 1];
    this.twoAbove = new int[b.length() + 1];
  }

  /** The distance, or any number above {@code limit} when it is greater than that. */
  public static int between(String a, String b, int limit) {
    return Math.abs(a.length() - b.length()) > limit
        ? limit + 1
        : new EditDistance(a, b, limit).distance();
  }

  private int distance() {
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      if (fill(i) > limit) {
        return limit + 1;
      }
      int[] free = twoAbove;
      twoAbove = above;
      above = row;
      row = free;
    }
    return above[b.length()];
  }

  /** Fills the band of a row where a cost within the limit can be; the least cost in it. */
  private int fill(int i) {
    int first = Math.max(1, i - limit);
    int last = Math.min(b.length(), i + limit);
    row[first - 1] = first == 1 ? i : limit + 1;
    int least = row[first - 1];
    for (int j = first; j <= last; j++) {
      row[j] = cost(i, j);
      least = Math.min(least, row[j]);
    }
    if (last < b.length()) {
      row[last + 1] = limit + 1;
    }
    return least;
  }

  private int cost(int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = above[j - 1] + (same ? 0 : 1);
    best = Math.min(best, Math.min(above[j], row[j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, twoAbove[j - 2] + 1) : best;
  }

  private static final int LONGEST = 64;
  private static final int MOST = 2_000;

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
