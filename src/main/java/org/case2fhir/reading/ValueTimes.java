package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.When;
import org.case2fhir.reading.TimeExpression.Kind;
import org.case2fhir.reading.TimeResolver.ReferenceTime;
import org.case2fhir.reading.Timeline.TimedSentence;

/**
 * When each of several values of one test was: "120 on admission, 15 on day 10", "on day 1, day 3
 * and day 5 it was 2, 1.8 and 1". Times in a row belong to values in a row; where it is not said
 * which value is of which time, none is given.
 */
final class ValueTimes {
  private static final Set<String> STOP_JOINTS = TokenPattern.wordClass("stop-joint");
  private static final Set<String> BEFORE = TokenPattern.wordClass("before-word");
  private static final Set<String> FROM = TokenPattern.wordClass("rise-from");
  private static final Set<String> TO = TokenPattern.wordClass("rise-to");
  private static final int RISE_SIGHT = 6;
  private static final Set<String> ROW = TokenPattern.wordClass("between-times");
  private static final Set<String> JOINTS = TokenPattern.wordClass("time-joint");

  private final TimedSentence timed;
  private final Graph graph;
  private final Graph.Sentence sentence;
  private final List<TimeExpression> times;
  private final Clauses clauses;
  private final Map<TimeExpression, When> whens;
  private final List<ReferenceTime> cursors;

  ValueTimes(TimedSentence timed) {
    this.timed = timed;
    this.graph = timed.graph;
    this.sentence = timed.sentence;
    this.times = timed.times;
    this.clauses = timed.clauses;
    this.whens = timed.whens;
    this.cursors = timed.cursors;
  }

  // "On day 1 and day 3 it was 2.1": of both days, which only the words say.
  Optional<When> row(TimeExpression time) {
    return times.stream()
        .filter(t -> TimedSentence.isPoint(t) && t.isAt() && t.kind() == time.kind())
        .filter(t -> isJoinedRow(t, time) || isJoinedRow(time, t))
        .findFirst()
        .map(
            t ->
                new When.InWords(
                    graph.words(Math.min(t.first(), time.first()), Math.max(t.end(), time.end()))));
  }

  private boolean isJoinedRow(TimeExpression first, TimeExpression second) {
    return isRow(first.end(), second.first())
        && timed.hasWord(first.end(), second.first(), STOP_JOINTS);
  }

  /**
   * When one of several values of a test was: "120 on admission, 15 on day 10".
   *
   * @param shared what is said of all of them
   * @param values all of them in the order of the text
   */
  Timeline.Timing ofValue(
      Timeline.Timing shared, Graph.Node test, Graph.Node value, List<Graph.Node> values) {
    List<TimeExpression> points =
        times.stream()
            .filter(t -> TimedSentence.isPoint(t) && t.isAt() && !isOfPreviousValue(t))
            .toList();
    int index = values.indexOf(value);
    int place = clauses.indexOf(value.first);
    boolean each = false;
    for (int i = 0; i + 1 < values.size(); i++) {
      Graph.Node one = values.get(i);
      Graph.Node next = values.get(i + 1);
      each |= points.stream().anyMatch(t -> isOfValueBefore(t, one, next));
    }
    boolean last = index == values.size() - 1;
    if (each && last && index > 0 && points.stream().noneMatch(t -> t.first() >= value.end)) {
      // "812 in July and 95 after chemotherapy": when the second was is not said.
      return new Timeline.Timing(
          Optional.empty(), Optional.empty(), shared.onset(), shared.duration(), shared.end());
    }
    boolean apart = values.stream().anyMatch(v -> clauses.indexOf(v.first) != place);
    if (apart && points.stream().noneMatch(t -> clauses.indexOf(t.first()) == place)) {
      // "Sodium, which had been 138 in May, was 119": each value has the time of its clause.
      ReferenceTime here = cursors.get(place);
      return new Timeline.Timing(
          here.visit(), here.time(), shared.onset(), shared.duration(), shared.end());
    }
    if (isRiseFrom(value, index + 1 < values.size() ? values.get(index + 1) : null)) {
      // "On day 3 it had risen from 8 to 10": it was 8 before.
      return new Timeline.Timing(
          shared.visit(), Optional.empty(), shared.onset(), shared.duration(), shared.end());
    }
    List<TimeExpression> listed = listed(points, values);
    if (listed.size() == values.size()) {
      return at(listed.get(index), shared);
    }
    if (!listed.isEmpty() || isBeforeAndAt(test, points, values)) {
      // Which value is of which time is not known.
      return new Timeline.Timing(
          shared.visit(), Optional.empty(), shared.onset(), shared.duration(), shared.end());
    }
    boolean behind =
        each || points.stream().anyMatch(t -> t.first() >= values.get(values.size() - 1).end);
    int from = behind ? value.end : index > 0 ? values.get(index - 1).end : sentence.first;
    int to =
        !behind
            ? value.first
            : index + 1 < values.size() ? values.get(index + 1).first : sentence.end;
    Optional<TimeExpression> own =
        points.stream().filter(t -> t.first() >= from && t.end() <= to).findFirst();
    return own.map(time -> at(time, shared)).orElse(shared);
  }

  private Timeline.Timing at(TimeExpression time, Timeline.Timing shared) {
    Optional<ReferenceTime> moved = Optional.ofNullable(timed.moments.get(time));
    return new Timeline.Timing(
        moved.flatMap(ReferenceTime::visit),
        moved.map(ReferenceTime::time).orElse(Optional.of(whens.get(time))),
        shared.onset(),
        shared.duration(),
        shared.end());
  }

  // The time stands behind the first of two values, and a joint between it and the second.
  private boolean isOfValueBefore(TimeExpression time, Graph.Node value, Graph.Node next) {
    return time.first() >= value.end
        && time.end() <= next.first
        && !timed.hasWord(value.end, time.first(), JOINTS)
        && timed.hasWord(time.end(), next.first, JOINTS);
  }

  private boolean isRiseFrom(Graph.Node value, Graph.Node next) {
    return next != null
        && FROM.contains(graph.lower(sentence, value.first - 1))
        && TO.contains(graph.lower(sentence, next.first - 1))
        && next.first - value.end <= RISE_SIGHT
        && times.stream().noneMatch(t -> value.end == t.first() && t.kind() != Kind.WORDS);
  }

  // "On day 1, day 3 and day 5 it was 2, 1.8 and 1": times in a row beside values in a row.
  private List<TimeExpression> listed(List<TimeExpression> points, List<Graph.Node> values) {
    int first = values.get(0).first;
    int last = values.get(values.size() - 1).end;
    boolean between = points.stream().anyMatch(t -> first <= t.first() && t.end() <= last);
    if (values.size() < 2 || between) {
      return List.of();
    }
    List<TimeExpression> row = new ArrayList<>();
    for (TimeExpression time : points) {
      boolean goesOn = !row.isEmpty() && isRow(row.get(row.size() - 1).end(), time.first());
      if (!goesOn && row.size() > 1) {
        break;
      }
      if (!goesOn) {
        row.clear();
      }
      row.add(time);
    }
    return row.size() > 1 ? row : List.of();
  }

  // "Acuity before surgery and at 3 months was 20/200 and 20/40"
  private boolean isBeforeAndAt(
      Graph.Node test, List<TimeExpression> points, List<Graph.Node> values) {
    return values.size() > 1
        && points.stream()
            .filter(t -> test.end <= t.first() && t.end() <= values.get(0).first)
            .anyMatch(t -> timed.hasWord(test.end, t.first(), BEFORE));
  }

  private boolean isRow(int from, int to) {
    boolean joined = to > from;
    for (int i = from; i < to; i++) {
      joined &= ROW.contains(graph.token(i).lower());
    }
    return joined;
  }

  // "48 %, down from 65 % three months earlier": when the other value was.
  boolean isOfPreviousValue(TimeExpression time) {
    return time.first() > sentence.first
        && graph
            .nodeAt(time.first() - 1)
            .filter(node -> node.trail.contains(RelationFinder.PREVIOUS_VALUE))
            .isPresent();
  }
}
