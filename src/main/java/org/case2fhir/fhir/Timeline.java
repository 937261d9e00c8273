package org.case2fhir.fhir;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;

/**
 * Dates the times of a case against its dated visits, never more precisely than the words allow;
 * the arithmetic is in {@link DateArithmetic}.
 *
 * <p>Visits may be dated relative to each other. A circle of visits dates none of them.
 */
final class Timeline {
  private final Map<String, Visit> visits = new HashMap<>();
  private final Map<String, Optional<PartialDate>> dates = new HashMap<>();
  private final Set<String> circular = new LinkedHashSet<>();

  Timeline(CaseReport report) {
    report.visits().forEach(visit -> visits.put(visit.id(), visit));
    report.visits().forEach(visit -> dateOf(visit.id(), new LinkedHashSet<>()));
  }

  /** Visits whose dates refer to each other in a circle. */
  Set<String> circular() {
    return circular;
  }

  /** When a visit was, as far as that can be told. */
  Optional<PartialDate> dateOf(String visit) {
    return dates.getOrDefault(visit, Optional.empty());
  }

  /** When a visit was, if it began and ended on one date. */
  Optional<PartialDate> onlyDateOf(String visit) {
    Optional<PartialDate> start = dateOf(visit);
    Optional<When> end = Optional.ofNullable(visits.get(visit)).flatMap(Visit::end);
    return end.isEmpty() || end.flatMap(this::resolve).equals(start) ? start : Optional.empty();
  }

  /** The date a time amounts to; nothing for ages, words and undated anchors. */
  Optional<PartialDate> resolve(When when) {
    return resolve(when, new LinkedHashSet<>());
  }

  /** The time with its words where they say more than the date. */
  Moment moment(When when) {
    boolean plain = when instanceof When.OnDate;
    return new Moment(resolve(when), plain ? Optional.empty() : Optional.of(words(when)));
  }

  /** The date if the case itself gives it: no distance had to be added. */
  Optional<PartialDate> told(When when) {
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
    return told(new When.AtVisit(visit)).map(date -> " (" + date + ")").orElse("");
  }

  private String label(String visit) {
    return visits.containsKey(visit) ? visits.get(visit).label() : visit;
  }

  private Optional<PartialDate> dateOf(String id, Set<String> path) {
    if (dates.containsKey(id)) {
      return dates.get(id);
    }
    if (!path.add(id)) {
      circular.addAll(path);
      return Optional.empty();
    }
    Visit visit = visits.get(id);
    Optional<PartialDate> date =
        visit == null ? Optional.empty() : visit.start().flatMap(start -> resolve(start, path));
    path.remove(id);
    dates.put(id, date);
    return date;
  }

  private Optional<PartialDate> resolve(When when, Set<String> path) {
    if (when instanceof When.OnDate on) {
      return Optional.of(on.date());
    }
    if (when instanceof When.AtVisit at) {
      return dateOf(at.visit(), path);
    }
    if (when instanceof When.Relative relative) {
      return dateOf(relative.anchor(), path)
          .flatMap(anchor -> DateArithmetic.add(anchor, relative.distance(), relative.direction()));
    }
    return Optional.empty();
  }
}
