package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Value;

/**
 * Two plain numbers with a colon or a slash between.
 *
 * <p>{@code 1:n} is a dilution, and so is what the word titer stands before. {@code 1/160} is one
 * too, but not {@code 1/3}, which may be a share or a grade: below a tenth. {@code 4/5} is a grade
 * and stays words; {@code 120/80} and {@code 120:80} may be anything.
 */
final class RatioParser {
  private static final String WHOLE = "(\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,30})";
  private static final Pattern RATIO =
      Pattern.compile("(?:(tit(?:er|re)) (?:of )?)?(\\d{1,30}) ?([:/]) ?" + WHOLE);
  private static final BigDecimal TEN = BigDecimal.TEN;

  private RatioParser() {}

  /** The ratio, or the words that are none; absent where the text is no two numbers. */
  static Optional<Reading<Value>> parse(String text) {
    Matcher matcher = RATIO.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal first = new BigDecimal(matcher.group(2));
    BigDecimal second = new BigDecimal(matcher.group(4).replace(",", ""));
    boolean colon = matcher.group(3).equals(":");
    boolean dilution =
        first.compareTo(BigDecimal.ONE) == 0 && (colon || second.compareTo(TEN) >= 0);
    if (second.signum() != 0 && (dilution || matcher.group(1) != null)) {
      return Optional.of(Reading.of(new Value.Titer(first, second)));
    }
    Reading<Value> words = Reading.of(new Value.Words(text));
    return Optional.of(!colon && isGrade(first, second) ? words : words.with(ambiguous(text)));
  }

  // 5/5 and 3/6: what is reached of a small scale.
  private static boolean isGrade(BigDecimal first, BigDecimal second) {
    return first.compareTo(BigDecimal.ONE) != 0
        && first.compareTo(second) <= 0
        && second.compareTo(TEN) <= 0;
  }

  private static Remark ambiguous(String text) {
    return Remark.warning(
        "ambiguous-fraction",
        Excerpt.of(text) + " is kept as words",
        "write a:b behind titer for a ratio, or a unit behind it for a blood pressure");
  }
}
