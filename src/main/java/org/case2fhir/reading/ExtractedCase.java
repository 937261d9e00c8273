package org.case2fhir.reading;

import java.util.List;
import java.util.stream.Collectors;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;

/** A case that was extracted from a document, with how it was read. */
public final class ExtractedCase {
  private final SourceDocument document;
  private final int patient;
  private final Graph graph;
  private final List<FactDraft> drafts;
  private final CaseReport report;
  private final List<Issue> issues;

  ExtractedCase(
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

  /** How each fact came about, and the mentions in no fact. For people; the format may change. */
  public String explanation() {
    return Explanation.of(this);
  }

  /** What was understood of the text. */
  Graph graph() {
    return graph;
  }

  /** How the facts came about, in the order of the report's facts. */
  List<FactDraft> drafts() {
    return drafts;
  }

  /**
   * Says how each fact of a case came about: the mention that it is about with the model or rule
   * that found it, what other rules said of it, and the mentions that became its parts. For people;
   * the format may change.
   */
  private static final class Explanation {
    private final Graph graph;
    private final StringBuilder out = new StringBuilder();

    private Explanation(Graph graph) {
      this.graph = graph;
    }

    /** The facts of a case in their order, then the mentions that became none. */
    static String of(ExtractedCase read) {
      Explanation explanation = new Explanation(read.graph());
      List<Fact> facts = read.report().facts();
      for (int i = 0; i < facts.size(); i++) {
        explanation.add(facts.get(i), read.drafts().get(i));
      }
      List<Graph.Node> parts =
          read.drafts().stream().flatMap(draft -> draft.parts.stream()).toList();
      explanation.out.append("mentions in no fact:\n");
      read.graph()
          .nodes()
          .filter(node -> !parts.contains(node))
          .forEach(node -> explanation.line("  ", node));
      return explanation.out.toString();
    }

    private void add(Fact fact, FactDraft draft) {
      FactRef ref = FactRef.of(fact);
      out.append(ref.kind()).append(' ').append(ref.id()).append('\n');
      out.append("  rule ").append(draft.rule);
      out.append(", confidence ").append(Math.round(draft.confidence * 100) / 100.0).append('\n');
      for (Graph.Node part : draft.parts) {
        line("  ", part);
      }
    }

    private void line(String indent, Graph.Node node) {
      out.append(indent)
          .append(Excerpt.of(graph.words(node)))
          .append(' ')
          .append(node.type.label())
          .append(" by ")
          .append(node.origin);
      node.trail.forEach(rule -> out.append(", ").append(rule));
      for (Property property : Property.values()) {
        node.proposal(property)
            .ifPresent(
                proposal ->
                    out.append("; ")
                        .append(proposal.value())
                        .append(" by ")
                        .append(proposal.rule())
                        .append(
                            proposal.end() > proposal.first()
                                ? " (" + graph.words(proposal.first(), proposal.end()) + ")"
                                : ""));
      }
      String joined =
          node.edges.stream()
              .filter(edge -> edge.head() == node)
              .map(
                  edge ->
                      edge.relation()
                          + " "
                          + Excerpt.of(graph.words(edge.detail()))
                          + " by "
                          + edge.origin())
              .collect(Collectors.joining("; "));
      out.append(joined.isEmpty() ? "" : "; " + joined).append('\n');
    }
  }
}
