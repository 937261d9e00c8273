package org.case2fhir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Visit;

/** Finds the words of an article that each fact of its case was read from: its first evidence. */
final class ArticleQuotes {
  private ArticleQuotes() {}

  static Map<FactRef, String> of(CaseReport report) {
    Map<FactRef, String> quotes = new HashMap<>();
    put(quotes, FactRef.SUBJECT, report.subject().evidence());
    for (Visit visit : report.visits()) {
      put(quotes, FactRef.ofVisit(visit), visit.evidence());
    }
    for (Fact fact : report.facts()) {
      put(quotes, FactRef.of(fact), fact.circumstances().evidence());
    }
    return quotes;
  }

  private static void put(Map<FactRef, String> quotes, FactRef ref, List<Evidence> evidence) {
    evidence.stream()
        .filter(quote -> quote.span().isPresent())
        .findFirst()
        .ifPresent(found -> quotes.put(ref, found.quote()));
  }
}
