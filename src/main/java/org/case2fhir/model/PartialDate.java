package org.case2fhir.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A date as precise as the case gives it: a year, a month, a day or a moment of a day, as {@code
 * date} and {@code dateTime} in FHIR.
 *
 * @param year 1 to 9999
 * @param month 1 to 12 where known
 * @param day day of the month where known, only together with a month
 * @param time time of the day, only together with a day; FHIR knows none without an offset
 */
public record PartialDate(int year, OptionalInt month, OptionalInt day, Optional<OffsetTime> time) {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendOffsetId()
          .toFormatter(Locale.ROOT);

  /**
   * Checks that such a date exists.
   *
   * @throws DateTimeException if no such date exists
   */
  public PartialDate {
    if (year < 1 || year > 9999) {
      throw new DateTimeException("year out of range");
    }
    if (day.isPresent() && month.isEmpty()) {
      throw new DateTimeException("a day needs a month");
    }
    if (time.isPresent() && day.isEmpty()) {
      throw new DateTimeException("a time needs a day");
    }
    if (day.isPresent()) {
      LocalDate.of(year, month.getAsInt(), day.getAsInt());
    } else if (month.isPresent()) {
      YearMonth.of(year, month.getAsInt());
    }
  }

  /** A date without a time of the day. */
  public PartialDate(int year, OptionalInt month, OptionalInt day) {
    this(year, month, day, Optional.empty());
  }

  /** The same day at this time. */
  public PartialDate at(OffsetTime time) {
    return new PartialDate(year, month, day, Optional.of(time));
  }

  /** The day alone. */
  public PartialDate withoutTime() {
    return new PartialDate(year, month, day);
  }

  /** Whether it is earlier, as far as both are known: not 2006 than 2006-02. */
  public boolean isBefore(PartialDate other) {
    if (time.isPresent() && other.time.isPresent()) {
      return moment().isBefore(other.moment());
    }
    String own = withoutTime().toString();
    String others = other.withoutTime().toString();
    int known = Math.min(own.length(), others.length());
    return own.substring(0, known).compareTo(others.substring(0, known)) < 0;
  }

  /** Whether both may be one date, as far as they are known: 2006 and 2006-02. */
  public boolean mayEqual(PartialDate other) {
    return !isBefore(other) && !other.isBefore(this);
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

  /**
   * ISO 8601, cut to the known precision: {@code 2006}, {@code 2006-02}, {@code 2006-02-14}, {@code
   * 2006-02-14T09:28:05-06:00}.
   */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(10);
    digits(out, year, 4);
    month.ifPresent(m -> digits(out.append('-'), m, 2));
    day.ifPresent(d -> digits(out.append('-'), d, 2));
    time.ifPresent(t -> out.append('T').append(TIME.format(t)));
    return out.toString();
  }

  private OffsetDateTime moment() {
    return LocalDate.of(year, month.getAsInt(), day.getAsInt()).atTime(time.orElseThrow());
  }

  // String.format would follow the default locale's digits.
  private static void digits(StringBuilder out, int number, int width) {
    String plain = Integer.toString(number);
    out.append("0".repeat(width - plain.length())).append(plain);
  }
}
