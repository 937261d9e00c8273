package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Vocabulary;

/** The units of values: which one is told, and which one is meant where none is. */
final class Measures {
  private Measures() {}

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

  /** The unit of a test's bare numbers: none for a score or a ratio, else not told. */
  static Unit bareUnit(Vocabulary vocabulary, String test) {
    return vocabulary.isPlainNumber(test) ? Unit.NONE : Unit.UNTOLD;
  }

  /** The unit of a reference range that tells none: that of the result beside it. */
  static Unit inherited(Optional<Value> result, Unit bare) {
    return result.flatMap(Measures::unit).filter(unit -> !unit.text().isEmpty()).orElse(bare);
  }

  static boolean isNegative(Value value) {
    if (value instanceof Value.Measured measured) {
      return measured.amount().number().signum() < 0;
    }
    return value instanceof Value.Interval interval
        && interval.low().or(interval::high).map(BigDecimal::signum).orElse(0) < 0;
  }
}
