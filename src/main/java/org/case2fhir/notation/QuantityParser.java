package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Comparator;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;

/** One number with its unit: {@code 126 mg/dL}, {@code ≤5 mg/L}, {@code 5 x 10^9/L}. */
final class QuantityParser {
  private static final Pattern QUANTITY =
      Pattern.compile(
          "(<=|>=|=<|=>|<|>|≤|≥|less than |more than |greater than |at least |at most )? ?"
              + "([-+\u2212]?"
              + Numerals.NUMBER
              + "([eE][-+\u2212]?\\d{1,9}(?![\\p{L}\\d]))?)(.{0,80})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern POWER = Pattern.compile("[x×*·] ?(10.{1,60})");
  // Without a sign of the power, 109/L is as likely 10^9/L whose superscript was lost.
  private static final Pattern POWER_OF_TEN = Pattern.compile("10(?:[*^(eE]|\\p{No}).{1,60}");
  // "4+" is a grade, "2nd" a place, "12-lead" a kind of thing.
  private static final Pattern NO_UNIT = Pattern.compile("[-+:,;.?!()'\"].*|(?:st|nd|rd|th)\\b.*");

  private static final Pattern ODD_WORD = Pattern.compile("(?:\\p{L}{1,20}|[/\\\\#^])\\d.*");
  private static final Pattern SLASHED_DIGITS = Pattern.compile("[/\\\\]\\d.*");

  private final Units units;

  QuantityParser(Units units) {
    this.units = units;
  }

  /** The quantity; absent if the text is none. */
  Optional<Reading<Value>> parse(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String told = matcher.group(2);
    boolean scientific = matcher.group(3) != null;
    String behind = matcher.group(4);
    Optional<BigDecimal> number =
        scientific ? Numerals.parseScientific(told) : Numerals.parse(told);
    if ((scientific && number.isEmpty()) || isOdd(behind)) {
      return Optional.of(Reading.of(new Value.Words(text), odd(text)));
    }
    Optional<Comparator> comparator = Optional.ofNullable(matcher.group(1)).map(this::comparator);
    return number.flatMap(
        n ->
            unit(behind)
                .map(r -> r.<Value>map(u -> new Value.Measured(new Amount(n, comparator, u))))
                .map(reading -> checked(reading, told)));
  }

  /** The same with a warning where the dot of a number may mean two things. */
  static Reading<Value> checked(Reading<Value> reading, String... numbers) {
    Reading<Value> all = reading;
    for (String number : numbers) {
      if (Numerals.isAmbiguous(number)) {
        String decimal = number.substring(0, number.indexOf('.'));
        String thousands = number.replace(".", "");
        all =
            all.with(
                Remark.warning(
                    Reading.AMBIGUOUS_NUMBER,
                    number + " is read as " + decimal + " and decimals, not as " + thousands,
                    "write " + thousands + " if the dot stands between thousands"));
      }
    }
    return all;
  }

  // 1_000, 0x10, 1e5x: never the first digits of something else.
  private boolean isOdd(String behind) {
    boolean word = behind.indexOf(' ') < 0 && ODD_WORD.matcher(behind).matches();
    return behind.startsWith("_") || (word && !units.isKnown(behind));
  }

  private static Remark odd(String text) {
    return Remark.error(
        "bad-number",
        Excerpt.of(text) + " begins with digits, but is no number with a unit",
        "write the number and the unit apart, or {text: …} for words");
  }

  /** What stands behind a number; absent if these are words rather than a unit. */
  Optional<Reading<Unit>> unit(String behind) {
    Matcher power = POWER.matcher(behind.strip());
    String text = power.matches() ? power.group(1) : behind.strip();
    if (text.isEmpty()) {
      return Optional.of(Reading.of(Unit.UNTOLD));
    }
    boolean digits = Character.isDigit(text.charAt(0));
    if (NO_UNIT.matcher(text).matches() || (digits && !POWER_OF_TEN.matcher(text).matches())) {
      return Optional.empty();
    }
    Unit unit = units.unit(text);
    if (unit.ucum().isPresent()) {
      return Optional.of(Reading.of(unit));
    }
    boolean oneWord = text.indexOf(' ') < 0 && !digits && !SLASHED_DIGITS.matcher(text).matches();
    return oneWord ? Optional.of(Reading.of(unit, units.unknown(text))) : Optional.empty();
  }

  private Comparator comparator(String words) {
    return switch (words.strip().toLowerCase(Locale.ROOT)) {
      case "<", "less than" -> Comparator.LESS;
      case "<=", "=<", "≤", "at most" -> Comparator.LESS_OR_EQUAL;
      case ">=", "=>", "≥", "at least" -> Comparator.GREATER_OR_EQUAL;
      default -> Comparator.GREATER;
    };
  }
}
