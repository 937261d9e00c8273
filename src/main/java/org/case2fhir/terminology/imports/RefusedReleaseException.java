package org.case2fhir.terminology.imports;

import java.io.IOException;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;

/** A release cannot be imported at all; its issue says why, in words for users. */
public final class RefusedReleaseException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Issue issue;

  RefusedReleaseException(Issue issue) {
    super(issue.message());
    this.issue = issue;
  }

  static RefusedReleaseException of(String file, int line, String message, String solution) {
    return new RefusedReleaseException(
        Issue.error("unreadable-release", message, new Location(file, line, 0, ""), solution));
  }

  /** What is wrong and what to do about it. */
  public Issue issue() {
    return issue;
  }
}
