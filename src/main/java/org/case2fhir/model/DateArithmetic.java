package org.case2fhir.model;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/**
 * Adds a length of time to a partial date without inventing precision.
 *
 * <p>A partial date is the stretch of time it covers. The whole stretch is moved; the result is the
 * finest year, month or day that holds all of it, and is never finer than the unit stated: years
 * give a year, months a month, weeks a month (people say "three weeks" of 18 days as well as of
 * 24), days, hours and minutes a day. So "3 months after 2006" has no date, and "30 hours after
 * 2006-02-14", which may be the 15th or the 16th, is in 2006-02.
 *
 * <p>Fractions count only where they are a whole number of months: 1.5 years are 18 months.
 */
public final class DateArithmetic {
  private static final BigDecimal TWELVE = BigDecimal.valueOf(12);

  /** How finely a date is known, the finest first. */
  private enum Precision {
    DAY,
    MONTH,
    YEAR
  }

  private DateArithmetic() {}

  /** The date at that distance, or nothing where it is not known to the year. */
  public static Optional<PartialDate> add(
      PartialDate anchor, TimeSpan span, When.Direction direction) {
    return add(anchor, List.of(span), direction);
  }

  /**
   * The date at the sum of several distances; more precise than to add them one by one, where what
   * is not known of the date would grow each time.
   */
  public static Optional<PartialDate> add(
      PartialDate anchor, List<TimeSpan> spans, When.Direction direction) {
    try {
      LocalDateTime first = start(anchor);
      // The last minute covered, so that a day stays within its day.
      LocalDateTime last = end(anchor);
      Precision limit = precision(anchor);
      for (TimeSpan span : spans) {
        Optional<TimeSpan> exact = whole(span);
        if (exact.isEmpty()) {
          return Optional.empty();
        }
        int amount = exact.get().amount().intValueExact();
        int signed = direction == When.Direction.BEFORE ? -amount : amount;
        first = plus(first, signed, exact.get().unit());
        last = plus(last, signed, exact.get().unit());
        Precision unit = precision(exact.get().unit());
        limit = limit.compareTo(unit) > 0 ? limit : unit;
      }
      return finest(first, last, limit);
    } catch (DateTimeException | ArithmeticException e) {
      // Beyond the calendar: "a million years ago" has no date.
      return Optional.empty();
    }
  }

  private static Optional<TimeSpan> whole(TimeSpan span) {
    if (span.amount().scale() <= 0) {
      return Optional.of(span);
    }
    BigDecimal months = span.amount().multiply(TWELVE).stripTrailingZeros();
    boolean exact = span.unit() == TimeUnit.YEAR && months.scale() <= 0;
    return exact ? Optional.of(new TimeSpan(months, TimeUnit.MONTH)) : Optional.empty();
  }

  private static Optional<PartialDate> finest(
      LocalDateTime first, LocalDateTime last, Precision limit) {
    if (first.getYear() != last.getYear()) {
      return Optional.empty();
    }
    boolean sameMonth = first.getMonth() == last.getMonth();
    if (limit == Precision.YEAR || !sameMonth) {
      return Optional.of(PartialDate.of(first.getYear()));
    }
    if (limit == Precision.MONTH || first.getDayOfMonth() != last.getDayOfMonth()) {
      return Optional.of(PartialDate.of(first.getYear(), first.getMonthValue()));
    }
    return Optional.of(
        PartialDate.of(first.getYear(), first.getMonthValue(), first.getDayOfMonth()));
  }

  private static LocalDateTime plus(LocalDateTime time, int amount, TimeUnit unit) {
    return switch (unit) {
      case MINUTE -> time.plusMinutes(amount);
      case HOUR -> time.plusHours(amount);
      case DAY -> time.plusDays(amount);
      case WEEK -> time.plusWeeks(amount);
      case MONTH -> time.plusMonths(amount);
      case YEAR -> time.plusYears(amount);
    };
  }

  private static LocalDateTime start(PartialDate date) {
    return LocalDateTime.of(date.year(), date.month().orElse(1), date.day().orElse(1), 0, 0);
  }

  private static LocalDateTime end(PartialDate date) {
    Period covered =
        switch (precision(date)) {
          case DAY -> Period.ofDays(1);
          case MONTH -> Period.ofMonths(1);
          case YEAR -> Period.ofYears(1);
        };
    return start(date).plus(covered).minusMinutes(1);
  }

  private static Precision precision(PartialDate date) {
    if (date.day().isPresent()) {
      return Precision.DAY;
    }
    return date.month().isPresent() ? Precision.MONTH : Precision.YEAR;
  }

  private static Precision precision(TimeUnit unit) {
    return switch (unit) {
      case MINUTE, HOUR, DAY -> Precision.DAY;
      case WEEK, MONTH -> Precision.MONTH;
      case YEAR -> Precision.YEAR;
    };
  }
}
