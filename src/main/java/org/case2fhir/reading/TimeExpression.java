package org.case2fhir.reading;

import java.util.Optional;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;

/**
 * Words of a sentence that name a time.
 *
 * @param date of dates; of those without a year with the year 1
 * @param until the second date of a range
 * @param distance a length of time; absent where it is not exact
 * @param event what it counts from
 * @param ambiguous whether day and month cannot be told apart
 * @param rule id of its row
 */
record TimeExpression(
    int first,
    int end,
    Kind kind,
    Role role,
    Optional<PartialDate> date,
    Optional<PartialDate> until,
    Optional<TimeSpan> distance,
    Event event,
    boolean ambiguous,
    String rule) {
  /** Whether it says when something was, not when it began or ended. */
  boolean isAt() {
    return role == Role.AT || role == Role.BY;
  }

  /** Whether a token is one of its words. */
  boolean holds(int token) {
    return first <= token && token < end;
  }

  TimeExpression inYear(TimeExpression other) {
    return new TimeExpression(
        first,
        other.end,
        Kind.DATE,
        role,
        other.date.map(date -> PartialDate.of(date.year())),
        until,
        distance,
        event,
        false,
        "months-of-year");
  }

  TimeExpression upTo(TimeExpression last, PartialDate start) {
    return new TimeExpression(
        first,
        last.end,
        Kind.DATE,
        Role.RANGE,
        Optional.of(start),
        last.date,
        Optional.empty(),
        event,
        false,
        "range");
  }

  /** What kind of time. */
  enum Kind {
    /** "February 2006". */
    DATE,
    /** "6 March", "in March": a date without its year. */
    YEARLESS,
    /** "3 weeks later", from the time of which the account speaks. */
    LATER,
    /** "3 weeks after" an event. */
    AFTER,
    /** "3 weeks before" an event. */
    BEFORE,
    /** "3 weeks ago". */
    AGO,
    AGE,
    /** "A 5-year-old boy": how old the patient is now. */
    OLD,
    /** "Hospital day 3"; the first is that of the admission. */
    STAY_DAY,
    /** "Postoperative day 3". */
    OPERATION_DAY,
    /** "Day 3" of something. */
    DAY,
    /** "At 6-week follow-up". */
    FOLLOW_UP,
    /** "For 3 weeks". */
    LENGTH,
    /** "A 3-week history of", "for the past 3 weeks": the time before the visit. */
    HISTORY,
    /** "Over the next 3 days": a stretch that begins now. */
    NEXT,
    AT_STAY,
    AT_DISCHARGE,
    NOW,
    SAME_DAY,
    /** "In childhood", "postoperatively". */
    WORDS
  }

  /** What a time is to the thing that it times. */
  enum Role {
    AT,
    /** "By May 2010": when what had been until then is looked at. */
    BY,
    SINCE,
    /** "From May 2010": of a test when it was made, of anything else when it began. */
    FROM,
    UNTIL,
    /** "From … to …"; the expression has two dates. */
    RANGE
  }

  /** What a length of time counts from. */
  enum Event {
    STAY,
    FIRST,
    DISCHARGE,
    OPERATION,
    BIRTH,
    DIAGNOSIS,
    TREATMENT,
    OTHER
  }
}
