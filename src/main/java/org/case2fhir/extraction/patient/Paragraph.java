package org.case2fhir.extraction.patient;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.model.Span;

/**
 * A paragraph of a document.
 *
 * @param heading of its section, if it is the first there
 */
record Paragraph(SectionKind kind, Optional<String> heading, Passage passage) {

  static List<Paragraph> of(SourceDocument document, Section section) {
    List<List<Span>> all = section.paragraphs();
    return IntStream.range(0, all.size())
        .mapToObj(
            i ->
                new Paragraph(
                    section.kind(),
                    i == 0 ? section.heading() : Optional.empty(),
                    Passage.of(document, all.get(i))))
        .filter(paragraph -> !paragraph.passage().text().isBlank())
        .toList();
  }
}
