package org.case2fhir.document;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Span;

/**
 * A document as laid out, before anyone asks what its parts are for.
 *
 * @param text all of it
 * @param blocks in reading order
 * @param citation what the format itself states about the publication
 * @param notes what was lost
 */
record Layout(String text, List<Block> blocks, CitationBuilder citation, List<Note> notes) {
  Layout {
    blocks = List.copyOf(blocks);
    notes = List.copyOf(notes);
  }

  Layout(String text, List<Block> blocks, CitationBuilder citation) {
    this(text, blocks, citation, List.of());
  }

  /** A stretch of a text without the white space around it; absent where nothing else is there. */
  static Optional<Span> trim(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return start < end ? Optional.of(new Span(start, end)) : Optional.empty();
  }

  /**
   * One block of a document, as it is laid out.
   *
   * @param level of a heading, from 1 for the highest; 0 where the format does not say
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

  /** How a block is laid out. */
  enum BlockKind {
    HEADING,
    TEXT,
    /** The words under a figure or above a table. */
    LEGEND,
    /** One row of a table: a span for each cell, divided by a bar or a tab in the text. */
    ROW,
    /** Running heads, page numbers, navigation: nothing to read. */
    FURNITURE
  }

  /**
   * Something to tell about the reading of a document.
   *
   * @param code stable name, in kebab case
   * @param message one sentence without a final stop and without words of the input
   * @param solution what to do about it
   */
  record Note(String code, String message, String solution) {}
}
