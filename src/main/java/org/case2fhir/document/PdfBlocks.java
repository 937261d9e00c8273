package org.case2fhir.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.document.Layout.Note;
import org.case2fhir.document.PdfColumns.PdfLine;
import org.case2fhir.document.PdfColumns.PdfLine.PdfWord;
import org.case2fhir.model.Span;

/** Makes paragraphs, headings and rows of the lines of a PDF. */
final class PdfBlocks {
  private static final int HEADING = 160;

  private final PdfRunningHeads heads;
  private final float body;
  private final float pitch;
  private final StringBuilder text = new StringBuilder();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private final List<PdfLine> paragraph = new ArrayList<>();

  private PdfBlocks(List<PdfLine> lines, float height) {
    this.heads = new PdfRunningHeads(lines, height);
    this.body = median(lines, true);
    this.pitch = median(lines, false);
  }

  static Layout of(List<PdfLine> lines, float height, CitationBuilder citation, List<Note> notes) {
    PdfBlocks writer = new PdfBlocks(lines, height);
    lines.forEach(writer::line);
    writer.end();
    return new Layout(writer.text.toString(), writer.blocks, citation, notes);
  }

  private static float median(List<PdfLine> lines, boolean size) {
    List<Float> values = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      PdfLine line = lines.get(i);
      float step = line.y() - lines.get(i - 1).y();
      if (size) {
        values.add(line.size());
      } else if (step > 1 && step < 4 * line.size()) {
        values.add(step);
      }
    }
    float[] sorted = new float[values.size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = values.get(i);
    }
    Arrays.sort(sorted);
    return sorted.length == 0 ? 12 : sorted[sorted.length / 2];
  }

  private void line(PdfLine line) {
    if (heads.isHead(line)) {
      Span span = write(line.text());
      text.append('\n');
      blocks.add(Block.of(BlockKind.TEXT, span).in(SectionKind.FRONT_MATTER));
      return;
    }
    List<List<PdfWord>> cells = line.cells();
    if (cells.size() > 2) {
      end();
      row(cells);
      return;
    }
    if (!paragraph.isEmpty() && begins(line)) {
      end();
    }
    spans.add(write(line.text()));
    text.append('\n');
    paragraph.add(line);
  }

  private Span write(String words) {
    int start = text.length();
    text.append(words);
    return new Span(start, text.length());
  }

  private void row(List<List<PdfWord>> cells) {
    List<Span> row = new ArrayList<>();
    for (List<PdfWord> cell : cells) {
      text.append(row.isEmpty() ? "" : " | ");
      row.add(write(new PdfLine(cell, 1, 0, 0).text()));
    }
    text.append('\n');
    blocks.add(Block.of(BlockKind.ROW, row));
  }

  /** Whether a line begins a block of its own. */
  private boolean begins(PdfLine line) {
    PdfLine last = paragraph.get(paragraph.size() - 1);
    boolean look = Math.abs(line.size() - last.size()) > 0.8 || line.isBold() != last.isBold();
    if (look || isHeading(line.text()) || paragraph.size() == 1 && isHeading(last.text())) {
      return true;
    }
    String before = last.text();
    boolean sentence = ".!?:”\"".indexOf(before.charAt(before.length() - 1)) >= 0;
    boolean turned = line.page() != last.page() || line.y() < last.y();
    if (turned) {
      return sentence && !Character.isLowerCase(line.text().codePointAt(0));
    }
    float width = last.columnRight() - last.columnLeft();
    boolean gap = line.y() - last.y() > 1.45 * pitch;
    boolean indent = line.left() - last.left() > 0.7 * line.size() && sentence;
    boolean shortLine = last.right() < last.columnRight() - 0.2 * width && sentence;
    return gap || indent || shortLine;
  }

  private static boolean isHeading(String line) {
    return line.length() < 60 && Headings.kind(line).isPresent();
  }

  private void end() {
    if (paragraph.isEmpty()) {
      return;
    }
    List<Span> joined = join();
    String words = text.substring(joined.get(0).start(), joined.get(joined.size() - 1).end());
    PdfLine first = paragraph.get(0);
    boolean large = first.size() > body + 0.8;
    boolean stop = words.endsWith(".") || words.endsWith(",");
    boolean looks = (large || first.isBold() && !stop) && words.length() <= 2 * HEADING;
    if (looks && paragraph.size() <= 4 || isHeading(words)) {
      int level = first.size() > 1.3 * body ? 1 : 0;
      blocks.add(new Block(BlockKind.HEADING, level, Optional.empty(), joined));
    } else {
      blocks.add(Block.of(BlockKind.TEXT, joined));
    }
    text.append('\n');
    spans.clear();
    paragraph.clear();
  }

  /** Lines that follow each other in the text are one stretch. */
  private List<Span> join() {
    List<Span> joined = new ArrayList<>();
    for (Span span : spans) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).end() + 1 == span.start()) {
        joined.set(last, new Span(joined.get(last).start(), span.end()));
      } else {
        joined.add(span);
      }
    }
    return joined;
  }

  /**
   * Finds the lines at the top and the bottom of pages that come again on others, and page numbers.
   */
  private static final class PdfRunningHeads {
    private static final double EDGE = 0.1;
    private static final Pattern NUMBER =
        Pattern.compile("(?i)(?:page )?[-–(]? ?\\d{1,4} ?[-–)]?(?: (?:of|/) \\d{1,4})?");

    private final Map<String, Set<Integer>> pages = new HashMap<>();
    private final float height;

    PdfRunningHeads(List<PdfLine> lines, float height) {
      this.height = height;
      for (PdfLine line : lines) {
        if (isAtEdge(line)) {
          pages.computeIfAbsent(shape(line), key -> new HashSet<>()).add(line.page());
        }
      }
    }

    boolean isHead(PdfLine line) {
      if (!isAtEdge(line)) {
        return false;
      }
      return NUMBER.matcher(line.text()).matches() || pages.get(shape(line)).size() > 1;
    }

    private boolean isAtEdge(PdfLine line) {
      return line.y() < EDGE * height || line.y() > (1 - EDGE) * height;
    }

    private static String shape(PdfLine line) {
      return line.text().replaceAll("\\d+", "#");
    }
  }
}
