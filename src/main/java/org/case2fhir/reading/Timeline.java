package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;

/**
 * The visits of a case, and when what its sentences state was: {@link TimeExpressions} finds the
 * times, {@link NarrativeCursor} follows the account, {@link TimeResolver} says what the times mean
 * and {@link TimeAttachment} which mention they are of.
 */
final class Timeline {
  private final LineIndex lines;
  private final List<Issue> issues = new ArrayList<>();
  private final TimeResolver resolver;
  private final List<TimedSentence> sentences = new ArrayList<>();
  private final Map<Graph.Node, Timing> timings = new HashMap<>();
  private Optional<DeathReader.Found> death = Optional.empty();

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

  private Timeline(Graph graph) {
    this.lines = new LineIndex(graph.document());
    this.resolver = new TimeResolver(graph, lines, issues);
  }

  /** Reads the times of a graph whose mentions and properties are known. */
  static Timeline read(Graph graph) {
    Timeline timeline = new Timeline(graph);
    TimeExpressions expressions = new TimeExpressions(TimeWords.builtIn());
    VisitCues cues = VisitCues.builtIn();
    NarrativeCursor cursor = new NarrativeCursor(timeline.resolver);
    for (Graph.Sentence sentence : graph.sentences()) {
      timeline.read(new TimedSentence(graph, sentence, expressions, cues), cursor);
    }
    timeline.death = DeathReader.read(timeline.sentences);
    return timeline;
  }

  private void read(TimedSentence timed, NarrativeCursor cursor) {
    sentences.add(timed);
    NarrativeCursor.Move move = cursor.move(timed);
    TimeAttachment attachment = new TimeAttachment(timed, resolver);
    timed.sentence.nodes.forEach(node -> timings.put(node, attachment.timing(node)));
    move.end(timings);
  }

  /** The visits in the order of the account. */
  List<Visit> visits() {
    return List.copyOf(resolver.visits());
  }

  /** When what a mention states was. */
  Timing timing(Graph.Node node) {
    // A later pass may have found it.
    return timings.computeIfAbsent(
        node, n -> new TimeAttachment(sentences.get(n.sentence), resolver).timing(n));
  }

  /** When one of several values of a test was found. */
  Timing timing(Graph.Node test, Graph.Node value, List<Graph.Node> values) {
    return values.size() < 2 || value.sentence != test.sentence
        ? timing(test)
        : new TimeAttachment(sentences.get(test.sentence), resolver).timing(test, value, values);
  }

  /** The date of what was at a visit, or at a time of its own. */
  Optional<PartialDate> date(Optional<String> visit, Optional<When> time) {
    return time.isPresent() ? resolver.date(time.get()) : visit.flatMap(resolver::dateOf);
  }

  /** What was uncertain. */
  List<Issue> issues() {
    return issues;
  }

  /** The lines of the document. */
  LineIndex lines() {
    return lines;
  }

  /** That the patient died, if the account says so. */
  Optional<Death> death() {
    return death.map(DeathReader.Found::death);
  }

  /** The words that say so. */
  Optional<Evidence> deathEvidence() {
    return death.map(DeathReader.Found::evidence);
  }
}
