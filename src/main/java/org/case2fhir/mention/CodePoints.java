package org.case2fhir.mention;

import java.util.Arrays;

/**
 * Offsets in characters, as annotation files count them, and in UTF-16 code units, as Java does.
 */
final class CodePoints {
  private final int[] units;
  private final int count;

  /** Measures a text. */
  CodePoints(String text) {
    units = new int[text.length() + 1];
    int points = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      units[points++] = i;
    }
    units[points] = text.length();
    count = points;
  }

  /** How many characters the text has. */
  int count() {
    return count;
  }

  /** The code unit at which a character begins; for the count of characters, the text's length. */
  int unit(int character) {
    return units[character];
  }

  /** The character that begins at a code unit, or the next one. */
  int character(int unit) {
    int at = Arrays.binarySearch(units, 0, count + 1, unit);
    return at >= 0 ? at : -at - 1;
  }
}
