package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as cases write them. The digits are kept: 7.0 stays 7.0.
 *
 * <p>A comma groups thousands if three digits follow it each time and the number does not begin
 * with a zero; else, standing alone, it is a decimal comma.
 */
final class Numerals {
  /** A number as it stands in a longer pattern; bounded, so that matching takes bounded time. */
  static final String NUMBER = "(?:\\d{1,30}(?:[.,]\\d{1,30}){0,9}|\\.\\d{1,30})";

  private static final Pattern PLAIN =
      Pattern.compile("[-+]?(?:\\d{1,30}(?:\\.\\d{1,30})?|\\.\\d{1,30})");
  private static final Pattern GROUPED =
      Pattern.compile("[-+]?[1-9]\\d{0,2}(?:,\\d{3}){1,9}(?:\\.\\d{1,30})?");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d{1,30},\\d{1,30}");
  private static final Pattern THOUSANDS_OR_DECIMALS =
      Pattern.compile("[-+]?[1-9]\\d{0,2}\\.\\d{3}");
  private static final Pattern SCIENTIFIC =
      Pattern.compile("([-+]?\\d{1,30}(?:\\.\\d{1,30})?)[eE]([-+]?\\d{1,9})");
  private static final Pattern SPACED_THOUSANDS =
      Pattern.compile("(?<![\\d.,])[1-9]\\d{0,2}(?: \\d{3}){1,4}(?!\\d| \\d)");
  private static final int GREATEST_EXPONENT = 30;
  private static final Map<String, Integer> WORDS =
      Map.ofEntries(
          Map.entry("a", 1),
          Map.entry("an", 1),
          Map.entry("one", 1),
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12));

  private Numerals() {}

  static Optional<BigDecimal> parse(String text) {
    String number = plainSigns(text);
    if (PLAIN.matcher(number).matches()) {
      return Optional.of(new BigDecimal(number));
    }
    if (GROUPED.matcher(number).matches()) {
      return Optional.of(new BigDecimal(number.replace(",", "")));
    }
    if (DECIMAL_COMMA.matcher(number).matches()) {
      return Optional.of(new BigDecimal(number.replace(',', '.')));
    }
    return Optional.empty();
  }

  /**
   * A number with a power of ten, written out: 1e5 is 100000. Absent beyond 30 places, and for
   * "10E9", whose ten is part of the power as often as not.
   */
  static Optional<BigDecimal> parseScientific(String text) {
    Matcher matcher = SCIENTIFIC.matcher(plainSigns(text));
    if (!matcher.matches() || matcher.group(1).equals("10")) {
      return Optional.empty();
    }
    int exponent = Integer.parseInt(matcher.group(2));
    if (Math.abs(exponent) > GREATEST_EXPONENT) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(exponent);
    return Optional.of(number.setScale(Math.max(number.scale(), 0)));
  }

  /** Whether the dot may stand before decimals or between thousands: 12.500. */
  static boolean isAmbiguous(String text) {
    return THOUSANDS_OR_DECIMALS.matcher(plainSigns(text)).matches();
  }

  /** A line with the spaces between thousands taken out: "250 000 /uL" is "250000 /uL". */
  static String joinThousands(String line) {
    return SPACED_THOUSANDS
        .matcher(line)
        .replaceAll(found -> Matcher.quoteReplacement(found.group().replace(" ", "")));
  }

  private static String plainSigns(String text) {
    return text.replace('\u2212', '-').replace('\u2013', '-');
  }

  /** Also reads "a" and "one" to "twelve". */
  static Optional<BigDecimal> parseOrWord(String text) {
    Optional<BigDecimal> word = Optional.ofNullable(WORDS.get(text)).map(BigDecimal::valueOf);
    return word.isPresent() ? word : parse(text);
  }
}
