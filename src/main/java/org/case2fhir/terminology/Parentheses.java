package org.case2fhir.terminology;

import java.util.regex.Pattern;

/** Abbreviations given in parentheses after the words: "magnetic resonance imaging (MRI)". */
final class Parentheses {
  private static final Pattern ABBREVIATION =
      Pattern.compile("\\s*\\(([A-Z][A-Za-z0-9-]{0,6}[A-Z0-9]s?)\\)");

  private Parentheses() {}

  /** The words without them; the same text where there is none or nothing else. */
  static String without(String text) {
    if (text.indexOf('(') < 0) {
      return text;
    }
    String bare = ABBREVIATION.matcher(text).replaceAll("").strip();
    return bare.isEmpty() ? text : bare;
  }
}
