package org.case2fhir.terminology.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;

/**
 * Collects what is wrong with the rows of a release: the first few of each kind with their places,
 * the others as a number.
 */
public final class ImportIssues {
  private static final int MOST_OF_A_KIND = 5;

  private final String source;
  private final int mostOfAKind;
  private final List<Issue> issues = new ArrayList<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final Map<String, Severity> severities = new LinkedHashMap<>();

  /**
   * @param source name of the release
   */
  public ImportIssues(String source) {
    this(source, MOST_OF_A_KIND);
  }

  ImportIssues(String source, int mostOfAKind) {
    this.source = source;
    this.mostOfAKind = mostOfAKind;
  }

  void add(Issue issue) {
    add(issue.severity(), issue.code(), () -> issue);
  }

  /** Adds an issue, which is not made where enough of its kind are there: rows come in millions. */
  void add(Severity severity, String code, Supplier<Issue> issue) {
    severities.putIfAbsent(code, severity);
    if (counts.merge(code, 1, Integer::sum) <= mostOfAKind) {
      issues.add(issue.get());
    }
  }

  void warn(String code, String message, String file, int line, String solution) {
    add(Issue.warning(code, message, new Location(file, line, 0, ""), solution));
  }

  /** Says something about the release as a whole. */
  void note(String code, String message) {
    add(Issue.information(code, message, Location.of(source), ""));
  }

  /**
   * Ends the import if any row is wrong for certain.
   *
   * @throws RefusedReleaseException with all issues
   */
  void refuseErrors() throws RefusedReleaseException {
    if (severities.containsValue(Severity.ERROR)) {
      add(
          Issue.error(
              "nothing-installed",
              "the table has errors, and nothing is installed",
              Location.of(source),
              "correct these rows; case2fhir terminology check shows all of them"));
      throw new RefusedReleaseException(all());
    }
  }

  /** All of them; kinds of which there were many end with their number. */
  public List<Issue> all() {
    List<Issue> all = new ArrayList<>(issues);
    counts.forEach(
        (code, count) -> {
          if (count > mostOfAKind) {
            String message = (count - mostOfAKind) + " more such issues (" + code + ")";
            all.add(new Issue(severities.get(code), code, message, Location.of(source), ""));
          }
        });
    return all;
  }
}
