package org.case2fhir.reading;

import java.util.List;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.model.CaseReport;

/** A case that was read from a document, with how it was read. */
public final class ReadCase {
  private final SourceDocument document;
  private final int patient;
  private final Graph graph;
  private final List<FactDraft> drafts;
  private final CaseReport report;
  private final List<Issue> issues;

  ReadCase(
      int patient, Graph graph, List<FactDraft> drafts, CaseReport report, List<Issue> issues) {
    this.document = graph.document();
    this.patient = patient;
    this.graph = graph;
    this.drafts = List.copyOf(drafts);
    this.report = report;
    this.issues = List.copyOf(issues);
  }

  /** The document that it was read from. */
  public SourceDocument document() {
    return document;
  }

  /** Number of the patient in the document, from 1. */
  public int patient() {
    return patient;
  }

  /** The case. */
  public CaseReport report() {
    return report;
  }

  /** What was uncertain. */
  public List<Issue> issues() {
    return issues;
  }

  /** What was understood of the text. */
  Graph graph() {
    return graph;
  }

  /** How the facts came about, in the order of the report's facts. */
  List<FactDraft> drafts() {
    return drafts;
  }
}
