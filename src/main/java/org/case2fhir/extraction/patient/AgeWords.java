package org.case2fhir.extraction.patient;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;

/**
 * Reads ages: "47-year-old", "forty-seven-year-old", "aged 47 years", "2-month-old", "day-old".
 *
 * <p>What tells no number ("newborn", "in his sixties") is no age but {@linkplain #vague told as
 * such}; nor is one of gestation.
 */
final class AgeWords {
  private static final List<String> SMALL =
      List.of(
          "zero",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");
  private static final List<String> TENS =
      List.of("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
  private static final Pattern WORDS =
      Pattern.compile(
          "(?:aged? (?:of"
              + " )?)?(?:(?!(?:year|month|week|day|hour)s?\\b)(\\d{1,3}(?:[.,]\\d)?|[a-z]{3,9}(?:[-"
              + " ][a-z]{3,5})?)[-\u2010-\u2015"
              + " ]{0,3})?(years?|yrs?|months?|weeks?|days?|hours?|y/?o|yo)?(?:[-\u2010-\u2015"
              + " ]{1,3}old| of age)?");

  private static final Pattern VAGUE = vaguePattern();

  private AgeWords() {}

  private static Pattern vaguePattern() {
    String words =
        WordTable.rows(AgeWords.class, "vague-ages.tsv").stream()
            .map(row -> row[0])
            .collect(Collectors.joining("|"));
    return Pattern.compile("\\b(?:" + words + ")\\b", Pattern.CASE_INSENSITIVE);
  }

  /** Words that tell about how old somebody is, without a number of years. */
  static Optional<MatchResult> vague(String text) {
    Matcher matcher = VAGUE.matcher(text);
    return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
  }

  static Optional<TimeSpan> read(String text) {
    Matcher matcher = WORDS.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || (matcher.group(1) == null && matcher.group(2) == null)) {
      return Optional.empty();
    }
    Optional<BigDecimal> number =
        matcher.group(1) == null ? Optional.of(BigDecimal.ONE) : number(matcher.group(1));
    return number.map(n -> new TimeSpan(n, unit(matcher.group(2))));
  }

  private static TimeUnit unit(String word) {
    char first = word == null ? 'y' : word.charAt(0);
    return switch (first) {
      case 'm' -> TimeUnit.MONTH;
      case 'w' -> TimeUnit.WEEK;
      case 'd' -> TimeUnit.DAY;
      case 'h' -> TimeUnit.HOUR;
      default -> TimeUnit.YEAR;
    };
  }

  private static Optional<BigDecimal> number(String word) {
    if (Character.isDigit(word.charAt(0))) {
      return Optional.of(new BigDecimal(word.replace(',', '.')));
    }
    String[] parts = word.replace("fourty", "forty").split("[- ]");
    int tens = TENS.indexOf(parts[0]);
    int small = SMALL.indexOf(parts[parts.length - 1]);
    if (parts.length == 1 && (tens > 0 || small >= 0)) {
      return Optional.of(BigDecimal.valueOf(tens > 0 ? tens * 10 : small));
    }
    return parts.length == 2 && tens > 0 && small > 0 && small < 10
        ? Optional.of(BigDecimal.valueOf(tens * 10 + small))
        : Optional.empty();
  }
}
