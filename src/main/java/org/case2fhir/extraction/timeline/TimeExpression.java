package org.case2fhir.extraction.timeline;

import java.util.Optional;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;

/**
 * Words of a sentence that name a time.
 *
 * @param span in the sentence's passage
 * @param words as they stand there
 * @param distance the length of time that they tell; absent for dates and mere words
 * @param event what they count from: "the first visit"
 */
record TimeExpression(
    Span span, Kind kind, String words, Optional<TimeSpan> distance, Optional<String> event) {

  /** What kind of time. */
  enum Kind {
    /** "February 2006". */
    DATE,
    /** "a year after the first visit". */
    AFTER_EVENT,
    /** "two weeks before admission". */
    BEFORE_EVENT,
    /** "three weeks later". */
    LATER,
    /** "two years ago". */
    AGO,
    /** "at the age of 12 years". */
    AGE,
    /** "on hospital day 5", which counts the day of admission as the first. */
    DAY_OF_STAY,
    /** "on 6 March", of the year that is being told. */
    DAY_OF_YEAR,
    /** "on day 5", "postoperatively". */
    WORDS
  }

  /** Whether it can say when a visit was. */
  boolean datesVisit() {
    return switch (kind) {
      case DATE, AFTER_EVENT, LATER, DAY_OF_STAY, DAY_OF_YEAR, WORDS -> true;
      case BEFORE_EVENT, AGO, AGE -> false;
    };
  }
}
