package org.case2fhir.document;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Span;

/**
 * One part of a document.
 *
 * @param kind what it is for
 * @param heading its heading as printed; absent where it has none
 * @param paragraphs its text in reading order, without its heading and without what only interrupts
 *     it (figure legends, running heads, page numbers): each paragraph is the list of the stretches
 *     of the document's text that make it up
 */
public record Section(SectionKind kind, Optional<String> heading, List<List<Span>> paragraphs) {
  public Section {
    paragraphs = paragraphs.stream().map(List::copyOf).toList();
  }
}
