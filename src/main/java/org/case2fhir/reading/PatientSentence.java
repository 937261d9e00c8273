package org.case2fhir.reading;

import org.case2fhir.document.Passage;
import org.case2fhir.document.SectionKind;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;

/**
 * A sentence that is about the patient.
 *
 * @param section what the part of the document that it stands in is for
 * @param opensParagraph whether it is the first of its paragraph
 * @param passage the paragraph
 * @param sentence its place and tokens in the passage
 */
record PatientSentence(
    SectionKind section, boolean opensParagraph, Passage passage, Sentence sentence) {
  /** Its words. */
  String text() {
    return words(sentence.span());
  }

  /** Words of its passage. */
  String words(Span span) {
    return passage.text().substring(span.start(), span.end());
  }

  /** Where a stretch of the passage stands in the document. */
  Span original(Span span) {
    return passage.original(span.start(), span.end());
  }

  /** Whether it stands in the account of the case itself. */
  boolean inCase() {
    return section == SectionKind.CASE;
  }
}
