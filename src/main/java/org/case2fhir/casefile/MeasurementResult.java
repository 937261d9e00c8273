package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Vocabulary;

/**
 * The result of a measurement and its reference range, with the unit that they may share: it stands
 * behind the number, under {@code unit}, or is left out. What is left out is not guessed.
 *
 * <p>Words that are themselves an interpretation ("normal", "positive") imply it; nothing is ever
 * computed from a number.
 */
record MeasurementResult(Optional<Value> result, Optional<Value> reference) {
  /** Says that the case judges nothing, against what the words imply. */
  static final String NO_INTERPRETATION = "none";

  /** The words of the key {@code interpretation}. */
  static final Map<String, Optional<Interpretation>> INTERPRETATIONS = interpretations();

  private static final Pattern TWO_NUMBERS = Pattern.compile("[\\d.,\\s]+[/x×*][\\d.,\\s/x×*]+");

  static MeasurementResult read(String test, CaseFields keys) {
    ReadScope scope = keys.scope();
    Unit usual = bareUnit(scope.vocabulary(), test);
    Location unitLocation = keys.locationOf("unit");
    Location location = keys.locationOf("value");
    Optional<Unit> stated = new ValueNodeReader(scope).unit(keys);
    Unit bare = stated.orElse(usual);
    Optional<Value> result =
        keys.take("value").flatMap(node -> result(node, test, stated, bare, keys));
    if (stated.isPresent()) {
      checkUse(stated.get(), result, unitLocation, scope);
    } else {
      result
          .filter(MeasurementResult::isBare)
          .ifPresent(value -> missing(test, scope.vocabulary().testUnits(test), location, scope));
    }
    Unit inherited = inherited(result, bare);
    return new MeasurementResult(
        result,
        keys.take("reference")
            .flatMap(node -> new ValueNodeReader(scope, inherited).read(node, keys, "reference")));
  }

  // 120/80 and 3 x 4 are something only together with their unit.
  private static Optional<Value> result(
      Node node, String test, Optional<Unit> stated, Unit bare, CaseFields keys) {
    Node whole =
        node instanceof Node.Scalar scalar
                && stated.isPresent()
                && TWO_NUMBERS.matcher(scalar.text()).matches()
            ? new Node.Scalar(
                scalar.location(),
                Node.Type.TEXT,
                scalar.text().strip() + " " + stated.get().text())
            : node;
    return new ValueNodeReader(keys.scope(), bare, test).read(whole, keys, "value");
  }

  private static void checkUse(
      Unit stated, Optional<Value> result, Location location, ReadScope scope) {
    Optional<Unit> used =
        result.flatMap(
            value -> {
              if (value instanceof Value.BloodPressure pressure) {
                return Optional.of(pressure.unit());
              }
              return value instanceof Value.Dimensions size
                  ? Optional.of(size.unit())
                  : unit(value);
            });
    if (!used.equals(Optional.of(stated))) {
      String message =
          used.isPresent()
              ? "the value has a unit of its own, and `unit` gives another"
              : "`unit` stands beside no number";
      scope.issues().warning("unused-unit", location, message, "remove one of the two");
    }
  }

  private static void missing(String test, List<String> units, Location location, ReadScope scope) {
    if (units.isEmpty()) {
      return;
    }
    scope
        .issues()
        .warning(
            "unit-missing",
            location,
            "no unit is given for " + Excerpt.of(test),
            "write it behind the number or under `unit`, for example " + units.get(0));
  }

  /** The unit of a number or a range; absent for other values. */
  static Optional<Unit> unit(Value value) {
    if (value instanceof Value.Measured measured) {
      return Optional.of(measured.amount().unit());
    }
    return value instanceof Value.Interval interval
        ? Optional.of(interval.unit())
        : Optional.empty();
  }

  /** The value with this unit, if it is a number or a range without one. */
  static Value withUnit(Value value, Unit unit) {
    if (value instanceof Value.Measured measured && isBare(value)) {
      Amount amount = measured.amount();
      return new Value.Measured(new Amount(amount.number(), amount.comparator(), unit));
    }
    return value instanceof Value.Interval interval && isBare(value)
        ? new Value.Interval(interval.low(), interval.high(), unit)
        : value;
  }

  static boolean isBare(Value value) {
    return unit(value).equals(Optional.of(Unit.UNTOLD));
  }

  /** The unit of a test's bare numbers: none for a score or a ratio, else unknown. */
  static Unit bareUnit(Vocabulary vocabulary, String test) {
    return vocabulary.isPlainNumber(test) ? Unit.NONE : Unit.UNTOLD;
  }

  /** The unit of a reference range that has none: that of the result beside it. */
  static Unit inherited(Optional<Value> result, Unit bare) {
    return result
        .flatMap(MeasurementResult::unit)
        .filter(unit -> !unit.text().isEmpty())
        .orElse(bare);
  }

  static boolean isNegative(Value value) {
    if (value instanceof Value.Measured measured) {
      return measured.amount().number().signum() < 0;
    }
    return value instanceof Value.Interval interval
        && interval.low().or(interval::high).map(BigDecimal::signum).orElse(0) < 0;
  }

  static Optional<Interpretation> interpretation(Value value) {
    if (value instanceof Value.Words words) {
      return interpretation(words.text());
    }
    return value instanceof Value.Coded coded
        ? interpretation(coded.concept().text())
        : Optional.empty();
  }

  private static Optional<Interpretation> interpretation(String words) {
    return switch (words.toLowerCase(Locale.ROOT)) {
      case "normal",
          "within normal limits",
          "within normal range",
          "within the normal range",
          "in the normal range" ->
          Optional.of(Interpretation.NORMAL);
      case "abnormal" -> Optional.of(Interpretation.ABNORMAL);
      case "high", "elevated" -> Optional.of(Interpretation.HIGH);
      case "low" -> Optional.of(Interpretation.LOW);
      case "positive" -> Optional.of(Interpretation.POSITIVE);
      case "negative" -> Optional.of(Interpretation.NEGATIVE);
      default -> Optional.empty();
    };
  }

  private static Map<String, Optional<Interpretation>> interpretations() {
    Map<String, Optional<Interpretation>> words = new LinkedHashMap<>();
    Keywords.all(Interpretation.class).forEach((word, i) -> words.put(word, Optional.of(i)));
    words.put(NO_INTERPRETATION, Optional.empty());
    return words;
  }
}
