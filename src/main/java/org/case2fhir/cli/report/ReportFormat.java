package org.case2fhir.cli.report;

/** Whom a report is for. */
public enum ReportFormat {
  /** People at a terminal. */
  TEXT,
  /** Tools: one JSON object a line. */
  JSON,
  /** FHIR clients: one OperationOutcome. */
  OUTCOME,
  /** People with a browser: one page without anything from outside. */
  HTML
}
