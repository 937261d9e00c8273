package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.UnitTable;

/** Finds numbers with a unit in a text: "12.3 ×10⁹/L", "38.5°C", "120/80 mmHg", "0.5 mg/kg". */
final class Quantities {
  private static final String DIGITS = "\\d{1,7}(?:[.,]\\d{1,4}){0,3}";
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}.,/\u2013-])(?:[<>≤≥~] ?)?"
              + DIGITS
              + "(?: ?(?:[-\u2013/]|±|to|[x×]) ?"
              + DIGITS
              + "){0,2}");
  private static final Pattern POWER =
      Pattern.compile(" ?[x×*] ?10(?:[\\^*]?[-\u2212]?\\d{1,2}|[⁰¹²³⁴-⁹]{1,2})? ?");
  private static final Pattern WORD = Pattern.compile(" ?([%°℃\\p{L}µμ/(][^\\s,;()\\[\\]=]{0,15})");
  private static final int MOST_WORDS = 3;
  // Letters that are units by themselves; of other words only those with a slash are looked up.
  private static final Set<String> PLAIN =
      Set.of(
          ("mg g kg µg μg ug mcg ng pg ml l dl mmhg mm cm m iu u meq mmol mol units unit bpm kpa"
                  + " mosm fl nm mm² cm² µm μm gy cgy khz hz cc mgs gm gram grams milligrams milligram"
                  + " micrograms tablets tablet capsules capsule puffs drops mmh2o"
                  + " iu/l beats breaths cells copies torr msec ms sec seconds")
              .split(" "));

  private Quantities() {}

  /**
   * A number with its unit.
   *
   * @param span of both
   * @param unit as written
   */
  record Quantity(Span span, String unit, Optional<String> ucum) {}

  /** The quantities of a stretch of a text, in order. */
  static List<Quantity> in(String text, Span stretch) {
    List<Quantity> found = new ArrayList<>();
    int end = Math.min(stretch.end(), text.length());
    Matcher number = NUMBER.matcher(text).region(stretch.start(), end).useTransparentBounds(true);
    while (number.find()) {
      quantity(text, number.start(), number.end(), end).ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Quantity> quantity(String text, int start, int numberEnd, int limit) {
    Matcher power = POWER.matcher(text).region(numberEnd, limit);
    int behind = power.lookingAt() ? power.end() : numberEnd;
    boolean scaled = behind > numberEnd;
    int end = unitEnd(text, behind, limit);
    if (end < 0) {
      return Optional.empty();
    }
    String unit = text.substring(behind, end).strip();
    String known = scaled ? "10*9" + (unit.startsWith("/") ? unit : '/' + unit) : unit;
    return Optional.of(new Quantity(new Span(start, end), unit, UnitTable.builtIn().ucum(known)));
  }

  // The end of the longest unit of up to three words; -1 where none stands there.
  private static int unitEnd(String text, int from, int limit) {
    int best = -1;
    int at = from;
    for (int count = 0; count < MOST_WORDS; count++) {
      Matcher word = WORD.matcher(text).region(at, limit);
      if (!word.lookingAt()) {
        return best;
      }
      at = word.end();
      int end = trimmed(text, word.start(), at);
      if (isUnit(text.substring(from, end).strip())) {
        best = end;
      }
    }
    return best;
  }

  private static int trimmed(String text, int start, int end) {
    int at = end;
    while (at > start + 1 && ".:;!?".indexOf(text.charAt(at - 1)) >= 0) {
      at--;
    }
    return at;
  }

  private static boolean isUnit(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return false;
    }
    boolean sign = "%°℃".indexOf(text.charAt(0)) >= 0;
    String first = lower.split("[ /]", 2)[0];
    if (PLAIN.contains(lower) && !text.equals("G") || (sign && text.length() <= 2)) {
      return true;
    }
    boolean shaped = text.indexOf('/') >= 0 && text.length() > 2;
    boolean worded = PLAIN.contains(first) && (lower.contains(" per ") || lower.contains(" h"));
    return (shaped || worded) && UnitTable.builtIn().ucum(text).isPresent();
  }
}
