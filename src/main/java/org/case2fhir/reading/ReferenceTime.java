package org.case2fhir.reading;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;

/**
 * A point of an account.
 *
 * @param visit at which it is, if any
 * @param time apart from the visit
 * @param date as far as it is known; of a time in words, that of what came before
 * @param base a date from which the point is as far away as the steps say
 * @param loose whether the account has moved on to a time that is not known exactly, so that no
 *     distance can be counted from it
 */
record ReferenceTime(
    Optional<String> visit,
    Optional<When> time,
    Optional<PartialDate> date,
    Optional<PartialDate> base,
    List<TimeSpan> steps,
    boolean loose) {
  /** Nothing is known of when it is. */
  static final ReferenceTime UNKNOWN = new ReferenceTime(Optional.empty(), Optional.empty(), Optional.empty());

  ReferenceTime(Optional<String> visit, Optional<When> time, Optional<PartialDate> date) {
    this(visit, time, date, date, List.of(), false);
  }

  boolean isUnknown() {
    return visit.isEmpty() && time.isEmpty();
  }

  /** The same point as said by another visit and time. */
  ReferenceTime saidBy(Optional<String> otherVisit, Optional<When> otherTime, boolean isLoose) {
    return new ReferenceTime(otherVisit, otherTime, date, base, steps, isLoose);
  }

  /** All steps from the base, and one more. */
  List<TimeSpan> stepsAnd(TimeSpan span) {
    List<TimeSpan> all = new ArrayList<>(steps);
    all.add(span);
    return all;
  }

  /** Orders dates as far as both are known; 0 where one may be within the other. */
  static int compare(PartialDate one, PartialDate other) {
    int years = Integer.compare(one.year(), other.year());
    if (years != 0 || one.month().isEmpty() || other.month().isEmpty()) {
      return years;
    }
    int months = Integer.compare(one.month().getAsInt(), other.month().getAsInt());
    if (months != 0 || one.day().isEmpty() || other.day().isEmpty()) {
      return months;
    }
    return Integer.compare(one.day().getAsInt(), other.day().getAsInt());
  }

  /** A date without a year, in a year; empty if there is none. */
  static Optional<PartialDate> inYear(PartialDate yearless, int year) {
    try {
      return Optional.of(new PartialDate(year, yearless.month(), yearless.day()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
