package org.case2fhir.extraction.patient;

import java.util.Optional;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Span;

/**
 * Quotes a document exactly, at the places of what was understood.
 *
 * @param document whose text is quoted
 * @param lines of the document
 */
public record Quotes(SourceDocument document, Lines lines) {
  private static final int LONGEST = 300;

  public Quotes(SourceDocument document) {
    this(document, new Lines(document));
  }

  /** The words of a stretch of a passage, with their place in the document. */
  public Evidence of(PatientSentence sentence, Span span) {
    Span original = sentence.original(span);
    return new Evidence(
        document.text().substring(original.start(), original.end()), Optional.of(original));
  }

  /** Whether a stretch is short enough to be quoted whole. */
  public boolean fits(PatientSentence sentence, Span span) {
    return sentence.original(span).length() <= LONGEST;
  }
}
