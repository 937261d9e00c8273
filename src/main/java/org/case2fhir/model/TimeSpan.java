package org.case2fhir.model;

import java.math.BigDecimal;

/**
 * A length of time or an age in the unit that the case uses: "20 years", "3 days", "1.5 hours".
 *
 * @param amount zero or more
 * @param unit the case's unit; units are never converted into each other
 */
public record TimeSpan(BigDecimal amount, TimeUnit unit) {
  public TimeSpan {
    if (amount.signum() < 0) {
      throw new IllegalArgumentException("a length of time is not negative");
    }
    amount = amount.stripTrailingZeros();
    if (amount.scale() < 0) {
      amount = amount.setScale(0);
    }
  }

  public static TimeSpan of(long amount, TimeUnit unit) {
    return new TimeSpan(BigDecimal.valueOf(amount), unit);
  }

  /** In English words: {@code 1 year}, {@code 20 years}. */
  @Override
  public String toString() {
    boolean one = amount.compareTo(BigDecimal.ONE) == 0;
    return amount.toPlainString() + " " + unit.word() + (one ? "" : "s");
  }
}
