package org.case2fhir.extraction.timeline;

import java.util.List;
import java.util.Optional;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.model.Span;
import org.case2fhir.model.When;

/**
 * A sentence with its place in the patient's time.
 *
 * @param index among all sentences of the patient
 * @param visit id of the visit that it tells of
 * @param opensVisit whether the visit begins with it
 * @param times that it tells, in its order
 */
public record TimedSentence(
    int index,
    PatientSentence sentence,
    Optional<String> visit,
    boolean opensVisit,
    List<PlacedTime> times) {
  // A time within so many characters of the beginning holds for the whole sentence.
  private static final int LEADING = 12;

  public TimedSentence {
    times = List.copyOf(times);
  }

  /**
   * A time that a sentence tells.
   *
   * @param span its words, in the passage
   * @param when what they mean
   * @param ofVisit whether it is the date of the visit itself
   * @param ago whether it counts back from the visit: "two years ago"
   */
  public record PlacedTime(Span span, When when, boolean ofVisit, boolean ago) {}

  /** The time that holds for the whole sentence: the one that it begins with. */
  public Optional<PlacedTime> leading() {
    return times.stream()
        .filter(time -> !time.ofVisit())
        .filter(time -> time.span().start() - sentence.span().start() <= LEADING)
        .findFirst();
  }

  /** The time that overlaps some words. */
  public Optional<PlacedTime> at(Span words) {
    return times.stream()
        .filter(time -> time.span().start() < words.end() && words.start() < time.span().end())
        .findFirst();
  }
}
