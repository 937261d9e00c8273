package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.List;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;

/** A release cannot be imported at all; its issues say why, in words for users. */
public final class RefusedReleaseException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<Issue> issues;

  RefusedReleaseException(Issue issue) {
    this(List.of(issue));
  }

  /**
   * @param issues at least one
   */
  RefusedReleaseException(List<Issue> issues) {
    super(issues.get(0).message());
    this.issues = List.copyOf(issues);
  }

  static RefusedReleaseException of(String file, int line, String message, String solution) {
    return new RefusedReleaseException(
        Issue.error("unreadable-release", message, new Location(file, line, 0, ""), solution));
  }

  /** What is wrong and what to do about it; at least one. */
  public List<Issue> issues() {
    return issues;
  }

  /** The first of them. */
  public Issue issue() {
    return issues.get(0);
  }
}
