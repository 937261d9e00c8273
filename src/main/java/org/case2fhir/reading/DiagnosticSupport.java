package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Measurement.Interpretation;

/**
 * Joins diagnoses to the findings that the text says they rest on: "with these results … was
 * diagnosed", "there was no …, therefore the diagnosis could not be …". Phrases in {@code
 * support-cues.tsv}.
 */
final class DiagnosticSupport {
  private final List<Phrase> phrases = new ArrayList<>();

  /** A row; results are those of the sentences before, else what stands before in the sentence. */
  record Phrase(String id, TokenPattern pattern, boolean results, String matches, String differs) {}

  private DiagnosticSupport() {
    for (RuleTable.Row row : RuleTable.builtIn("support-cues.tsv").rows()) {
      phrases.add(
          new Phrase(
              row.get("id"),
              TokenPattern.of(row.get("cue")),
              row.get("rests-on").equals("results"),
              row.get("matches"),
              row.get("differs")));
    }
  }

  /** Links the drafts. */
  static void link(FactBuilder facts) {
    DiagnosticSupport support = new DiagnosticSupport();
    for (FactDraft diagnosis : facts.drafts()) {
      if (diagnosis.kind == FactKind.DIAGNOSIS) {
        support.link(facts, diagnosis);
      }
    }
  }

  private void link(FactBuilder facts, FactDraft diagnosis) {
    Graph graph = facts.graph();
    Graph.Sentence sentence = graph.sentenceOf(diagnosis.head);
    for (Phrase phrase : phrases) {
      if (!stands(graph, sentence, phrase)) {
        continue;
      }
      for (FactDraft draft : facts.drafts()) {
        boolean same = draft.head.sentence == diagnosis.head.sentence;
        boolean reason =
            phrase.results()
                ? draft.head.sentence < diagnosis.head.sentence && isTelling(draft, diagnosis)
                : same && draft.kind == FactKind.FINDING && draft.head.end <= diagnosis.head.first;
        if (reason) {
          draft.supports.add(diagnosis);
        }
      }
    }
  }

  private static boolean stands(Graph graph, Graph.Sentence sentence, Phrase phrase) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (phrase.pattern().end(graph, sentence, i) > i) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTelling(FactDraft draft, FactDraft diagnosis) {
    if (draft.assertion != Assertion.PRESENT) {
      return false;
    }
    boolean positive = draft.interpretation.filter(Interpretation.POSITIVE::equals).isPresent();
    boolean visit = draft.visit.equals(diagnosis.visit) || positive;
    if (draft.kind == FactKind.MEASUREMENT) {
      return visit
          && draft
              .interpretation
              .filter(i -> i != Interpretation.NORMAL && i != Interpretation.NEGATIVE)
              .isPresent();
    }
    return visit
        && draft.kind == FactKind.FINDING
        && (draft.findingCategory == FindingCategory.IMAGING
            || draft.findingCategory == FindingCategory.PATHOLOGY
            || draft.findingCategory == FindingCategory.LABORATORY);
  }
}
