package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.DateArithmetic;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;

/**
 * Dates the times of a case against its dated visits, never more precisely than the words allow;
 * the arithmetic is in {@link DateArithmetic}.
 *
 * <p>Visits may be dated relative to each other. A circle of visits dates none of them.
 */
final class CaseTimeline {
  private final Map<String, Visit> visits = new HashMap<>();
  private final Map<String, Optional<PartialDate>> dates = new HashMap<>();
  private final Set<String> circular = new LinkedHashSet<>();

  CaseTimeline(CaseReport report) {
    report.visits().forEach(visit -> visits.put(visit.id(), visit));
    report.visits().forEach(visit -> date(visit.id()));
  }

  /** Visits whose dates refer to each other in a circle. */
  Set<String> circular() {
    return circular;
  }

  /** When a visit was, as far as that is known. */
  Optional<PartialDate> dateOf(String visit) {
    return dates.getOrDefault(visit, Optional.empty());
  }

  /** From when to when a visit lasted, as far as either is known. */
  Optional<DateRange> rangeOf(String visit) {
    Optional<PartialDate> start = dateOf(visit);
    Optional<PartialDate> end =
        Optional.ofNullable(visits.get(visit)).flatMap(Visit::end).flatMap(this::resolve);
    return start.isEmpty() && end.isEmpty()
        ? Optional.empty()
        : Optional.of(new DateRange(start, end));
  }

  /** When a visit was, if it began and ended on one date. */
  Optional<PartialDate> onlyDateOf(String visit) {
    Optional<PartialDate> start = dateOf(visit);
    Optional<When> end = Optional.ofNullable(visits.get(visit)).flatMap(Visit::end);
    return end.isEmpty() || end.flatMap(this::resolve).equals(start) ? start : Optional.empty();
  }

  /** The date a time amounts to; nothing for ages, words and undated anchors. */
  Optional<PartialDate> resolve(When when) {
    return when.date(this::dateOf);
  }

  /** The time with its words where they say more than the date. */
  DatedTime moment(When when) {
    boolean plain = when instanceof When.OnDate;
    return new DatedTime(resolve(when), plain ? Optional.empty() : Optional.of(words(when)));
  }

  /** The date if the case itself gives it: no distance had to be added. */
  Optional<PartialDate> stated(When when) {
    if (when instanceof When.OnDate on) {
      return Optional.of(on.date());
    }
    if (when instanceof When.AtVisit at) {
      return Optional.ofNullable(visits.get(at.visit()))
          .flatMap(Visit::start)
          .filter(When.OnDate.class::isInstance)
          .flatMap(this::resolve);
    }
    return Optional.empty();
  }

  /**
   * The time as a reader says it, with the visit's label and, where the case gives it, its date:
   * "20 years before first visit (2006-02)".
   */
  String words(When when) {
    if (when instanceof When.Relative relative) {
      String side = relative.direction() == When.Direction.BEFORE ? " before " : " after ";
      return relative.distance() + side + label(relative.anchor()) + toldDate(relative.anchor());
    }
    if (when instanceof When.AtVisit at) {
      return "at " + label(at.visit());
    }
    return when.toString();
  }

  private String toldDate(String visit) {
    return stated(new When.AtVisit(visit)).map(date -> " (" + date + ")").orElse("");
  }

  private String label(String visit) {
    return visits.containsKey(visit) ? visits.get(visit).label() : visit;
  }

  // A loop, because a chain of visits may be longer than the stack is deep.
  private void date(String id) {
    Set<String> path = new LinkedHashSet<>();
    Optional<String> at = Optional.of(id);
    while (at.isPresent() && !dates.containsKey(at.get()) && path.add(at.get())) {
      at = anchor(at.get());
    }
    if (at.isPresent() && path.contains(at.get())) {
      circular.addAll(path);
      path.forEach(visit -> dates.put(visit, Optional.empty()));
      return;
    }
    List<String> backwards = new ArrayList<>(path);
    Collections.reverse(backwards);
    backwards.forEach(visit -> dates.put(visit, start(visit).flatMap(this::resolve)));
  }

  private Optional<When> start(String visit) {
    return Optional.ofNullable(visits.get(visit)).flatMap(Visit::start);
  }

  private Optional<String> anchor(String visit) {
    When start = start(visit).orElse(null);
    if (start instanceof When.Relative relative) {
      return Optional.of(relative.anchor());
    }
    return start instanceof When.AtVisit at ? Optional.of(at.visit()) : Optional.empty();
  }

  /** A first and a last date, of which one may be unknown. */
  record DateRange(Optional<PartialDate> start, Optional<PartialDate> end) {
    /** For a reader: "2006-02-03 to 2006-02-10", "until 2006-02-10". */
    @Override
    public String toString() {
      if (start.isEmpty()) {
        return end.map(last -> "until " + last).orElse("");
      }
      return end.map(last -> start.get() + " to " + last).orElse("from " + start.get());
    }
  }

  /**
   * A time of the case, as far as it could be dated.
   *
   * @param date as precise as the case allows
   * @param stay the time of the stay in which it was, where no date is known
   * @param words what the case says, where that is more or other than the date; all are absent when
   *     nothing is given
   */
  record DatedTime(Optional<PartialDate> date, Optional<DateRange> stay, Optional<String> words) {
    /** Nothing is given. */
    static final DatedTime NONE = new DatedTime(Optional.empty(), Optional.empty());

    DatedTime(Optional<PartialDate> date, Optional<String> words) {
      this(date, Optional.empty(), words);
    }

    /** Some time within a stay of several days. */
    static DatedTime within(DateRange stay) {
      return new DatedTime(Optional.empty(), Optional.of(stay), Optional.empty());
    }

    /** Whether there is more than words. */
    boolean isDated() {
      return date.isPresent() || stay.isPresent();
    }

    /** The words, if they are all there is. */
    Optional<String> onlyWords() {
      return isDated() ? Optional.empty() : words;
    }

    /** For a reader: "2007, 1 year after first visit (2006-02)". */
    Optional<String> text() {
      Optional<String> dated =
          date.map(PartialDate::toString).or(() -> stay.map(range -> "within " + range));
      if (dated.isEmpty()) {
        return words;
      }
      return Optional.of(dated.get() + words.map(stated -> ", " + stated).orElse(""));
    }
  }
}
