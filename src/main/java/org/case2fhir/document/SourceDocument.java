package org.case2fhir.document;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.SourceCitation;

/**
 * A document as it was read.
 *
 * @param id name of the input
 * @param text all of its text: of a text file exactly what it holds (after decoding, without a byte
 *     order mark), of a packed format (PDF, DOCX, HTML, JATS) the text taken from it. Every offset
 *     points into it. Reading the same bytes again gives the same text.
 * @param citation what the document states about its own publication
 * @param sections in the order of the document
 */
public record SourceDocument(
    String id, String text, Optional<SourceCitation> citation, List<Section> sections) {
  public SourceDocument {
    sections = List.copyOf(sections);
  }
}
