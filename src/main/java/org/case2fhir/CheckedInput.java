package org.case2fhir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.issue.Issue;
import org.case2fhir.validation.UncheckedFindings;

/**
 * An input with everything that was found in it.
 *
 * @param name of the input
 * @param resourceType of the resource in it or made of it; empty where there is none
 * @param findings all of them, in order
 * @param folded the issues that stand for all noise
 */
public record CheckedInput(
    String name, String resourceType, List<ReportItem> findings, List<Issue> folded) {
  public CheckedInput {
    findings = List.copyOf(findings);
    folded = List.copyOf(folded);
  }

  /** What people read: all findings but noise, and one issue for each kind of that. */
  public List<ReportItem> worthReading() {
    List<ReportItem> all = new ArrayList<>(findings.stream().filter(f -> !f.noise()).toList());
    folded.forEach(issue -> all.add(ReportItem.of(issue)));
    return all;
  }

  /** The same as issues. */
  public List<Issue> issues() {
    return worthReading().stream().map(ReportItem::issue).toList();
  }

  /** A conversion, with what else was said while its Bundle was written. */
  public static CheckedInput of(Conversion conversion) {
    Set<Issue> known =
        conversion.findings().stream().map(ReportItem::issue).collect(Collectors.toSet());
    List<Issue> folded = new ArrayList<>();
    Set<Issue> rest = new LinkedHashSet<>(conversion.issues());
    rest.removeAll(known);
    List<ReportItem> all = new ArrayList<>();
    for (Issue issue : rest) {
      if (UncheckedFindings.isFolded(issue)) {
        folded.add(issue);
      } else {
        all.add(ReportItem.of(issue));
      }
    }
    all.addAll(conversion.findings());
    String type = conversion.bundle().isPresent() ? "Bundle" : "";
    return new CheckedInput(conversion.input(), type, all, folded);
  }
}
