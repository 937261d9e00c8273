package org.case2fhir;

import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Span;
import org.case2fhir.model.Visit;

/**
 * Reads the evidence of a case again in the text that it quotes.
 *
 * @param text of the document that the case was read from
 */
record EvidenceVerifier(String text) {

  /** The quotes that do not stand where they claim to; none if all is well. */
  public List<Evidence> misquotes(CaseReport report) {
    return evidence(report).filter(quote -> !stands(quote)).toList();
  }

  /** The facts that quote nothing. */
  public List<Fact> unproven(CaseReport report) {
    return report.facts().stream()
        .filter(fact -> fact.circumstances().evidence().isEmpty())
        .toList();
  }

  private static Stream<Evidence> evidence(CaseReport report) {
    return Stream.of(
            report.subject().evidence().stream(),
            report.visits().stream().map(Visit::evidence).flatMap(List::stream),
            report.facts().stream().flatMap(fact -> fact.circumstances().evidence().stream()))
        .flatMap(part -> part);
  }

  private boolean stands(Evidence evidence) {
    if (evidence.span().isEmpty()) {
      return false;
    }
    Span span = evidence.span().get();
    return span.end() <= text.length()
        && text.substring(span.start(), span.end()).equals(evidence.quote());
  }
}
