package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;
import org.case2fhir.reading.TimeExpression.Event;
import org.case2fhir.reading.TimeExpression.Kind;
import org.case2fhir.reading.TimeExpression.Role;
import org.case2fhir.reading.TimeResolver.ReferenceTime;
import org.case2fhir.reading.Timeline.TimedSentence;

/**
 * Says which time of a sentence is that of a mention. A time that opens a clause holds for what
 * follows, until the next one; a time behind holds for its clause, in a history for the nearest
 * mention alone. What has no time of its own is at the cursor.
 */
final class TimeAttachment {
  private static final int PURPOSE_SIGHT = 3;
  private static final Set<String> OPERATIONS = TokenPattern.wordClass("operation-word");
  private static final Set<String> OPERATION_ENDINGS = TokenPattern.wordClass("operation-ending");
  private static final Set<String> JOINTS = TokenPattern.wordClass("time-joint");
  private static final Set<String> FOLLOWED = TokenPattern.wordClass("ensue");
  private static final Set<String> COMPLICATED = TokenPattern.wordClass("complicated-verb");
  private static final Set<String> LASTING = TokenPattern.wordClass("lasting-lead");
  private static final Set<String> PURPOSES = TokenPattern.wordClass("purpose");
  private static final Set<String> TURNS = TokenPattern.wordClass("turning-point");
  private static final int UNTIL_SIGHT = 3;
  private static final Set<String> UNTIL = TokenPattern.wordClass("until-word");
  private static final TokenPattern NOT_UNTIL =
      TokenPattern.of("(not|never) ..2 <made-then> ..6 (until|till)");
  private static final Set<String> JOINED = TokenPattern.wordClass("joined-date");
  private static final Set<Kind> JOINABLE =
      Set.of(Kind.DATE, Kind.YEARLESS, Kind.DAY, Kind.AGE, Kind.STAY_DAY, Kind.OPERATION_DAY);
  private static final int VERB_SIGHT = 2;
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> TREATMENTS = TokenPattern.wordClass("treatment-noun");
  private static final int REASON_SIGHT = 5;
  private static final Set<String> AFTER = TokenPattern.wordClass("after-word");

  private final TimedSentence timed;
  private final TimeResolver resolver;
  private final Graph graph;
  private final Graph.Sentence sentence;
  private final List<TimeExpression> times;
  private final Clauses clauses;
  private final Map<TimeExpression, When> whens;
  private final Set<TimeExpression> moving;
  private final List<ReferenceTime> cursors;
  private final ValueTimes valueTimes;
  private final MentionDurations durations;
  private final CourseEnds ends;
  private final TimePoints timePoints;

  TimeAttachment(TimedSentence timed, TimeResolver resolver) {
    this.timed = timed;
    this.resolver = resolver;
    this.graph = timed.graph;
    this.sentence = timed.sentence;
    this.times = timed.times;
    this.clauses = timed.clauses;
    this.whens = timed.whens;
    this.moving = timed.moving;
    this.cursors = timed.cursors;
    this.valueTimes = new ValueTimes(timed);
    this.durations = new MentionDurations(timed);
    this.ends = new CourseEnds(timed);
    this.timePoints = new TimePoints(timed);
  }

  /** Whether a mention names an operation. */
  static boolean isOperation(Graph graph, Graph.Node node) {
    if (node.type != MentionType.THERAPEUTIC_PROCEDURE) {
      return false;
    }
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      if (OPERATIONS.contains(word) || OPERATION_ENDINGS.stream().anyMatch(word::endsWith)) {
        return true;
      }
    }
    return false;
  }

  /** When what a mention states was. */
  Timeline.Timing timing(Graph.Node node) {
    int index = clauses.indexOf(node.first);
    Clauses.Clause clause = clauses.all().get(index);
    boolean undated = timePoints.isBeforeEvent(node, clause);
    boolean earlier =
        undated
            || timePoints.isBeforeCourse(node, clause)
            || timePoints.isBehindEffect(node, clause)
            || timePoints.isBeforeSecondAct(node, clause);
    // "had tuberculosis treatment for 6 months": so long was the treatment.
    boolean treated =
        node.isProblem() && TREATMENTS.contains(graph.lower(graph.sentenceOf(node), node.end));
    Optional<TimeExpression> stated =
        earlier || treated
            ? Optional.empty()
            : timePoints.own(node, clause, index).or(() -> timePoints.ofEnd(node, index));
    Optional<TimeExpression> healed =
        stated.filter(t -> ends.isHealed(node, t)).or(() -> ends.healing(node, index));
    Optional<TimeExpression> point = stated.filter(t -> !healed.equals(Optional.of(t)));
    // "A was reduced to 5 mg after 2 days": when the dose was changed, not when A began.
    boolean changed =
        node.isTreatment()
            && !CourseEnds.isEnd(node)
            && (ends.isChanged(node) || point.filter(t -> ends.isChanged(node, t)).isPresent());
    Optional<TimeExpression> own = changed ? Optional.empty() : point;
    Optional<TimeExpression> length = treated ? Optional.empty() : durations.length(node);
    boolean patient = node.has(Property.Value.PATIENT);
    // That there is no history of something is found now.
    boolean denied = node.has(Property.Value.ABSENT) || node.has(Property.Value.REFUTED);
    boolean history = node.has(Property.Value.PAST) && !denied;
    boolean past = history || clause.pluperfect() && isBack(clause);
    boolean now = patient && !past && !clause.birth();
    ReferenceTime cursor =
        !earlier ? cursors.get(index) : index > 0 ? cursors.get(index - 1) : timed.before;
    ReferenceTime at = now && !undated ? cursor : ReferenceTime.UNKNOWN;
    Optional<String> visit = at.visit();
    // What a time counts from was before.
    boolean counted = times.stream().anyMatch(t -> t.kind() != Kind.LENGTH && t.holds(node.first));
    if (counted) {
      return new Timeline.Timing(
          visit, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
    Optional<When> time = changed ? Optional.empty() : at.time();
    Optional<When> onset = Optional.empty();
    Optional<When> end = Optional.empty();
    Optional<TimeSpan> duration = Optional.empty();
    if (own.isPresent()) {
      When when = whens.get(own.get());
      boolean moved = moving.contains(own.get());
      switch (own.get().role()) {
        case AT, BY -> {
          boolean back = own.get().kind() == Kind.AGO || own.get().kind() == Kind.BEFORE;
          boolean begun =
              timePoints.begins(clause) || timePoints.begins(timed.clauseOf(own.get().first()));
          if (back && isReason(node, own.get())) {
            // "CT two weeks earlier for pain had shown": the pain may be older.
            time = Optional.empty();
          } else if (node.isProblem() && !denied && (back || !moved && begun)) {
            onset = Optional.of(when);
            // "He came with a rash that had appeared on 3 May": he had it at the visit.
            boolean here = back || clauses.indexOf(own.get().first()) == index + 1;
            visit = past || !here ? Optional.empty() : visit;
            // "In the third month a relapse developed": it was not there before.
            time = back ? time : Optional.empty();
          } else if (moved && isOther(node, own.get(), clause, at)) {
            time = timed.moments.get(own.get()).time();
            visit = timed.moments.get(own.get()).visit();
          } else if (!moved || !now) {
            time = Optional.of(when);
            visit = own.get().kind() == Kind.WORDS ? visit : Optional.empty();
          }
        }
        case SINCE, FROM -> {
          boolean made = own.get().role() == Role.FROM && node.isTest();
          onset = made || isReason(node, clause) ? Optional.empty() : Optional.of(when);
          time = made ? Optional.of(when) : time;
          visit = made ? Optional.empty() : visit;
        }
        case UNTIL -> {
          if (isUntil(node, own.get())) {
            // "Until his death in 2019": he died then.
            time = Optional.of(when);
            visit = Optional.empty();
            break;
          }
          if (isMadeOnlyThen(node, own.get())) {
            // "The diagnosis was not made until 2012": it was made then.
            boolean drug = node.type == MentionType.MEDICATION;
            onset = drug ? Optional.of(when) : onset;
            time = drug ? Optional.empty() : Optional.of(when);
            visit = Optional.empty();
            break;
          }
          // "Well until May, when he fell": he fell then.
          boolean turned = own.get().end() <= node.first;
          // "The disease was stable until May, when": it did not end.
          boolean goesOn =
              node.type == MentionType.DISEASE_DISORDER
                  && timed.hasWord(
                      own.get().end(), Math.min(sentence.end, own.get().end() + 2), TURNS);
          end = turned || goesOn ? Optional.empty() : Optional.of(when);
          boolean began = turned && node.isProblem() && !moved;
          onset = began ? Optional.of(when) : onset;
          time = turned && !began ? Optional.of(when) : moved ? Optional.empty() : time;
          visit = moved && !turned ? Optional.empty() : visit;
        }
        case RANGE -> {
          if (moved) {
            // How long the stay was.
            break;
          }
          visit = Optional.empty();
          if (own.get().end() <= node.first
              && TURNS.contains(graph.token(clause.first()).lower())) {
            // "From May to July, when it was stopped because of a rash": at the end of it.
            time = own.get().until().map(When.OnDate::new);
            break;
          }
          onset = Optional.of(when);
          end = own.get().until().map(When.OnDate::new);
          time = node.isTreatment() ? Optional.empty() : onset;
        }
      }
      boolean begins = own.get().role() == Role.SINCE || own.get().role() == Role.FROM;
      if (node.isTreatment() && (begins || end.isPresent())) {
        visit = Optional.empty();
        time = Optional.empty();
      }
    }
    boolean lasts = node.isTreatment() && point.filter(this::isLasting).isPresent();
    if (lasts) {
      // "A was added for the first 3 days"
      time = Optional.empty();
      duration = point.flatMap(TimeExpression::distance);
    }
    if (length.isPresent()) {
      TimeExpression stretch = length.get();
      boolean before =
          stretch.kind() == Kind.HISTORY
              || node.type == MentionType.DISEASE_DISORDER && !durations.isOver(stretch);
      // "free of tumor for the last 4 years": what is not there has no beginning.
      if (before && node.isProblem() && !denied && !durations.isCountedWithin(stretch)) {
        ReferenceTime from =
            cursors.get(index).visit().isPresent()
                ? resolver.anchor(Event.STAY, Kind.STAY_DAY, cursors.get(index))
                : resolver.firstVisit();
        onset =
            resolver
                .relative(stretch, When.Direction.BEFORE, from)
                .or(() -> Optional.of(whens.get(stretch)));
      } else if (!durations.isWithin(stretch)
          && !durations.isInfusionTime(node, stretch)
          && !MentionDurations.isOfHold(node, stretch)) {
        duration = stretch.distance();
      }
    }
    // "Twice in the past month": at some time of it.
    boolean within = own.isEmpty() && !denied && length.filter(durations::isWithin).isPresent();
    if (within && onset.isEmpty() && time.isEmpty()) {
      time = length.map(whens::get);
      visit = Optional.empty();
    }
    boolean behindAct =
        isBehindAct(node, own)
            || node.isProblem()
                && own.filter(t -> CourseEnds.isLast(graph, sentence, t)).isPresent();
    if (behindAct) {
      // "A in March, followed by B", "812 in July and 95 after B", "a treatment complicated by":
      // not at the time of what was before.
      time = Optional.empty();
      onset = Optional.empty();
      visit = own.isPresent() ? Optional.empty() : visit;
    }
    if (own.isEmpty() && ends.isNeverResumed(node)) {
      // "He was well after 2 weeks. The drug was not resumed": it had ended before.
      time = Optional.empty();
    }
    if (node.isTreatment()
        && point.filter(t -> ends.isCompleted(node, t) || ends.isOfLast(node, t)).isPresent()
        && !CourseEnds.isEnd(node)) {
      // "Four cycles of A were completed in May", "the last in May": then it ended.
      end = point.map(timed::moment);
      time = Optional.empty();
      visit = Optional.empty();
    }
    if (node.isTreatment() && time.isPresent() && CourseEnds.isEnd(node)) {
      Optional<Graph.Proposal> stop = own.flatMap(begun -> ends.laterStop(node, begun));
      // "A was given for four weeks and then discontinued": the story is not at its end.
      boolean lasted = own.isEmpty() && duration.isPresent();
      onset = stop.isPresent() ? time : onset;
      end = stop.isPresent() ? stop.flatMap(ends::stopTime) : time.filter(cursorTime -> !lasted);
      time = Optional.empty();
      visit = Optional.empty();
    }
    if (healed.isPresent()) {
      end = Optional.of(timed.moment(healed.get()));
    }
    if (end.isEmpty() && own.filter(t -> t.end() <= node.first && t.isAt()).isPresent()) {
      // "An episode in 2009, treated with A until 2013"
      Optional<When> until = ends.until(node, clause);
      onset = until.isPresent() ? onset.or(() -> own.map(timed::moment)) : onset;
      time = until.isPresent() ? Optional.empty() : time;
      end = until;
    }
    if (timePoints.isOldReason(node)) {
      visit = time.isPresent() || onset.isPresent() ? Optional.empty() : visit;
      time = Optional.empty();
      onset = Optional.empty();
    }
    Optional<When> row = node.isTest() ? own.flatMap(valueTimes::row) : Optional.empty();
    if (row.isPresent()) {
      time = row;
    }
    if (end.isEmpty() && isAfterVisit(node, visit, own)) {
      visit = Optional.empty();
    }
    return new Timeline.Timing(visit, time, onset, duration, end);
  }

  /**
   * When a mention ended: "the fever subsided on day 5", "a rash that resolved after 3 days", "at 6
   * weeks the fracture had healed".
   */
  Optional<When> resolution(Graph.Node node) {
    int index = clauses.indexOf(node.first);
    Optional<Graph.Proposal> cue =
        node.proposal(Property.TEMPORALITY)
            .filter(proposal -> proposal.value() == Property.Value.RESOLVED)
            .filter(proposal -> proposal.first() >= node.end);
    boolean stated = cue.filter(proposal -> proposal.first() == node.end).isPresent();
    int from = cue.map(Graph.Proposal::end).orElse(Integer.MAX_VALUE);
    return timePoints
        .own(node, clauses.all().get(index), index)
        .filter(time -> time.isAt())
        .filter(time -> time.first() >= from || stated && time.end() <= node.first)
        .map(timed::moment);
  }

  /** The other dates of a mention: "strokes in 2011 and 2013". */
  List<When> otherDates(Graph.Node node) {
    int index = clauses.indexOf(node.first);
    Optional<TimeExpression> own = timePoints.own(node, clauses.all().get(index), index);
    List<When> dates = new ArrayList<>();
    if (own.isEmpty()
        || own.get().first() < node.end
        || timed.hasWord(node.end, own.get().first(), JOINTS)
            && !(timed.isComma(node.end) && own.get().first() - node.end <= VERB_SIGHT)
        || !isJoinable(own.get())) {
      return dates;
    }
    int end = own.get().end();
    for (TimeExpression time : times) {
      if (time.first() < end) {
        continue;
      }
      // "in July 2014 and again one year later"
      boolean again =
          time.kind() == Kind.LATER && graph.lower(sentence, time.first() - 1).equals("again");
      boolean joined =
          (isJoinable(time) || again) && time.first() > end && timed.dateBeside(time).isEmpty();
      for (int i = end; i < time.first(); i++) {
        joined &= JOINED.contains(graph.token(i).lower());
      }
      if (!joined) {
        break;
      }
      dates.add(whens.get(time));
      end = time.end();
    }
    // "An appendectomy in 2005, in 2010 a stroke": the last date is of what follows.
    boolean closes =
        graph.lower(sentence, end).isEmpty()
            || !Character.isLetterOrDigit(graph.token(end).text().codePointAt(0))
            || graph.token(end).lower().equals("and");
    return closes ? dates : List.of();
  }

  /** The date that a mention has, be it one of several. */
  Optional<When> firstDate(Graph.Node node) {
    int index = clauses.indexOf(node.first);
    return timePoints.own(node, clauses.all().get(index), index).map(whens::get);
  }

  private static boolean isJoinable(TimeExpression time) {
    return JOINABLE.contains(time.kind()) && time.isAt();
  }

  private boolean isReason(Graph.Node node, TimeExpression time) {
    return node.isProblem()
        && time.end() <= node.first
        && timed.hasWord(Math.max(time.end(), node.first - PURPOSE_SIGHT), node.first, PURPOSES);
  }

  private boolean isUntil(Graph.Node node, TimeExpression time) {
    return node.end <= time.first()
        && timed.hasWord(Math.max(sentence.first, node.first - UNTIL_SIGHT), node.first, UNTIL);
  }

  private boolean isMadeOnlyThen(Graph.Node node, TimeExpression time) {
    for (int i = timed.clauseOf(node.first).first(); i < time.first(); i++) {
      if (NOT_UNTIL.end(graph, sentence, i) > i) {
        return node.end <= time.first()
            && !node.has(Property.Value.ABSENT)
            && !node.has(Property.Value.NOT_DONE);
      }
    }
    return false;
  }

  private boolean isLasting(TimeExpression time) {
    return time.kind() == Kind.NEXT && LASTING.contains(graph.lower(sentence, time.first()));
  }

  // What followed, what came after a treatment that has no time, or what complicated one.
  private boolean isBehindAct(Graph.Node node, Optional<TimeExpression> own) {
    boolean before = own.isEmpty() || own.get().end() < node.first && own.get().isAt();
    int lead = node.first - 1;
    while (lead > sentence.first && isDescribing(lead)) {
      lead--;
    }
    boolean byLead = graph.lower(sentence, lead).equals("by");
    int verb = lead - 1;
    boolean followed =
        node.isTreatment()
            && byLead
            && FOLLOWED.contains(graph.lower(sentence, verb))
            && times.stream()
                .filter(t -> t.kind() == Kind.DATE && t.isAt() && t.end() <= verb)
                .anyMatch(
                    t ->
                        sentence.nodes.stream()
                            .anyMatch(n -> n.isTreatment() && n.end <= t.first()));
    boolean complicated =
        node.isProblem() && byLead && COMPLICATED.contains(graph.lower(sentence, lead - 1));
    boolean follows =
        node.isTreatment()
            && FOLLOWED.contains(graph.lower(sentence, node.end))
            && !graph.lower(sentence, node.end + 1).equals("by");
    boolean after =
        node.isTreatment()
            && own.isPresent()
            && AFTER.contains(graph.lower(sentence, lead))
            && lead > own.get().end()
            && timed.hasWord(own.get().end(), lead, JOINTS);
    return before && (followed || follows || after || complicated && own.isEmpty());
  }

  private boolean isDescribing(int token) {
    return ARTICLES.contains(graph.token(token).lower())
        || graph.nodeAt(token).filter(n -> !n.isClinical()).isPresent();
  }

  // "Since 2005 he took warfarin for a thrombosis": the drug began then.
  private boolean isReason(Graph.Node node, Clauses.Clause clause) {
    return node.isProblem()
        && sentence.nodes.stream()
            .filter(n -> n.isTreatment() && clause.holds(n.first) && n.end <= node.first)
            .anyMatch(
                n ->
                    timed.hasWord(
                        Math.max(n.end, node.first - REASON_SIGHT), node.first, PURPOSES));
  }

  /**
   * When one of several values of a test was.
   *
   * @param values all of them in the order of the text
   */
  Timeline.Timing timing(Graph.Node test, Graph.Node value, List<Graph.Node> values) {
    return valueTimes.ofValue(timing(test), test, value, values);
  }

  // "A in April and B in September": the cursor is at the last of a clause.
  private boolean isOther(
      Graph.Node node, TimeExpression time, Clauses.Clause clause, ReferenceTime at) {
    if (node.isTreatment() && clauses.indexOf(time.first()) > clauses.indexOf(clause.first())) {
      // "He preferred surgery, which was done on 4 March": the cursor moved behind it.
      return true;
    }
    Optional<PartialDate> here = timed.moments.get(time).date();
    boolean another =
        here.isPresent() && at.date().isPresent() && !here.get().mayEqual(at.date().get());
    return another
        || times.stream()
            .anyMatch(
                t -> t.first() > time.first() && clause.holds(t.first()) && moving.contains(t));
  }

  // A clause of the past is not at the cursor, unless the cursor itself is in the past.
  private boolean isBack(Clauses.Clause clause) {
    return !timed.inHistory
        && times.stream()
            .noneMatch(
                t ->
                    moving.contains(t)
                        && (clause.holds(t.first())
                            || t.role() == Role.BY && t.first() < clause.first()));
  }

  // Operations that are stated after an outpatient visit were not done at it.
  private boolean isAfterVisit(
      Graph.Node node, Optional<String> visit, Optional<TimeExpression> own) {
    return visit.isPresent()
        && own.isEmpty()
        && !timed.opensVisit
        && !timed.outpatient
        && !resolver.isStay(visit)
        && isOperation(graph, node);
  }
}
