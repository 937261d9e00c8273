package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.issue.Issue;

/**
 * What there is to say about one file that claims to be FHIR.
 *
 * @param source name of the file
 * @param resourceType of the resource in it; empty when the file was refused
 * @param refusals why the file could not be validated at all; empty when it was
 * @param findings of the validator, in the order of the file
 */
public record FileReport(
    String source,
    Optional<String> resourceType,
    List<Issue> refusals,
    List<ValidationFinding> findings) {
  public FileReport {
    refusals = List.copyOf(refusals);
    findings = List.copyOf(findings);
  }

  static FileReport refused(String source, List<Issue> refusals) {
    return new FileReport(source, Optional.empty(), refusals, List.of());
  }

  /** All of it as issues, with the noise folded into one. */
  public List<Issue> issues() {
    List<Issue> issues = new ArrayList<>(refusals);
    issues.addAll(UncheckedFindings.fold(source, findings));
    return issues;
  }
}
