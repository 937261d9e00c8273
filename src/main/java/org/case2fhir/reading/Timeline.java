package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Concept;
import org.case2fhir.model.DateArithmetic;
import org.case2fhir.model.Death;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Visit;
import org.case2fhir.model.VisitClass;
import org.case2fhir.model.When;
import org.case2fhir.reading.TimeExpressions.Event;
import org.case2fhir.reading.TimeExpressions.Kind;
import org.case2fhir.reading.TimeExpressions.Role;
import org.case2fhir.reading.TimeExpressions.TimeExpression;

/**
 * The visits of a case, and when what its sentences state was.
 *
 * <p>A cursor runs through the account: each date and each relative time moves it, and what has no
 * time of its own is at the cursor. What had been before, what belongs to the history and what
 * speaks of somebody else moves no cursor and opens no visit. After a look back in the account
 * nothing is known of the time until the account says again when it is.
 */
final class Timeline {
  private static final String FIRST = "first-visit";
  private static final int LONGEST_QUOTE = 300;
  private static final int LEADING = 4;
  private static final int FARTHEST_LENGTH = 14;
  private static final Set<TimeUnit> SHORT =
      Set.of(TimeUnit.MINUTE, TimeUnit.HOUR, TimeUnit.DAY, TimeUnit.WEEK);
  private static final Set<String> OPERATIONS = TokenPattern.wordClass("operation-word");
  private static final Set<String> OPERATION_ENDINGS = TokenPattern.wordClass("operation-ending");
  private static final Set<String> ONSETS = TokenPattern.wordClass("onset-verb");
  private static final Set<String> SEQUELS = TokenPattern.wordClass("sequel");
  private static final Set<String> DIAGNOSES = TokenPattern.wordClass("diagnosing");
  private static final Set<String> FOLLOW_UP = TokenPattern.wordClass("follow-up");

  private final Graph graph;
  private final LineIndex lines;
  private final TimeExpressions expressions = new TimeExpressions();
  private final VisitCues cues = new VisitCues();
  private final List<Visit> visits = new ArrayList<>();
  private final Map<String, Optional<PartialDate>> visitDates = new HashMap<>();
  private final List<Reading> readings = new ArrayList<>();
  private final Map<Graph.Node, Timing> timings = new HashMap<>();
  private final Map<Integer, When> clauseTimes = new HashMap<>();
  private final List<Issue> issues = new ArrayList<>();
  private Optional<DeathReader.Found> death = Optional.empty();

  private Moment cursor = Moment.UNKNOWN;
  private Moment discharge = Moment.UNKNOWN;
  private Moment operation = Moment.UNKNOWN;
  private Moment diagnosis = Moment.UNKNOWN;
  // Whether the last sentence spoke of what had been at a time of its own.
  private boolean interrupted;
  // Whether the cursor speaks of what was before the first visit.
  private boolean history;

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

  /**
   * A point of the account.
   *
   * @param visit at which it is, if any
   * @param time apart from the visit
   * @param date as far as it is known
   * @param base a date from which the point is as far away as the steps say
   * @param loose whether the account has moved on to a time that is not known exactly, so that no
   *     distance can be counted from it
   */
  private record Moment(
      Optional<String> visit,
      Optional<When> time,
      Optional<PartialDate> date,
      Optional<PartialDate> base,
      List<TimeSpan> steps,
      boolean loose) {
    static final Moment UNKNOWN = new Moment(Optional.empty(), Optional.empty(), Optional.empty());

    Moment(Optional<String> visit, Optional<When> time, Optional<PartialDate> date) {
      this(visit, time, date, date, List.of(), false);
    }

    boolean isUnknown() {
      return visit.isEmpty() && time.isEmpty();
    }

    List<TimeSpan> stepsAnd(TimeSpan span) {
      List<TimeSpan> all = new ArrayList<>(steps);
      all.add(span);
      return all;
    }
  }

  private Timeline(Graph graph) {
    this.graph = graph;
    this.lines = new LineIndex(graph.document());
  }

  /** Reads the times of a graph whose mentions and properties are known. */
  static Timeline read(Graph graph) {
    Timeline timeline = new Timeline(graph);
    for (Graph.Sentence sentence : graph.sentences()) {
      Reading reading = timeline.new Reading(sentence);
      timeline.readings.add(reading);
      reading.read();
    }
    timeline.death = DeathReader.read(graph, timeline);
    return timeline;
  }

  /** The visits in the order of the account. */
  List<Visit> visits() {
    return List.copyOf(visits);
  }

  /** When what a mention states was. */
  Timing timing(Graph.Node node) {
    // A later pass may have found it.
    return timings.computeIfAbsent(node, n -> readings.get(n.sentence).timing(n));
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

  /** The time that the clause of a token states or takes over. */
  Optional<When> timeAt(int token) {
    return Optional.ofNullable(clauseTimes.get(token));
  }

  private Optional<PartialDate> date(When when) {
    if (when instanceof When.OnDate on) {
      return Optional.of(on.date());
    }
    if (when instanceof When.AtVisit at) {
      return visitDates.getOrDefault(at.visit(), Optional.empty());
    }
    if (when instanceof When.Relative relative) {
      return visitDates
          .getOrDefault(relative.anchor(), Optional.empty())
          .flatMap(anchor -> DateArithmetic.add(anchor, relative.distance(), relative.direction()));
    }
    return Optional.empty();
  }

  private Optional<Visit> visit(Optional<String> id) {
    return visits.stream().filter(v -> id.equals(Optional.of(v.id()))).findFirst();
  }

  private boolean isStay(Optional<String> visit) {
    return visit(visit).flatMap(Visit::visitClass).filter(VisitClass.AMBULATORY::equals).isEmpty();
  }

  /** One sentence. */
  private final class Reading {
    private final Graph.Sentence sentence;
    private final List<TimeExpression> times;
    private final Clauses clauses;
    private final Map<TimeExpression, When> whens = new HashMap<>();
    private final Set<TimeExpression> moving = new HashSet<>();
    private final List<Moment> cursors = new ArrayList<>();
    private boolean looksBack;
    private boolean opened;
    private boolean leaves;

    Reading(Graph.Sentence sentence) {
      this.sentence = sentence;
      this.times = expressions.find(graph, sentence);
      this.clauses = new Clauses(graph, sentence, times);
    }

    void read() {
      carryOver();
      if (sentence.inCase() && interrupted && goesOn()) {
        clauses.all().forEach(clause -> cursors.add(Moment.UNKNOWN));
      } else if (sentence.inCase()) {
        move();
        interrupted =
            !visits.isEmpty()
                && !opened
                && times.stream()
                    .anyMatch(
                        t ->
                            isPoint(t)
                                && !moving.contains(t)
                                && clauses.all().get(clauses.indexOf(t.first())).pluperfect());
      } else {
        clauses.all().forEach(clause -> cursors.add(Moment.UNKNOWN));
      }
      for (TimeExpression time : times) {
        if (!whens.containsKey(time)) {
          whens.put(time, when(time, cursors.get(clauses.indexOf(time.first()))));
        }
      }
      for (Graph.Node node : sentence.nodes) {
        timings.put(node, timing(node));
      }
      if (sentence.inCase()) {
        noteAnchors();
        if (looksBack) {
          cursor = Moment.UNKNOWN;
        } else if (leaves) {
          cursor =
              new Moment(
                  cursor.visit(),
                  Optional.empty(),
                  cursor.date(),
                  cursor.base(),
                  cursor.steps(),
                  cursor.time().isEmpty() || date(cursor.time().get()).isEmpty());
        }
      }
    }

    // "She subsequently underwent": what followed on what had been; the cursor has not returned.
    private boolean goesOn() {
      boolean time =
          times.stream()
              .anyMatch(
                  t -> t.kind() == Kind.DATE || t.kind() == Kind.AT_STAY || t.kind() == Kind.NOW);
      boolean cue =
          cues.find(graph, sentence).stream().anyMatch(c -> c.opens() == VisitCues.Opens.RESUME);
      if (time || cue) {
        return false;
      }
      for (int i = sentence.first; i < sentence.end; i++) {
        if (SEQUELS.contains(graph.token(i).lower())) {
          return true;
        }
      }
      return clauses.all().get(0).pluperfect();
    }

    // Words hold for their own sentence; behind them it is not known exactly when it is.
    private void carryOver() {
      if (cursor.time().filter(When.InWords.class::isInstance).isPresent()) {
        cursor =
            new Moment(
                cursor.visit(),
                Optional.empty(),
                cursor.date(),
                cursor.base(),
                cursor.steps(),
                true);
      }
    }

    // Moves the cursor through the clauses, and opens visits.
    private void move() {
      List<VisitCues.Found> found = cues.find(graph, sentence);
      for (Clauses.Clause clause : clauses.all()) {
        List<TimeExpression> movers =
            times.stream()
                .filter(time -> clause.holds(time.first()) && moves(time, clause))
                .toList();
        Optional<VisitCues.Found> cue =
            found.stream()
                .filter(c -> clause.holds(c.first()) && !c.past())
                .filter(c -> c.opens() != VisitCues.Opens.DEATH)
                .findFirst();
        for (TimeExpression time : movers) {
          moveTo(time, clause, cue.isPresent());
        }
        cue.ifPresent(c -> visit(c, movers, clause));
        cursors.add(cursor);
      }
      spread();
    }

    // A first visit that a later clause opens holds for the clauses before it that have no past.
    private void spread() {
      if (!opened || visits.size() != 1) {
        return;
      }
      for (int i = 0; i < cursors.size(); i++) {
        if (cursors.get(i).isUnknown() && !clauses.all().get(i).past()) {
          cursors.set(
              i, new Moment(Optional.of(visits.get(0).id()), Optional.empty(), Optional.empty()));
        }
      }
    }

    private boolean isLeading(TimeExpression time, Clauses.Clause clause) {
      return time.first() - clause.first() <= LEADING
          && sentence.nodes.stream()
              .noneMatch(n -> isFact(n) && n.first >= clause.first() && n.end <= time.first());
    }

    private boolean moves(TimeExpression time, Clauses.Clause clause) {
      if (clause.outside() && !isLeading(time, clause)) {
        return false;
      }
      boolean back = clause.past() && !(visits.isEmpty() && cursor.isUnknown());
      return switch (time.kind()) {
        case DATE, YEARLESS -> time.role() == Role.AT && !(back && isBefore(time));
        case LATER, AFTER -> !clause.relative();
        case STAY_DAY, OPERATION_DAY, DAY, FOLLOW_UP, NEXT, AT_STAY, AT_DISCHARGE -> true;
        case NOW -> !visits.isEmpty();
        case AGE -> isLeading(time, clause) && !clause.past();
        case BEFORE, AGO, LENGTH, HISTORY, WORDS, SAME_DAY -> false;
      };
    }

    // In doubt a date of a look back is before.
    private boolean isBefore(TimeExpression time) {
      return cursor.date().isEmpty()
          || time.date().isEmpty()
          || time.kind() == Kind.YEARLESS
          || compare(time.date().get(), cursor.date().get()) < 0;
    }

    private void moveTo(TimeExpression time, Clauses.Clause clause, boolean cue) {
      When when = when(time, cursor);
      whens.put(time, when);
      Optional<PartialDate> date = date(when);
      moving.add(time);
      switch (time.kind()) {
        case AT_STAY -> {
          cursor = visits.isEmpty() ? cursor : stay();
          return;
        }
        case AT_DISCHARGE -> {
          cursor =
              discharge.isUnknown()
                  ? new Moment(cursor.visit(), Optional.of(when), Optional.empty())
                  : discharge;
          return;
        }
        case NOW -> {
          cursor = cue ? cursor : Moment.UNKNOWN;
          return;
        }
        default -> {}
      }
      boolean flashback =
          time.kind() == Kind.DATE
              && cursor.date().isPresent()
              && date.isPresent()
              && compare(date.get(), cursor.date().get()) < 0;
      looksBack |= flashback && !cue;
      Optional<String> visit = stays(time, date) && !flashback ? cursor.visit() : Optional.empty();
      history = visits.isEmpty() && clause.past();
      boolean counted = time.distance().isPresent() && time.kind() == Kind.LATER;
      if (counted && cursor.base().isPresent()) {
        List<TimeSpan> steps = cursor.stepsAnd(time.distance().get());
        cursor = new Moment(visit, Optional.of(when), date, cursor.base(), steps, false);
      } else if (time.kind() == Kind.NEXT && visit.isPresent()) {
        cursor =
            new Moment(
                visit, Optional.of(when), cursor.date(), cursor.base(), cursor.steps(), false);
      } else {
        cursor = new Moment(visit, Optional.of(when), date);
      }
    }

    private Moment stay() {
      Optional<String> id =
          cursor.visit().or(() -> Optional.of(visits.get(visits.size() - 1).id()));
      return new Moment(id, Optional.empty(), visitDates.getOrDefault(id.get(), Optional.empty()));
    }

    // Whether a time is still of the visit that is under way.
    private boolean stays(TimeExpression time, Optional<PartialDate> date) {
      if (cursor.visit().isEmpty() || !isStay(cursor.visit())) {
        return false;
      }
      return switch (time.kind()) {
        case DATE, YEARLESS -> {
          Optional<PartialDate> start =
              visitDates.getOrDefault(cursor.visit().get(), Optional.empty());
          yield start.isPresent() && date.isPresent() && isSameMonth(start.get(), date.get());
        }
        case LATER, AFTER ->
            time.distance().filter(span -> SHORT.contains(span.unit())).isPresent()
                && !(time.event() == Event.DISCHARGE);
        case STAY_DAY, OPERATION_DAY, DAY, NEXT -> true;
        default -> false;
      };
    }

    private boolean isSameMonth(PartialDate one, PartialDate other) {
      return one.year() == other.year()
          && one.month().isPresent()
          && one.month().equals(other.month());
    }

    private void visit(VisitCues.Found cue, List<TimeExpression> movers, Clauses.Clause clause) {
      Optional<TimeExpression> time =
          movers.stream().filter(t -> t.kind() != Kind.AT_STAY && t.kind() != Kind.NOW).findFirst();
      boolean back = clause.past() && !visits.isEmpty() && time.isEmpty();
      switch (cue.opens()) {
        case FIRST, TRANSFER -> {
          if (visits.isEmpty() || time.isPresent() && !back) {
            open(cue, time);
          }
        }
        case AGAIN -> open(cue, time);
        case TIME -> time.filter(t -> !visits.isEmpty()).ifPresent(t -> open(cue, time));
        case DISCHARGE -> discharge(cue, time);
        case RESUME -> {
          if (cursor.isUnknown() && !visits.isEmpty() && movers.isEmpty()) {
            cursor = stay();
          }
        }
        default -> {}
      }
    }

    private void discharge(VisitCues.Found cue, Optional<TimeExpression> time) {
      leaves = true;
      if (cursor.visit().isEmpty()) {
        discharge = cursor;
        return;
      }
      if (time.isEmpty()) {
        discharge =
            new Moment(
                cursor.visit(),
                Optional.of(new When.InWords(graph.words(cue.first(), cue.end()))),
                Optional.empty());
        return;
      }
      When when = whens.get(time.get());
      discharge = new Moment(cursor.visit(), Optional.of(when), date(when));
      int index = visits.indexOf(Timeline.this.visit(cursor.visit()).orElseThrow());
      Visit stay = visits.get(index);
      if (date(when).isPresent()) {
        visits.set(
            index,
            new Visit(
                stay.id(),
                stay.label(),
                stay.visitClass(),
                stay.type(),
                stay.start(),
                Optional.of(when),
                stay.reasons(),
                stay.discharge(),
                stay.evidence()));
      }
    }

    private void open(VisitCues.Found cue, Optional<TimeExpression> time) {
      boolean first = visits.isEmpty();
      Optional<When> start =
          time.map(whens::get)
              .or(
                  () ->
                      first && !history
                          ? cursor.date().map(d -> new When.OnDate(PartialDate.of(d.year())))
                          : Optional.empty());
      String label = first ? "first visit" : label(cue, time);
      String id = unused(first ? FIRST : FactIds.slug(label));
      int from = Math.min(cue.first(), time.map(TimeExpression::first).orElse(cue.first()));
      int to = Math.max(cue.end(), time.map(TimeExpression::end).orElse(cue.end()));
      boolean fits = graph.original(from, to).length() <= LONGEST_QUOTE;
      Evidence evidence = fits ? graph.evidence(from, to) : graph.evidence(cue.first(), cue.end());
      Optional<PartialDate> date = start.flatMap(Timeline.this::date);
      visits.add(
          new Visit(
              id,
              label,
              cue.setting(),
              cue.setting()
                  .filter(VisitClass.AMBULATORY::equals)
                  .map(c -> Concept.ofText("outpatient visit")),
              start,
              Optional.empty(),
              List.of(),
              Optional.empty(),
              List.of(evidence)));
      visitDates.put(id, date);
      Moment opening = new Moment(Optional.of(id), Optional.empty(), date);
      boolean counted = time.filter(t -> t.kind() == Kind.LATER).isPresent() && date.isPresent();
      cursor =
          counted
              ? new Moment(
                  opening.visit(), opening.time(), date, cursor.base(), cursor.steps(), false)
              : opening;
      opened = true;
      looksBack = false;
    }

    private String label(VisitCues.Found cue, Optional<TimeExpression> time) {
      boolean followUp = time.filter(t -> t.kind() == Kind.FOLLOW_UP).isPresent();
      for (int i = cue.first(); i < cue.end(); i++) {
        followUp |= FOLLOW_UP.contains(graph.token(i).lower());
      }
      String kind =
          followUp
              ? "follow-up"
              : switch (cue.opens()) {
                case AGAIN -> "return visit";
                case TRANSFER -> "transfer";
                default -> "visit";
              };
      return time.map(t -> kind + " " + words(t)).orElse(kind);
    }

    private String words(TimeExpression time) {
      String words = graph.words(time.first(), time.end());
      return time.date().isPresent() ? words : words.toLowerCase(Locale.ROOT);
    }

    private String unused(String id) {
      String free = id;
      for (int n = 2; visitDates.containsKey(free); n++) {
        free = id + "-" + n;
      }
      return free;
    }

    // What the words of a time mean at a point of the account.
    private When when(TimeExpression time, Moment at) {
      When words = new When.InWords(ConceptCoder.plain(graph.words(time.first(), time.end())));
      return switch (time.kind()) {
        case DATE -> {
          if (time.ambiguous()) {
            report(time);
          }
          yield new When.OnDate(time.date().orElseThrow());
        }
        case YEARLESS -> yearless(time, at).<When>map(When.OnDate::new).orElse(words);
        case LATER, FOLLOW_UP -> relative(time, When.Direction.AFTER, at).orElse(words);
        case NEXT, WORDS, NOW, AT_DISCHARGE, HISTORY, LENGTH -> words;
        case AFTER, STAY_DAY, OPERATION_DAY ->
            time.event() == Event.BIRTH
                ? time.distance().<When>map(When.AtAge::new).orElse(words)
                : relative(time, When.Direction.AFTER, anchor(time.event(), time.kind(), at))
                    .orElse(words);
        case BEFORE ->
            relative(time, When.Direction.BEFORE, anchor(time.event(), time.kind(), at))
                .orElse(words);
        case AGO ->
            relative(time, When.Direction.BEFORE, at.isUnknown() ? firstVisit() : at).orElse(words);
        case AGE -> time.distance().<When>map(When.AtAge::new).orElse(words);
        case DAY -> words;
        case AT_STAY -> visits.isEmpty() ? words : new When.AtVisit(stay().visit().get());
        case SAME_DAY -> at.time().orElse(at.visit().<When>map(When.AtVisit::new).orElse(words));
      };
    }

    private void report(TimeExpression time) {
      issues.add(
          Issue.warning(
              "ambiguous-date",
              Excerpt.of(graph.words(time.first(), time.end()))
                  + " may have the day or the month first; only the year is kept",
              lines.at(graph.original(time.first(), time.end()).start()),
              "write the date as year-month-day in the case file"));
    }

    // "On 6 March" is of the year of the account, if it is not before its date.
    private Optional<PartialDate> yearless(TimeExpression time, Moment at) {
      return at.date()
          .flatMap(
              start ->
                  TimeExpressions.inYear(time.date().orElseThrow(), start.year())
                      .filter(date -> start.month().isPresent() && compare(date, start) >= 0));
    }

    private Moment firstVisit() {
      return visits.isEmpty()
          ? Moment.UNKNOWN
          : new Moment(
              Optional.of(visits.get(0).id()),
              Optional.empty(),
              visitDates.get(visits.get(0).id()));
    }

    private Moment anchor(Event event, Kind kind, Moment at) {
      return switch (event) {
        case STAY -> {
          Optional<String> visit =
              at.visit().or(() -> visits.size() == 1 ? firstVisit().visit() : Optional.empty());
          yield visit.isEmpty()
              ? Moment.UNKNOWN
              : new Moment(
                  visit, Optional.empty(), visitDates.getOrDefault(visit.get(), Optional.empty()));
        }
        case FIRST -> firstVisit();
        case DISCHARGE -> discharge;
        case OPERATION -> operation;
        case DIAGNOSIS -> diagnosis;
        case BIRTH, TREATMENT, OTHER -> Moment.UNKNOWN;
      };
    }

    private Optional<When> relative(TimeExpression time, When.Direction direction, Moment from) {
      if (time.distance().isEmpty() || from.loose()) {
        return Optional.empty();
      }
      TimeSpan span = time.distance().get();
      Optional<When> counted =
          direction == When.Direction.AFTER
              ? from.base()
                  .flatMap(base -> DateArithmetic.add(base, from.stepsAnd(span), direction))
                  .map(When.OnDate::new)
              : Optional.empty();
      boolean atVisit =
          from.time().isEmpty()
              && from.visit().isPresent()
              && from.base().equals(visitDates.getOrDefault(from.visit().get(), Optional.empty()));
      if (atVisit) {
        When relative =
            span.amount().signum() == 0
                ? new When.AtVisit(from.visit().get())
                : new When.Relative(span, direction, from.visit().get());
        return date(relative).isEmpty() && counted.isPresent() ? counted : Optional.of(relative);
      }
      // "Two days later" after "three days later": five days from the same visit.
      When.Relative last = from.time().orElse(null) instanceof When.Relative r ? r : null;
      boolean sums =
          last != null && last.direction() == direction && last.distance().unit() == span.unit();
      if (sums) {
        TimeSpan sum = new TimeSpan(last.distance().amount().add(span.amount()), span.unit());
        return Optional.of(new When.Relative(sum, direction, last.anchor()));
      }
      return counted.or(
          () ->
              from.date()
                  .flatMap(date -> DateArithmetic.add(date, span, direction))
                  .map(When.OnDate::new));
    }

    private boolean isFact(Graph.Node node) {
      return CueTable.Target.ALL.includes(node.type) && node.type != MentionType.CLINICAL_EVENT;
    }

    private Timing timing(Graph.Node node) {
      int index = clauses.indexOf(node.first);
      Clauses.Clause clause = clauses.all().get(index);
      Optional<TimeExpression> own = own(node, clause, index);
      Optional<TimeExpression> length = length(node);
      boolean patient = node.has(Property.Value.PATIENT);
      boolean past = node.has(Property.Value.PAST) || clause.pluperfect() && isBack(clause);
      boolean now = patient && !past && !clause.birth();
      Moment at = now ? cursors.get(index) : Moment.UNKNOWN;
      Optional<String> visit = at.visit();
      Optional<When> time = at.time();
      Optional<When> onset = Optional.empty();
      Optional<When> end = Optional.empty();
      Optional<TimeSpan> duration = Optional.empty();
      if (own.isPresent()) {
        When when = whens.get(own.get());
        boolean moved = moving.contains(own.get());
        switch (own.get().role()) {
          case AT -> {
            boolean started = own.get().kind() == Kind.AGO || own.get().kind() == Kind.BEFORE;
            if (node.isProblem() && started) {
              onset = Optional.of(when);
              visit = past ? Optional.empty() : visit;
            } else if (moved && isOther(own.get(), clause)) {
              time = Optional.of(when);
              visit = own.get().kind() == Kind.DATE ? Optional.empty() : visit;
            } else if (!moved) {
              time = Optional.of(when);
              visit = own.get().kind() == Kind.WORDS ? visit : Optional.empty();
            }
          }
          case SINCE -> onset = Optional.of(when);
          case UNTIL -> end = Optional.of(when);
          case RANGE -> {
            onset = Optional.of(when);
            end = own.get().until().map(When.OnDate::new);
            visit = Optional.empty();
            time = node.isTreatment() ? Optional.empty() : onset;
          }
        }
        if (node.isTreatment() && (own.get().role() == Role.SINCE || end.isPresent())) {
          visit = Optional.empty();
          time = Optional.empty();
        }
      }
      if (length.isPresent()) {
        TimeExpression stretch = length.get();
        boolean before =
            stretch.kind() == Kind.HISTORY || node.type == MentionType.DISEASE_DISORDER;
        if (before && node.isProblem()) {
          Moment from =
              cursors.get(index).visit().isPresent()
                  ? anchor(Event.STAY, Kind.STAY_DAY, cursors.get(index))
                  : firstVisit();
          onset =
              relative(stretch, When.Direction.BEFORE, from)
                  .or(() -> Optional.of(whens.get(stretch)));
        } else {
          duration = stretch.distance();
        }
      }
      if (node.isTreatment() && time.isPresent() && isEnd(node)) {
        end = time;
        time = Optional.empty();
        visit = Optional.empty();
      }
      if (end.isEmpty() && isAfterVisit(node, visit, own)) {
        visit = Optional.empty();
      }
      return new Timing(visit, time, onset, duration, end);
    }

    // "A in April and B in September": the cursor is at the last of a clause.
    private boolean isOther(TimeExpression time, Clauses.Clause clause) {
      return times.stream()
          .anyMatch(t -> t.first() > time.first() && clause.holds(t.first()) && moving.contains(t));
    }

    private boolean begins(Clauses.Clause clause) {
      for (int i = clause.first(); i < clause.end(); i++) {
        if (ONSETS.contains(graph.token(i).lower())) {
          return true;
        }
      }
      return false;
    }

    // A clause of the past is not at the cursor, unless the cursor itself is in the past.
    private boolean isBack(Clauses.Clause clause) {
      return !history
          && times.stream().noneMatch(t -> clause.holds(t.first()) && moving.contains(t));
    }

    private boolean isEnd(Graph.Node node) {
      return node.has(Property.Value.STOPPED) || node.has(Property.Value.HELD);
    }

    // Operations that are stated after an outpatient visit were not done at it.
    private boolean isAfterVisit(
        Graph.Node node, Optional<String> visit, Optional<TimeExpression> own) {
      return visit.isPresent() && own.isEmpty() && !opened && !isStay(visit) && isOperation(node);
    }

    private boolean isOperation(Graph.Node node) {
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

    /** The time that says when a mention was, if one of its sentence does. */
    private Optional<TimeExpression> own(Graph.Node node, Clauses.Clause clause, int index) {
      List<TimeExpression> points =
          times.stream().filter(t -> isPoint(t) && clause.holds(t.first())).toList();
      if (points.isEmpty()) {
        return clause.relative() || index == 0 ? antecedent(node, index) : override(node, index);
      }
      boolean leads = isLeading(points.get(0), clause);
      if (leads) {
        return points.stream().filter(t -> t.first() < node.end).reduce((a, b) -> b);
      }
      Optional<TimeExpression> next =
          points.stream().filter(t -> t.first() >= node.end).findFirst();
      if (next.isPresent()) {
        return next.filter(t -> reaches(node, t, clause));
      }
      return points.stream()
          .filter(t -> t.first() < node.end && moving.contains(t))
          .reduce((a, b) -> b);
    }

    private boolean isPoint(TimeExpression time) {
      return switch (time.kind()) {
        case LENGTH, HISTORY, NOW -> false;
        default -> true;
      };
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
              .noneMatch(n -> isFact(n) && n.first >= node.end && n.first < next.first());
      Optional<TimeExpression> time =
          times.stream()
              .filter(t -> isPoint(t) && next.holds(t.first()))
              .filter(
                  t ->
                      sentence.nodes.stream()
                          .noneMatch(
                              n -> isFact(n) && n.first >= next.first() && n.end <= t.first()))
              .findFirst();
      return next.relative() && last && time.isPresent() ? time : override(node, index);
    }

    // A time that opens the sentence and moves no cursor holds for all of it: "Three days before".
    private Optional<TimeExpression> override(Graph.Node node, int index) {
      return times.stream()
          .filter(t -> isPoint(t) && t.end() <= node.first)
          .reduce((a, b) -> b)
          .filter(t -> !moving.contains(t) && t.role() == Role.AT)
          .filter(t -> isLeading(t, clauses.all().get(clauses.indexOf(t.first()))));
    }

    // In a history, and for a beginning, a time behind belongs to the nearest alone.
    private boolean reaches(Graph.Node node, TimeExpression time, Clauses.Clause clause) {
      boolean single = !moving.contains(time) || clause.past() || node.has(Property.Value.PAST);
      if (!single) {
        return true;
      }
      for (Graph.Node other : sentence.nodes) {
        if (isFact(other) && other.first >= node.end && other.end <= time.first()) {
          if (!isPaired(node.end, other.first)) {
            return false;
          }
          node = other;
        }
      }
      return true;
    }

    private boolean isPaired(int from, int to) {
      return to - from == 1 && graph.token(from).lower().equals("and");
    }

    /** How long a mention lasted, or for how long before the visit. */
    private Optional<TimeExpression> length(Graph.Node node) {
      if (!node.isProblem() && !node.isTreatment()) {
        return Optional.empty();
      }
      return times.stream()
          .filter(t -> t.kind() == Kind.LENGTH || t.kind() == Kind.HISTORY)
          .filter(t -> lengthOf(t).contains(node))
          .findFirst();
    }

    private List<Graph.Node> lengthOf(TimeExpression time) {
      List<Graph.Node> heads =
          sentence.nodes.stream().filter(n -> n.isProblem() || n.isTreatment()).toList();
      Optional<Graph.Node> before =
          heads.stream()
              .filter(n -> n.end <= time.first() && time.first() - n.end <= FARTHEST_LENGTH)
              .filter(n -> clauses.indexOf(n.first) == clauses.indexOf(time.first()))
              .reduce((a, b) -> b);
      Optional<Graph.Node> behind =
          heads.stream()
              .filter(n -> n.first >= time.end() && n.first - time.end() <= FARTHEST_LENGTH)
              .findFirst();
      boolean leads = isOf(time.end()) || isOf(time.end() + 1);
      Optional<Graph.Node> head = leads && behind.isPresent() ? behind : before.or(() -> behind);
      return head.map(
              h -> sentence.coordination(h).map(Graph.Coordination::members).orElse(List.of(h)))
          .orElse(List.of());
    }

    private boolean isOf(int token) {
      return graph.lower(sentence, token).equals("of");
    }

    // Remembers what later times may count from.
    private void noteAnchors() {
      for (Graph.Node node : sentence.nodes) {
        boolean real =
            !node.has(Property.Value.ABSENT)
                && !node.has(Property.Value.PLANNED)
                && !node.has(Property.Value.NOT_DONE)
                && !node.has(Property.Value.HYPOTHETICAL)
                && node.has(Property.Value.PATIENT);
        if (real && isOperation(node)) {
          operation = moment(node);
        }
      }
      for (int i = sentence.first; i < sentence.end; i++) {
        if (DIAGNOSES.contains(graph.token(i).lower())
            && !clauses.all().get(clauses.indexOf(i)).past()) {
          diagnosis = cursors.get(clauses.indexOf(i));
        }
      }
      for (int i = 0; i < clauses.all().size(); i++) {
        Moment at = cursors.get(i);
        Clauses.Clause clause = clauses.all().get(i);
        Optional<When> own =
            times.stream()
                .filter(t -> isPoint(t) && clause.holds(t.first()))
                .map(whens::get)
                .findFirst()
                .or(at::time)
                .or(() -> at.visit().map(When.AtVisit::new));
        for (int token = clause.first(); token < clause.end() && own.isPresent(); token++) {
          clauseTimes.put(token, own.get());
        }
      }
    }

    // When it was done; in a stay without a day of its own only the year of the stay is sure.
    private Moment moment(Graph.Node node) {
      Timing timing = timings.get(node);
      if (timing.time().isPresent()) {
        return new Moment(timing.visit(), timing.time(), date(timing.time().get()));
      }
      Optional<PartialDate> start =
          timing.visit().flatMap(id -> visitDates.getOrDefault(id, Optional.empty()));
      return new Moment(
          timing.visit(),
          Optional.of(new When.InWords(graph.words(node))),
          start.map(date -> PartialDate.of(date.year())));
    }
  }

  private static int compare(PartialDate one, PartialDate other) {
    int years = Integer.compare(one.year(), other.year());
    if (years != 0 || one.month().isEmpty() || other.month().isEmpty()) {
      return years;
    }
    int months = Integer.compare(one.month().getAsInt(), other.month().getAsInt());
    if (months != 0 || one.day().isEmpty() || other.day().isEmpty()) {
      return months;
    }
    return Integer.compare(one.day().getAsInt(), other.day().getAsInt());
  }
}
