package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;

/**
 * Collects what there is to say about one file while it is read.
 *
 * <p>Only the first thousand issues of each severity are kept, so that what is worth knowing never
 * hides what was lost; the rest are counted in one more.
 */
final class IssueCollector {
  private static final int MOST = 1_000;

  private final String source;
  private final List<Issue> issues = new ArrayList<>();
  private final Map<Severity, Integer> counts = new EnumMap<>(Severity.class);

  /**
   * @param source name of the file
   */
  IssueCollector(String source) {
    this.source = source;
  }

  String source() {
    return source;
  }

  /** The beginning of the file. */
  Location start() {
    return new Location(source, 1, 1, "");
  }

  void error(String code, Location location, String message, String solution) {
    add(Severity.ERROR, code, location, message, solution);
  }

  void warning(String code, Location location, String message, String solution) {
    add(Severity.WARNING, code, location, message, solution);
  }

  void information(String code, Location location, String message, String solution) {
    add(Severity.INFORMATION, code, location, message, solution);
  }

  /** Adds an issue of any severity. */
  void add(Severity severity, String code, Location location, String message, String solution) {
    if (counts.merge(severity, 1, Integer::sum) <= MOST) {
      issues.add(new Issue(severity, code, message, location, solution));
    }
  }

  /** Whether no more errors are listed, so that it is vain to look for what to say of them. */
  boolean isFullOfErrors() {
    return counts.getOrDefault(Severity.ERROR, 0) >= MOST;
  }

  /** All issues in the order of the input. */
  List<Issue> list() {
    List<Issue> sorted = new ArrayList<>(issues);
    sorted.sort(
        Comparator.comparingInt((Issue issue) -> issue.location().line())
            .thenComparingInt(issue -> issue.location().column()));
    counts.forEach((severity, count) -> countRest(severity, count - MOST, sorted));
    return List.copyOf(sorted);
  }

  private void countRest(Severity severity, int rest, List<Issue> sorted) {
    if (rest > 0) {
      String message = rest + " more issues of this file (" + severity.word() + ") are not listed";
      Location file = Location.of(source);
      sorted.add(new Issue(severity, "too-many-issues", message, file, "solve the first ones"));
    }
  }
}
