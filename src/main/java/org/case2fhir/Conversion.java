package org.case2fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.fhir.BundleEncoder;
import org.case2fhir.fhir.BundleEncoder.ResourceLine;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.FactRef;
import org.case2fhir.reading.ExtractedCase;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Bundle;

/**
 * What became of one input.
 *
 * @param input name of the input
 * @param report the case; absent when the input is not a case
 * @param bundle what it was mapped to, in R4; absent when the input is not a case, or has errors
 *     and the options refuse such
 * @param versioned the same in the version of FHIR that the options name
 * @param encoded the Bundle as text, in the format that the options name; or the case file or
 *     phenopacket that the case became instead
 * @param resources number of resources by type, in the order of the Bundle; or of what else was
 *     written
 * @param uncoded words of the case that have no code, each once, in order
 * @param issues everything there is to say, in the order of the input
 * @param findings what the validation of the Bundle found, noise included; in {@code issues} it is
 *     folded
 * @param origins the part of the case that each resource was made from, by its fullUrl
 * @param locations where in the input each part of the case stands; of a case file with its JSON
 *     Pointer
 * @param extracted how an article was read; absent when the input is none
 */
public record Conversion(
    String input,
    Optional<CaseReport> report,
    Optional<Bundle> bundle,
    Optional<IBaseBundle> versioned,
    Optional<String> encoded,
    Map<String, Integer> resources,
    List<String> uncoded,
    List<Issue> issues,
    List<ReportItem> findings,
    Map<String, FactRef> origins,
    Map<FactRef, Location> locations,
    Optional<ExtractedCase> extracted) {
  /** Code of the issues that name words which stayed without a code. */
  public static final String NOT_CODED = "not-coded";

  /** Code of the issue that says that an input holds something else than a case. */
  public static final String NOT_A_CASE = "wrong-kind";

  /** An input of which nothing could be had. */
  public static Conversion failed(String input, List<Issue> issues) {
    return new Conversion(
        input,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        List.of(),
        issues,
        List.of(),
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  /**
   * All conversions of one input; the first says so where of none of its patients anything is
   * known, and nobody has said that.
   */
  public static List<Conversion> saidIfEmpty(List<Conversion> conversions) {
    if (!conversions.stream().allMatch(Conversion::isEmpty)) {
      return conversions;
    }
    List<Conversion> said = new ArrayList<>(conversions);
    said.set(0, said.get(0).with(Extraction.noFact(said.get(0).input())));
    return said;
  }

  private boolean isEmpty() {
    return report.filter(known -> known.facts().isEmpty()).isPresent()
        && !hasIssues(Severity.ERROR);
  }

  /** The same, but a file that holds no case is not an error: nobody said that it did. */
  public Conversion ofFoundFile() {
    List<Issue> milder =
        issues.stream()
            .map(issue -> issue.code().equals(NOT_A_CASE) ? issue.as(Severity.INFORMATION) : issue)
            .toList();
    return withIssues(milder);
  }

  /** The same with one more issue. */
  public Conversion with(Issue issue) {
    List<Issue> all = new ArrayList<>(issues);
    all.add(issue);
    return withIssues(all);
  }

  private Conversion withIssues(List<Issue> others) {
    return new Conversion(
        input, report, bundle, versioned, encoded, resources, uncoded, others, findings, origins,
        locations, extracted);
  }

  /** The resources of the Bundle as lines of NDJSON; none if there is no Bundle. */
  public List<ResourceLine> lines() {
    return versioned.map(BundleEncoder::lines).orElse(List.of());
  }

  /** The name of the case, by which its resources get their identifiers. */
  public Optional<String> caseId() {
    return report.map(CaseReport::id);
  }

  /** Whether any issue is this bad or worse. */
  public boolean hasIssues(Severity threshold) {
    return issues.stream().anyMatch(issue -> issue.severity().atLeast(threshold));
  }
}
