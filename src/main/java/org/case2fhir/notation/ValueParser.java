package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.notation.Reading.Remark;

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
  private static final String UNIT = "\\s*(\\p{L}[^0-9]{0,24}|%)";
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}([-/.])\\d{1,2}\\1\\d{1,2}|\\d{1,2}([-/.])\\d{1,2}\\2(?:\\d{4}|\\d{2})");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[-+]?\\.?(?:nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
  private static final Pattern CLOCK =
      Pattern.compile("[-+]?\\d{1,4}(?::\\d{1,2}){2,}(?:\\.\\d*)?");

  /** No method of measurement has so many digits; programs do. */
  private static final Pattern TOO_EXACT = Pattern.compile("[-+]?\\d[\\d.]{20,}(?: ?\\D.*)?");

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
  private static final Pattern EXPONENT = Pattern.compile("[eE][-+\u2212]?\\d.*");
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
      Reading<Value> words = Reading.of(new Value.Words(line));
      boolean number = TOO_EXACT.matcher(line.substring(0, LONGEST)).matches();
      return number ? words.with(tooExact(line)) : words;
    }
    String spaced = spaced(line);
    // Words stay as they are written.
    Reading<Value> reading =
        read(spaced, test)
            .or(() -> changed(line))
            .map(
                read ->
                    read.map(value -> value instanceof Value.Words ? new Value.Words(line) : value))
            .orElseGet(() -> Reading.of(new Value.Words(line)));
    return DamagedNumbers.told(reading, spaced, units);
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
    return unmeasured(spaced)
        .or(() -> date(spaced))
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

  /** What a program writes for a number that is none, or YAML 1.1 makes of a time of day. */
  private static Optional<Reading<Value>> unmeasured(String text) {
    if (NOT_FINITE.matcher(text).matches()) {
      return Optional.of(Reading.of(new Value.Words(text), impossible(text, "is not a number")));
    }
    if (TOO_EXACT.matcher(text).matches()) {
      return Optional.of(Reading.of(new Value.Words(text), tooExact(text)));
    }
    if (CLOCK.matcher(text).matches()) {
      Remark remark =
          Remark.warning(
              "time-as-value",
              Excerpt.of(text) + " looks like a time of day and is kept as words",
              "write the time of a fact under `date`, and a length of time with its unit");
      return Optional.of(Reading.of(new Value.Words(text), remark));
    }
    return Optional.empty();
  }

  private static Remark tooExact(String text) {
    return impossible(text, "has more digits than anything that is measured");
  }

  private static Remark impossible(String text, String why) {
    return Remark.error(
        "bad-number",
        Excerpt.of(text) + " " + why,
        "correct it, leave it out, or write {text: …} for words");
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
    if (EXPONENT.matcher(matcher.group(4)).matches()) {
      Remark remark =
          Remark.warning(
              "range-with-power",
              Excerpt.of(text) + " has a power of ten in a range and is kept as words",
              "write both ends of the range in plain digits");
      return Optional.of(Reading.of(new Value.Words(text), remark));
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

  /**
   * Two plain numbers with a colon, a slash or "out of" between: titers and scores.
   *
   * <p>{@code 1:n} is a dilution, and so is what the word titer stands before. {@code 1/160} is one
   * too, but not {@code 1/3}, which may be a share or a grade: below a tenth. {@code 24/27} is a
   * score if 27 is the maximum of one, by the table {@code scores}; behind the name of a score its
   * own maximum decides. {@code 20/40} is an acuity and {@code 120/80} may be anything: words.
   */
  private static final class RatioParser {
    private static final String WHOLE = "(\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,30})";
    private static final Pattern RATIO =
        Pattern.compile("(?:(tit(?:er|re)) (?:of )?)?(\\d{1,30}) ?([:/]) ?" + WHOLE);
    private static final Pattern SCORE =
        Pattern.compile(
            "(?:(\\p{L}[^\\d/]{0,40}?)(?: (?:score|scale|grade))? ?(?:of|was|:|=)?"
                + " )?(\\d{1,3}(?:\\.\\d)?) ?(/|out of|of) ?(\\d{1,3}(?:\\.\\d)?)(?:"
                + " ?(?:points?|pts))?",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> PLAIN_NAMES = Set.of("score", "grade", "a score", "grading");
    // 6/9 and 20/40 are acuities; out of 100 a blood pressure may have lost its unit.
    private static final Pattern SIGHT =
        Pattern.compile("\\b(?:acuity|acuities|vision|[bcu]?[cd]?va)\\b", Pattern.CASE_INSENSITIVE);
    private static final int ACUITY = 6;
    private static final int ACUITY_IN_FEET = 20;
    private static final int SMALLEST_IN_FEET = 30;
    private static final int GREATEST = 99;

    private RatioParser() {}

    /**
     * The ratio or score, or the words that are none; absent where the text is not two numbers.
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
      boolean named = ScoreScales.maximum(test).filter(second::equals).isPresent();
      boolean dilution =
          first.compareTo(BigDecimal.ONE) == 0 && (colon || second.compareTo(BigDecimal.TEN) >= 0);
      boolean sight = SIGHT.matcher(test).find();
      if (second.signum() != 0 && !named && !sight && (dilution || titer)) {
        return Optional.of(Reading.of(new Value.Titer(first, second)));
      }
      Optional<Reading<Value>> score =
          colon || titer || sight ? Optional.empty() : score(text, test);
      return score.or(() -> Optional.of(words(text)));
    }

    private static Reading<Value> words(String text) {
      return Reading.of(
          new Value.Words(text),
          Remark.warning(
              "ambiguous-fraction",
              Excerpt.of(text) + " is kept as words",
              "write a:b behind titer for a ratio, {number, maximum} for a score, or a unit behind"
                  + " it for a blood pressure"));
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
      boolean plain = PLAIN_NAMES.contains(ScoreScales.folded(name));
      Optional<BigDecimal> own = ScoreScales.maximum(name);
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

    // "20/70" is an acuity, "20/30" may be a score.
    private static boolean isUsual(BigDecimal value, BigDecimal maximum) {
      boolean acuity =
          value.compareTo(BigDecimal.valueOf(ACUITY)) == 0 && maximum.intValue() < 10
              || value.compareTo(BigDecimal.valueOf(ACUITY_IN_FEET)) == 0
                  && maximum.intValue() > SMALLEST_IN_FEET;
      boolean share = value.compareTo(BigDecimal.ONE) == 0 && maximum.intValue() != 5;
      return ScoreScales.isMaximum(maximum) && maximum.intValue() <= GREATEST && !acuity && !share;
    }
  }

  /**
   * Changes of a value: "fell by 3 g/dL to 7.2 g/dL", "increased from 10 to 14 mg/L", "down to
   * 7.2". The words are in the table {@code change-words}.
   */
  private static final class ChangeParser {
    private static final Map<String, Set<String>> WORDS = new HashMap<>();

    static {
      for (String[] row : BundledTable.rows(ValueParser.class, "change-words")) {
        WORDS.put(row[0], new HashSet<>(Arrays.asList(row[1].split("\\|", -1))));
      }
    }

    private final ValueParser values;

    ChangeParser(ValueParser values) {
      this.values = values;
    }

    /** The change, if the text begins with words of one and each number in it is understood. */
    Optional<ValueChange> parse(String line) {
      String[] words = line.split("\\s+", -1);
      int i = 0;
      while (i < words.length && is("change", words[i])) {
        i++;
      }
      Optional<Value> difference = Optional.empty();
      Optional<Value> before = Optional.empty();
      Optional<Value> after = Optional.empty();
      boolean begun = i > 0;
      while (begun && i < words.length) {
        String kind = kind(words[i]);
        int end = i + 1;
        while (end < words.length && kind(words[end]).isEmpty()) {
          end++;
        }
        Optional<Value> value = number(String.join(" ", Arrays.copyOfRange(words, i + 1, end)));
        if (kind.isEmpty() || value.isEmpty()) {
          return Optional.empty();
        }
        difference = kind.equals("by") ? value : difference;
        before = kind.equals("from") ? value : before;
        after = kind.equals("to") ? value : after;
        i = end;
      }
      if (difference.isEmpty() && before.isEmpty() && after.isEmpty()) {
        return Optional.empty();
      }
      Optional<Value> reached = after;
      return Optional.of(
          new ValueChange(
              difference,
              before.map(value -> reached.map(other -> inUnitOf(value, other)).orElse(value)),
              after));
    }

    private static boolean is(String kind, String word) {
      return WORDS.get(kind).contains(word.toLowerCase(Locale.ROOT));
    }

    private static String kind(String word) {
      return is("by", word) ? "by" : is("from", word) ? "from" : is("to", word) ? "to" : "";
    }

    private Optional<Value> number(String text) {
      if (text.isBlank()) {
        return Optional.empty();
      }
      String bare = text.replaceAll("[,;.]$", "");
      return values.parse(bare).value().filter(value -> !(value instanceof Value.Words));
    }

    // from 10 to 14 mg/L
    private static Value inUnitOf(Value value, Value other) {
      boolean bare =
          value instanceof Value.Measured measured && measured.amount().unit().equals(Unit.UNTOLD);
      if (bare && other instanceof Value.Measured model) {
        Amount amount = ((Value.Measured) value).amount();
        return new Value.Measured(
            new Amount(amount.number(), amount.comparator(), model.amount().unit()));
      }
      return value;
    }
  }

  /**
   * A change of a value over time. Only what was reached, and what it was before, are results; the
   * difference is none.
   *
   * @param difference by how much: "by 3 g/dL"
   * @param before from what: "from 10.2"
   * @param after to what: "to 7.2 g/dL"
   */
  public record ValueChange(
      Optional<Value> difference, Optional<Value> before, Optional<Value> after) {}

  /** One number with its unit: {@code 126 mg/dL}, {@code ≤5 mg/L}, {@code 5 x 10^9/L}. */
  private static final class QuantityParser {
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
    private static final Pattern NO_UNIT =
        Pattern.compile("[-+:,;.?!()'\"].*|(?:st|nd|rd|th)\\b.*");

    private static final Pattern ODD_WORD = Pattern.compile("(?:\\p{L}{1,20}|[/\\\\#^])\\d.*");
    private static final Pattern TWO_SIGNS = Pattern.compile("[<>=≤≥]{2,9} ?[-+]?\\d.*");
    // 12..5; 1.2.3 and 1,23,456: digits with separators that make no number.
    private static final Pattern DOUBLED = Pattern.compile("[<>=≤≥]? ?\\d{1,30}[.,]{2,9}\\d.*");
    private static final Pattern BROKEN =
        Pattern.compile("[<>=≤≥]? ?\\d{0,30}[.,]\\d{1,30}[.,][\\d.,]{0,60}(?: .*)?");
    private static final Pattern SPLIT =
        Pattern.compile("\\d{1,3}(?:[ '\u2019]\\d{1,4}){1,4} ?[\\p{L}/%°].*");
    // 3.5×10⁴, 3.5 x 10^4; and 145 × 103, whose superscript was lost.
    private static final Pattern TIMES_TEN =
        Pattern.compile(
            "[x×*·]"
                + " ?10(?:[*^]\\(?([-+\u2212]?\\d{1,2})\\)?|([\u207b]?[\u00b9\u00b2\u00b3\u2070-\u2079]{1,2})"
                + "|([2-9]|1[0-2]))(?![\\d.])(.{0,60})");
    private static final Set<String> COUNTED =
        Set.of("[CFU]", "[IU]", "{copies}", "{cells}", "{#}");
    private static final Pattern SLASHED_DIGITS = Pattern.compile("[/\\\\]\\d.*");

    /** 120/80/60, which is no pressure, and no count per eighty. */
    private static final Pattern ONLY_DIGITS =
        Pattern.compile("[/\\\\](?!10[*^\\p{No}])[^\\p{L}%]*");

    private final Units units;

    QuantityParser(Units units) {
      this.units = units;
    }

    /** The quantity; absent if the text is none. */
    Optional<Reading<Value>> parse(String text) {
      if (TWO_SIGNS.matcher(text).matches() && !text.matches("(?:<=|>=|=<|=>)[^<>=≤≥].*")) {
        return Optional.of(
            Reading.of(new Value.Words(text), damaged(text, "its signs contradict")));
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
          number.flatMap(
              n -> power(n, Optional.ofNullable(matcher.group(1)), behind.strip(), text));
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
        Reading<Value> reading =
            Reading.of(new Value.Measured(new Amount(number, comparator, unit)));
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
      if (NO_UNIT.matcher(text).matches()
          || ONLY_DIGITS.matcher(text).matches()
          || (digits && !POWER_OF_TEN.matcher(text).matches())) {
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
}
