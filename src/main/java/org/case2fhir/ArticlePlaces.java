package org.case2fhir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Visit;
import org.case2fhir.reading.LineIndex;
import org.case2fhir.reading.ReadCase;

/** Finds where in an article each fact of its case stands: at its first evidence. */
final class ArticlePlaces {
  private ArticlePlaces() {}

  static Map<FactRef, Location> of(ReadCase found) {
    CaseReport report = found.report();
    Map<FactRef, Location> places = new HashMap<>();
    LineIndex lines = new LineIndex(found.document());
    put(places, FactRef.SUBJECT, report.subject().evidence(), lines);
    for (Visit visit : report.visits()) {
      put(places, FactRef.ofVisit(visit), visit.evidence(), lines);
    }
    for (Fact fact : report.facts()) {
      put(places, FactRef.of(fact), fact.circumstances().evidence(), lines);
    }
    return places;
  }

  private static void put(
      Map<FactRef, Location> places, FactRef ref, List<Evidence> evidence, LineIndex lines) {
    evidence.stream()
        .flatMap(quote -> quote.span().stream())
        .findFirst()
        .ifPresent(span -> places.put(ref, lines.at(span.start())));
  }
}
