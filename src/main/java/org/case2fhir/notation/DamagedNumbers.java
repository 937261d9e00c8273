package org.case2fhir.notation;

import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Reading.Remark;

/**
 * Numbers that no reader makes a number of: {@code 12..5}, {@code 1e999}, {@code --5}, {@code ½},
 * full-width digits. What holds one is kept as words, and that is said.
 */
public final class DamagedNumbers {
  /** Remark on words that were meant as a number. */
  public static final String NOT_READ = "number-not-read";

  private static final String PLAIN_DIGITS = "write it in plain digits, such as 12.5";
  private static final String SIGNS = "[<>=≤≥~≈]";

  // Digits of other scripts, and fractions in one character.
  private static final String OTHER_DIGIT = "[\\p{Nd}\u00bc-\u00be\u2150-\u215e&&[^0-9]]";
  private static final Pattern STARTS_WITH_OTHER =
      Pattern.compile(SIGNS + "{0,2}[-+]?\\d{0,9}" + OTHER_DIGIT + ".*");
  private static final Pattern SIGN_ONLY = Pattern.compile(SIGNS + "{1,3}");
  private static final Pattern DIGITS_AND_SIGNS =
      Pattern.compile(
          "(?![eE])(?=\\D{0,9}\\d)[-+\u2212\u2013\u2014.,:/\\\\'\u2019<>=≤≥~≈_\\deE]{1,60}");
  private static final Pattern STARTS_WITH_NUMBER =
      Pattern.compile(SIGNS + "{0,3}[-+\u2212.]{0,3}\\d.*");
  private static final Pattern MIXED_FRACTION =
      Pattern.compile("\\d{1,9} \\d{1,9}/\\d{1,9}(?: .*)?");

  // 3+, 4-/5 and 1+/2+ are grades, 20/40-2 an acuity, 2nd a place, 12-lead a kind.
  private static final Pattern NO_NUMBER =
      Pattern.compile(
          "\\d{1,3}\\+.*|\\d-/\\d|\\d{1,3}[-\u2013/]\\d\\+.*|\\d{1,3}/\\d{1,3}-\\d|\\d{1,9}(?:st|nd|rd|th)|\\d{1,9}-\\p{L}.*");

  private static final Pattern EXPONENT =
      Pattern.compile("[-+]?\\d[\\d.,]{0,30}(?:[-\u2013]\\d[\\d.,]{0,30})?[eE][-+]?\\d{1,30}\\S*");
  private static final Pattern HUGE =
      Pattern.compile(
          "[-+]?\\d[\\d.,]{0,30}[eE][-+]?\\d{3,30}|[-+]{2,9}\\d\\S*|\\d{1,30}[.,]{2,9}\\d\\S*");
  private static final Pattern SEPARATED =
      Pattern.compile("\\d{1,30}(?:\\.\\d{1,30}){2,9}|\\d{1,30}(?:/\\d{1,30}){2,9}");
  // "5. days" and "-5 days", of a length of time or a dose.
  private static final Pattern STARTS_DAMAGED = Pattern.compile("-\\d.*|\\d{1,9}\\. \\p{L}.*");
  private static final Pattern DATE = Pattern.compile("\\d{1,4}([./])\\d{1,2}\\1(?:\\d{4}|\\d{2})");

  private DamagedNumbers() {}

  /** Says of a value that was read as words that a number was meant; else the same reading. */
  static Reading<Value> told(Reading<Value> reading, String text, Units units) {
    boolean words = reading.value().filter(Value.Words.class::isInstance).isPresent();
    return words && reading.remarks().isEmpty() && isNumberMeant(text, units)
        ? reading.with(notRead(text, PLAIN_DIGITS + ", or {text: …} for words"))
        : reading;
  }

  private static boolean isNumberMeant(String text, Units units) {
    int space = text.indexOf(' ');
    String first = space < 0 ? text : text.substring(0, space);
    String unit = space < 0 ? "" : text.substring(space + 1);
    if (MIXED_FRACTION.matcher(text).matches()) {
      return true;
    }
    Optional<String> ucum = unit.isEmpty() ? Optional.empty() : units.unit(unit).ucum();
    if ((!unit.isEmpty() && ucum.isEmpty()) || NO_NUMBER.matcher(first).matches()) {
      return false;
    }
    if (SIGN_ONLY.matcher(first).matches() || STARTS_WITH_OTHER.matcher(first).matches()) {
      return true;
    }
    boolean ratio = ucum.filter(code -> code.indexOf('/') > 0).isPresent();
    return unit.isEmpty()
        ? DIGITS_AND_SIGNS.matcher(first).matches()
        : STARTS_WITH_NUMBER.matcher(first).matches()
            || (ratio && first.chars().anyMatch(Character::isDigit));
  }

  /** The remark on a damaged number in a text of which words are kept: a dose, a time. */
  public static Optional<Remark> remark(String text) {
    for (String word : text.strip().split("\\s+", -1)) {
      boolean separated = SEPARATED.matcher(word).matches() && !DATE.matcher(word).matches();
      if (separated
          || STARTS_WITH_OTHER.matcher(word).matches()
          || EXPONENT.matcher(word).matches()
          || HUGE.matcher(word).matches()) {
        return Optional.of(notRead(word, PLAIN_DIGITS));
      }
    }
    return STARTS_DAMAGED.matcher(text.strip()).matches()
        ? Optional.of(notRead(text, PLAIN_DIGITS))
        : Optional.empty();
  }

  /**
   * A number in a name that can only be a damaged one; a name may hold any other, as "CA 19-9" and
   * "aspirin 81 mg" do.
   */
  public static Optional<String> inName(String name) {
    String[] words = name.strip().split("\\s+", -1);
    for (int i = 1; i < words.length; i++) {
      if (HUGE.matcher(words[i]).matches()) {
        return Optional.of(words[i]);
      }
    }
    return Optional.empty();
  }

  private static Remark notRead(String text, String remedy) {
    return Remark.warning(
        NOT_READ,
        "no number is read from " + Excerpt.of(text) + ", which is kept as words",
        remedy);
  }
}
