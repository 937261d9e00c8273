package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.model.When;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.Reading.Remark;

/** Reads values: one line, or a mapping whose keys say which kind of value it is; and units. */
final class ValueNodeReader {
  private static final Map<String, Comparator> COMPARATORS = comparators();

  private static final Pattern DAY =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}|\\d{1,2} \\p{L}{3,9} \\d{4}|\\p{L}{3,9} \\d{1,2}, \\d{4}");

  private static final String NO_UNIT = "none";
  private static final String UNKNOWN_UNIT = "unknown";

  private final ReadScope scope;
  private final Unit bare;
  private final String test;

  ValueNodeReader(ReadScope scope) {
    this(scope, Unit.UNTOLD);
  }

  /**
   * @param bare the unit of numbers that are given without one
   */
  ValueNodeReader(ReadScope scope, Unit bare) {
    this(scope, bare, "");
  }

  /**
   * @param test what was measured; empty where that does not matter
   */
  ValueNodeReader(ReadScope scope, Unit bare, String test) {
    this.scope = scope;
    this.bare = bare;
    this.test = test;
  }

  Optional<Value> read(Node node, CaseFields fields, String key) {
    if (node instanceof Node.Mapping mapping) {
      return longForm(new CaseFields(mapping, scope));
    }
    if (node instanceof Node.Scalar scalar && scalar.type() == Node.Type.BOOLEAN) {
      return Optional.of(new Value.Words(scalar.text()));
    }
    return fields.text(node, key).flatMap(this::shortForm);
  }

  private Optional<Value> shortForm(Node.Scalar scalar) {
    Optional<Value> day = DAY.matcher(scalar.text()).matches() ? day(scalar) : Optional.empty();
    if (day.isPresent()) {
      return day;
    }
    Reading<Value> reading = scope.values().parse(scalar.text(), test);
    Optional<Unit> told = reading.value().flatMap(MeasurementResult::unit);
    boolean unitless = bare.equals(Unit.NONE) && told.equals(Optional.of(Unit.UNTOLD));
    // Of a specific gravity of 1.015 nobody thinks that it is a thousand.
    Reading<Value> clear = unitless ? reading.without(Reading.AMBIGUOUS_NUMBER) : reading;
    return scope
        .accept(clear, scalar.location())
        .map(v -> coded(MeasurementResult.withUnit(v, bare)));
  }

  // A due date, the day of the last period; no result is written like a day.
  private Optional<Value> day(Node.Scalar scalar) {
    return scope
        .accept(scope.times().parse(scalar.text()), scalar.location())
        .filter(When.OnDate.class::isInstance)
        .map(when -> new Value.Day(((When.OnDate) when).date()));
  }

  private Value coded(Value value) {
    if (value instanceof Value.Words words) {
      List<Code> codes = scope.vocabulary().findResult(test, words.text());
      return codes.isEmpty() ? value : new Value.Coded(new Concept(words.text(), codes));
    }
    return value;
  }

  private Optional<Value> longForm(CaseFields fields) {
    boolean low = fields.has("low");
    Optional<Value> value;
    if (fields.has("date")) {
      value = fields.takeText("date").flatMap(this::date);
    } else if (fields.has("text")) {
      value = fields.takeText("text").map(text -> new Value.Words(text.text()));
    } else if (fields.has("concept")) {
      value = concept(fields);
    } else if (fields.has("lengths")) {
      value = size(fields);
    } else if (fields.has("systolic")) {
      value = pressure(fields);
    } else if (fields.has("numerator")) {
      value = titer(fields);
    } else if (fields.has("high") || low) {
      value = interval(fields);
    } else if (fields.has("parts")) {
      value = parts(fields);
    } else if (fields.has("maximum")) {
      value = score(fields);
    } else {
      value = amount(fields).map(Value.Measured::new);
    }
    fields.finish();
    return value;
  }

  private Optional<Value> date(Node.Scalar scalar) {
    Optional<Value> day = day(scalar);
    if (day.isEmpty()) {
      String message = Excerpt.of(scalar.text()) + " is not a date";
      String remedy = "write dates as 2021, 2021-03 or 2021-03-14";
      scope.issues().error("bad-date", scalar.location(), message, remedy);
    }
    return day;
  }

  /** The keys number, comparator and unit. */
  Optional<Amount> amount(CaseFields fields) {
    Optional<BigDecimal> number = required(fields, "number");
    Optional<Comparator> comparator = fields.takeWord("comparator", COMPARATORS);
    Unit unit = unit(fields).orElse(bare);
    return number.map(n -> new Amount(n, comparator, unit));
  }

  private Optional<Value> concept(CaseFields fields) {
    Optional<Node.Scalar> text = fields.takeText("concept");
    Optional<List<Code>> codes = fields.codes();
    return text.map(Node.Scalar::text)
        .map(
            words ->
                new Value.Coded(
                    new Concept(
                        words, codes.orElseGet(() -> scope.vocabulary().findResult(test, words)))));
  }

  private Optional<Value> size(CaseFields fields) {
    List<BigDecimal> lengths = new ArrayList<>();
    List<Node.Scalar> items = fields.takeTexts("lengths");
    items.forEach(item -> fields.number(item, "lengths").ifPresent(lengths::add));
    Unit unit = unit(fields).orElse(bare);
    if (lengths.size() < 2 || lengths.size() > 3) {
      wrong(fields, "a size has two or three lengths");
      return Optional.empty();
    }
    return Optional.of(new Value.Dimensions(lengths, unit));
  }

  private Optional<Value> pressure(CaseFields fields) {
    Optional<BigDecimal> systolic = required(fields, "systolic");
    Optional<BigDecimal> diastolic = required(fields, "diastolic");
    Unit unit = unit(fields).orElse(bare);
    return systolic.flatMap(high -> diastolic.map(low -> new Value.BloodPressure(high, low, unit)));
  }

  private Optional<Value> parts(CaseFields fields) {
    List<Value.Part> parts = new ArrayList<>();
    for (Node node : fields.takeItems("parts")) {
      if (node instanceof Node.Mapping mapping) {
        part(fields.within(mapping)).ifPresent(parts::add);
      } else {
        fields.wrongType(node, "parts", "mappings of `of` and `value`");
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Value.Parts(parts));
  }

  private static Optional<Value.Part> part(CaseFields fields) {
    Optional<Concept> concept = fields.uncoded("of");
    Optional<Value.Measured> value =
        fields
            .value("value")
            .filter(Value.Measured.class::isInstance)
            .map(Value.Measured.class::cast);
    Optional<Value.Interval> reference =
        fields
            .value("reference")
            .filter(Value.Interval.class::isInstance)
            .map(Value.Interval.class::cast);
    fields.finish();
    if (concept.isEmpty() || value.isEmpty()) {
      String message = "a part of a result needs `of` and a number as `value`";
      fields.issues().error("bad-value", fields.location(), message, "add both");
    }
    return concept.flatMap(of -> value.map(number -> new Value.Part(of, number, reference)));
  }

  private Optional<Value> titer(CaseFields fields) {
    Optional<BigDecimal> numerator = required(fields, "numerator");
    Optional<BigDecimal> denominator = required(fields, "denominator");
    return numerator.flatMap(above -> denominator.map(below -> new Value.Titer(above, below)));
  }

  private Optional<Value> score(CaseFields fields) {
    Optional<BigDecimal> number = required(fields, "number");
    Optional<BigDecimal> maximum = required(fields, "maximum");
    if (number.isEmpty() || maximum.isEmpty()) {
      return Optional.empty();
    }
    if (maximum.get().signum() <= 0 || number.get().compareTo(maximum.get()) > 0) {
      wrong(fields, "the score lies above its maximum");
      return Optional.empty();
    }
    return Optional.of(new Value.Score(number.get(), maximum.get()));
  }

  private Optional<Value> interval(CaseFields fields) {
    Optional<BigDecimal> low = fields.takeNumber("low");
    Optional<BigDecimal> high = fields.takeNumber("high");
    Unit unit = unit(fields).orElse(bare);
    if (low.isEmpty() && high.isEmpty()) {
      return Optional.empty();
    }
    if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0) {
      wrong(fields, "the low end lies above the high end");
      return Optional.empty();
    }
    return Optional.of(new Value.Interval(low, high, unit));
  }

  /** The word that stands for a unit without text. */
  static Optional<String> unitWord(Unit unit) {
    if (unit.equals(Unit.NONE)) {
      return Optional.of(NO_UNIT);
    }
    return unit.equals(Unit.UNTOLD) ? Optional.of(UNKNOWN_UNIT) : Optional.empty();
  }

  /**
   * The key {@code unit}: a unit as written, or {@code {text, ucum}}; {@code none} for a plain
   * number, {@code unknown} for a unit that the case leaves out.
   */
  Optional<Unit> unit(CaseFields fields) {
    Optional<Node> node = fields.take("unit");
    if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
      CaseFields parts = new CaseFields(mapping, scope);
      Optional<Node.Scalar> text = parts.takeText("text");
      Optional<Node.Scalar> ucum = parts.takeText("ucum");
      parts.finish();
      Optional<String> code = ucum.map(Node.Scalar::text);
      return text.or(() -> ucum).map(unit -> new Unit(unit.text(), code));
    }
    return node.flatMap(n -> fields.text(n, "unit")).map(this::unit);
  }

  private Unit unit(Node.Scalar scalar) {
    if (scalar.text().equals(NO_UNIT)) {
      return Unit.NONE;
    }
    if (scalar.text().equals(UNKNOWN_UNIT)) {
      return Unit.UNTOLD;
    }
    Unit unit = scope.units().unit(scalar.text());
    if (unit.ucum().isEmpty()) {
      Remark remark = scope.units().unknown(unit.text());
      scope
          .issues()
          .add(
              remark.severity(),
              remark.code(),
              scalar.location(),
              remark.message(),
              remark.solution());
    }
    return unit;
  }

  private Optional<BigDecimal> required(CaseFields fields, String key) {
    if (!fields.has(key)) {
      String message = "`" + key + "` is missing";
      scope.issues().error("missing-key", fields.location(), message, "add it, or write one line");
    }
    return fields.takeNumber(key);
  }

  private void wrong(CaseFields fields, String message) {
    scope.issues().error("bad-value", fields.location(), message, "correct the numbers");
  }

  private static Map<String, Comparator> comparators() {
    Map<String, Comparator> symbols = new LinkedHashMap<>();
    for (Comparator comparator : Comparator.values()) {
      symbols.put(comparator.symbol(), comparator);
    }
    return symbols;
  }
}
