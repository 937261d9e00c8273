package org.case2fhir.casefile.notation;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
              + ")(.{0,80})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern POWER = Pattern.compile("[x×*·] ?(10.{1,60})");
  // Without a sign of the power, 109/L is as likely 10^9/L whose superscript was lost.
  private static final Pattern POWER_OF_TEN = Pattern.compile("10(?:[*^(eE]|\\p{No}).{1,60}");
  // "4+" is a grade, "2nd" a place, "12-lead" a kind of thing.
  private static final Pattern NO_UNIT = Pattern.compile("[-+:,;.?!()'\"].*|(?:st|nd|rd|th)\\b.*");

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
    Optional<BigDecimal> number = Numerals.parse(matcher.group(2));
    Optional<Comparator> comparator = Optional.ofNullable(matcher.group(1)).map(this::comparator);
    return number.flatMap(
        n ->
            unit(matcher.group(3))
                .map(r -> r.map(unit -> new Value.Measured(new Amount(n, comparator, unit)))));
  }

  /** What stands behind a number; absent if these are words rather than a unit. */
  Optional<Reading<Unit>> unit(String behind) {
    Matcher power = POWER.matcher(behind.strip());
    String text = power.matches() ? power.group(1) : behind.strip();
    if (text.isEmpty()) {
      return Optional.of(Reading.of(Unit.NONE));
    }
    boolean digits = Character.isDigit(text.charAt(0));
    if (NO_UNIT.matcher(text).matches() || (digits && !POWER_OF_TEN.matcher(text).matches())) {
      return Optional.empty();
    }
    Unit unit = units.unit(text);
    if (unit.ucum().isPresent()) {
      return Optional.of(Reading.of(unit));
    }
    boolean oneWord = text.indexOf(' ') < 0 && !digits;
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
