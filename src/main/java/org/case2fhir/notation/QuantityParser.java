package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.notation.Reading.Remark;

/** One number with its unit: {@code 126 mg/dL}, {@code ≤5 mg/L}, {@code 5 x 10^9/L}. */
final class QuantityParser {
  private static final Pattern QUANTITY =
      Pattern.compile(
          "(<=|>=|=<|=>|<|>|=|≤|≥|less than |more than |greater than |at least |at most )? ?"
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
  private static final Pattern TWO_SIGNS = Pattern.compile("[<>=≤≥]{2,9} ?[-+]?\\d.*");
  // 12..5; 1.2.3 and 1,23,456: digits with separators that make no number.
  private static final Pattern DOUBLED = Pattern.compile("[<>=≤≥]? ?\\d{1,30}[.,]{2,9}\\d.*");
  private static final Pattern BROKEN =
      Pattern.compile("[<>=≤≥]? ?\\d{0,30}[.,]\\d{1,30}[.,][\\d.,]{0,60}(?: .*)?");
  private static final Pattern SPLIT = Pattern.compile("\\d{1,3}(?: \\d{2,4}){1,4} ?[\\p{L}/%].*");
  // 3.5×10⁴, 3.5 x 10^4; and 145 × 103, whose superscript was lost.
  private static final Pattern TIMES_TEN =
      Pattern.compile(
          "[x×*·]"
              + " ?10(?:[*^]\\(?([-+\u2212]?\\d{1,2})\\)?|([\u207b]?[\u00b9\u00b2\u00b3\u2070-\u2079]{1,2})"
              + "|([2-9]|1[0-2]))(?![\\d.])(.{0,60})");
  private static final Set<String> COUNTED = Set.of("[CFU]", "[IU]", "{copies}", "{cells}", "{#}");
  private static final Pattern SLASHED_DIGITS = Pattern.compile("[/\\\\]\\d.*");

  private final Units units;

  QuantityParser(Units units) {
    this.units = units;
  }

  /** The quantity; absent if the text is none. */
  Optional<Reading<Value>> parse(String text) {
    if (TWO_SIGNS.matcher(text).matches() && !text.matches("(?:<=|>=|=<|=>)[^<>=≤≥].*")) {
      return Optional.of(Reading.of(new Value.Words(text), damaged(text, "its signs contradict")));
    }
    Matcher matcher = QUANTITY.matcher(text);
    boolean doubled = DOUBLED.matcher(text).matches();
    if (doubled || !matcher.matches()) {
      return doubled
          ? Optional.of(
              Reading.of(new Value.Words(text), damaged(text, "its digits make no number")))
          : Optional.empty();
    }
    String told = matcher.group(2);
    boolean scientific = matcher.group(3) != null;
    String behind = matcher.group(4);
    Optional<BigDecimal> number =
        scientific ? Numerals.parseScientific(told) : Numerals.parse(told);
    Optional<Reading<Value>> power =
        number.flatMap(n -> power(n, Optional.ofNullable(matcher.group(1)), behind.strip(), text));
    if (power.isPresent()) {
      return power;
    }
    if ((scientific && number.isEmpty()) || isOdd(behind)) {
      return Optional.of(Reading.of(new Value.Words(text), odd(text)));
    }
    Optional<Comparator> comparator =
        Optional.ofNullable(matcher.group(1))
            .filter(sign -> !sign.equals("="))
            .map(this::comparator);
    if (number.isEmpty() && BROKEN.matcher(text).matches() || SPLIT.matcher(text).matches()) {
      return Optional.of(
          Reading.of(new Value.Words(text), damaged(text, "its digits make no number")));
    }
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

  // A power of ten that is not part of a known unit: 3.5×10⁴ pg/mL is 35000 pg/mL.
  private Optional<Reading<Value>> power(
      BigDecimal number, Optional<String> sign, String behind, String text) {
    Matcher matcher = TIMES_TEN.matcher(behind);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean lost = matcher.group(3) != null;
    String unitText = matcher.group(4).strip();
    int exponent = exponent(matcher);
    Optional<Comparator> comparator = sign.filter(s -> !s.equals("=")).map(this::comparator);
    Unit whole = units.unit("10^" + exponent + unitText);
    if (lost && !(unitText.isEmpty() || isCount(unitText))) {
      return Optional.empty();
    }
    Remark repaired =
        Remark.information(
            "lost-superscript",
            Excerpt.of(text) + " is read with 10^" + exponent + ", whose superscript was lost",
            "write 10^" + exponent + " if that is meant, or correct the number");
    if (whole.ucum().isPresent() && !unitText.isEmpty()) {
      // The unit as written where it is one.
      Unit unit = lost ? whole : units.unit(behind.substring(1).strip());
      Reading<Value> reading = Reading.of(new Value.Measured(new Amount(number, comparator, unit)));
      return Optional.of(lost ? reading.with(repaired) : reading);
    }
    if (lost && unitText.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal scaled = number.scaleByPowerOfTen(exponent);
    BigDecimal plain = scaled.setScale(Math.max(scaled.scale(), 0));
    return unit(unitText)
        .map(r -> r.<Value>map(u -> new Value.Measured(new Amount(plain, comparator, u))))
        .map(reading -> lost ? reading.with(repaired) : reading);
  }

  // Cells, colonies or copies in a volume: /uL, CFU/mL.
  private boolean isCount(String unit) {
    String code = units.unit(unit).ucum().orElse("");
    String above = code.split("/", 2)[0];
    return code.contains("/") && (above.isEmpty() || COUNTED.contains(above));
  }

  private static int exponent(Matcher matcher) {
    if (matcher.group(2) == null) {
      String plain = matcher.group(1) == null ? matcher.group(3) : matcher.group(1);
      return Integer.parseInt(plain.replace('\u2212', '-'));
    }
    int exponent = 0;
    String digits = matcher.group(2).replace("\u207b", "");
    for (int i = 0; i < digits.length(); i++) {
      exponent = exponent * 10 + Character.getNumericValue(digits.charAt(i));
    }
    return digits.length() < matcher.group(2).length() ? -exponent : exponent;
  }

  private static Remark damaged(String text, String why) {
    return Remark.error(
        "bad-number",
        Excerpt.of(text) + " is not a number: " + why,
        "correct it, or write {text: …} for words");
  }

  // 1_000, 0x10, 1e5x: never the first digits of something else.
  private boolean isOdd(String behind) {
    boolean word = behind.indexOf(' ') < 0 && ODD_WORD.matcher(behind).matches();
    return behind.startsWith("_") || (word && !units.isKnown(behind));
  }

  private static Remark odd(String text) {
    return Remark.error(
        "bad-number",
        Excerpt.of(text) + " begins with digits, but is not a number with a unit",
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
