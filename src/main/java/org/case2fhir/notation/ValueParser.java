package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;

/**
 * Values in one line: {@code 126 mg/dL}, {@code > 90 %}, {@code 3-5 mmol/L}, {@code 1:160}, {@code
 * 14/15}, {@code 120/80 mmHg}, {@code 75 x 55 x 50 mm}; anything else stays words.
 *
 * <p>{@code 1:160} is a ratio of plain numbers; {@code a/b} with a unit of pressure is a blood
 * pressure, and with the maximum of a score a score; other fractions could be either and stay words
 * with a warning. Of a change ("fell by 3 g/dL to 7.2 g/dL") the value is what was reached.
 */
public final class ValueParser {
  private static final int LONGEST = 120;
  private static final String N = "(" + Numerals.NUMBER + ")";
  private static final String UNIT = "\\s*(\\p{L}[^0-9]{0,20}|%)";
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}([-/.])\\d{1,2}\\1\\d{1,2}|\\d{1,2}([-/.])\\d{1,2}\\2(?:\\d{4}|\\d{2})");
  private static final Pattern PRESSURE = Pattern.compile(N + " ?/ ?" + N + UNIT);
  private static final Pattern SIZE =
      Pattern.compile(
          N
              + "(?:\\s*(\\p{L}{1,3}))??\\s?[x×*]\\s?"
              + N
              + "(?:\\s*(\\p{L}{1,3}))??(?:\\s?[x×*]\\s?"
              + N
              + ")?"
              + UNIT);
  private static final Pattern RANGE =
      Pattern.compile(
          "(?:from |between |ranging from |ranged from )?([-+\u2212]?"
              + Numerals.NUMBER
              + ")(?: ?(\\p{L}[^0-9]{0,20}|%))??(?: ?[-\u2013\u2014] ?| to | and )([-+\u2212]?"
              + Numerals.NUMBER
              + ")(.{0,80})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BETWEEN = Pattern.compile("(?i)between .*");

  private final Units units;
  private final QuantityParser quantities;

  public ValueParser(Units units) {
    this.units = units;
    this.quantities = new QuantityParser(units);
  }

  /** Reads a whole text, which must not be blank; there always is a value. */
  public Reading<Value> parse(String text) {
    return parse(text, "");
  }

  /**
   * The same of a test by its name, which tells a score from a dilution: 1/10 of a pain scale.
   *
   * @param test empty where it is not known
   */
  public Reading<Value> parse(String text, String test) {
    String line = text.strip();
    if (line.length() > LONGEST) {
      return Reading.of(new Value.Words(line));
    }
    // Words stay as they are written.
    return read(spaced(line), test)
        .or(() -> changed(line))
        .map(
            read -> read.map(value -> value instanceof Value.Words ? new Value.Words(line) : value))
        .orElseGet(() -> Reading.of(new Value.Words(line)));
  }

  /**
   * A change with what it led to: "fell by 3 g/dL to 7.2 g/dL", "rose from 10 to 14 mg/L".
   *
   * @return empty if the text is none
   */
  public Optional<ValueChange> change(String text) {
    String line = text.strip();
    return line.length() > LONGEST ? Optional.empty() : new ChangeParser(this).parse(line);
  }

  private static String spaced(String line) {
    return Numerals.joinThousands(line.replaceAll("[\\s\u00a0\u2009\u202f]{1,9}", " "));
  }

  private Optional<Reading<Value>> read(String spaced, String test) {
    return date(spaced)
        .or(() -> RatioParser.parse(spaced, test))
        .or(() -> pressure(spaced))
        .or(() -> size(spaced))
        .or(() -> range(spaced))
        .or(() -> quantities.parse(spaced));
  }

  private Optional<Reading<Value>> changed(String line) {
    return change(line)
        .flatMap(ValueChange::after)
        .map(
            after ->
                Reading.of(
                    after,
                    Remark.information(
                        "change-as-value",
                        "of the change " + Excerpt.of(line) + " only what it led to is the value",
                        "nothing need be done; the difference may stand in a `note`")));
  }

  private static Optional<Reading<Value>> date(String text) {
    if (!DATE.matcher(text).matches()) {
      return Optional.empty();
    }
    Remark remark =
        Remark.information(
            "date-as-value",
            Excerpt.of(text) + " looks like a date and is kept as words",
            "write the time of a fact under `date`");
    return Optional.of(Reading.of(new Value.Words(text), remark));
  }

  private Optional<Reading<Value>> pressure(String text) {
    Matcher matcher = PRESSURE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Unit unit = units.unit(matcher.group(3));
    Optional<BigDecimal> high = Numerals.parse(matcher.group(1));
    Optional<BigDecimal> low = Numerals.parse(matcher.group(2));
    if (!Units.isPressure(unit) || high.isEmpty() || low.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Reading.of(new Value.BloodPressure(high.get(), low.get(), unit)));
  }

  private Optional<Reading<Value>> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Unit unit = units.unit(matcher.group(6));
    List<BigDecimal> lengths = new ArrayList<>();
    for (int group : new int[] {1, 3, 5}) {
      Optional.ofNullable(matcher.group(group)).flatMap(Numerals::parse).ifPresent(lengths::add);
    }
    boolean oneUnit = same(matcher.group(2), unit) && same(matcher.group(4), unit);
    int told = matcher.group(5) == null ? 2 : 3;
    if (!Units.isLength(unit) || !oneUnit || lengths.size() != told) {
      return Optional.empty();
    }
    return Optional.of(Reading.of(new Value.Dimensions(lengths, unit)));
  }

  private static boolean same(String unit, Unit last) {
    return unit == null || unit.equals(last.text());
  }

  private Optional<Reading<Value>> range(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<BigDecimal> low = Numerals.parse(matcher.group(1));
    Optional<BigDecimal> high = Numerals.parse(matcher.group(3));
    boolean and = matcher.group().contains(" and ");
    if (low.isEmpty() || high.isEmpty() || and != BETWEEN.matcher(text).matches()) {
      return Optional.empty();
    }
    if (low.get().compareTo(high.get()) > 0) {
      Remark remark =
          Remark.warning(
              "reversed-range",
              Excerpt.of(text) + " runs downwards and is kept as words",
              "write the smaller number first");
      return Optional.of(Reading.of(new Value.Words(text), remark));
    }
    return quantities
        .unit(matcher.group(4))
        .filter(reading -> isSame(matcher.group(2), reading))
        .map(reading -> reading.<Value>map(unit -> new Value.Interval(low, high, unit)))
        .map(reading -> QuantityParser.checked(reading, matcher.group(1), matcher.group(3)));
  }

  // 148 mmol/L to 155 mmol/L
  private boolean isSame(String first, Reading<Unit> unit) {
    return first == null
        || unit.value().filter(units.unit(first)::equals).isPresent()
        || unit.value()
            .flatMap(Unit::ucum)
            .filter(units.unit(first).ucum().orElse("")::equals)
            .isPresent();
  }
}
