package org.case2fhir.model;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * How a drug is taken, as {@code Dosage} in FHIR. Only what the words say is structured; the words
 * are always kept.
 *
 * @param text the case's words: "0.5 mg twice daily"
 * @param amount amount of each dose; only together with what the words say of it, {@code Measured}
 *     or {@code Interval}
 * @param rate amount over time where no frequency is told: "200 mg/day"
 * @param frequency how often
 * @param route way into the body
 * @param asNeeded taken only when needed
 * @param duration how long this regimen lasts
 */
public record Dose(
    String text,
    Optional<Value> amount,
    Optional<Rate> rate,
    Optional<Frequency> frequency,
    Optional<Concept> route,
    boolean asNeeded,
    Optional<TimeSpan> duration) {
  public Dose {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a dose needs words");
    }
  }

  /** An amount in each stretch of time: 200 mg per 1 day. */
  public record Rate(Amount amount, TimeSpan per) {}

  /**
   * Repetition: {@code times} in each {@code period}, and how many times in all where told.
   *
   * @param times how often in one period, at least 1
   * @param count number of doses or cycles in all
   */
  public record Frequency(int times, BigDecimal period, TimeUnit unit, Optional<Integer> count) {
    public Frequency {
      if (times < 1 || period.signum() <= 0) {
        throw new IllegalArgumentException("not a frequency");
      }
    }
  }
}
