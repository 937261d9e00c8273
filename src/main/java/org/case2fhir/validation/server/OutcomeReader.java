package org.case2fhir.validation.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Severity;
import org.case2fhir.exchange.ServerWords;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.StringType;

/**
 * Turns a server's OperationOutcome into issues of a file.
 *
 * @param source name of the file
 * @param root path of the validated resource in the file; empty where it is the whole of it
 */
record OutcomeReader(String source, String root) {
  private static final String LINE =
      "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
  private static final String COLUMN =
      "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

  /** Issues in the server's order; that all is well is none. */
  List<Issue> read(OperationOutcome outcome) {
    List<Issue> issues = new ArrayList<>();
    for (OperationOutcomeIssueComponent issue : outcome.getIssue()) {
      if (!isAllWell(issue)) {
        issues.add(read(issue));
      }
    }
    return issues;
  }

  private static boolean isAllWell(OperationOutcomeIssueComponent issue) {
    Severity severity = severity(issue);
    String words = words(issue).toLowerCase(Locale.ROOT);
    boolean good = words.isEmpty() || words.contains("no issues") || words.contains("all ok");
    return severity == Severity.INFORMATION && good;
  }

  private Issue read(OperationOutcomeIssueComponent issue) {
    String code = issue.hasCode() ? "server-" + issue.getCode().toCode() : "server-unnamed";
    String words = words(issue);
    return new Issue(
        severity(issue), code, words.isEmpty() ? "no reason given" : words, place(issue), "");
  }

  private Location place(OperationOutcomeIssueComponent issue) {
    List<StringType> paths = issue.hasExpression() ? issue.getExpression() : issue.getLocation();
    String path =
        paths.stream()
            .map(StringType::getValue)
            .filter(value -> value != null && value.matches("[A-Z][A-Za-z]+\\b.*"))
            .map(ServerWords::clean)
            .findFirst()
            .orElse("");
    if (root.isEmpty()) {
      return new Location(source, number(issue, LINE), number(issue, COLUMN), path);
    }
    // The path starts at the resource that was sent, whose lines are not those of the file.
    int dot = path.indexOf('.');
    return new Location(source, 0, 0, dot < 0 ? root : root + path.substring(dot));
  }

  private static int number(OperationOutcomeIssueComponent issue, String url) {
    for (Extension extension : issue.getExtensionsByUrl(url)) {
      if (extension.getValue() instanceof IntegerType number && number.getValue() != null) {
        return Math.max(number.getValue(), 0);
      }
    }
    return 0;
  }

  private static Severity severity(OperationOutcomeIssueComponent issue) {
    if (!issue.hasSeverity()) {
      return Severity.ERROR;
    }
    return switch (issue.getSeverity()) {
      case FATAL, ERROR, NULL -> Severity.ERROR;
      case WARNING -> Severity.WARNING;
      case INFORMATION -> Severity.INFORMATION;
    };
  }

  private static String words(OperationOutcomeIssueComponent issue) {
    String words = issue.hasDiagnostics() ? issue.getDiagnostics() : issue.getDetails().getText();
    return words == null ? "" : ServerWords.clean(words);
  }
}
