package org.case2fhir.cli;

import org.case2fhir.issue.Severity;
import picocli.CommandLine.Option;

/** How a command talks about its inputs, shared by all that read some. */
final class ReportingOptions {
  /** How issues are printed. */
  enum IssueFormat {
    TEXT,
    JSON
  }

  /** From which severity on an issue makes the command fail. */
  enum FailOn {
    ERROR(Severity.ERROR),
    WARNING(Severity.WARNING);

    final Severity severity;

    FailOn(Severity severity) {
      this.severity = severity;
    }
  }

  @Option(
      names = {"-q", "--quiet"},
      description = "Print errors only, and no summary.")
  private boolean quiet;

  @Option(
      names = "--issues",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Print issues as text or as one JSON object a line (default: text).")
  private IssueFormat issues;

  @Option(
      names = "--fail-on",
      paramLabel = "error|warning",
      defaultValue = "error",
      description = "Exit with 1 if there is such an issue or a worse one (default: error).")
  private FailOn failOn;

  boolean quiet() {
    return quiet;
  }

  IssueFormat issueFormat() {
    return issues;
  }

  Severity failOn() {
    return failOn.severity;
  }
}
