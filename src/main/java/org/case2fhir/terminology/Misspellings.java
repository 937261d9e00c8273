package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.diagnostic.EditDistance;

/**
 * Every word that the tables know, and for a misspelt long word those that are nearest.
 *
 * <p>A known word is never a misspelling, whatever domain knows it: the ilium is not the ileum.
 * Further real words that no table has stand in {@code real-words.tsv}. The first letter must be
 * right, and words that look alike by their beginning or ending are kept apart by {@link
 * LookAlikes}.
 */
final class Misspellings {
  static final String TABLE = "real-words";

  private static final int SHORTEST = 5;
  private static final int LONGEST = 40;
  private static final int LONG = 11;

  private final Set<String> known = new HashSet<>();
  private final Map<Integer, List<Word>> byStart = new HashMap<>();

  private Misspellings() {
    for (Domain domain : Domain.values()) {
      for (String table : BuiltInTables.names(domain)) {
        BuiltInTables.table(table).keys().forEach(this::learn);
      }
    }
    Tables.read(TABLE, 1).forEach(row -> known.add(TextForm.of(row[0])));
  }

  private void learn(String key) {
    for (String word : Tables.split(key, ' ')) {
      if (known.add(word) && word.length() >= SHORTEST && isLetters(word)) {
        int start = start(word.charAt(0), word.length());
        byStart.computeIfAbsent(start, at -> new ArrayList<>()).add(new Word(word, letters(word)));
      }
    }
  }

  /** The words of all tables, read when a misspelling is first looked for. */
  static Misspellings builtIn() {
    return BuiltIn.WORDS;
  }

  boolean knows(String word) {
    return known.contains(word);
  }

  /** Whether a word is long enough to be recognised, and has nothing but letters. */
  static boolean isCorrectable(String word) {
    return word.length() >= SHORTEST && word.length() <= LONGEST && isLetters(word);
  }

  /** The known words at the least distance: one letter, in long words two. */
  List<String> nearest(String word) {
    int limit = LookAlikes.coreLength(word) >= LONG ? 2 : 1;
    int letters = letters(word);
    List<String> nearest = new ArrayList<>(2);
    for (int length = word.length() - limit; length <= word.length() + limit; length++) {
      for (Word near : byStart.getOrDefault(start(word.charAt(0), length), List.of())) {
        // Each slip changes at most two of the letters that occur.
        if (Integer.bitCount(letters ^ near.letters()) > 2 * limit) {
          continue;
        }
        int distance = EditDistance.between(word, near.word(), limit);
        if (distance < limit) {
          nearest.clear();
          limit = distance;
        }
        if (distance == limit) {
          nearest.add(near.word());
        }
      }
    }
    return nearest;
  }

  private static int start(char first, int length) {
    return first * 64 + length;
  }

  private static boolean isLetters(String word) {
    return word.chars().allMatch(c -> c >= 'a' && c <= 'z');
  }

  private static int letters(String word) {
    int letters = 0;
    for (int i = 0; i < word.length(); i++) {
      letters |= 1 << (word.charAt(i) - 'a');
    }
    return letters;
  }

  private static final class BuiltIn {
    static final Misspellings WORDS = new Misspellings();
  }

  private record Word(String word, int letters) {}
}
