package org.case2fhir.document;

import java.util.ArrayList;
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
  /** Thirty times what is read of an account, so that one may stand behind much else. */
  static final int MOST_CHARACTERS = 3_000_000;

  /** Ten times what a book has. */
  static final int MOST_BLOCKS = 50_000;

  private static final Note CUT =
      new Note(
          "cut-document",
          "only its first "
              + MOST_CHARACTERS
              + " characters, and "
              + MOST_BLOCKS
              + " paragraphs, headings and rows, are read",
          "give one case report at a time");

  Layout {
    blocks = List.copyOf(blocks);
    notes = List.copyOf(notes);
  }

  Layout(String text, List<Block> blocks, CitationBuilder citation) {
    this(text, blocks, citation, List.of());
  }

  /** As much of it as is read, with a note where that is not all. */
  Layout bounded() {
    List<Block> read =
        blocks.stream()
            .filter(block -> block.start() < MOST_CHARACTERS)
            .limit(MOST_BLOCKS)
            .toList();
    List<Note> all = new ArrayList<>(notes);
    if (read.size() < blocks.size() && !all.contains(CUT)) {
      all.add(CUT);
    }
    return new Layout(text, read, citation, all);
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

  /**
   * Writes the text of a packed format, block by block: white space single within a block, blocks
   * divided by an empty line, the cells of a row by a bar.
   */
  static final class LayoutWriter {
    /** The raised digits from 0. */
    static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();

    /** Whether nothing more of the document is read. */
    boolean isFull() {
      return text.length() > MOST_CHARACTERS || blocks.size() > MOST_BLOCKS;
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

    /**
     * What was written.
     *
     * @param lost notes of what the format could not give
     */
    Layout layout(CitationBuilder citation, List<Note> lost) {
      List<Note> notes = new ArrayList<>(lost);
      if (isFull()) {
        notes.add(CUT);
      }
      return new Layout(text.toString(), blocks, citation, notes);
    }

    Layout layout(CitationBuilder citation) {
      return layout(citation, List.of());
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
}
