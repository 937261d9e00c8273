package org.case2fhir.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What was measured or observed. */
public sealed interface Value {

  /** One number: "126 mg/dL", "&gt; 90 %". */
  record Measured(Amount amount) implements Value {}

  /**
   * Between two numbers of one unit, as {@code Range} in FHIR: "3-5 mmol/L"; either end may be
   * open, not both.
   */
  record Interval(Optional<BigDecimal> low, Optional<BigDecimal> high, Unit unit) implements Value {
    public Interval {
      if (low.isEmpty() && high.isEmpty()) {
        throw new IllegalArgumentException("a range needs an end");
      }
      if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0) {
        throw new IllegalArgumentException("the low end lies above the high end");
      }
    }
  }

  /** A dilution or another ratio of plain numbers: "1:160". Blood pressure is not a ratio. */
  record Titer(BigDecimal numerator, BigDecimal denominator) implements Value {}

  /**
   * What was reached of a score that has a maximum: "GCS 14/15", "8/10". It is not a ratio: 7/10 is
   * not the same as 14/20.
   *
   * @param maximum positive, and not below the value
   */
  record Score(BigDecimal value, BigDecimal maximum) implements Value {
    public Score {
      if (maximum.signum() <= 0 || value.compareTo(maximum) > 0) {
        throw new IllegalArgumentException("a score lies below its maximum");
      }
    }
  }

  /** Systolic over diastolic: "120/80 mmHg". */
  record BloodPressure(BigDecimal systolic, BigDecimal diastolic, Unit unit) implements Value {}

  /** Two or three diameters: "75 x 55 x 50 mm". */
  record Dimensions(List<BigDecimal> lengths, Unit unit) implements Value {
    public Dimensions {
      lengths = List.copyOf(lengths);
      if (lengths.size() < 2 || lengths.size() > 3) {
        throw new IllegalArgumentException("a size has two or three dimensions");
      }
    }
  }

  /** A day, a month or a year: "due date: 2021-03-14". */
  record Day(PartialDate date) implements Value {}

  /** Several results of one test, each with what it is of: a panel. */
  record Parts(List<Part> parts) implements Value {
    public Parts {
      parts = List.copyOf(parts);
      if (parts.isEmpty()) {
        throw new IllegalArgumentException("no parts");
      }
    }
  }

  /**
   * One result of several.
   *
   * @param reference its reference range where the case gives one
   */
  record Part(Concept concept, Measured value, Optional<Interval> reference) {}

  /** A qualitative result that has a code: "positive". */
  record Coded(Concept concept) implements Value {}

  /** A result in words that have no code. */
  record Words(String text) implements Value {
    public Words {
      if (text.isBlank()) {
        throw new IllegalArgumentException("no words");
      }
    }
  }

  /**
   * How a measured number relates to the true value when it is only a bound, as FHIR's
   * quantity-comparator.
   */
  public enum Comparator {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER_OR_EQUAL(">="),
    GREATER(">");

    private final String symbol;

    Comparator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }
}
