package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.regex.Pattern;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Interpretation;

/**
 * Joins diagnoses to the findings that the text says they rest on: "with these results … was
 * diagnosed", "there was no …, therefore the diagnosis could not be …".
 */
final class SupportReader {
  private static final Pattern RESTS_ON_RESULTS =
      Pattern.compile(
          "\\b(?:with|based on|on the basis of|given|considering|from|in view of|according to)"
              + "(?: all)?(?: of)? (?:these|this|the above|those)(?: [\\p{L}-]{2,20}){0,3}"
              + " ?(?:results?|findings?|data|features?)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern THEREFORE =
      Pattern.compile(
          "\\b(?:therefore|thus|hence|consequently|so that)\\b", Pattern.CASE_INSENSITIVE);

  private SupportReader() {}

  static void link(List<Draft> drafts, CaseTimeline timeline) {
    for (Draft diagnosis : drafts) {
      if (diagnosis.kind == FactKind.DIAGNOSIS) {
        String sentence = diagnosis.sentence().text();
        if (RESTS_ON_RESULTS.matcher(sentence).find()) {
          drafts.stream()
              .filter(draft -> isResultBefore(draft, diagnosis))
              .forEach(draft -> draft.supports.add(diagnosis));
        }
        if (THEREFORE.matcher(sentence).find()) {
          drafts.stream()
              .filter(draft -> isReasonIn(draft, diagnosis))
              .forEach(draft -> draft.supports.add(diagnosis));
        }
      }
    }
  }

  private static boolean isResultBefore(Draft draft, Draft diagnosis) {
    boolean visit = draft.visit.equals(diagnosis.visit) || isPositive(draft);
    boolean before = draft.place.index() < diagnosis.place.index() && visit;
    return before && draft.assertion == Assertion.PRESENT && isTelling(draft);
  }

  // A test that was positive at an earlier visit still speaks for the disease.
  private static boolean isPositive(Draft draft) {
    return draft.kind == FactKind.MEASUREMENT
        && draft.interpretation.filter(Interpretation.POSITIVE::equals).isPresent();
  }

  private static boolean isTelling(Draft draft) {
    if (draft.kind == FactKind.MEASUREMENT) {
      return draft
          .interpretation
          .filter(i -> i != Interpretation.NORMAL && i != Interpretation.NEGATIVE)
          .isPresent();
    }
    return draft.kind == FactKind.FINDING
        && (draft.findingCategory == FindingCategory.IMAGING
            || draft.findingCategory == FindingCategory.PATHOLOGY
            || draft.findingCategory == FindingCategory.LABORATORY);
  }

  private static boolean isReasonIn(Draft draft, Draft diagnosis) {
    return draft.kind == FactKind.FINDING
        && draft.place.index() == diagnosis.place.index()
        && draft.head.span().end() <= diagnosis.head.span().start();
  }
}
