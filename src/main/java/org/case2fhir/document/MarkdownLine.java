package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.model.Span;

/** What the marks in one line of plain text or Markdown say. */
final class MarkdownLine {
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
          i == line.end() || (gaps ? isGap(text, i, line) : text.charAt(i) == (bars ? '|' : '\t'));
      if (ends) {
        Layout.trim(text, start, i).ifPresent(cells::add);
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
