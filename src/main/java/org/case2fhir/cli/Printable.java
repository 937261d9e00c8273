package org.case2fhir.cli;

/** Makes text from outside safe to print on a terminal. */
final class Printable {
  private Printable() {}

  /**
   * Control characters become spaces: an input must not be able to move the cursor or change
   * colours.
   */
  static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    text.chars().forEach(c -> out.append(Character.isISOControl(c) ? ' ' : (char) c));
    return out.toString();
  }
}
