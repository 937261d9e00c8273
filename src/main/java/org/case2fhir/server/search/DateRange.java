package org.case2fhir.server.search;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Timing;

/**
 * The time that a date of FHIR covers: a month for {@code 2006-02}. Dates without a zone are taken
 * as of UTC.
 *
 * @param from first moment
 * @param to first moment after it
 */
record DateRange(Instant from, Instant to) {

  /** Of a parameter's value without prefix. */
  static DateRange parse(String text) {
    try {
      return switch (text.length()) {
        case 4 -> days(Year.parse(text).atDay(1), Year.parse(text).plusYears(1).atDay(1));
        case 7 ->
            days(YearMonth.parse(text).atDay(1), YearMonth.parse(text).plusMonths(1).atDay(1));
        case 10 -> days(LocalDate.parse(text), LocalDate.parse(text).plusDays(1));
        default -> time(text);
      };
    } catch (DateTimeException e) {
      throw new InvalidRequestException("not a date of FHIR in a search: " + text);
    }
  }

  /** Of an element; empty where it tells no time. */
  static Optional<DateRange> of(Base element) {
    if (element instanceof BaseDateTimeType date) {
      return date.hasValue() ? Optional.of(parse(date.getValueAsString())) : Optional.empty();
    }
    if (element instanceof Period period) {
      Optional<DateRange> start = of(period.getStartElement());
      Optional<DateRange> end = of(period.getEndElement());
      return start.isEmpty() && end.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new DateRange(
                  start.map(DateRange::from).orElse(Instant.MIN),
                  end.map(DateRange::to).orElse(Instant.MAX)));
    }
    if (element instanceof Timing timing) {
      return timing.getEvent().stream()
          .flatMap(event -> of(event).stream())
          .reduce((a, b) -> new DateRange(min(a.from, b.from), max(a.to, b.to)));
    }
    return Optional.empty();
  }

  /**
   * Whether a search for a date finds another (<a
   * href="https://hl7.org/fhir/R4/search.html#prefix">prefixes</a>).
   *
   * @param target what a resource tells
   */
  boolean finds(String prefix, DateRange target) {
    boolean contains = !target.from.isBefore(from) && !target.to.isAfter(to);
    return switch (prefix) {
      case "eq" -> contains;
      case "ne" -> !contains;
      case "gt" -> target.to.isAfter(to);
      case "lt" -> target.from.isBefore(from);
      case "ge" -> contains || target.to.isAfter(to);
      case "le" -> contains || target.from.isBefore(from);
      case "sa" -> !target.from.isBefore(to);
      case "eb" -> !target.to.isAfter(from);
      case "ap" -> target.from.isBefore(to) && target.to.isAfter(from);
      default -> throw new InvalidRequestException("unknown prefix in a search: " + prefix);
    };
  }

  private static DateRange days(LocalDate from, LocalDate to) {
    return new DateRange(
        from.atStartOfDay().toInstant(ZoneOffset.UTC), to.atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  private static DateRange time(String text) {
    // A plus sign in an address is a space.
    String plain = text.replace(' ', '+');
    boolean zoned = plain.matches(".*(Z|[+-]\\d\\d:\\d\\d)");
    Instant from =
        zoned
            ? OffsetDateTime.parse(plain).toInstant()
            : LocalDateTime.parse(plain).toInstant(ZoneOffset.UTC);
    ChronoUnit unit =
        plain.contains(".")
            ? ChronoUnit.MILLIS
            : plain.matches(".*T\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d)?")
                ? ChronoUnit.MINUTES
                : ChronoUnit.SECONDS;
    return new DateRange(from, from.plus(1, unit));
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
