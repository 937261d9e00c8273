package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.model.Span;

/**
 * Writes the text of a packed format, block by block: white space single within a block, blocks
 * divided by an empty line, the cells of a row by a bar.
 */
final class LayoutWriter {
  /** The raised digits from 0. */
  static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private static final int MAX_CHARACTERS = 12_000_000;

  private final StringBuilder text = new StringBuilder();
  private final List<Block> blocks = new ArrayList<>();

  boolean isFull() {
    return text.length() > MAX_CHARACTERS;
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** Adds a block; nothing where there are no words. */
  void add(BlockKind kind, int level, Optional<SectionKind> section, CharSequence words) {
    if (isFull()) {
      return;
    }
    int start = text.length();
    if (write(words)) {
      Span span = new Span(start, text.length());
      blocks.add(new Block(kind, level, section, List.of(span)));
      text.append("\n\n");
    }
  }

  /** Adds a row of a table; a row of one cell is text. */
  void row(List<String> cells, Optional<SectionKind> section) {
    if (cells.size() < 2) {
      cells.forEach(cell -> add(BlockKind.TEXT, 0, section, cell));
      return;
    }
    List<Span> spans = new ArrayList<>();
    for (String cell : cells) {
      int start = text.length();
      if (!isFull() && write(cell)) {
        spans.add(new Span(start, text.length()));
        text.append(" | ");
      }
    }
    if (!spans.isEmpty()) {
      text.setLength(text.length() - 3);
      text.append('\n');
      blocks.add(Block.of(BlockKind.ROW, spans));
    }
  }

  Layout layout(CitationBuilder citation) {
    return new Layout(text.toString(), blocks, citation);
  }

  private boolean write(CharSequence words) {
    int start = text.length();
    boolean space = false;
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0) {
        space = text.length() > start;
      } else {
        if (space) {
          text.append(' ');
          space = false;
        }
        text.append(c);
      }
    }
    return text.length() > start;
  }
}
