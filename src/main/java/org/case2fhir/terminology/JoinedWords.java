package org.case2fhir.terminology;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Words that some write as one and some with a hyphen or a blank: "anti-phospholipid", "SPO 2".
 *
 * <p>Column of the table: the {@code word} that is joined to the one after it.
 */
final class JoinedWords {
  static final String TABLE = "joined-words";

  private static final int FEWEST_LETTERS = 4;
  private static final int MOST_LETTERS = 4;
  private static final int MOST_DIGITS = 3;
  private static final Set<String> FIRST =
      Tables.read(TABLE, 1).stream()
          .map(row -> TextForm.of(row[0]))
          .collect(Collectors.toUnmodifiableSet());

  private JoinedWords() {}

  /**
   * Joins what belongs together.
   *
   * @param words of a key; changed
   * @param counted words whose number stays a word of its own: "type 2"
   */
  static void join(List<String> words, Set<String> counted) {
    for (int i = words.size() - 2; i >= 0; i--) {
      String first = words.get(i);
      String second = words.get(i + 1);
      boolean one =
          FIRST.contains(first)
              ? second.length() >= FEWEST_LETTERS && isLetters(second)
              : isNumbered(first, second) && !counted.contains(first);
      if (one) {
        words.set(i, first.concat(second));
        words.remove(i + 1);
      }
    }
  }

  /** "CA 125", "IL 6", "SpO 2". */
  private static boolean isNumbered(String first, String second) {
    return first.length() <= MOST_LETTERS
        && isLetters(first)
        && second.length() <= MOST_DIGITS
        && second.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isLetters(String word) {
    return word.chars().allMatch(Character::isLetter);
  }
}
