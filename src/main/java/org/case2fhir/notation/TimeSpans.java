package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.notation.Reading.Remark;

/** Lengths of time and ages: "44 months", "2 h", "1.5 years", "six weeks", "a year". */
public final class TimeSpans {
  private static final int LONGEST = 100;
  private static final int OLDEST = 130;
  private static final Pattern SPAN =
      Pattern.compile("(" + Numerals.NUMBER + "|[a-z]{1,6})[ -]?([a-z]{1,7})\\.?(?: old)?");
  private static final Pattern UNIT_WORD =
      Pattern.compile(
          "\\b(?:minute|hour|day|week|month|year|decade)s?\\b"
              + "|\\d ?(?:mins?|hr?s?|d|w|wks?|mos?|y|yrs?)\\b");

  private TimeSpans() {}

  /** Reads a whole text. */
  public static Reading<TimeSpan> parse(String text) {
    return find(text)
        .map(Reading::of)
        .orElseGet(
            () ->
                Reading.none(
                    Remark.error(
                        "bad-duration",
                        Excerpt.of(text) + " is not a length of time",
                        "write a number and a unit, for example 5 days")));
  }

  /** Reads an age: a length of time that nobody has outlived. */
  public static Reading<TimeSpan> parseAge(String text) {
    Reading<TimeSpan> span = parse(text);
    return span.value().map(age -> age(age, text)).orElse(span);
  }

  /** The same as an age. */
  static Reading<TimeSpan> age(TimeSpan span, String text) {
    return isLifetime(span)
        ? Reading.of(span)
        : Reading.none(
            Remark.error(
                "impossible-age",
                Excerpt.of(text) + " is an age that nobody reaches",
                "correct the number or its unit"));
  }

  /** Whether someone may be as old: the oldest person known reached 122 years. */
  public static boolean isLifetime(TimeSpan age) {
    BigDecimal most =
        BigDecimal.valueOf(OLDEST)
            .multiply(
                switch (age.unit()) {
                  case YEAR -> BigDecimal.ONE;
                  case MONTH -> BigDecimal.valueOf(12);
                  case WEEK -> BigDecimal.valueOf(53);
                  case DAY -> BigDecimal.valueOf(366);
                  case HOUR -> BigDecimal.valueOf(366L * 24);
                  case MINUTE -> BigDecimal.valueOf(366L * 24 * 60);
                });
    return age.amount().compareTo(most) <= 0;
  }

  /** Whether the text tells a length of time, but not as one number and a unit: "2-3 days". */
  public static boolean isInWords(String text) {
    return find(text).isEmpty()
        && text.length() <= LONGEST
        && UNIT_WORD.matcher(text.toLowerCase(Locale.ROOT)).find();
  }

  static Optional<TimeSpan> find(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher matcher = SPAN.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<BigDecimal> amount = Numerals.parseOrWord(matcher.group(1));
    Optional<TimeUnit> unit = unit(matcher.group(2));
    return amount.flatMap(number -> unit.map(u -> new TimeSpan(number, u)));
  }

  /** The unit that a word or symbol means. */
  static Optional<TimeUnit> unit(String word) {
    return switch (word) {
      case "min", "mins", "minute", "minutes" -> Optional.of(TimeUnit.MINUTE);
      case "h", "hr", "hrs", "hour", "hours" -> Optional.of(TimeUnit.HOUR);
      case "d", "day", "days" -> Optional.of(TimeUnit.DAY);
      case "w", "wk", "wks", "week", "weeks" -> Optional.of(TimeUnit.WEEK);
      case "mo", "mos", "month", "months" -> Optional.of(TimeUnit.MONTH);
      case "a", "y", "yr", "yrs", "year", "years" -> Optional.of(TimeUnit.YEAR);
      default -> Optional.empty();
    };
  }
}
