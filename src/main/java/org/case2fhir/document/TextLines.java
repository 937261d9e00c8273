package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.model.Span;

/**
 * Lays out plain text and Markdown: blank lines divide paragraphs, and so does a line end where the
 * next word would have had room and the sentence was over.
 */
final class TextLines {
  private static final int HEADING = 120;

  private final String text;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Span> lines = new ArrayList<>();

  private TextLines(String text) {
    this.text = text;
  }

  /** The blocks of a text, in its order. */
  static List<Block> of(String text) {
    return new TextLines(text).blocks();
  }

  private List<Block> blocks() {
    int start = 0;
    while (start < text.length()) {
      int end = lineEnd(start);
      line(start, end);
      start = end + 1;
      if (end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n') {
        start++;
      }
    }
    paragraph();
    return blocks;
  }

  private int lineEnd(int start) {
    int i = start;
    while (i < text.length() && "\n\r\f\u0085\u2028\u2029".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private void line(int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    if (start == end) {
      paragraph();
    } else {
      content(start, end);
    }
  }

  private void content(int start, int end) {
    Span line = new Span(start, end);
    char first = text.charAt(start);
    int level = MarkdownLine.headingLevel(text, line);
    if (level > 0) {
      paragraph();
      heading(level, MarkdownLine.headingText(text, line));
    } else if (MarkdownLine.isRule(text, line)) {
      rule(first == '=' ? 1 : 2);
    } else if (MarkdownLine.isRow(text, line)) {
      paragraph();
      MarkdownLine.row(text, line).ifPresent(blocks::add);
    } else if (MarkdownLine.isImage(text, line)) {
      paragraph();
      blocks.add(Block.of(BlockKind.FURNITURE, line));
    } else {
      prose(line);
    }
  }

  /** A line under a single line makes it a heading; else it only divides. */
  private void rule(int level) {
    if (lines.size() == 1 && lines.get(0).length() <= HEADING) {
      heading(level, lines.get(0));
      lines.clear();
    } else {
      paragraph();
    }
  }

  private void heading(int level, Span span) {
    if (span.length() > 0) {
      blocks.add(Block.heading(level, span));
    }
  }

  private void prose(Span line) {
    int item = MarkdownLine.itemStart(text, line);
    boolean known = line.length() <= HEADING && Headings.kind(textOf(line)).isPresent();
    if (item > 0 || known) {
      paragraph();
    }
    Span rest = item > 0 && item < line.end() ? new Span(item, line.end()) : line;
    if (known) {
      blocks.add(Block.heading(MarkdownLine.numberLevel(textOf(line)), rest));
    } else {
      lines.add(rest);
    }
  }

  private void paragraph() {
    if (lines.isEmpty()) {
      return;
    }
    boolean alone = lines.size() == 1;
    if (alone && MarkdownLine.looksLikeHeading(textOf(lines.get(0)))) {
      blocks.add(Block.heading(MarkdownLine.numberLevel(textOf(lines.get(0))), lines.get(0)));
    } else {
      blocks.addAll(new LineBreaks(text, lines).paragraphs());
    }
    lines.clear();
  }

  private String textOf(Span span) {
    return text.substring(span.start(), span.end());
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff' || c == '\u200b';
  }
}
