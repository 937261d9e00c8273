package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.TimeExpression.Event;
import org.case2fhir.reading.TimeExpression.Kind;
import org.case2fhir.reading.TimeExpression.Role;
import org.case2fhir.reading.Timeline.TimedSentence;

/**
 * The point in time that says when what a mention states was: one of its clause, one of the
 * relative clause behind it, or one that opens the sentence. A time that belongs to a second act,
 * to the reason for an act or to what was before is not that of the mention.
 */
final class TimePoints {
  private static final Set<String> HISTORIES = TokenPattern.wordClass("history-noun-or-adjective");
  private static final Set<String> STOP_JOINTS = TokenPattern.wordClass("stop-joint");
  private static final Set<String> JOINTS = TokenPattern.wordClass("time-joint");
  private static final Set<String> VALUE_CHANGES = TokenPattern.wordClass("value-change-verb");
  private static final Set<String> PURPOSES = TokenPattern.wordClass("purpose");
  private static final Set<String> TURNS = TokenPattern.wordClass("turning-point");
  private static final int VERB_SIGHT = 2;
  private static final Set<String> TREATED = TokenPattern.wordClass("treated-verb");
  private static final Set<String> MEANS = TokenPattern.wordClass("treated-by");
  private static final Set<String> IMPROVED = TokenPattern.wordClass("improved-verb");
  private static final Set<String> HEALED = TokenPattern.wordClass("healed");
  private static final Set<String> PARTICIPLES = TokenPattern.wordClass("past-perfect-participle");
  private static final Set<String> SECOND_ACTS = TokenPattern.wordClass("second-act");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> RESULTING = TokenPattern.wordClass("resulting");
  private static final Set<String> PASSIVES = TokenPattern.wordClass("passive");
  private static final Set<String> ONSETS = TokenPattern.wordClass("onset-verb");
  private static final int AFTER_SIGHT = 3;
  private static final int REASON_SIGHT = 5;
  private static final Set<String> AFTER = TokenPattern.wordClass("after-word");
  private static final Set<String> SUBJECTS = TokenPattern.wordClass("clause-subject");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> WHO = TokenPattern.wordClass("relative-pronoun");
  private static final Set<String> ACUTE = TokenPattern.wordClass("acute-turn");
  private static final Set<String> CHRONIC = TokenPattern.wordClass("chronic-word");

  private final TimedSentence timed;
  private final Graph graph;
  private final Graph.Sentence sentence;
  private final List<TimeExpression> times;
  private final Clauses clauses;
  private final Set<TimeExpression> moving;
  private final ValueTimes valueTimes;

  TimePoints(TimedSentence timed) {
    this.timed = timed;
    this.graph = timed.graph;
    this.sentence = timed.sentence;
    this.times = timed.times;
    this.clauses = timed.clauses;
    this.moving = timed.moving;
    this.valueTimes = new ValueTimes(timed);
  }

  boolean begins(Clauses.Clause clause) {
    return timed.hasWord(clause.first(), clause.end(), ONSETS);
  }

  /** The time that says when a mention was, if one of its sentence does. */
  Optional<TimeExpression> own(Graph.Node node, Clauses.Clause clause, int index) {
    return stated(node, clause, index)
        .filter(time -> !isBeforeHistory(node, time))
        .map(time -> timed.dateBeside(time).orElse(time));
  }

  /** The time of the clause behind in which a treatment ends: "was started and stopped in May". */
  Optional<TimeExpression> ofEnd(Graph.Node node, int index) {
    Optional<Graph.Proposal> end =
        node.isTreatment() && CourseEnds.isEnd(node)
            ? node.proposal(Property.COURSE).filter(cue -> cue.first() >= node.end)
            : Optional.empty();
    return end.filter(cue -> clauses.indexOf(cue.first()) == index + 1)
        .flatMap(
            cue ->
                timed.points(clauses.all().get(index + 1)).stream()
                    .filter(time -> time.first() >= cue.end())
                    .findFirst());
  }

  /** Whether the time of a clause says how soon a treatment helped, and not when it began. */
  boolean isBehindEffect(Graph.Node node, Clauses.Clause clause) {
    return timed.points(clause).stream().anyMatch(time -> isOfEffect(node, time));
  }

  // "Fever subsided after 2 days with ceftriaxone"
  private boolean isOfEffect(Graph.Node node, TimeExpression time) {
    return node.isTreatment()
        && time.end() <= node.first
        && MEANS.contains(graph.lower(sentence, time.end()))
        && (HEALED.contains(graph.lower(sentence, time.first() - 1))
            || IMPROVED.contains(graph.lower(sentence, time.first() - 1)));
  }

  // "In May a man with a history of gout, known diabetes and a rash came": the gout and the
  // diabetes are older; not "In May he had previously had gout", "had been diagnosed with gout".
  private boolean isBeforeHistory(Graph.Node node, TimeExpression time) {
    return time.isAt()
        && node.proposal(Property.TEMPORALITY)
            .filter(past -> past.value() == Property.Value.PAST)
            .filter(past -> time.end() <= past.first() && past.end() <= node.first)
            .filter(past -> timed.hasWord(past.first(), past.end(), HISTORIES))
            .isPresent();
  }

  private Optional<TimeExpression> stated(Graph.Node node, Clauses.Clause clause, int index) {
    List<TimeExpression> points =
        timed.points(clause).stream()
            .filter(t -> !valueTimes.isOfPreviousValue(t))
            .filter(t -> !isBeforeHistory(node, t))
            .filter(t -> node.first < t.end() || !timed.isOfHabit(t))
            .toList();
    if (points.isEmpty() && TURNS.contains(graph.token(clause.first()).lower())) {
      // "Well until 3 weeks earlier, when he fell": he fell then.
      Optional<TimeExpression> turned =
          times.stream()
              .filter(t -> t.role() == Role.UNTIL || t.role() == Role.RANGE)
              .filter(TimedSentence::isPoint)
              .filter(t -> !moving.contains(t))
              .filter(t -> t.end() <= clause.first() && clause.first() - t.end() <= 1)
              .findFirst();
      if (turned.isPresent()) {
        return turned;
      }
    }
    Optional<TimeExpression> cause = ofCause(node);
    if (cause.isPresent()) {
      return cause;
    }
    boolean begun =
        index + 1 < clauses.all().size()
            && clauses.all().get(index + 1).relative()
            && begins(clauses.all().get(index + 1));
    if (points.isEmpty() || begun) {
      // "He came in May with a mass that had appeared in March"
      Optional<TimeExpression> time = antecedent(node, index);
      if (points.isEmpty() || time.filter(t -> t.first() >= node.end).isPresent()) {
        return time;
      }
    }
    Optional<TimeExpression> given =
        points.stream().filter(t -> node.isTreatment() && isOfGiving(node, t)).reduce((a, b) -> b);
    if (given.isPresent()) {
      return given;
    }
    boolean leads = timed.isLeading(points.get(0), clause);
    // "After surgery he had fever on 3 May": the date says more.
    Optional<TimeExpression> dated =
        points.stream()
            .filter(t -> leads && points.get(0).kind() == Kind.WORDS && t.kind() == Kind.DATE)
            .filter(t -> t.first() >= node.end && t.isAt() && reaches(node, t, clause))
            .findFirst();
    if (dated.isPresent()) {
      return dated;
    }
    if (leads) {
      return points.stream()
          .filter(t -> t.first() < node.end)
          .reduce((a, b) -> b)
          .filter(t -> moving.contains(t) || !endsBeforeVerb(t, node));
    }
    Optional<TimeExpression> next =
        points.stream()
            .filter(t -> t.first() >= node.end)
            .findFirst()
            .filter(t -> !isOfSecondAct(node, t));
    Optional<TimeExpression> last =
        points.stream()
            .filter(t -> t.first() < node.end)
            .filter(t -> moving.contains(t) || clause.pluperfect() && points.size() == 1)
            .filter(t -> moving.contains(t) || !endsBeforeVerb(t, node))
            .filter(t -> !isOfFirst(node, t, clause))
            .reduce((a, b) -> b);
    // "In May with fever and again in June": what is joined behind is another time.
    boolean apart =
        last.isPresent()
            && timed.hasWord(node.end, next.map(TimeExpression::first).orElse(node.end), JOINTS);
    return next.isPresent() && !apart ? next.filter(t -> reaches(node, t, clause)) : last;
  }

  // "She took A since May and B before": the beginning is that of the first.
  private boolean isOfFirst(Graph.Node node, TimeExpression time, Clauses.Clause clause) {
    return (time.role() == Role.SINCE || time.role() == Role.FROM)
        && node.isTreatment()
        && timed.hasWord(time.end(), node.first, JOINTS)
        && sentence.nodes.stream()
            .anyMatch(n -> clause.holds(n.first) && n.end <= time.first() && n.isTreatment());
  }

  boolean isBeforeSecondAct(Graph.Node node, Clauses.Clause clause) {
    return timed.points(clause).stream()
        .filter(t -> t.first() >= node.end)
        .findFirst()
        .filter(t -> isOfSecondAct(node, t))
        .isPresent();
  }

  // "A tube was placed and removed ten days later", "he received A and was discharged on day 5":
  // the time is of the second verb; but of "started and stopped after 3 days" it is when A ended.
  private boolean isOfSecondAct(Graph.Node node, TimeExpression time) {
    if (isOfEarlierAct(node, time)) {
      return true;
    }
    if (node.isTest()) {
      return isOfChange(node, time);
    }
    if (!node.isTreatment() && !node.isProblem()) {
      return false;
    }
    int from =
        CourseEnds.isEnd(node)
            ? Math.max(
                node.end, node.proposal(Property.COURSE).map(Graph.Proposal::end).orElse(node.end))
            : node.end;
    for (int i = from; i < time.first(); i++) {
      int verb = i + 1;
      while (verb < time.first()
          && (PASSIVES.contains(graph.token(verb).lower())
              || ADVERBS.contains(graph.token(verb).lower()))) {
        verb++;
      }
      if (STOP_JOINTS.contains(graph.token(i).lower())
          && verb < time.first()
          && (SECOND_ACTS.contains(graph.token(verb).lower()) || isNewSubject(from, i))) {
        return true;
      }
    }
    return false;
  }

  // "It was 120 and decreased to undetectable levels by May": it was 120 before.
  private boolean isOfChange(Graph.Node test, TimeExpression time) {
    for (int i = test.end; i + 1 < time.first(); i++) {
      int joint = i;
      if (STOP_JOINTS.contains(graph.token(i).lower())
          && VALUE_CHANGES.contains(graph.token(i + 1).lower())
          && sentence.nodes.stream()
              .anyMatch(
                  n ->
                      n.type == MentionType.LAB_VALUE
                          && n.first >= test.end
                          && n.end <= joint
                          && ResultReader.hasNumber(graph, n))) {
        return true;
      }
    }
    return false;
  }

  // "She took A and had stopped smoking three years before": the time is of the second verb.
  private boolean isOfEarlierAct(Graph.Node node, TimeExpression time) {
    for (int i = node.end; i + 2 < time.first(); i++) {
      if (STOP_JOINTS.contains(graph.token(i).lower())
          && graph.nodeAt(i).isEmpty()
          && graph.token(i + 1).lower().equals("had")
          && (graph.token(i + 2).lower().endsWith("ed")
              || PARTICIPLES.contains(graph.token(i + 2).lower()))) {
        return true;
      }
    }
    return false;
  }

  // "A was given and the pressure [recovered] after 15 minutes"
  private boolean isNewSubject(int from, int joint) {
    return timed.hasWord(from, joint, PASSIVES)
        && ARTICLES.contains(graph.lower(sentence, joint + 1))
        && graph.nodeAt(joint + 2).filter(n -> n.isTest() || n.isProblem()).isPresent();
  }

  // "She fell two years earlier, sustaining a fracture": that was then, too.
  private Optional<TimeExpression> ofCause(Graph.Node node) {
    return times.stream()
        .filter(t -> TimedSentence.isPoint(t) && t.end() <= node.first)
        .reduce((a, b) -> b)
        .filter(t -> !moving.contains(t) && t.isAt())
        .filter(
            t ->
                RESULTING.contains(
                    graph.lower(sentence, timed.isComma(t.end()) ? t.end() + 1 : t.end())));
  }

  // "She started interferon and, after 3 months of treatment, was well": the time counts from it.
  boolean isBeforeCourse(Graph.Node node, Clauses.Clause clause) {
    return node.isTreatment()
        && timed.points(clause).stream()
            .findFirst()
            .filter(t -> t.kind() == Kind.AFTER && t.event() == Event.TREATMENT)
            .filter(t -> node.end <= t.first())
            .filter(
                t ->
                    sentence.nodes.stream()
                        .anyMatch(n -> n.first >= t.end() && TimedSentence.isFact(n)))
            .isPresent();
  }

  // "After radiotherapy the tumor shrank in May 2010": the radiotherapy was before.
  boolean isBeforeEvent(Graph.Node node, Clauses.Clause clause) {
    if (isOfOpening(node, clause)) {
      return true;
    }
    int from = Math.max(clause.first(), node.first - AFTER_SIGHT);
    return node.isTreatment()
        && timed.hasWord(from, node.first, AFTER)
        && !timed.hasWord(from, node.first, VERBS)
        && (timed.points(clause).stream()
                .findFirst()
                .filter(t -> t.first() >= node.end && timed.hasWord(node.end, t.first(), VERBS))
                .isPresent()
            || isBeforeReturn(node, clause));
  }

  // "After the operation and discharge he was readmitted": that was at no visit of now.
  private boolean isBeforeReturn(Graph.Node node, Clauses.Clause clause) {
    return timed.points(clause).isEmpty()
        && timed.cues.stream()
            .filter(cue -> clause.holds(cue.first()) && cue.first() >= node.end)
            .anyMatch(cue -> cue.opens() == VisitCues.Opens.AGAIN && !cue.past());
  }

  // "After an infection was treated by antibiotics, we removed the mass in May": both were before.
  private boolean isOfOpening(Graph.Node node, Clauses.Clause clause) {
    if (!AFTER.contains(graph.token(clause.first()).lower())) {
      return false;
    }
    int end = node.end;
    while (end < clause.end()
        && !(timed.isComma(end) && SUBJECTS.contains(graph.lower(sentence, end + 1)))) {
      end++;
    }
    int comma = end;
    return timed.points(clause).stream().findFirst().filter(t -> t.first() > comma).isPresent();
  }

  // "A woman who had had gout 6 years before presented with", "who 6 years before had a stroke
  // presented with": the time is not of what she presented with.
  private boolean endsBeforeVerb(TimeExpression time, Graph.Node node) {
    int who = time.first() - 1;
    while (who >= sentence.first && !WHO.contains(graph.token(who).lower())) {
      who--;
    }
    if (who < sentence.first) {
      return false;
    }
    return timed.hasWord(who, time.first(), VERBS)
        ? VERBS.contains(graph.lower(sentence, time.end()))
        : sentence.nodes.stream()
            .filter(n -> TimedSentence.isFact(n) && n.first >= time.end() && n.end <= node.first)
            .anyMatch(n -> VERBS.contains(graph.lower(sentence, n.end)));
  }

  // "A cancer treated in 2012 with surgery and radiation", "a cancer in 2012, treated with
  // surgery": all that is listed was then.
  private boolean isOfGiving(Graph.Node node, TimeExpression time) {
    int treated = timed.isComma(time.end()) ? time.end() + 1 : time.end();
    if (isBehindMeans(node, treated + 2)) {
      return false;
    }
    if (time.isAt()
        && time.end() <= node.first
        && TREATED.contains(graph.lower(sentence, treated))
        && MEANS.contains(graph.lower(sentence, treated + 1))) {
      return true;
    }
    return time.end() <= node.first
        && MEANS.contains(graph.lower(sentence, time.end()))
        && timed.hasWord(
            Math.max(sentence.first, time.first() - VERB_SIGHT), time.first(), TREATED);
  }

  // "A cancer in 2006 treated with surgery, and a hip replacement in 2011": what stands behind a
  // comma of its own is no means, unless commas divide them all.
  private boolean isBehindMeans(Graph.Node node, int from) {
    int and = node.first - 1;
    while (and > from && !STOP_JOINTS.contains(graph.token(and).lower())) {
      and--;
    }
    if (and <= from || !timed.isComma(and - 1)) {
      return false;
    }
    for (int i = from; i < and - 1; i++) {
      if (timed.isComma(i)) {
        return false;
      }
    }
    return true;
  }

  // "A mass that appeared 30 years ago": the time of a relative clause is that of the mention
  // before.
  private Optional<TimeExpression> antecedent(Graph.Node node, int index) {
    if (index + 1 >= clauses.all().size()) {
      return override(node, index);
    }
    Clauses.Clause next = clauses.all().get(index + 1);
    boolean last =
        sentence.nodes.stream()
            .filter(n -> n.type != MentionType.BIOLOGICAL_STRUCTURE)
            .noneMatch(
                n -> TimedSentence.isFact(n) && n.first >= node.end && n.first < next.first());
    Optional<TimeExpression> time =
        times.stream()
            .filter(t -> TimedSentence.isPoint(t) && next.holds(t.first()))
            .filter(
                t ->
                    sentence.nodes.stream()
                        .noneMatch(
                            n ->
                                TimedSentence.isFact(n)
                                    && n.first >= next.first()
                                    && n.end <= t.first()))
            // "was seen on MRI, which faded after two weeks": the scan was before.
            .filter(t -> node.isProblem() || !timed.hasWord(next.first(), t.first(), HEALED))
            .findFirst();
    return next.relative() && last && time.isPresent() ? time : override(node, index);
  }

  // A time that opens the sentence and moves no cursor holds for all of it: "Three days before".
  private Optional<TimeExpression> override(Graph.Node node, int index) {
    return times.stream()
        .filter(t -> TimedSentence.isPoint(t) && t.end() <= node.first)
        .reduce((a, b) -> b)
        .filter(t -> !moving.contains(t) && t.isAt())
        .filter(t -> timed.isLeading(t, timed.clauseOf(t.first())));
  }

  // In a history, and for a beginning, a time behind belongs to the nearest alone.
  private boolean reaches(Graph.Node node, TimeExpression time, Clauses.Clause clause) {
    boolean alone = clause.pluperfect() && timed.points(clause).size() == 1;
    boolean single =
        !time.isAt()
            || !alone && (!moving.contains(time) || clause.past() || node.has(Property.Value.PAST));
    if (!single) {
      return true;
    }
    boolean paired = true;
    for (Graph.Node other : sentence.nodes) {
      if (TimedSentence.isFact(other) && other.first >= node.end && other.end <= time.first()) {
        boolean verb = other.length() == 1 && HEALED.contains(graph.lower(other));
        if (verb || isReasonOf(other, node)) {
          continue;
        }
        paired = isPaired(node.end, other.first);
        boolean listed =
            !time.isAt()
                && timed.isComma(node.end)
                && other.first - node.end == 1
                && isComplaint(node);
        if (!paired && !listed) {
          return false;
        }
        node = other;
      }
    }
    return paired;
  }

  // "He had a graft for a dissection 3 years before": the graft was then, too.
  private boolean isReasonOf(Graph.Node problem, Graph.Node treatment) {
    return treatment.isTreatment()
        && problem.isProblem()
        && timed.hasWord(
            Math.max(treatment.end, problem.first - REASON_SIGHT), problem.first, PURPOSES);
  }

  // "Weakness, fatigue and cramps since May": all of them; but what was known before has a time of
  // its own.
  private static boolean isComplaint(Graph.Node node) {
    return node.type == MentionType.SIGN_SYMPTOM && !node.has(Property.Value.PAST);
  }

  // "A graft for polycystic kidney disease in May": that disease is older than what is done for it.
  boolean isOldReason(Graph.Node problem) {
    return problem.isProblem()
        && !timed.hasWord(
            Math.max(sentence.first, problem.first - REASON_SIGHT), problem.end, ACUTE)
        && Stream.concat(Stream.of(problem), problem.details(Graph.Relation.DESCRIPTION))
            .flatMapToInt(words -> IntStream.range(words.first, words.end))
            .anyMatch(i -> CHRONIC.contains(graph.token(i).lower()))
        && sentence.nodes.stream()
            .anyMatch(
                n ->
                    n.end <= problem.first
                        && isReasonOf(problem, n)
                        && !timed.hasWord(n.end, problem.first, VERBS)
                        && sentence.nodes.stream()
                            .noneMatch(
                                m ->
                                    TimedSentence.isFact(m)
                                        && m.first >= n.end
                                        && m.end <= problem.first));
  }

  private boolean isPaired(int from, int to) {
    return to - from == 1 && graph.token(from).lower().equals("and");
  }
}
