package org.case2fhir.reading;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.When;
import org.case2fhir.reading.TimeExpression.Role;
import org.case2fhir.reading.Timeline.TimedSentence;

/**
 * Times at which a course ended or changed, and did not begin: "pneumonia, which resolved after 10
 * days", "four cycles were completed in May", "started in March and stopped in May", "reduced to 5
 * mg after 2 days".
 */
final class CourseEnds {
  private static final Set<String> STOP_JOINTS = TokenPattern.wordClass("stop-joint");
  private static final Set<String> STARTED = TokenPattern.wordClass("start-participle");
  private static final int STOP_SIGHT = 3;
  private static final Set<String> JOINTS = TokenPattern.wordClass("time-joint");
  private static final Set<String> CHANGES = TokenPattern.wordClass("dose-change");
  private static final int COMPLETED_SIGHT = 6;
  private static final Set<String> LAST = TokenPattern.wordClass("last-word");
  private static final Set<String> LAST_LEADS = TokenPattern.wordClass("last-lead");
  private static final Set<String> COMPLETED_LEADS = TokenPattern.wordClass("completed-lead");
  private static final Set<String> COMPLETED = TokenPattern.wordClass("completed-participle");
  private static final Set<String> CHANGED_TO = TokenPattern.wordClass("changed-to");
  private static final Set<String> OF = TokenPattern.wordClass("of-or-in");
  private static final int CHANGE_SIGHT = 5;
  private static final Set<String> AGAIN = TokenPattern.wordClass("dose-again");
  private static final Set<String> THINGS = TokenPattern.wordClass("thing-pronoun");
  private static final Set<String> HEALED = TokenPattern.wordClass("healed");
  private static final int HEALED_SIGHT = 4;
  private static final Set<String> RESTARTS = TokenPattern.wordClass("restart-word");

  private final TimedSentence timed;
  private final Graph graph;
  private final Graph.Sentence sentence;
  private final List<TimeExpression> times;
  private final Clauses clauses;
  private final Map<TimeExpression, When> whens;

  CourseEnds(TimedSentence timed) {
    this.timed = timed;
    this.graph = timed.graph;
    this.sentence = timed.sentence;
    this.times = timed.times;
    this.clauses = timed.clauses;
    this.whens = timed.whens;
  }

  // "pneumonia, which resolved after 10 days", "a fistula that healed on day 9": when it ended.
  boolean isHealed(Graph.Node node, TimeExpression time) {
    int which = graph.lower(sentence, node.end).equals(",") ? node.end + 1 : node.end;
    return node.isProblem()
        && time.isAt()
        && time.first() >= which
        && THINGS.contains(graph.lower(sentence, which))
        && timed.hasWord(which + 1, Math.min(time.first(), which + HEALED_SIGHT), HEALED);
  }

  // "On day 3 he had a rash, which resolved after 48 hours": the second time is that of its end.
  Optional<TimeExpression> healing(Graph.Node node, int index) {
    return index + 1 < clauses.all().size() && clauses.all().get(index + 1).relative()
        ? timed.points(clauses.all().get(index + 1)).stream()
            .findFirst()
            .filter(t -> isHealed(node, t))
        : Optional.empty();
  }

  // "Until" a time that stands behind a drug, and behind no other fact.
  Optional<When> until(Graph.Node node, Clauses.Clause clause) {
    return times.stream()
        .filter(t -> node.type == MentionType.MEDICATION && t.role() == Role.UNTIL)
        .filter(t -> t.first() >= node.end && clause.holds(t.first()))
        .filter(
            t ->
                sentence.nodes.stream()
                    .filter(TimedSentence::isFact)
                    .noneMatch(n -> n.first >= node.end && n.end <= t.first()))
        .findFirst()
        .map(whens::get);
  }

  boolean isChanged(Graph.Node node, TimeExpression time) {
    int last =
        sentence.nodes.stream()
            .filter(n -> n.isTreatment() && n.first >= node.first && n.end <= time.first())
            .mapToInt(n -> n.end)
            .max()
            .orElse(time.first());
    return timed.hasWord(last, time.first(), CHANGES)
        // "Dialysis was repeated on day 5": done then, while a drug goes on.
        || node.type == MentionType.MEDICATION && timed.hasWord(last, time.first(), AGAIN);
  }

  // Of "A and B were completed in May" both: what counts is what stands behind the last.
  boolean isCompleted(Graph.Node node, TimeExpression time) {
    int from =
        sentence
            .coordination(node)
            .map(list -> list.members().get(list.members().size() - 1).end)
            .filter(end -> end <= time.first())
            .orElse(node.end);
    // "received six cycles, completed in May", ", which were completed in May"
    int word = from + 1;
    while (COMPLETED_LEADS.contains(graph.lower(sentence, word))) {
      word++;
    }
    if (timed.isComma(from) && COMPLETED.contains(graph.lower(sentence, word))) {
      from = word;
    }
    return time.first() >= node.end
        && time.isAt()
        && timed.hasWord(from, time.first(), COMPLETED)
        && !timed.hasWord(node.end, time.first(), STARTED)
        && !timed.hasWord(from, time.first(), JOINTS);
  }

  // "He completed six cycles of A in May"; "six cycles of A, the last in May".
  boolean isOfLast(Graph.Node node, TimeExpression time) {
    if (!time.isAt() || time.first() < node.end || isOtherBetween(node, time)) {
      return false;
    }
    return isLast(graph, sentence, time)
        || timed.hasWord(
            Math.max(sentence.first, node.first - COMPLETED_SIGHT), node.first, COMPLETED);
  }

  /** Whether a time is only that of the last of several: "six cycles, the last in May". */
  static boolean isLast(Graph graph, Graph.Sentence sentence, TimeExpression time) {
    int lead = time.first() - 1;
    while (lead > sentence.first && LAST_LEADS.contains(graph.token(lead).lower())) {
      lead--;
    }
    return time.isAt()
        && LAST.contains(graph.lower(sentence, lead))
        && graph.lower(sentence, lead - 1).equals("the")
        && graph.lower(sentence, lead - 2).equals(",");
  }

  private boolean isOtherBetween(Graph.Node node, TimeExpression time) {
    return timed.hasWord(node.end, time.first(), STOP_JOINTS)
        || sentence.nodes.stream()
            .filter(TimedSentence::isFact)
            .anyMatch(n -> n.first >= node.end && n.end <= time.first());
  }

  // "After a week A was reduced to 5 mg", "on day 3 the reduction of A to 5 mg".
  boolean isChanged(Graph.Node node) {
    String of = graph.lower(sentence, node.first - 1);
    if (OF.contains(of) && CHANGES.contains(graph.lower(sentence, node.first - 2))) {
      return true;
    }
    int to = node.end;
    while (to < Math.min(sentence.end, node.end + CHANGE_SIGHT)
        && !CHANGES.contains(graph.token(to).lower())) {
      to++;
    }
    return CHANGES.contains(graph.lower(sentence, to))
        && CHANGED_TO.contains(graph.lower(sentence, to + 1))
        && !timed.hasWord(node.end, to, JOINTS);
  }

  static boolean isEnd(Graph.Node node) {
    return node.has(Property.Value.STOPPED) || node.has(Property.Value.HELD);
  }

  boolean isNeverResumed(Graph.Node node) {
    return isEnd(node)
        && node.proposal(Property.COURSE)
            .filter(cue -> timed.hasWord(cue.first(), cue.end(), RESTARTS))
            .isPresent();
  }

  // "started in March 2019 and stopped in May 2020": the first time is not when it ended.
  Optional<Graph.Proposal> laterStop(Graph.Node node, TimeExpression begun) {
    return node.proposal(Property.COURSE)
        .filter(stop -> begun.end() <= stop.first() && node.end <= stop.first())
        .filter(
            stop ->
                begun.end() <= node.first
                    // "On day 9 she was given A, which was stopped six weeks later"
                    ? stopTime(stop).isPresent()
                    : timed.hasWord(node.end, begun.first(), STARTED)
                        || timed.hasWord(begun.end(), stop.end(), STOP_JOINTS));
  }

  Optional<When> stopTime(Graph.Proposal stop) {
    return times.stream()
        .filter(time -> time.isAt() && time.first() >= stop.end())
        .filter(time -> time.first() - stop.end() <= STOP_SIGHT)
        .findFirst()
        .map(timed::moment);
  }
}
