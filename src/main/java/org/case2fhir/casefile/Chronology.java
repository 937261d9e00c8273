package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;

/** Finds encounters that are dated by each other. */
final class Chronology {
  private final IssueCollector issues;

  Chronology(IssueCollector issues) {
    this.issues = issues;
  }

  /** The visits, without the beginnings that lead round in a circle. */
  List<Visit> uncircled(List<Visit> visits, List<Location> locations) {
    Map<String, String> anchors = new HashMap<>();
    visits.forEach(visit -> anchor(visit).ifPresent(id -> anchors.put(visit.id(), id)));
    Set<String> circling = firstOfCircles(visits, anchors);
    List<Visit> checked = new ArrayList<>();
    for (int i = 0; i < visits.size(); i++) {
      Visit visit = visits.get(i);
      if (circling.contains(visit.id())) {
        String message =
            "the date of encounter " + Excerpt.of(visit.id()) + " is told by itself in the end";
        issues.error(
            "circular-time", locations.get(i), message, "give it, or one it names, a date");
        checked.add(undated(visit));
      } else {
        checked.add(visit);
      }
    }
    return checked;
  }

  // Of each circle the visit that stands first in the file. Each visit is walked over but once.
  private static Set<String> firstOfCircles(List<Visit> visits, Map<String, String> anchors) {
    Map<String, Integer> order = new HashMap<>();
    visits.forEach(visit -> order.putIfAbsent(visit.id(), order.size()));
    Map<String, String> walks = new HashMap<>();
    Set<String> first = new HashSet<>();
    for (Visit visit : visits) {
      String at = visit.id();
      while (at != null && !walks.containsKey(at)) {
        walks.put(at, visit.id());
        at = anchors.get(at);
      }
      if (at != null && walks.get(at).equals(visit.id())) {
        first.add(Collections.min(circle(at, anchors), Comparator.comparing(order::get)));
      }
    }
    return first;
  }

  private static List<String> circle(String member, Map<String, String> anchors) {
    List<String> circle = new ArrayList<>(List.of(member));
    for (String at = anchors.get(member); !at.equals(member); at = anchors.get(at)) {
      circle.add(at);
    }
    return circle;
  }

  private static Optional<String> anchor(Visit visit) {
    if (visit.start().isPresent() && visit.start().get() instanceof When.Relative relative) {
      return Optional.of(relative.anchor());
    }
    return visit.start().isPresent() && visit.start().get() instanceof When.AtVisit at
        ? Optional.of(at.visit())
        : Optional.empty();
  }

  private static Visit undated(Visit visit) {
    return new Visit(
        visit.id(),
        visit.label(),
        visit.visitClass(),
        visit.type(),
        Optional.empty(),
        visit.end(),
        visit.reasons(),
        visit.discharge(),
        visit.evidence());
  }
}
