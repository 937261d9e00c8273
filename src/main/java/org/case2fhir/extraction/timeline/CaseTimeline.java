package org.case2fhir.extraction.timeline;

import java.util.List;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.model.Visit;

/**
 * A case in time.
 *
 * @param visits in the order of the text
 * @param sentences all sentences of the patient
 * @param issues where the text leaves open when something was
 */
public record CaseTimeline(List<Visit> visits, List<TimedSentence> sentences, List<Issue> issues) {
  public CaseTimeline {
    visits = List.copyOf(visits);
    sentences = List.copyOf(sentences);
    issues = List.copyOf(issues);
  }
}
