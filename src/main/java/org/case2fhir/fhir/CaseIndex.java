package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.Visit;

/**
 * The relations of a case read from their other end: a finding names the diagnosis it supports, but
 * it is the Condition that lists its evidence.
 */
final class CaseIndex {
  private final Map<FactRef, Fact> facts = new HashMap<>();
  private final Map<FactRef, Visit> visits = new HashMap<>();
  private final Map<FactRef, List<FactRef>> evidence = new HashMap<>();
  private final Map<FactRef, List<FactRef>> results = new HashMap<>();
  private final Map<FactRef, List<FactRef>> reports = new HashMap<>();

  CaseIndex(CaseReport report) {
    report.visits().forEach(visit -> visits.put(FactRef.ofVisit(visit), visit));
    for (Fact fact : report.facts()) {
      FactRef self = FactRef.of(fact);
      facts.put(self, fact);
      if (fact instanceof Finding finding) {
        link(self, finding.links());
      } else if (fact instanceof Measurement measurement) {
        link(self, measurement.links());
      } else if (fact instanceof StudyReport study) {
        study.procedures().forEach(id -> add(reports, FactKind.PROCEDURE, id, self));
      }
    }
  }

  Optional<Fact> fact(FactRef ref) {
    return Optional.ofNullable(facts.get(ref));
  }

  Optional<Visit> visit(FactRef ref) {
    return Optional.ofNullable(visits.get(ref));
  }

  /** Findings and measurements that speak for a diagnosis. */
  List<FactRef> evidence(FactRef diagnosis) {
    return evidence.getOrDefault(diagnosis, List.of());
  }

  /** Findings and measurements that a report lists. */
  List<FactRef> results(FactRef report) {
    return results.getOrDefault(report, List.of());
  }

  /** Reports about a procedure. */
  List<FactRef> reports(FactRef procedure) {
    return reports.getOrDefault(procedure, List.of());
  }

  private void link(FactRef self, Links links) {
    links.supports().forEach(id -> add(evidence, FactKind.DIAGNOSIS, id, self));
    links.report().ifPresent(id -> add(results, FactKind.REPORT, id, self));
  }

  private static void add(Map<FactRef, List<FactRef>> map, FactKind kind, String id, FactRef self) {
    map.computeIfAbsent(FactRef.of(kind, id), key -> new ArrayList<>()).add(self);
  }
}
