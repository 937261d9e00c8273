package org.case2fhir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.document.SourceDocument.LineIndex;
import org.case2fhir.fhir.CaseMapper.MappedCase;
import org.case2fhir.fhir.CaseMapper.MappedCase.MappingNote;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Visit;
import org.case2fhir.reading.ExtractedCase;
import org.case2fhir.validation.ValidationFinding;
import org.case2fhir.version.VersionConverter.VersionNote;

/**
 * Finds the place in a case file that caused what a later stage says.
 *
 * @param input name of the case file
 * @param facts where each fact stands
 * @param quotes the words of the article that facts were read from; none of a case file
 * @param mapped what was made of them
 */
record FactLocations(
    String input, Map<FactRef, Location> facts, Map<FactRef, String> quotes, MappedCase mapped) {

  Location of(FactRef fact) {
    return facts.getOrDefault(fact, Location.of(input));
  }

  Issue issue(MappingNote note) {
    return note.at(of(note.subject()));
  }

  Issue issue(VersionNote note) {
    return note.at(mapped.origin(note.entry()).map(this::of).orElse(Location.of(input)));
  }

  /**
   * The validator's words at the fact's place; the path still says which element of the Bundle is
   * meant.
   */
  Issue issue(ValidationFinding finding) {
    Issue issue = finding.toIssue(input);
    Location inBundle = issue.location();
    Location place =
        finding
            .place()
            .entry()
            .flatMap(entry -> mapped.origin(entry.index()))
            .map(this::of)
            .orElse(Location.of(input));
    Location both = new Location(place.source(), place.line(), place.column(), inBundle.path());
    return new Issue(issue.severity(), issue.code(), issue.message(), both, issue.solution());
  }

  /** The same, with the words that the fact was read from. */
  ReportItem finding(ValidationFinding finding) {
    String quote =
        finding
            .place()
            .entry()
            .flatMap(entry -> mapped.origin(entry.index()))
            .map(fact -> quotes.getOrDefault(fact, ""))
            .orElse("");
    return new ReportItem(issue(finding), finding.noise(), quote, ReportItem.Speaker.LOCAL);
  }

  /** Where in an article each fact of its case stands: at its first evidence. */
  static Map<FactRef, Location> inArticle(ExtractedCase found) {
    LineIndex lines = new LineIndex(found.document());
    Map<FactRef, Location> places = new HashMap<>();
    firstEvidence(found.report())
        .forEach((fact, quote) -> places.put(fact, lines.at(quote.span().orElseThrow().start())));
    return places;
  }

  /** The words of the article that each fact was read from: its first evidence. */
  static Map<FactRef, String> quotes(CaseReport report) {
    Map<FactRef, String> quotes = new HashMap<>();
    firstEvidence(report).forEach((fact, quote) -> quotes.put(fact, quote.quote()));
    return quotes;
  }

  private static Map<FactRef, Evidence> firstEvidence(CaseReport report) {
    Map<FactRef, Evidence> first = new HashMap<>();
    put(first, FactRef.SUBJECT, report.subject().evidence());
    for (Visit visit : report.visits()) {
      put(first, FactRef.ofVisit(visit), visit.evidence());
    }
    for (Fact fact : report.facts()) {
      put(first, FactRef.of(fact), fact.circumstances().evidence());
    }
    return first;
  }

  private static void put(Map<FactRef, Evidence> first, FactRef ref, List<Evidence> evidence) {
    evidence.stream()
        .filter(quote -> quote.span().isPresent())
        .findFirst()
        .ifPresent(found -> first.put(ref, found));
  }
}
