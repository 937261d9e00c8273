package org.case2fhir;

import java.util.Map;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.fhir.MappedCase;
import org.case2fhir.fhir.MappingNote;
import org.case2fhir.model.FactRef;
import org.case2fhir.validation.ValidationFinding;

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
}
