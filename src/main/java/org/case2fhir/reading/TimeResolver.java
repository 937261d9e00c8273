package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.SourceDocument.LineIndex;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.model.DateArithmetic;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Visit;
import org.case2fhir.model.Visit.VisitClass;
import org.case2fhir.model.When;
import org.case2fhir.reading.TimeExpression.Event;
import org.case2fhir.reading.TimeExpression.Kind;

/**
 * Says what the words of a time mean: against the visits of the account, the discharge, the last
 * operation and the diagnosis, and never more precisely than the words allow. What cannot be
 * resolved stays words.
 */
final class TimeResolver {
  private final Graph graph;
  private final LineIndex lines;
  private final List<Issue> issues;
  private final List<Visit> visits = new ArrayList<>();
  private final Map<String, Optional<PartialDate>> dates = new HashMap<>();

  /** Visits of a look back. */
  private final Set<String> past = new HashSet<>();

  /** Visits that are as long after something as the account states: "at 6-week follow-up". */
  final Set<String> followUps = new HashSet<>();

  /** When the patient was last discharged. */
  ReferenceTime discharge = ReferenceTime.UNKNOWN;

  /** When the patient last gave birth. */
  ReferenceTime delivery = ReferenceTime.UNKNOWN;

  /** When the last operation was. */
  ReferenceTime operation = ReferenceTime.UNKNOWN;

  /** The last date that the account states. */
  Optional<PartialDate> lastDate = Optional.empty();

  /** When the last diagnosis was made. */
  ReferenceTime diagnosis = ReferenceTime.UNKNOWN;

  /**
   * @param issues takes what is uncertain
   */
  TimeResolver(Graph graph, LineIndex lines, List<Issue> issues) {
    this.graph = graph;
    this.lines = lines;
    this.issues = issues;
  }

  /** The visits so far. */
  List<Visit> visits() {
    return visits;
  }

  /** Adds a visit; one that is dated before the last of the account is a look back. */
  void add(Visit visit) {
    Optional<PartialDate> date = visit.start().flatMap(this::date);
    Optional<PartialDate> before = visits.isEmpty() ? Optional.empty() : dateOf(present());
    visits.add(visit);
    dates.put(visit.id(), date);
    if (date.isPresent() && before.isPresent() && date.get().isBefore(before.get())) {
      past.add(visit.id());
    }
  }

  // The last visit that is none of a look back.
  private String present() {
    return visits.stream()
        .map(Visit::id)
        .filter(id -> !past.contains(id))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  /** Whether a point of the account is at a visit of a look back. */
  boolean isPast(ReferenceTime at) {
    return at.visit().filter(past::contains).isPresent();
  }

  /** Puts a visit in the place of the one of the same id. */
  void replace(Visit visit) {
    visits.replaceAll(old -> old.id().equals(visit.id()) ? visit : old);
  }

  /** A visit by its id. */
  Optional<Visit> visit(Optional<String> id) {
    return visits.stream().filter(v -> id.equals(Optional.of(v.id()))).findFirst();
  }

  /** When a visit began. */
  Optional<PartialDate> dateOf(String visit) {
    return dates.getOrDefault(visit, Optional.empty());
  }

  /** The beginning of a visit as a point of the account. */
  ReferenceTime start(String visit) {
    return new ReferenceTime(Optional.of(visit), Optional.empty(), dateOf(visit));
  }

  /** The visit at a point of the account, else the last one; never one of a look back. */
  ReferenceTime stay(ReferenceTime at) {
    return start(at.visit().filter(id -> !past.contains(id)).orElseGet(this::present));
  }

  // A follow-up counts from the operation, or from the visit that was no follow-up itself.
  private ReferenceTime followed(ReferenceTime at) {
    boolean followUp = at.visit().filter(followUps::contains).isPresent();
    if (!followUp) {
      return at;
    }
    return operation.isUnknown()
        ? visits.stream()
            .map(Visit::id)
            .filter(id -> !followUps.contains(id) && !past.contains(id))
            .reduce((a, b) -> b)
            .map(this::start)
            .orElse(ReferenceTime.UNKNOWN)
        : operation;
  }

  /** Whether a visit may last for days. */
  boolean isStay(Optional<String> visit) {
    return visit(visit).flatMap(Visit::visitClass).filter(VisitClass.AMBULATORY::equals).isEmpty();
  }

  /** The date that a time amounts to. */
  Optional<PartialDate> date(When when) {
    return when.date(this::dateOf);
  }

  // What the words of a time mean at a point of the account.
  When when(TimeExpression time, ReferenceTime at) {
    When words = new When.InWords(ConceptCoder.plain(graph.words(time.first(), time.end())));
    return switch (time.kind()) {
      case DATE -> {
        if (time.ambiguous()) {
          report(time);
        }
        yield new When.OnDate(time.date().orElseThrow());
      }
      case YEARLESS -> yearless(time, at).<When>map(When.OnDate::new).orElse(words);
      case LATER ->
          isAfterOperation(time, at)
              ? words
              : relative(time, When.Direction.AFTER, at).orElse(words);
      case FOLLOW_UP -> relative(time, When.Direction.AFTER, followed(at)).orElse(words);
      case NEXT, WORDS, NOW, AT_DISCHARGE, HISTORY, LENGTH, OLD -> words;
      case AFTER, STAY_DAY, OPERATION_DAY ->
          time.event() == Event.BIRTH
              ? time.distance().<When>map(When.AtAge::new).orElse(words)
              : after(time, anchor(time.event(), time.kind(), at)).orElse(words);
      case BEFORE ->
          relative(time, When.Direction.BEFORE, anchor(time.event(), time.kind(), at))
              .orElse(words);
      case AGO ->
          relative(time, When.Direction.BEFORE, at.isUnknown() ? firstVisit() : at).orElse(words);
      case AGE -> time.distance().<When>map(When.AtAge::new).orElse(words);
      case DAY, SEVERAL -> words;
      case AT_STAY -> visits.isEmpty() ? words : new When.AtVisit(stay(at).visit().get());
      case SAME_DAY ->
          time.role() == TimeExpression.Role.SINCE
              ? at.time().orElse(words)
              : at.time().orElse(at.visit().<When>map(When.AtVisit::new).orElse(words));
    };
  }

  // "After surgery he was extubated after 12 hours": not so long after the visit began.
  private boolean isAfterOperation(TimeExpression time, ReferenceTime at) {
    boolean hours =
        time.distance()
            .filter(span -> span.unit() == TimeUnit.HOUR || span.unit() == TimeUnit.MINUTE)
            .isPresent();
    return hours
        && at.time().isEmpty()
        && at.visit().isPresent()
        && at.visit().equals(operation.visit())
        && operation.time().orElse(null) instanceof When.InWords;
  }

  // "Day 12 after transplantation" of a month: of which month is not known, and the words say more
  // than the year.
  private Optional<When> after(TimeExpression time, ReferenceTime from) {
    boolean month =
        time.kind() == Kind.OPERATION_DAY
            && from.base().filter(base -> base.month().isPresent()).isPresent();
    return relative(time, When.Direction.AFTER, from)
        .filter(when -> !month || date(when).filter(d -> d.month().isEmpty()).isEmpty());
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
  private Optional<PartialDate> yearless(TimeExpression time, ReferenceTime at) {
    if (time.distance().isPresent()) {
      return lastDate.or(at::date).flatMap(time::inYearOf).flatMap(TimeExpression::date);
    }
    return at.date()
        .flatMap(
            start ->
                time.inYear(start.year())
                    .filter(date -> start.month().isPresent() && !date.isBefore(start)));
  }

  /** A day without a year of what had been before a point of the account: the last such day. */
  Optional<When> earlier(TimeExpression time, ReferenceTime at) {
    return at.date()
        .filter(start -> start.month().isPresent())
        .flatMap(
            start ->
                time.inYear(start.year())
                    .filter(date -> date.isBefore(start) || date.mayEqual(start))
                    .or(() -> time.inYear(start.year() - 1)))
        .map(When.OnDate::new);
  }

  /** The beginning of the account; one that states a follow-up alone has none. */
  ReferenceTime firstVisit() {
    return visits.isEmpty() || followUps.contains(visits.get(0).id())
        ? ReferenceTime.UNKNOWN
        : start(visits.get(0).id());
  }

  /** What a length of time counts from. */
  ReferenceTime anchor(Event event, Kind kind, ReferenceTime at) {
    return switch (event) {
      // Of several visits "before admission" may mean any.
      case STAY ->
          visits.size() == 1
              ? firstVisit()
              : kind == Kind.STAY_DAY
                  ? at.visit().map(this::start).orElse(ReferenceTime.UNKNOWN)
                  : ReferenceTime.UNKNOWN;
      case FIRST -> firstVisit();
      case DISCHARGE -> discharge;
      case OPERATION -> operation;
      case DELIVERY -> delivery;
      case DIAGNOSIS -> diagnosis;
      case BIRTH, TREATMENT, OTHER -> ReferenceTime.UNKNOWN;
    };
  }

  /** A distance from a point, resolved as far as the words allow. */
  Optional<When> relative(TimeExpression time, When.Direction direction, ReferenceTime from) {
    boolean counts = !from.loose() || from.time().orElse(null) instanceof When.Relative;
    if (time.distance().isEmpty() || !counts) {
      return Optional.empty();
    }
    TimeSpan span = time.distance().get();
    Optional<When> counted =
        direction == When.Direction.AFTER && !from.loose()
            ? from.base()
                .flatMap(base -> DateArithmetic.add(base, from.stepsAnd(span), direction))
                .map(When.OnDate::new)
            : Optional.empty();
    boolean atVisit =
        from.time().isEmpty()
            && from.visit().isPresent()
            && from.base().equals(dateOf(from.visit().get()));
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
                .filter(date -> !from.loose())
                .flatMap(date -> DateArithmetic.add(date, span, direction))
                .map(When.OnDate::new));
  }

  /** About how many days a length of time is, to compare ages. */
  static double days(TimeSpan span) {
    double unit =
        switch (span.unit()) {
          case MINUTE -> 1 / 1440.0;
          case HOUR -> 1 / 24.0;
          case DAY -> 1;
          case WEEK -> 7;
          case MONTH -> 30.4;
          case YEAR -> 365;
        };
    return span.amount().doubleValue() * unit;
  }

  /**
   * A point of an account, from which relative times count.
   *
   * @param visit at which it is, if any
   * @param time apart from the visit
   * @param date as far as it is known; of a time in words, that of what came before
   * @param base a date from which the point is as far away as the steps say
   * @param loose whether the account has moved on to a time that is not known exactly, so that no
   *     distance can be counted from it
   */
  record ReferenceTime(
      Optional<String> visit,
      Optional<When> time,
      Optional<PartialDate> date,
      Optional<PartialDate> base,
      List<TimeSpan> steps,
      boolean loose) {
    /** Nothing is known of when it is. */
    static final ReferenceTime UNKNOWN =
        new ReferenceTime(Optional.empty(), Optional.empty(), Optional.empty());

    ReferenceTime(Optional<String> visit, Optional<When> time, Optional<PartialDate> date) {
      this(visit, time, date, date, List.of(), false);
    }

    boolean isUnknown() {
      return visit.isEmpty() && time.isEmpty();
    }

    /** The same point as stated by another visit and time. */
    ReferenceTime statedBy(Optional<String> otherVisit, Optional<When> otherTime, boolean isLoose) {
      return new ReferenceTime(otherVisit, otherTime, date, base, steps, isLoose);
    }

    /** All steps from the base, and one more. */
    List<TimeSpan> stepsAnd(TimeSpan span) {
      List<TimeSpan> all = new ArrayList<>(steps);
      all.add(span);
      return all;
    }
  }
}
