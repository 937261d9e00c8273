package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.extraction.patient.Lines;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;

/** The visits of a case, and when what its sentences state was found. */
final class Timeline {
  private final Lines lines;

  private Timeline(Lines lines) {
    this.lines = lines;
  }

  /**
   * When something was.
   *
   * @param visit id of the visit at which it was found or done
   * @param time when it was found or done, if that is known apart from the visit
   * @param onset when it began, if that is stated
   * @param duration how long it lasted or has lasted
   * @param end when it ended
   */
  record Timing(
      Optional<String> visit,
      Optional<When> time,
      Optional<When> onset,
      Optional<TimeSpan> duration,
      Optional<When> end) {
    static final Timing UNKNOWN =
        new Timing(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /** Reads the times of a graph whose mentions and properties are known. */
  static Timeline read(Graph graph) {
    return new Timeline(new Lines(graph.document()));
  }

  /** The visits in the order of the account. */
  List<Visit> visits() {
    return List.of();
  }

  /** When what a mention states was. */
  Timing timing(Graph.Node node) {
    return Timing.UNKNOWN;
  }

  /** What was uncertain. */
  List<Issue> issues() {
    return List.of();
  }

  /** The lines of the document. */
  Lines lines() {
    return lines;
  }
}
