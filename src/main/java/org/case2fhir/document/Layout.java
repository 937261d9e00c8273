package org.case2fhir.document;

import java.util.List;

/**
 * A document as laid out, before anyone asks what its parts are for.
 *
 * @param text all of it
 * @param blocks in reading order
 * @param citation what the format itself tells of the publication
 * @param notes what was lost
 */
record Layout(String text, List<Block> blocks, CitationDraft citation, List<Note> notes) {
  Layout {
    blocks = List.copyOf(blocks);
    notes = List.copyOf(notes);
  }

  Layout(String text, List<Block> blocks, CitationDraft citation) {
    this(text, blocks, citation, List.of());
  }
}
