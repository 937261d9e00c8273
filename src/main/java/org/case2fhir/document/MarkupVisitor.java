package org.case2fhir.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.document.Layout.LayoutWriter;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** Walks through marked-up text, however deep it is nested, and writes its blocks. */
final class MarkupVisitor implements NodeFilter {
  private static final int CELL = 400;

  private final Markup markup;
  private final LayoutWriter out;
  private final StringBuilder line = new StringBuilder();
  private final List<String> cells = new ArrayList<>();
  private final Deque<SectionKind> sections = new ArrayDeque<>();
  private int legends;
  private int rows;
  private int superscript = -1;

  MarkupVisitor(Markup markup, LayoutWriter out) {
    this.markup = markup;
    this.out = out;
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (out.isFull()) {
      return FilterResult.STOP;
    }
    if (node instanceof TextNode text) {
      line.append(text.getWholeText());
    }
    return node instanceof Element element ? begin(element) : FilterResult.CONTINUE;
  }

  private FilterResult begin(Element element) {
    Markup.Role role = markup.role(element);
    if (role == Markup.Role.SKIP) {
      return FilterResult.SKIP_ENTIRELY;
    }
    switch (role) {
      case BLOCK, HEADING -> end(BlockKind.TEXT, 0);
      case LEGEND -> {
        end(BlockKind.TEXT, 0);
        legends++;
      }
      case ROW -> {
        end(BlockKind.TEXT, 0);
        rows++;
      }
      case CELL -> line.setLength(rows == 1 ? 0 : line.length());
      case BREAK -> line.append(' ');
      case SUPERSCRIPT -> superscript = line.length();
      case INLINE, SKIP -> {}
    }
    markup.section(element).ifPresent(sections::push);
    return FilterResult.CONTINUE;
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element) {
      close(element);
    }
    return FilterResult.CONTINUE;
  }

  private void close(Element element) {
    switch (markup.role(element)) {
      case BLOCK -> end(BlockKind.TEXT, 0);
      case HEADING -> end(BlockKind.HEADING, markup.level(element));
      case LEGEND -> {
        end(BlockKind.LEGEND, 0);
        legends--;
      }
      case CELL -> cell();
      case ROW -> row();
      case SUPERSCRIPT -> raise();
      case INLINE, SKIP, BREAK -> {}
    }
    if (markup.section(element).isPresent()) {
      sections.pop();
    }
  }

  /** Ends the block that is being written; within a cell it only divides words. */
  private void end(BlockKind kind, int level) {
    if (rows > 0) {
      line.append(' ');
      return;
    }
    BlockKind real = legends > 0 ? BlockKind.LEGEND : kind;
    Optional<SectionKind> section =
        real == BlockKind.LEGEND ? Optional.empty() : Optional.ofNullable(sections.peek());
    out.add(real, level, section, line);
    line.setLength(0);
  }

  private void cell() {
    if (rows == 1) {
      cells.add(line.toString());
      line.setLength(0);
    }
  }

  /** A row of a table that only arranges a page is text. */
  private void row() {
    rows--;
    if (rows > 0) {
      return;
    }
    boolean table = cells.stream().allMatch(cell -> cell.length() <= CELL);
    Optional<SectionKind> section = Optional.ofNullable(sections.peek());
    if (table) {
      out.row(cells, section);
    } else {
      cells.forEach(cell -> out.add(BlockKind.TEXT, 0, section, cell));
    }
    cells.clear();
    line.setLength(0);
  }

  /** "10" with a raised "9" must not become "109". */
  private void raise() {
    for (int i = Math.max(0, superscript); superscript >= 0 && i < line.length(); i++) {
      char c = line.charAt(i);
      if (c >= '0' && c <= '9') {
        line.setCharAt(i, LayoutWriter.SUPERSCRIPTS.charAt(c - '0'));
      } else if (c == '-' || c == '\u2212') {
        line.setCharAt(i, '\u207b');
      } else if (c == '+') {
        line.setCharAt(i, '\u207a');
      }
    }
    superscript = -1;
  }

  /** What the elements of a markup language mean for the layout. */
  interface Markup {
    /** What an element does to the text in it. */
    enum Role {
      /** Nothing: its words belong to the line that it stands in. */
      INLINE,
      /** It and all in it is not text to read. */
      SKIP,
      BLOCK,
      HEADING,
      LEGEND,
      ROW,
      CELL,
      /** It divides words. */
      BREAK,
      SUPERSCRIPT
    }

    Role role(Element element);

    /** Level of a heading. */
    int level(Element heading);

    /** What an element says that all in it is for. */
    Optional<SectionKind> section(Element element);
  }
}
