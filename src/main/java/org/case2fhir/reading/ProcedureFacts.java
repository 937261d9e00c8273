package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.document.SectionKind;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.InterventionStatus;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Operations, therapies and studies that were made: procedures with site and status; studies by an
 * image or a recording are reports.
 */
final class ProcedureFacts {
  private final FactBuilder facts;
  private final Graph graph;
  private final BodySites sites;
  private final Set<String> generic;
  private final GenericTerms terms = GenericTerms.builtIn();

  private ProcedureFacts(FactBuilder facts, Vocabulary vocabulary) {
    this.facts = facts;
    this.graph = facts.graph();
    this.sites = new BodySites(graph, vocabulary);
    this.generic = RuleTable.builtIn("treatment-terms.tsv").rows().stream()
        .filter(row -> row.get("kind").equals("generic"))
        .map(row -> row.get("word"))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary) {
    ProcedureFacts procedures = new ProcedureFacts(facts, vocabulary);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      if (sentence.section() != SectionKind.FIGURE_LEGEND) {
        for (Graph.Node node :
            sentence
                .nodes(MentionType.THERAPEUTIC_PROCEDURE, MentionType.DIAGNOSTIC_PROCEDURE)
                .toList()) {
          procedures.read(sentence, node);
        }
      }
    }
  }

  private void read(Graph.Sentence sentence, Graph.Node node) {
    if (!node.has(Property.Value.PATIENT)
        || node.has(Property.Value.HYPOTHETICAL)
        || facts.about(node).isPresent()
        || node.heads(Graph.Relation.SAME).findAny().isPresent()
        || isGeneric(node)) {
      return;
    }
    Optional<StudyKind> study = StudyKind.of(graph, node);
    boolean diagnostic = node.type == MentionType.DIAGNOSTIC_PROCEDURE;
    if (diagnostic && !isDone(study)) {
      return;
    }
    ConceptCoder.Coded coded =
        facts.coder().code(List.of(graph.words(node)), List.of(Domain.PROCEDURE), sentence);
    boolean named =
        coded.concept().isCoded()
            || terms.isProcedureName(graph.words(node))
            || node.length() > 1 && !node.has(Property.Value.UNSTATED);
    if (!named || terms.isDiseaseName(graph.words(node))) {
      return;
    }
    FactDraft draft = facts.draft(FactKind.PROCEDURE, coded.concept(), node, "procedure");
    draft.interventionStatus = status(node);
    draft.sites.addAll(sites.of(node, coded));
  }

  // What is cut, looked into or taken out is done to the patient; an image is a study only.
  private static boolean isDone(Optional<StudyKind> study) {
    return study
        .filter(
            kind ->
                kind.category() == FindingCategory.PROCEDURE
                    && kind.report() == org.case2fhir.model.ReportCategory.OTHER)
        .isPresent();
  }

  private static InterventionStatus status(Graph.Node node) {
    if (node.has(Property.Value.ABSENT)
        || node.has(Property.Value.REFUTED)
        || node.has(Property.Value.NOT_DONE)) {
      return InterventionStatus.NOT_DONE;
    }
    return node.has(Property.Value.PLANNED)
        ? InterventionStatus.PREPARATION
        : InterventionStatus.COMPLETED;
  }

  private boolean isGeneric(Graph.Node node) {
    for (int i = node.first; i < node.end; i++) {
      Graph.Token token = graph.token(i);
      if (token.isWord() && !generic.contains(token.lower())) {
        return false;
      }
    }
    return true;
  }
}
