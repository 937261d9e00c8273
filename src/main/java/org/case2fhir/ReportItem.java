package org.case2fhir;

import org.case2fhir.issue.Issue;

/**
 * One thing that a report says about an input.
 *
 * @param issue what, where and what to do; the path of its location is the element as FHIRPath, its
 *     line that of the input
 * @param noise whether it only says that a code could not be looked up
 * @param quote the words of the article that the element came from; empty where unknown
 * @param speaker who says so
 */
public record ReportItem(Issue issue, boolean noise, String quote, Speaker speaker) {

  /** Who found something. */
  public enum Speaker {
    /** This program. */
    LOCAL,
    /** Only the FHIR server that was asked. */
    SERVER,
    /** This program, and the server about the same element. */
    BOTH
  }

  /** Something that this program says, and that is not noise. */
  public static ReportItem of(Issue issue) {
    return new ReportItem(issue, false, "", Speaker.LOCAL);
  }

  /** The same, said by another. */
  public ReportItem by(Speaker other) {
    return new ReportItem(issue, noise, quote, other);
  }
}
