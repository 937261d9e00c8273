package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.model.Span;

/**
 * Tells which ends of successive lines end a paragraph. A line is broken where the next word had no
 * room; where it had room and the line is no sentence, each line stands for itself, as in a list of
 * results. One sentence a line is one paragraph.
 */
final class LineBreaks {
  /** Lines that are all shorter are a list, not text that was broken. */
  private static final int NARROW = 34;

  private final String text;
  private final List<Span> lines;
  private final int width;

  LineBreaks(String text, List<Span> lines) {
    this.text = text;
    this.lines = List.copyOf(lines);
    this.width = lines.stream().mapToInt(Span::length).max().orElse(0);
  }

  List<Block> paragraphs() {
    List<Block> blocks = new ArrayList<>();
    int start = lines.get(0).start();
    for (int i = 0; i < lines.size(); i++) {
      if (i + 1 == lines.size() || ends(lines.get(i), lines.get(i + 1))) {
        Span whole = new Span(start, lines.get(i).end());
        blocks.addAll(RunInHeading.split(text, whole));
        start = i + 1 < lines.size() ? lines.get(i + 1).start() : start;
      }
    }
    return blocks;
  }

  private boolean ends(Span line, Span next) {
    char last = text.charAt(line.end() - 1);
    char first = text.charAt(next.start());
    boolean sentence = ".!?:;,\"”')]".indexOf(last) >= 0;
    boolean broken = "-\u00ad\u2010".indexOf(last) >= 0 || Character.isLowerCase(first);
    return !sentence && !broken && hadRoom(line, next);
  }

  private boolean hadRoom(Span line, Span next) {
    int word = next.start();
    while (word < next.end() && !Character.isWhitespace(text.charAt(word))) {
      word++;
    }
    return width < NARROW || line.length() + 1 + word - next.start() < width * 0.85;
  }
}
