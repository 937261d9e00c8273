package org.case2fhir.reading;

import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Measurement.Interpretation;

/**
 * Joins diagnoses to the findings that the text says they rest on: "with these results … was
 * diagnosed", "there was no …, therefore the diagnosis could not be …". Phrases are {@link
 * CuePhrases} in {@code support-cues.tsv}, whose reach is {@code results} of the sentences before
 * or the {@code clause} before.
 */
final class DiagnosticSupport {
  private static final CuePhrases CUES = CuePhrases.builtIn("support-cues.tsv");

  private DiagnosticSupport() {}

  /** Links the drafts. */
  static void link(FactBuilder facts) {
    for (FactDraft diagnosis : facts.drafts()) {
      if (diagnosis.kind == FactKind.DIAGNOSIS) {
        link(facts, diagnosis);
      }
    }
  }

  private static void link(FactBuilder facts, FactDraft diagnosis) {
    Graph graph = facts.graph();
    for (CuePhrases.Found cue : CUES.find(graph, graph.sentenceOf(diagnosis.head))) {
      boolean results = cue.phrase().reach().equals("results");
      for (FactDraft draft : facts.drafts()) {
        boolean same = draft.head.sentence == diagnosis.head.sentence;
        boolean reason =
            results
                ? draft.head.sentence < diagnosis.head.sentence && isConclusive(draft, diagnosis)
                : same && draft.kind == FactKind.FINDING && draft.head.end <= diagnosis.head.first;
        if (reason) {
          draft.supports.add(diagnosis);
        }
      }
    }
  }

  private static boolean isConclusive(FactDraft draft, FactDraft diagnosis) {
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
