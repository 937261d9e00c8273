package org.case2fhir.extraction;

import java.util.List;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.facts.CaseFacts;
import org.case2fhir.extraction.patient.PatientText;
import org.case2fhir.model.CaseReport;

/**
 * A case that was read from a document, with what it was read from.
 *
 * @param text the sentences that tell of the patient
 * @param facts how they became facts
 * @param report the case
 * @param issues what was uncertain
 */
public record ExtractedCase(
    SourceDocument document,
    PatientText text,
    CaseFacts facts,
    CaseReport report,
    List<Issue> issues) {
  public ExtractedCase {
    issues = List.copyOf(issues);
  }
}
