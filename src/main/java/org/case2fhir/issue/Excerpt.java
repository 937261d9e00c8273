package org.case2fhir.issue;

/**
 * A few words of an input for use in a message.
 *
 * <p>Cut short, because a message must not carry a patient's story, and on one line without control
 * characters, because an input must not steer a terminal.
 */
public final class Excerpt {
  private static final int LONGEST = 40;

  private Excerpt() {}

  /** The beginning of the text in backquotes. */
  public static String of(String text) {
    int end = Math.min(text.length(), LONGEST);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    StringBuilder out = new StringBuilder("`");
    text.substring(0, end).codePoints().map(Excerpt::printable).forEach(out::appendCodePoint);
    return out.append(end < text.length() ? "…`" : "`").toString();
  }

  /**
   * Whether a text has control characters, or such as turn the direction of writing: none belongs
   * into a code or a name, and some make it look like another one.
   */
  public static boolean hasControls(String text) {
    return text.codePoints()
        .anyMatch(
            c ->
                Character.isISOControl(c)
                    || c >= 0x202A && c <= 0x202E
                    || c >= 0x2066 && c <= 0x2069
                    || Character.getType(c) == Character.SURROGATE);
  }

  /** The character, or a space for one that could steer a terminal or break the line. */
  public static int printable(int c) {
    int type = Character.getType(c);
    boolean steers =
        Character.isISOControl(c)
            || type == Character.FORMAT
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR
            || type == Character.SURROGATE;
    return steers ? ' ' : c;
  }
}
