package org.case2fhir.casefile;

/**
 * Turns a parser's columns into UTF-16 code units.
 *
 * <p>SnakeYAML counts code points, so a character beyond the basic plane shifts what follows it.
 */
final class Columns {
  private final String text;
  private final boolean codePoints;
  private int line = 1;
  private int lineStart;

  Columns(String text, boolean codePoints) {
    this.text = text;
    this.codePoints = codePoints && text.codePoints().anyMatch(Character::isSupplementaryCodePoint);
  }

  Place place(int atLine, int column, String pointer) {
    if (!codePoints || column < 2) {
      return new Place(Math.max(atLine, 1), Math.max(column, 1), pointer);
    }
    seek(atLine);
    int at = lineStart;
    for (int i = 1; i < column && at < text.length(); i++) {
      at += Character.charCount(text.codePointAt(at));
    }
    return new Place(atLine, at - lineStart + 1, pointer);
  }

  // Tokens come in the order of the text, but a key may be asked for once more.
  private void seek(int wanted) {
    if (wanted < line) {
      line = 1;
      lineStart = 0;
    }
    while (line < wanted) {
      int end = text.indexOf('\n', lineStart);
      if (end < 0) {
        return;
      }
      lineStart = end + 1;
      line++;
    }
  }
}
