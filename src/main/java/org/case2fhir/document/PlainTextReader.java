package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.model.Span;

/**
 * Lays out plain text and Markdown: blank lines divide paragraphs, and so does a line end where the
 * next word would have had room and the sentence was over. The text stays exactly as it is.
 */
final class PlainTextReader {
  private static final int HEADING = 120;

  private final String text;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Span> lines = new ArrayList<>();

  private PlainTextReader(String text) {
    this.text = text;
  }

  /** Lays out a text: by its lines and, where it is a page in one line, by the headings in it. */
  static Layout read(String text) {
    List<Block> blocks = new PlainTextReader(text).blocks();
    return new Layout(text, SingleLinePage.split(text, blocks), new CitationBuilder());
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

  /**
   * Tells which ends of successive lines end a paragraph. A line is broken where the next word had
   * no room; where it had room and the line is not a sentence, each line stands for itself, as in a
   * list of results. One sentence a line is one paragraph.
   */
  private static final class LineBreaks {
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

  /**
   * Headings that stand in the first line of their text: "CASE: A 28-year-old man …". Only words
   * that head parts of articles; the labels of clinical notes ("Allergies: …") are part of their
   * sentence.
   */
  private static final class RunInHeading {
    private static final int LONGEST = 45;
    private static final Map<String, String> INLINE =
        BundledTable.rows(PlainTextReader.class, "headings").stream()
            .filter(row -> row[2].equals("any") || row[2].equals("sentence"))
            .collect(Collectors.toMap(row -> row[0], row -> row[2]));

    private static final Pattern FURTHER =
        Pattern.compile("(?<=[.!?)] )(\\p{Lu}[\\p{L} /&]{2,40}):(?= )");

    private RunInHeading() {}

    /** The paragraph as it is, or as a heading and its text. */
    static List<Block> split(String text, Span paragraph) {
      int colon = colon(text, paragraph);
      if (colon > 0 && isKnown(text.substring(paragraph.start(), colon))) {
        int rest = colon + 1;
        while (rest < paragraph.end() && " *_\t\u00a0".indexOf(text.charAt(rest)) >= 0) {
          rest++;
        }
        if (rest < paragraph.end()) {
          List<Block> blocks = new ArrayList<>();
          blocks.add(Block.heading(0, new Span(paragraph.start(), colon)));
          int next = next(text, rest, paragraph.end());
          blocks.add(Block.of(BlockKind.TEXT, new Span(rest, next)));
          if (next < paragraph.end()) {
            blocks.addAll(split(text, new Span(next, paragraph.end())));
          }
          return blocks;
        }
      }
      return List.of(Block.of(BlockKind.TEXT, paragraph));
    }

    /**
     * Where another known heading follows in the paragraph of a structured abstract, or its end.
     */
    private static int next(String text, int from, int end) {
      Matcher matcher = FURTHER.matcher(text).region(from, end);
      while (matcher.find()) {
        if (isKnown(matcher.group(1))) {
          return matcher.start(1);
        }
      }
      return end;
    }

    private static int colon(String text, Span paragraph) {
      int end = Math.min(paragraph.end(), paragraph.start() + LONGEST);
      for (int i = paragraph.start(); i < end; i++) {
        char c = text.charAt(i);
        if (c == ':' || c == '.' && (i + 1 == paragraph.end() || text.charAt(i + 1) == '*')) {
          return i;
        }
      }
      return 0;
    }

    private static boolean isKnown(String heading) {
      String plain = heading.replace("*", "").replace("_", "").strip().toLowerCase(Locale.ROOT);
      return INLINE.containsKey(plain) && !plain.startsWith("key");
    }
  }

  /** What the marks in one line of plain text or Markdown say. */
  private static final class MarkdownLine {
    private static final int GAP = 3;
    private static final int HEADING = 100;
    private static final Pattern NUMBER =
        Pattern.compile("^(\\d{1,2}(?:\\.\\d{1,2}){0,3})[.)]?\\s+\\p{Lu}.*");
    private static final Pattern BOLD = Pattern.compile("^(\\*\\*|__)([^*_]{2,90})\\1:?$");

    private MarkdownLine() {}

    static int headingLevel(String text, Span line) {
      int i = line.start();
      while (i < line.end() && text.charAt(i) == '#') {
        i++;
      }
      int level = i - line.start();
      boolean heading = level > 0 && level <= 6 && i < line.end();
      return heading && Character.isWhitespace(text.charAt(i)) ? level : 0;
    }

    static Span headingText(String text, Span line) {
      int start = line.start();
      int end = line.end();
      while (start < end && "# \t\u00a0".indexOf(text.charAt(start)) >= 0) {
        start++;
      }
      while (end > start + 1 && "# \t\u00a0".indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      return start < end ? new Span(start, end) : line;
    }

    /** A line of nothing but {@code ---}, {@code ===}, {@code ***} or a code fence. */
    static boolean isRule(String text, Span line) {
      char first = text.charAt(line.start());
      if (line.length() < 3 || "-=*_`~".indexOf(first) < 0) {
        return false;
      }
      for (int i = line.start(); i < Math.min(line.end(), line.start() + 200); i++) {
        char c = text.charAt(i);
        if (c != first && c != ' ') {
          return first == '`' && i >= line.start() + 3 && line.length() < 20;
        }
      }
      return true;
    }

    static boolean isImage(String text, Span line) {
      return text.startsWith("![", line.start()) && text.charAt(line.end() - 1) == ')';
    }

    static boolean isRow(String text, Span line) {
      int bars = 0;
      int tabs = 0;
      for (int i = line.start(); i < Math.min(line.end(), line.start() + 4000); i++) {
        bars += text.charAt(i) == '|' ? 1 : 0;
        tabs += text.charAt(i) == '\t' && text.charAt(i - 1) != '\t' ? 1 : 0;
      }
      boolean edged = text.charAt(line.start()) == '|' && text.charAt(line.end() - 1) == '|';
      return edged && bars > 1
          || bars > 1 && line.length() < 300
          || tabs > 1
          || isAligned(text, line);
    }

    // "Sodium        114      135-145": columns that only spaces set apart.
    private static boolean isAligned(String text, Span line) {
      int gaps = 0;
      for (int i = line.start(); line.length() < 200 && i < line.end(); i++) {
        if (isGap(text, i, line)) {
          gaps++;
          i += GAP;
        }
      }
      return gaps > 1;
    }

    /** Whether a gap between two columns begins. */
    private static boolean isGap(String text, int at, Span line) {
      return at > line.start()
          && at + GAP < line.end()
          && text.charAt(at - 1) != ' '
          && text.startsWith("   ", at);
    }

    /** The cells of a row; absent for the line between head and body, which says nothing. */
    static Optional<Block> row(String text, Span line) {
      List<Span> cells = new ArrayList<>();
      int start = line.start();
      boolean letters = false;
      String words = text.substring(line.start(), line.end());
      boolean bars = words.indexOf('|') >= 0;
      boolean gaps = !bars && words.indexOf('\t') < 0;
      for (int i = line.start(); i <= line.end(); i++) {
        boolean ends =
            i == line.end()
                || (gaps ? isGap(text, i, line) : text.charAt(i) == (bars ? '|' : '\t'));
        if (ends) {
          Span.trimmed(text, start, i).ifPresent(cells::add);
          start = i + 1;
        } else {
          letters |= Character.isLetterOrDigit(text.charAt(i));
        }
      }
      return letters ? Optional.of(Block.of(BlockKind.ROW, cells)) : Optional.empty();
    }

    /** Where the text of a list item or a quotation begins; 0 where the line is neither. */
    static int itemStart(String text, Span line) {
      char first = text.charAt(line.start());
      boolean mark = "-*+•‣▪>".indexOf(first) >= 0;
      boolean space = line.length() > 2 && Character.isWhitespace(text.charAt(line.start() + 1));
      if (mark && space) {
        int i = line.start() + 1;
        while (i < line.end() && Character.isWhitespace(text.charAt(i))) {
          i++;
        }
        return i;
      }
      return isNumbered(text, line) ? line.start() : 0;
    }

    private static boolean isNumbered(String text, Span line) {
      int i = line.start();
      while (i < line.end() && i < line.start() + 3 && Character.isDigit(text.charAt(i))) {
        i++;
      }
      return i > line.start()
          && i + 2 < line.end()
          && ".)".indexOf(text.charAt(i)) >= 0
          && Character.isWhitespace(text.charAt(i + 1));
    }

    /** Level of "2.1 History": as many as it has numbers; 0 without. */
    static int numberLevel(String line) {
      Matcher matcher = NUMBER.matcher(line);
      return matcher.matches() ? matcher.group(1).split("\\.").length : 0;
    }

    /** Whether a line that stands alone is a heading by its look: bold, capitals, "2.1 History". */
    static boolean looksLikeHeading(String line) {
      if (line.length() > HEADING || line.length() < 3) {
        return false;
      }
      if (BOLD.matcher(line).matches()) {
        return true;
      }
      long letters = line.chars().filter(Character::isLetter).count();
      boolean capitals =
          letters >= 4 && letters * 2 > line.length() && line.equals(line.toUpperCase(Locale.ROOT));
      boolean stop = ".;,".indexOf(line.charAt(line.length() - 1)) >= 0;
      boolean caseLabel = Headings.label(line).isPresent() && !stop;
      return (capitals && !stop) || caseLabel || (numberLevel(line) > 1 && !stop);
    }
  }
}
