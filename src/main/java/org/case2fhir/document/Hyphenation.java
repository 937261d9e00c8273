package org.case2fhir.document;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Words that a line end broke: "treat-" and "ment", but "follow-" and "up". */
final class Hyphenation {
  /** The hyphen that is only seen at a line end. */
  static final char SOFT = '\u00ad';

  /** How far a look around for the same word goes: keeps reading linear in length. */
  private static final int WINDOW = 4_000;

  private static final Set<String> STARTS = words("start");
  private static final Set<String> ENDS = words("end");

  private Hyphenation() {}

  static boolean isHyphen(char c) {
    return c == '-' || c == SOFT || c == '\u2010' || c == '\u2011';
  }

  /** Whether a word stands behind the hyphen of compounds: "up" in "follow-up". */
  static boolean endsCompounds(String word) {
    return ENDS.contains(word.toLowerCase(Locale.ROOT));
  }

  /** The first character of the next line when the hyphen ends its line; else 0. */
  static int afterBreak(String source, int hyphen, int end) {
    int i = hyphen + 1;
    boolean line = false;
    while (i < end && Character.isWhitespace(source.charAt(i))) {
      line |= source.charAt(i) == '\n' || source.charAt(i) == '\r';
      i++;
    }
    return line && i < end ? i : 0;
  }

  /**
   * Whether the hyphen belongs to the word. It does before a capital or a digit, where the document
   * writes the word with its hyphen elsewhere, and in compounds like "five-year-old"; it does not
   * where the document writes the word in one elsewhere, nor else.
   */
  static boolean keepsHyphen(String source, int hyphen, int next) {
    int start = hyphen;
    while (start > 0 && hyphen - start < 40 && Character.isLetter(source.charAt(start - 1))) {
      start--;
    }
    int end = next;
    while (end < source.length() && end - next < 40 && Character.isLetter(source.charAt(end))) {
      end++;
    }
    if (start == hyphen || end == next || Character.isUpperCase(source.charAt(next))) {
      return true;
    }
    String left = source.substring(start, hyphen);
    String right = source.substring(next, end);
    String near =
        source.substring(Math.max(0, start - WINDOW), Math.min(source.length(), end + WINDOW));
    if (near.contains(left + "-" + right)) {
      return true;
    }
    boolean compound =
        STARTS.contains(left.toLowerCase(Locale.ROOT))
            || ENDS.contains(right.toLowerCase(Locale.ROOT));
    return compound && !near.contains(left + right);
  }

  private static Set<String> words(String kind) {
    return DocumentTables.rows("hyphen-words").stream()
        .filter(row -> row[1].equals(kind))
        .map(row -> row[0])
        .collect(Collectors.toSet());
  }
}
