package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.model.PartialDate;

/**
 * A time of the case, as far as it could be dated.
 *
 * @param date as precise as the case allows
 * @param words what the case says, where that is more or other than the date; both are absent when
 *     nothing is told
 */
record DatedTime(Optional<PartialDate> date, Optional<String> words) {
  /** Nothing is told. */
  static final DatedTime UNTOLD = new DatedTime(Optional.empty(), Optional.empty());

  /** The words, if they are all there is. */
  Optional<String> onlyWords() {
    return date.isPresent() ? Optional.empty() : words;
  }

  /** For a reader: "2007, 1 year after first visit (2006-02)". */
  Optional<String> text() {
    if (date.isEmpty()) {
      return words;
    }
    return Optional.of(date.get() + words.map(told -> ", " + told).orElse(""));
  }
}
