package org.case2fhir;

import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.FhirClient.RequestCount;
import org.case2fhir.export.EntryResult;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;

/**
 * What became of one Bundle that was to be written to a server, or would become of it.
 *
 * @param input its name
 * @param mode in which requests it is sent; absent if none can work
 * @param traffic requests that were sent for it, or would be if nothing goes wrong
 * @param sent whether it was; not in a dry run
 * @param entries one for each entry that could be read, in the order of the Bundle
 */
public record Export(
    String input,
    Optional<ExportMode> mode,
    RequestCount traffic,
    boolean sent,
    List<EntryResult> entries,
    List<Issue> issues) {
  public Export {
    entries = List.copyOf(entries);
    issues = List.copyOf(issues);
  }

  static Export failed(String input, List<Issue> issues) {
    return new Export(input, Optional.empty(), new RequestCount(0, 0), false, List.of(), issues);
  }

  /** How often the server was spoken to, with the repeats; in a dry run how often it would be. */
  public int requests() {
    return traffic.requests();
  }

  /** How many of the requests were sent again, because the server was busy or did not answer. */
  public int repeats() {
    return traffic.repeats();
  }

  /** Whether any issue is this bad or worse. */
  public boolean hasIssues(Severity threshold) {
    return issues.stream().anyMatch(issue -> issue.severity().atLeast(threshold));
  }
}
