package org.case2fhir.document;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Span;

/**
 * One block of a document, as it is laid out.
 *
 * @param level of a heading, from 1 for the highest; 0 where the format does not tell
 * @param section what the format says that it is for (JATS); absent where it says nothing
 * @param spans its stretches in the text, in reading order; never empty
 */
record Block(BlockKind kind, int level, Optional<SectionKind> section, List<Span> spans) {
  Block {
    spans = List.copyOf(spans);
  }

  static Block heading(int level, Span span) {
    return new Block(BlockKind.HEADING, level, Optional.empty(), List.of(span));
  }

  static Block of(BlockKind kind, Span span) {
    return new Block(kind, 0, Optional.empty(), List.of(span));
  }

  static Block of(BlockKind kind, List<Span> spans) {
    return new Block(kind, 0, Optional.empty(), spans);
  }

  /** The same, known to be for something. */
  Block in(SectionKind known) {
    return new Block(kind, level, Optional.of(known), spans);
  }

  int start() {
    return spans.get(0).start();
  }

  int end() {
    return spans.get(spans.size() - 1).end();
  }
}
