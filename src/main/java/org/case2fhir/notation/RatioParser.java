package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Value;

/**
 * Two plain numbers with a colon, a slash or "out of" between: titers and scores.
 *
 * <p>{@code 1:n} is a dilution, and so is what the word titer stands before. {@code 1/160} is one
 * too, but not {@code 1/3}, which may be a share or a grade: below a tenth. {@code 24/27} is a
 * score if 27 is the maximum of one, by the table {@code scores}; behind the name of a score its
 * own maximum decides. {@code 20/40} is an acuity and {@code 120/80} may be anything: words.
 */
final class RatioParser {
  private static final String WHOLE = "(\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,30})";
  private static final Pattern RATIO =
      Pattern.compile("(?:(tit(?:er|re)) (?:of )?)?(\\d{1,30}) ?([:/]) ?" + WHOLE);
  private static final Pattern SCORE =
      Pattern.compile(
          "(?:(\\p{L}[^\\d/]{0,40}?)(?: (?:score|scale|grade))? ?(?:of|was|:|=)? )?"
              + "(\\d{1,3}(?:\\.\\d)?) ?(/|out of|of) ?(\\d{1,3}(?:\\.\\d)?)(?: ?(?:points?|pts))?",
          Pattern.CASE_INSENSITIVE);
  private static final Set<String> PLAIN_NAMES = Set.of("score", "grade", "a score", "grading");
  // 6/9 and 20/40 are acuities; out of 100 a blood pressure may have lost its unit.
  private static final int ACUITY = 6;
  private static final int GREATEST = 99;
  private static final Map<String, BigDecimal> BY_NAME = new HashMap<>();
  private static final Set<BigDecimal> MAXIMA = new HashSet<>();

  static {
    for (String[] row : WordTable.rows("scores")) {
      BigDecimal maximum = new BigDecimal(row[2]);
      MAXIMA.add(maximum);
      BY_NAME.put(folded(row[0]), maximum);
      for (String name : row[1].split("\\|", -1)) {
        BY_NAME.put(folded(name), maximum);
      }
    }
  }

  private RatioParser() {}

  /**
   * The ratio or score, or the words that are none; absent where the text is no two numbers.
   *
   * @param test what was measured; empty where it is not known
   */
  static Optional<Reading<Value>> parse(String text, String test) {
    Matcher matcher = RATIO.matcher(text);
    if (!matcher.matches()) {
      return score(text, test);
    }
    BigDecimal first = new BigDecimal(matcher.group(2));
    BigDecimal second = new BigDecimal(matcher.group(4).replace(",", ""));
    boolean colon = matcher.group(3).equals(":");
    boolean titer = matcher.group(1) != null;
    boolean named =
        Optional.ofNullable(BY_NAME.get(folded(test))).filter(second::equals).isPresent();
    boolean dilution =
        first.compareTo(BigDecimal.ONE) == 0 && (colon || second.compareTo(BigDecimal.TEN) >= 0);
    if (second.signum() != 0 && !named && (dilution || titer)) {
      return Optional.of(Reading.of(new Value.Titer(first, second)));
    }
    Optional<Reading<Value>> score = colon || titer ? Optional.empty() : score(text, test);
    return score.or(() -> Optional.of(words(text)));
  }

  private static Reading<Value> words(String text) {
    return Reading.of(
        new Value.Words(text),
        Remark.warning(
            "ambiguous-fraction",
            Excerpt.of(text) + " is kept as words",
            "write a:b behind titer for a ratio, {number, maximum} for a score, or a unit behind it"
                + " for a blood pressure"));
  }

  // Of a test that is known only its own maximum is one; "out of" and "score" say it themselves.
  private static Optional<Reading<Value>> score(String text, String test) {
    Matcher matcher = SCORE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group(1) == null ? test : matcher.group(1);
    BigDecimal value = new BigDecimal(matcher.group(2));
    BigDecimal maximum = new BigDecimal(matcher.group(4));
    boolean plain = PLAIN_NAMES.contains(folded(name));
    Optional<BigDecimal> own = Optional.ofNullable(BY_NAME.get(folded(name)));
    boolean slash = matcher.group(3).equals("/");
    boolean said = plain || matcher.group(3).equalsIgnoreCase("out of");
    boolean fits =
        own.isPresent()
            ? own.get().compareTo(maximum) == 0
            : said || (slash && matcher.group(1) == null && isUsual(value, maximum));
    return fits && maximum.signum() > 0 && value.compareTo(maximum) <= 0
        ? Optional.of(Reading.of(new Value.Score(value, maximum)))
        : Optional.empty();
  }

  private static boolean isUsual(BigDecimal value, BigDecimal maximum) {
    boolean acuity = value.compareTo(BigDecimal.valueOf(ACUITY)) == 0 && maximum.intValue() < 10;
    boolean share = value.compareTo(BigDecimal.ONE) == 0 && maximum.intValue() != 5;
    return MAXIMA.contains(maximum) && maximum.intValue() <= GREATEST && !acuity && !share;
  }

  private static String folded(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
