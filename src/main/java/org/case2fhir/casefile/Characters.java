package org.case2fhir.casefile;

/**
 * Which characters are text.
 *
 * <p>FHIR's <a href="http://hl7.org/fhir/R4/datatypes.html#string">string</a> admits no control
 * characters but tab and line ends, and XML cannot even write them.
 */
final class Characters {
  private Characters() {}

  static boolean isControl(char c) {
    boolean control = c < ' ' && c != '\n' && c != '\r' && c != '\t';
    return control || c == 0x7f || c == 0xfffe || c == 0xffff;
  }

  /** The text with spaces in place of control characters and of halves of surrogate pairs. */
  static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
              boolean control = Character.isBmpCodePoint(c) && isControl((char) c);
              out.appendCodePoint(half || control ? ' ' : c);
            });
    return out.toString();
  }
}
