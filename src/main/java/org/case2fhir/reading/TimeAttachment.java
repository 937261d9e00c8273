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
  private static final Set<String> STOP_JOINTS = TokenPattern.wordClass("stop-joint");
  private static final Set<String> STARTED = TokenPattern.wordClass("start-participle");
  private static final int STOP_SIGHT = 3;
  private static final int FARTHEST_LENGTH = 14;
  private static final int PURPOSE_SIGHT = 3;
  private static final Set<String> OPERATIONS = TokenPattern.wordClass("operation-word");
  private static final Set<String> OPERATION_ENDINGS = TokenPattern.wordClass("operation-ending");
  private static final Set<String> BEFORE = TokenPattern.wordClass("before-word");
  private static final Set<String> FROM = TokenPattern.wordClass("rise-from");
  private static final Set<String> TO = TokenPattern.wordClass("rise-to");
  private static final int RISE_SIGHT = 6;
  private static final Set<String> ROW = TokenPattern.wordClass("between-times");
  private static final Set<String> JOINTS = TokenPattern.wordClass("time-joint");
  private static final Set<String> CHANGES = TokenPattern.wordClass("dose-change");
  private static final int COMPLETED_SIGHT = 6;
  private static final Set<String> LAST = TokenPattern.wordClass("last-word");
  private static final Set<String> LAST_LEADS = TokenPattern.wordClass("last-lead");
  private static final Set<String> FOLLOWED = TokenPattern.wordClass("ensue");
  private static final Set<String> COMPLICATED = TokenPattern.wordClass("complicated-verb");
  private static final Set<String> VALUE_CHANGES = TokenPattern.wordClass("value-change-verb");
  private static final Set<String> COMPLETED_LEADS = TokenPattern.wordClass("completed-lead");
  private static final Set<String> COMPLETED = TokenPattern.wordClass("completed-participle");
  private static final Set<String> CHANGED_TO = TokenPattern.wordClass("changed-to");
  private static final Set<String> OF = TokenPattern.wordClass("of-or-in");
  private static final int CHANGE_SIGHT = 5;
  private static final Set<String> AGAIN = TokenPattern.wordClass("dose-again");
  private static final Set<String> LASTING = TokenPattern.wordClass("lasting-lead");
  private static final Set<String> PURPOSES = TokenPattern.wordClass("purpose");
  private static final Set<String> TURNS = TokenPattern.wordClass("turning-point");
  private static final int UNTIL_SIGHT = 3;
  private static final Set<String> INFUSION_LEADS = TokenPattern.wordClass("infusion-lead");
  private static final Set<String> WITHIN = TokenPattern.wordClass("within-lead");
  private static final Set<String> UNTIL = TokenPattern.wordClass("until-word");
  private static final Set<String> JOINED = TokenPattern.wordClass("joined-date");
  private static final int VERB_SIGHT = 2;
  private static final int COUNT_SIGHT = 6;
  private static final Set<String> COUNTED = TokenPattern.wordClass("counted-events");
  private static final Set<String> TREATED = TokenPattern.wordClass("treated-verb");
  private static final Set<String> MEANS = TokenPattern.wordClass("treated-by");
  private static final Set<String> THINGS = TokenPattern.wordClass("thing-pronoun");
  private static final Set<String> HISTORIES = TokenPattern.wordClass("history-noun");
  private static final Set<String> HEALED = TokenPattern.wordClass("healed");
  private static final int HEALED_SIGHT = 4;
  private static final int OWN_TIME_SIGHT = 2;
  private static final Set<String> PARTICIPLES = TokenPattern.wordClass("past-perfect-participle");
  private static final Set<String> SECOND_ACTS = TokenPattern.wordClass("second-act");
  private static final Set<String> RESTARTS = TokenPattern.wordClass("restart-word");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> RESULTING = TokenPattern.wordClass("resulting");
  private static final Set<String> LASTED = TokenPattern.wordClass("lasted");
  private static final Set<String> CONTINUED = TokenPattern.wordClass("course-continued");
  private static final Set<String> PASSIVES = TokenPattern.wordClass("passive");
  private static final Set<String> TREATMENTS = TokenPattern.wordClass("treatment-noun");
  private static final Set<String> ONSETS = TokenPattern.wordClass("onset-verb");

  private static final int AFTER_SIGHT = 3;
  private static final int REASON_SIGHT = 5;
  private static final Set<String> AFTER = TokenPattern.wordClass("after-word");
  private static final Set<String> SUBJECTS = TokenPattern.wordClass("clause-subject");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> WHO = TokenPattern.wordClass("relative-pronoun");

  private final TimedSentence timed;
  private final TimeResolver resolver;
  private final Graph graph;
  private final Graph.Sentence sentence;
  private final List<TimeExpression> times;
  private final Clauses clauses;
  private final Map<TimeExpression, When> whens;
  private final Set<TimeExpression> moving;
  private final List<ReferenceTime> cursors;

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
    boolean undated = isBeforeEvent(node, clause);
    boolean earlier = undated || isBeforeCourse(node, clause) || isBeforeSecondAct(node, clause);
    // "had tuberculosis treatment for 6 months": so long was the treatment.
    boolean treated =
        node.isProblem() && TREATMENTS.contains(graph.lower(graph.sentenceOf(node), node.end));
    Optional<TimeExpression> stated =
        earlier || treated ? Optional.empty() : own(node, clause, index);
    Optional<TimeExpression> healed =
        stated.filter(t -> isHealed(node, t)).or(() -> healing(node, index));
    Optional<TimeExpression> point = stated.filter(t -> !healed.equals(Optional.of(t)));
    // "A was reduced to 5 mg after 2 days": when the dose was changed, not when A began.
    boolean changed =
        node.isTreatment()
            && !isEnd(node)
            && (isChanged(node) || point.filter(t -> isChanged(node, t)).isPresent());
    Optional<TimeExpression> own = changed ? Optional.empty() : point;
    Optional<TimeExpression> length = treated ? Optional.empty() : length(node);
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
          boolean begun = begins(clause) || begins(timed.clauseOf(own.get().first()));
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
      boolean before = stretch.kind() == Kind.HISTORY || node.type == MentionType.DISEASE_DISORDER;
      // "free of tumor for the last 4 years": what is not there has no beginning.
      if (before && node.isProblem() && !denied && !isCountedWithin(stretch)) {
        ReferenceTime from =
            cursors.get(index).visit().isPresent()
                ? resolver.anchor(Event.STAY, Kind.STAY_DAY, cursors.get(index))
                : resolver.firstVisit();
        onset =
            resolver
                .relative(stretch, When.Direction.BEFORE, from)
                .or(() -> Optional.of(whens.get(stretch)));
      } else if (!isWithin(stretch) && !isInfusionTime(node, stretch) && !isOfHold(node, stretch)) {
        duration = stretch.distance();
      }
    }
    // "Twice in the past month": at some time of it.
    boolean within = own.isEmpty() && !denied && length.filter(this::isWithin).isPresent();
    if (within && onset.isEmpty() && time.isEmpty()) {
      time = length.map(whens::get);
      visit = Optional.empty();
    }
    boolean behindAct =
        isBehindAct(node, own) || node.isProblem() && own.filter(this::isLast).isPresent();
    if (behindAct) {
      // "A in March, followed by B", "812 in July and 95 after B", "a treatment complicated by":
      // not
      // at the time of what was before.
      time = Optional.empty();
      onset = Optional.empty();
      visit = own.isPresent() ? Optional.empty() : visit;
    }
    if (own.isEmpty() && isNeverResumed(node)) {
      // "He was well after 2 weeks. The drug was not resumed": it had ended before.
      time = Optional.empty();
    }
    if (node.isTreatment()
        && point.filter(t -> isCompleted(node, t) || isOfLast(node, t)).isPresent()
        && !isEnd(node)) {
      // "Four cycles of A were completed in May", "the last in May": then it ended.
      end = point.map(this::moment);
      time = Optional.empty();
      visit = Optional.empty();
    }
    if (node.isTreatment() && time.isPresent() && isEnd(node)) {
      Optional<Graph.Proposal> stop = own.flatMap(begun -> laterStop(node, begun));
      // "A was given for four weeks and then discontinued": the story is not at its end.
      boolean lasted = own.isEmpty() && duration.isPresent();
      onset = stop.isPresent() ? time : onset;
      end = stop.isPresent() ? stop.flatMap(this::stopTime) : time.filter(cursorTime -> !lasted);
      time = Optional.empty();
      visit = Optional.empty();
    }
    if (healed.isPresent()) {
      end = Optional.of(moment(healed.get()));
    }
    if (end.isEmpty() && own.filter(t -> t.end() <= node.first && t.isAt()).isPresent()) {
      // "An episode in 2009, treated with A until 2013"
      Optional<When> until = until(node, clause);
      onset = until.isPresent() ? onset.or(() -> own.map(this::moment)) : onset;
      time = until.isPresent() ? Optional.empty() : time;
      end = until;
    }
    Optional<When> row = node.isTest() ? own.flatMap(this::row) : Optional.empty();
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
    return own(node, clauses.all().get(index), index)
        .filter(time -> time.isAt())
        .filter(time -> time.first() >= from || stated && time.end() <= node.first)
        .map(this::moment);
  }

  private When moment(TimeExpression time) {
    return Optional.ofNullable(timed.moments.get(time))
        .flatMap(ReferenceTime::time)
        .orElse(whens.get(time));
  }

  // "pneumonia, which resolved after 10 days", "a fistula that healed on day 9": when it ended.
  private boolean isHealed(Graph.Node node, TimeExpression time) {
    int which = graph.lower(sentence, node.end).equals(",") ? node.end + 1 : node.end;
    return node.isProblem()
        && time.isAt()
        && time.first() >= which
        && THINGS.contains(graph.lower(sentence, which))
        && timed.hasWord(which + 1, Math.min(time.first(), which + HEALED_SIGHT), HEALED);
  }

  // "On day 3 he had a rash, which resolved after 48 hours": the second time is that of its end.
  private Optional<TimeExpression> healing(Graph.Node node, int index) {
    return index + 1 < clauses.all().size() && clauses.all().get(index + 1).relative()
        ? timed.points(clauses.all().get(index + 1)).stream()
            .findFirst()
            .filter(t -> isHealed(node, t))
        : Optional.empty();
  }

  // "On day 1 and day 3 it was 2.1": of both days, which only the words say.
  private Optional<When> row(TimeExpression time) {
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

  // "Until" a time that stands behind a drug, and behind no other fact.
  private Optional<When> until(Graph.Node node, Clauses.Clause clause) {
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

  /** The other dates of a mention: "strokes in 2011 and 2013". */
  List<When> otherDates(Graph.Node node) {
    int index = clauses.indexOf(node.first);
    Optional<TimeExpression> own = own(node, clauses.all().get(index), index);
    List<When> dates = new ArrayList<>();
    if (own.isEmpty()
        || own.get().first() < node.end
        || timed.hasWord(node.end, own.get().first(), JOINTS)
            && !(isComma(node.end) && own.get().first() - node.end <= VERB_SIGHT)
        || !isJoinable(own.get())) {
      return dates;
    }
    int end = own.get().end();
    for (TimeExpression time : times) {
      if (time.first() < end) {
        continue;
      }
      boolean joined = isJoinable(time) && time.first() > end && timed.dateBeside(time).isEmpty();
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

  private static boolean isJoinable(TimeExpression time) {
    return (time.kind() == Kind.DATE || time.kind() == Kind.DAY) && time.isAt();
  }

  // "A was withheld for two weeks": so long it was not given.
  private static boolean isOfHold(Graph.Node node, TimeExpression stretch) {
    return node.proposal(Property.COURSE)
        .filter(held -> held.value() == Property.Value.HELD)
        .filter(held -> held.first() >= node.end && held.end() <= stretch.first())
        .isPresent();
  }

  // "1 g was infused over 60 minutes": how fast each dose was given, not how long the drug.
  private boolean isInfusionTime(Graph.Node node, TimeExpression stretch) {
    return node.type == MentionType.MEDICATION
        && INFUSION_LEADS.contains(graph.lower(sentence, stretch.first()))
        && stretch.distance().filter(span -> TimeResolver.days(span) < 1).isPresent();
  }

  // "In the past month he received": not for a month.
  private boolean isWithin(TimeExpression stretch) {
    return stretch.kind() == Kind.HISTORY
        && WITHIN.contains(graph.lower(sentence, stretch.first()));
  }

  // "Three episodes in the past year", "twice in the last month".
  private boolean isCountedWithin(TimeExpression stretch) {
    int from = Math.max(sentence.first, stretch.first() - COUNT_SIGHT);
    int to = Math.min(sentence.end, stretch.end() + COUNT_SIGHT);
    return isWithin(stretch) && timed.hasWord(from, to, COUNTED);
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

  private boolean isLasting(TimeExpression time) {
    return time.kind() == Kind.NEXT && LASTING.contains(graph.lower(sentence, time.first()));
  }

  private boolean isChanged(Graph.Node node, TimeExpression time) {
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
  private boolean isCompleted(Graph.Node node, TimeExpression time) {
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
    if (isComma(from) && COMPLETED.contains(graph.lower(sentence, word))) {
      from = word;
    }
    return time.first() >= node.end
        && time.isAt()
        && timed.hasWord(from, time.first(), COMPLETED)
        && !timed.hasWord(node.end, time.first(), STARTED)
        && !timed.hasWord(from, time.first(), JOINTS);
  }

  // "He completed six cycles of A in May"; "six cycles of A, the last in May".
  private boolean isOfLast(Graph.Node node, TimeExpression time) {
    if (!time.isAt() || time.first() < node.end || isOtherBetween(node, time)) {
      return false;
    }
    return isLast(time)
        || timed.hasWord(
            Math.max(sentence.first, node.first - COMPLETED_SIGHT), node.first, COMPLETED);
  }

  /** Whether a time is only that of the last of several doses or cycles. */
  private boolean isLast(TimeExpression time) {
    return isLast(graph, sentence, time);
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

  // "After a week A was reduced to 5 mg", "on day 3 the reduction of A to 5 mg".
  private boolean isChanged(Graph.Node node) {
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
   * When one of several values of a test was: "120 on admission, 15 on day 10".
   *
   * @param values all of them in the order of the text
   */
  Timeline.Timing timing(Graph.Node test, Graph.Node value, List<Graph.Node> values) {
    Timeline.Timing shared = timing(test);
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

  private boolean begins(Clauses.Clause clause) {
    return timed.hasWord(clause.first(), clause.end(), ONSETS);
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

  private boolean isEnd(Graph.Node node) {
    return node.has(Property.Value.STOPPED) || node.has(Property.Value.HELD);
  }

  private boolean isNeverResumed(Graph.Node node) {
    return isEnd(node)
        && node.proposal(Property.COURSE)
            .filter(cue -> timed.hasWord(cue.first(), cue.end(), RESTARTS))
            .isPresent();
  }

  // "started in March 2019 and stopped in May 2020": the first time is not when it ended.
  private Optional<Graph.Proposal> laterStop(Graph.Node node, TimeExpression begun) {
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

  private Optional<When> stopTime(Graph.Proposal stop) {
    return times.stream()
        .filter(time -> time.isAt() && time.first() >= stop.end())
        .filter(time -> time.first() - stop.end() <= STOP_SIGHT)
        .findFirst()
        .map(this::moment);
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

  // "48 %, down from 65 % three months earlier": when the other value was.
  private boolean isOfPreviousValue(TimeExpression time) {
    return time.first() > sentence.first
        && graph
            .nodeAt(time.first() - 1)
            .filter(node -> node.trail.contains(RelationFinder.PREVIOUS_VALUE))
            .isPresent();
  }

  /** The time that says when a mention was, if one of its sentence does. */
  private Optional<TimeExpression> own(Graph.Node node, Clauses.Clause clause, int index) {
    return stated(node, clause, index).map(time -> timed.dateBeside(time).orElse(time));
  }

  private Optional<TimeExpression> stated(Graph.Node node, Clauses.Clause clause, int index) {
    List<TimeExpression> points =
        timed.points(clause).stream().filter(t -> !isOfPreviousValue(t)).toList();
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

  private boolean isBeforeSecondAct(Graph.Node node, Clauses.Clause clause) {
    return timed.points(clause).stream()
        .filter(t -> t.first() >= node.end)
        .findFirst()
        .filter(t -> isOfSecondAct(node, t))
        .isPresent();
  }

  // "A tube was placed and removed ten days later", "he received A and was discharged on day 5":
  // the
  // time is of the second verb; but of "started and stopped after 3 days" it is when A ended.
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
        isEnd(node)
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
                    graph.lower(sentence, isComma(t.end()) ? t.end() + 1 : t.end())));
  }

  private boolean isComma(int token) {
    return graph.lower(sentence, token).equals(",");
  }

  // "She started interferon and, after 3 months of treatment, was well": the time counts from it.
  private boolean isBeforeCourse(Graph.Node node, Clauses.Clause clause) {
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
  private boolean isBeforeEvent(Graph.Node node, Clauses.Clause clause) {
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
        && !(isComma(end) && SUBJECTS.contains(graph.lower(sentence, end + 1)))) {
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
  // surgery":
  // all that is listed was then.
  private boolean isOfGiving(Graph.Node node, TimeExpression time) {
    int treated = isComma(time.end()) ? time.end() + 1 : time.end();
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
    if (and <= from || !isComma(and - 1)) {
      return false;
    }
    for (int i = from; i < and - 1; i++) {
      if (isComma(i)) {
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
            !time.isAt() && isComma(node.end) && other.first - node.end == 1 && isComplaint(node);
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

  private boolean isPaired(int from, int to) {
    return to - from == 1 && graph.token(from).lower().equals("and");
  }

  /** How long a mention lasted, or for how long before the visit. */
  private Optional<TimeExpression> length(Graph.Node node) {
    if (!node.isProblem() && !node.isTreatment()) {
      return Optional.empty();
    }
    List<TimeExpression> lengths =
        times.stream()
            .filter(t -> t.kind() == Kind.LENGTH || t.kind() == Kind.HISTORY)
            .filter(t -> lengthOf(t).contains(node))
            .filter(t -> !isOfDoseChange(t))
            .toList();
    // "A 3-month history of A and a 2-week history of B": each has its own.
    return lengths.stream()
        .filter(t -> lengthHead(t).equals(Optional.of(node)))
        .findFirst()
        .or(() -> lengths.stream().findFirst());
  }

  private boolean isOfDoseChange(TimeExpression time) {
    return DurationAttachment.isOfDoseChange(graph, sentence, time.first())
        || DurationAttachment.isOfDoseChange(graph, sentence, time.first() + 1);
  }

  private List<Graph.Node> lengthOf(TimeExpression time) {
    return lengthHead(time)
        .map(
            head ->
                sentence
                    .coordination(head)
                    .map(Graph.Coordination::members)
                    .orElse(List.of(head))
                    .stream()
                    .filter(
                        node ->
                            node == head
                                || isLike(node, head)
                                    && !hasOwnTime(node, head)
                                    && !isInBracketOf(head, time))
                    .toList())
        .orElse(List.of());
  }

  // "Cough, weight loss (10 kg over 3 months) and fever": what the bracket says is of one alone.
  private boolean isInBracketOf(Graph.Node head, TimeExpression time) {
    if (!graph.lower(sentence, head.end).equals("(")) {
      return false;
    }
    boolean value = false;
    for (int i = head.end + 1; i < time.first(); i++) {
      if (graph.token(i).lower().equals(")")) {
        return false;
      }
      value |= graph.token(i).isNumber();
    }
    return value;
  }

  // "He took aspirin, and drainage was continued for 5 days": the drainage was.
  private boolean isLike(Graph.Node node, Graph.Node head) {
    return node.isTreatment() == head.isTreatment()
        && isDenied(node) == isDenied(head)
        // "a 3-year history of headaches and a history of gout": that of the first.
        && !(isOf(node.first - 1) && HISTORIES.contains(graph.lower(sentence, node.first - 2)))
        && clauses.indexOf(node.first) == clauses.indexOf(head.first);
  }

  private static boolean isDenied(Graph.Node node) {
    return node.isProblem()
        && (node.has(Property.Value.ABSENT) || node.has(Property.Value.REFUTED));
  }

  // "No syncope and a heart rate of 150 for one hour": what is denied has no length of its own
  // where
  // a result stands between.
  private boolean isDeniedBeforeResult(Graph.Node node, TimeExpression time) {
    return isDenied(node)
        && sentence.nodes.stream()
            .anyMatch(n -> n.isTest() && n.first >= node.end && n.end <= time.first());
  }

  // "Gout since 2003 and asthma for 10 years", "asthma for 10 years and a stroke 5 years ago": the
  // other has a time of its own.
  private boolean hasOwnTime(Graph.Node node, Graph.Node head) {
    return node.first < head.first
        ? times.stream().anyMatch(t -> t.first() >= node.end && t.end() <= head.first)
        : times.stream()
            .filter(t -> t.first() >= node.end && t.first() - node.end <= OWN_TIME_SIGHT)
            .anyMatch(t -> !moving.contains(t));
  }

  private Optional<Graph.Node> lengthHead(TimeExpression time) {
    List<Graph.Node> heads =
        sentence.nodes.stream().filter(n -> n.isProblem() || n.isTreatment()).toList();
    Optional<Graph.Node> before =
        heads.stream()
            .filter(n -> n.end <= time.first() && time.first() - n.end <= FARTHEST_LENGTH)
            .filter(n -> isOfClause(n, time))
            .reduce((a, b) -> isPurpose(a, b) ? a : b)
            .filter(n -> !isDeniedBeforeResult(n, time));
    Optional<Graph.Node> behind =
        heads.stream()
            .filter(n -> n.first >= time.end() && n.first - time.end() <= FARTHEST_LENGTH)
            .filter(n -> !DurationAttachment.endsClause(graph, sentence, time.end(), n.first))
            .filter(n -> !isOfLasting(time))
            .findFirst();
    // "3 weeks of headache" holds its "of".
    boolean leads = isOf(time.end() - 1) || isOf(time.end()) || isOf(time.end() + 1);
    return leads && behind.isPresent() ? behind : before.or(() -> behind);
  }

  // "A and B were started and continued for 14 days": the second verb has the subject of the first.
  private boolean isOfClause(Graph.Node node, TimeExpression time) {
    int own = clauses.indexOf(time.first());
    int its = clauses.indexOf(node.first);
    int joint = clauses.all().get(own).first();
    int verb = joint + 1;
    while (verb < time.first() && PASSIVES.contains(graph.token(verb).lower())) {
      verb++;
    }
    return its == own
        || its == own - 1
            && JOINTS.contains(graph.token(joint).lower())
            && verb < time.first()
            && (node.isTreatment() ? CONTINUED : LASTED).contains(graph.token(verb).lower());
  }

  // "His status, which lasted for 6 days, improved with": that of what is named before.
  private boolean isOfLasting(TimeExpression time) {
    return LASTED.contains(graph.token(time.first()).lower())
        || timed.hasWord(Math.max(sentence.first, time.first() - VERB_SIGHT), time.first(), LASTED);
  }

  // "A was given for sepsis for one week": A was.
  private boolean isPurpose(Graph.Node drug, Graph.Node problem) {
    return drug.isTreatment()
        && problem.isProblem()
        && clauses.indexOf(drug.first) == clauses.indexOf(problem.first)
        && timed.hasWord(
            Math.max(drug.end, problem.first - PURPOSE_SIGHT), problem.first, PURPOSES);
  }

  private boolean isOf(int token) {
    return graph.lower(sentence, token).equals("of");
  }
}
