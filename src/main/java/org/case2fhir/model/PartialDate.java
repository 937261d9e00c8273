package org.case2fhir.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.OptionalInt;

/**
 * A date as precise as the case gives it: a year, a month or a day, as {@code date} in FHIR.
 *
 * @param year 1 to 9999
 * @param month 1 to 12 where known
 * @param day day of the month where known, only together with a month
 * @throws DateTimeException if no such date exists
 */
public record PartialDate(int year, OptionalInt month, OptionalInt day) {
  public PartialDate {
    if (year < 1 || year > 9999) {
      throw new DateTimeException("year out of range");
    }
    if (day.isPresent() && month.isEmpty()) {
      throw new DateTimeException("a day needs a month");
    }
    if (day.isPresent()) {
      LocalDate.of(year, month.getAsInt(), day.getAsInt());
    } else if (month.isPresent()) {
      YearMonth.of(year, month.getAsInt());
    }
  }

  /** A date known to the year. */
  public static PartialDate of(int year) {
    return new PartialDate(year, OptionalInt.empty(), OptionalInt.empty());
  }

  /** A date known to the month. */
  public static PartialDate of(int year, int month) {
    return new PartialDate(year, OptionalInt.of(month), OptionalInt.empty());
  }

  /** A date known to the day. */
  public static PartialDate of(int year, int month, int day) {
    return new PartialDate(year, OptionalInt.of(month), OptionalInt.of(day));
  }

  /** ISO 8601, cut to the known precision: {@code 2006}, {@code 2006-02}, {@code 2006-02-14}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(10);
    digits(out, year, 4);
    month.ifPresent(m -> digits(out.append('-'), m, 2));
    day.ifPresent(d -> digits(out.append('-'), d, 2));
    return out.toString();
  }

  // String.format would follow the default locale's digits.
  private static void digits(StringBuilder out, int number, int width) {
    String plain = Integer.toString(number);
    out.append("0".repeat(width - plain.length())).append(plain);
  }
}
