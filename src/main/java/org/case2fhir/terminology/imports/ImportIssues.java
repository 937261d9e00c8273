package org.case2fhir.terminology.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    int count = counts.merge(issue.code(), 1, Integer::sum);
    severities.putIfAbsent(issue.code(), issue.severity());
    if (count <= mostOfAKind) {
      issues.add(issue);
    }
  }

  void warn(String code, String message, String file, int line, String solution) {
    add(Issue.warning(code, message, new Location(file, line, 0, ""), solution));
  }

  /** Says something about the release as a whole. */
  void note(String code, String message) {
    add(Issue.information(code, message, Location.of(source), ""));
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
