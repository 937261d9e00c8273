package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.When;
import org.case2fhir.reading.TimeExpression.Kind;

/**
 * A sentence with the times that it states: what they mean, which of them move the cursor of the
 * account, and where the cursor is in each clause.
 */
final class TimedSentence {
  private static final int LEADING = 4;

  final Graph graph;
  final Graph.Sentence sentence;
  final List<TimeExpression> times;
  final Clauses clauses;

  /** The visit cues of the sentence; none outside the account. */
  final List<VisitCues.Found> cues;

  /** Whether the sentence itself says that something is done where patients come and go. */
  final boolean outpatient;

  /** What the times mean. */
  final Map<TimeExpression, When> whens = new HashMap<>();

  /** The times that move the cursor. */
  final Set<TimeExpression> moving = new HashSet<>();

  /** Where each of them moves it to. */
  final Map<TimeExpression, ReferenceTime> moments = new HashMap<>();

  /** The cursor of each clause. */
  final List<ReferenceTime> cursors = new ArrayList<>();

  /** Whether a visit begins here. */
  boolean opensVisit;

  /** Whether the cursor itself speaks of what was before the first visit. */
  boolean inHistory;

  TimedSentence(
      Graph graph, Graph.Sentence sentence, TimeExpressions expressions, VisitCues visitCues) {
    this.graph = graph;
    this.sentence = sentence;
    this.times = expressions.find(graph, sentence);
    this.clauses = new Clauses(graph, sentence, times);
    this.cues = sentence.inCase() ? visitCues.find(graph, sentence) : List.of();
    this.outpatient = visitCues.isOutpatient(graph, sentence);
  }

  /** The clause of a token. */
  Clauses.Clause clauseOf(int token) {
    return clauses.all().get(clauses.indexOf(token));
  }

  /** Whether a mention may become a fact that has a time. */
  static boolean isFact(Graph.Node node) {
    return CueTable.Target.ALL.includes(node.type) && node.type != MentionType.CLINICAL_EVENT;
  }

  /** Whether a time says when something was, not how long. */
  static boolean isPoint(TimeExpression time) {
    return switch (time.kind()) {
      case LENGTH, HISTORY, NOW, OLD -> false;
      default -> true;
    };
  }

  /** Whether a token is a word of a time: "May" is no verb there. */
  boolean isInTime(int token) {
    return times.stream().anyMatch(t -> t.holds(token));
  }

  /** The times of a clause that say when something was. */
  List<TimeExpression> points(Clauses.Clause clause) {
    return times.stream().filter(t -> isPoint(t) && clause.holds(t.first())).toList();
  }

  /** Whether a time opens its clause: then it holds for what follows. */
  boolean isLeading(TimeExpression time, Clauses.Clause clause) {
    return time.first() - clause.first() <= LEADING
        && sentence.nodes.stream()
            .noneMatch(n -> isFact(n) && n.first >= clause.first() && n.end <= time.first());
  }

  /** Whether a cue of a visit stands in a clause. */
  boolean hasVisitCue(Clauses.Clause clause) {
    return cues.stream()
        .anyMatch(c -> clause.holds(c.first()) && c.opens() != VisitCues.Opens.RESUME);
  }

  /** Whether one of some words stands in a range. */
  boolean hasWord(int first, int end, Set<String> words) {
    for (int i = first; i < end; i++) {
      if (words.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  /** The time that a clause states, or else that of the cursor. */
  Optional<When> timeOf(Clauses.Clause clause) {
    ReferenceTime at = cursors.get(clauses.all().indexOf(clause));
    return points(clause).stream()
        .filter(time -> time.kind() != Kind.AT_STAY)
        .map(whens::get)
        .findFirst()
        .or(at::time)
        .or(() -> at.visit().map(When.AtVisit::new));
  }
}
