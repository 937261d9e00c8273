package org.case2fhir.casefile.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Severity;

/**
 * Collects what there is to say about one file while it is read.
 *
 * <p>Only the first thousand issues are kept; the rest are counted in one more.
 */
public final class Problems {
  private static final int MOST = 1_000;

  private final String source;
  private final List<Issue> issues = new ArrayList<>();
  private int dropped;

  /**
   * @param source name of the file
   */
  public Problems(String source) {
    this.source = source;
  }

  public String source() {
    return source;
  }

  public void error(String code, Place place, String message, String solution) {
    add(Severity.ERROR, code, place, message, solution);
  }

  public void warning(String code, Place place, String message, String solution) {
    add(Severity.WARNING, code, place, message, solution);
  }

  public void information(String code, Place place, String message, String solution) {
    add(Severity.INFORMATION, code, place, message, solution);
  }

  /** Adds an issue of any severity. */
  public void add(Severity severity, String code, Place place, String message, String solution) {
    if (issues.size() < MOST) {
      issues.add(new Issue(severity, code, message, place.in(source), solution));
    } else {
      dropped++;
    }
  }

  /** All issues in the order of the input. */
  public List<Issue> issues() {
    List<Issue> sorted = new ArrayList<>(issues);
    sorted.sort(
        Comparator.comparingInt((Issue issue) -> issue.location().line())
            .thenComparingInt(issue -> issue.location().column()));
    if (dropped > 0) {
      String message = dropped + " more issues of this file are not listed";
      sorted.add(
          Issue.error("too-many-issues", message, Location.of(source), "solve the first ones"));
    }
    return List.copyOf(sorted);
  }
}
