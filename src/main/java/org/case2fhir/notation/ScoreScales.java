package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.model.Value;

/**
 * Clinical scores with their maxima, from the table {@code scores}.
 *
 * <p>Of a score marked {@code alone} a bare number is out of its maximum: a Glasgow coma scale of 9
 * is 9 out of 15. A pain of 7 may be out of 10 or of 100, and so is a number only.
 */
public final class ScoreScales {
  private static final Pattern PARTICULARS =
      Pattern.compile(
          "(?: score| scale| index)?(?: (?:at|after|on) .{1,40}| \\d{1,2} ?min.{0,6})?$");
  private static final Map<String, BigDecimal> BY_NAME = new HashMap<>();
  private static final Set<String> ALONE = new HashSet<>();
  private static final Set<BigDecimal> MAXIMA = new HashSet<>();

  static {
    for (String[] row : BundledTable.rows(ScoreScales.class, "scores")) {
      BigDecimal maximum = new BigDecimal(row[2]);
      MAXIMA.add(maximum);
      add(row[0], maximum, row[3].equals("yes"));
      for (String name : row[1].split("\\|", -1)) {
        add(name, maximum, row[3].equals("yes"));
      }
    }
  }

  private ScoreScales() {}

  private static void add(String name, BigDecimal maximum, boolean alone) {
    BY_NAME.put(folded(name), maximum);
    if (alone) {
      ALONE.add(folded(name));
    }
  }

  /** The maximum of a score by its name, which must be the whole name. */
  public static Optional<BigDecimal> maximum(String name) {
    return Optional.ofNullable(BY_NAME.get(folded(name)));
  }

  /** Whether some score goes that far. */
  static boolean isMaximum(BigDecimal number) {
    return MAXIMA.contains(number);
  }

  /**
   * A bare number of a score whose maximum is beyond doubt, as a number out of it; a number out of
   * another maximum, "Apgar 8/9" at one and five minutes, in words; any other value as it is.
   *
   * @param test the name of what was measured: "Apgar score at 5 minutes"
   */
  public static Value complete(String test, Value value) {
    if (value instanceof Value.Score score) {
      boolean other =
          Optional.of(folded(test))
              .filter(ALONE::contains)
              .map(BY_NAME::get)
              .filter(maximum -> maximum.compareTo(score.maximum()) != 0)
              .isPresent();
      return other
          ? new Value.Words(score.value().toPlainString() + "/" + score.maximum().toPlainString())
          : value;
    }
    if (!(value instanceof Value.Measured measured)
        || measured.amount().comparator().isPresent()
        || !measured.amount().unit().text().isBlank()) {
      return value;
    }
    String name = folded(test);
    String bare = PARTICULARS.matcher(name).replaceFirst("");
    Optional<String> known = Optional.of(name).filter(ALONE::contains);
    BigDecimal number = measured.amount().number();
    return known
        .or(() -> Optional.of(bare).filter(ALONE::contains))
        .map(BY_NAME::get)
        .filter(maximum -> number.signum() >= 0 && number.compareTo(maximum) <= 0)
        .<Value>map(maximum -> new Value.Score(number, maximum))
        .orElse(value);
  }

  static String folded(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
