package org.case2fhir.extraction.context;

import org.case2fhir.mention.Mention;

/**
 * One mention says something about another.
 *
 * @param kind what it says
 * @param head the finding, disorder, test, drug or procedure
 * @param detail what is said of it: its value, dose, site …
 */
public record Relation(Kind kind, Mention head, Mention detail) {
  /** What a detail is to its head. */
  public enum Kind {
    VALUE,
    /** The range in which the test's value is normal: "(normal range, 0–15 ng/mL)". */
    REFERENCE,
    DOSE,
    FREQUENCY,
    ROUTE,
    SITE,
    SEVERITY,
    DESCRIPTION,
    SIZE,
    DURATION,
    DATE,
    /** A second name of the same thing: an abbreviation in brackets. */
    SAME
  }
}
