package org.case2fhir.document;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.document.Layout.LayoutWriter;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.model.Span;

/** Writes the stretches of a paragraph as they are read. */
final class PassageWriter {
  private static final int CELL_GAP = 60;

  private final String source;
  private final Passage.Builder out = new Passage.Builder();
  private int end;

  PassageWriter(String source) {
    this.source = source;
  }

  Passage passage() {
    return out.passage();
  }

  /** How long the passage is so far. */
  int length() {
    return out.strippedLength();
  }

  void add(Span span) {
    if (end > 0 && out.length() > 0) {
      divide(span.start());
    }
    end = span.end();
    BitSet marks = Emphasis.marks(source, span);
    int i = span.start();
    while (i < span.end()) {
      i = marks.get(i - span.start()) ? i + 1 : step(i, span.end());
    }
  }

  /** Between the cells of a row stands a bar, between the stretches of a sentence a space. */
  private void divide(int start) {
    String gap = source.substring(end, Math.min(Math.max(start, end), end + CELL_GAP));
    space(end - 1, end);
    if (start > end
        && start - end < CELL_GAP
        && (gap.indexOf('|') >= 0 || gap.indexOf('\t') >= 0)) {
      out.put('|', start - 1, start);
      out.put(' ', start - 1, start);
    }
  }

  /** Writes what stands at a place; returns the place after it. */
  private int step(int at, int end) {
    char c = source.charAt(at);
    if (c == '$') {
      int close = LatexFormula.end(source, at, end);
      return close > 0 ? formula(at, close, end) : plain(c, at);
    }
    if (c == '\\') {
      return backslash(at, end);
    }
    if (Hyphenation.isHyphen(c)) {
      return hyphen(at, end);
    }
    return plain(c, at);
  }

  private int formula(int at, int close, int end) {
    int from = out.length();
    new LatexFormula(source, out).write(at + 1, close - 1);
    boolean prefix = out.length() == from + 1 && out.last() == '\u00b5';
    boolean unit = close + 1 < end && source.charAt(close) == ' ' && isUnit(close + 1, end);
    return prefix && unit ? close + 1 : close;
  }

  /** Whether a unit stands there that wants its prefix: "6 $\mu$ m". */
  private boolean isUnit(int at, int end) {
    boolean word = at + 1 < end && Character.isLetterOrDigit(source.charAt(at + 1));
    return !word && "mgLl".indexOf(source.charAt(at)) >= 0;
  }

  private int backslash(int at, int end) {
    int command = LatexFormula.command(source, at, end, out);
    if (command > at) {
      return command;
    }
    boolean escape = at + 1 < end && "\\`*_{}[]()#+-.!|<>~$%&".indexOf(source.charAt(at + 1)) >= 0;
    return escape ? plain(source.charAt(at + 1), at + 1) : plain('\\', at);
  }

  private int hyphen(int at, int end) {
    int next = Hyphenation.afterBreak(source, at, end);
    boolean broken = next > 0 && out.length() > 0 && Character.isLetterOrDigit(out.last());
    if (!broken || !Character.isLetterOrDigit(source.codePointAt(next))) {
      return plain(source.charAt(at), at);
    }
    if (source.charAt(at) != Hyphenation.SOFT && Hyphenation.keepsHyphen(source, at, next)) {
      out.put('-', at, at + 1);
    }
    return next;
  }

  private int plain(char c, int at) {
    if (Character.isHighSurrogate(c)
        && at + 1 < source.length()
        && Character.isLowSurrogate(source.charAt(at + 1))) {
      return pair(c, at);
    }
    if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
      space(at, at + 1);
    } else if (c >= '\ufb00' && c <= '\ufb06') {
      String letters = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
      letters.chars().forEach(letter -> out.put((char) letter, at, at + 1));
    } else if (Character.getType(c) != Character.FORMAT) {
      out.put(shown(c), at, at + 1);
    }
    return at + 1;
  }

  private int pair(char high, int at) {
    if (Character.getType(source.codePointAt(at)) != Character.FORMAT) {
      out.put(high, at, at + 2);
      out.put(source.charAt(at + 1), at, at + 2);
    }
    return at + 2;
  }

  private static char shown(char c) {
    if (Character.isSurrogate(c)) {
      return '\ufffd';
    }
    return c == '\u2010' || c == '\u2011' ? '-' : c;
  }

  private void space(int start, int end) {
    if (out.last() != ' ') {
      out.put(' ', start, end);
    }
  }

  /**
   * Finds the marks of Markdown that come in pairs around words ({@code *so*}, {@code **so**},
   * {@code _so_}). A star that has no partner is text: {@code HLA-B*27}, {@code p.R100*}, a
   * footnote.
   */
  private static final class Emphasis {
    private Emphasis() {}

    /** The marks, as places counted from the start of the span. */
    static BitSet marks(String source, Span span) {
      BitSet marks = new BitSet();
      Deque<Integer> stars = new ArrayDeque<>();
      Deque<Integer> lines = new ArrayDeque<>();
      for (int i = span.start(); i < span.end(); i++) {
        char c = source.charAt(i);
        if (c == '\\') {
          i++;
        } else if (c == '*' || c == '_') {
          int end = runEnd(source, i, span.end());
          pair(source, span, i, end, c == '*' ? stars : lines, marks);
          i = end - 1;
        }
      }
      return marks;
    }

    private static void pair(
        String source, Span span, int start, int end, Deque<Integer> open, BitSet marks) {
      int length = end - start;
      boolean spaceBefore = start == span.start() || !isWord(source.charAt(start - 1));
      boolean spaceAfter = end == span.end() || !isWord(source.charAt(end));
      boolean touchesLeft =
          start > span.start() && !Character.isWhitespace(source.charAt(start - 1));
      boolean touchesRight = end < span.end() && !Character.isWhitespace(source.charAt(end));
      if (length > 3) {
        return;
      }
      Integer opener = open.peekLast();
      if (spaceAfter && touchesLeft && opener != null && runLength(source, opener) == length) {
        open.pollLast();
        marks.set(opener - span.start(), opener - span.start() + length);
        marks.set(start - span.start(), end - span.start());
      } else if (spaceBefore && touchesRight) {
        open.addLast(start);
      }
    }

    private static boolean isWord(char c) {
      return Character.isLetterOrDigit(c);
    }

    private static int runEnd(String source, int at, int end) {
      int i = at;
      while (i < end && source.charAt(i) == source.charAt(at)) {
        i++;
      }
      return i;
    }

    private static int runLength(String source, int at) {
      return runEnd(source, at, Math.min(source.length(), at + 4)) - at;
    }
  }

  /**
   * Reads the simple formulas that OCR and LaTeX write for what print shows as characters: {@code
   * $\mu$}, {@code $CO_2$}, {@code $10^9$}, {@code \pm}.
   */
  private static final class LatexFormula {
    private static final int LONGEST = 200;
    private static final Map<String, String> SIGNS =
        BundledTable.pairs(PassageWriter.class, "latex-signs");

    private final String source;
    private final Passage.Builder out;

    LatexFormula(String source, Passage.Builder out) {
      this.source = source;
      this.out = out;
    }

    /** The place after the closing sign of a formula that opens here; 0 where none does. */
    static int end(String source, int open, int end) {
      boolean formula = false;
      for (int i = open + 1; i < Math.min(end, open + LONGEST); i++) {
        char c = source.charAt(i);
        if (c == '$') {
          boolean letter = i == open + 2 && Character.isLetter(source.charAt(open + 1));
          return formula || letter ? i + 1 : 0;
        }
        if (c == '\n') {
          return 0;
        }
        formula |= c == '\\' || c == '^' || c == '_';
      }
      return 0;
    }

    /** Writes the sign that a command stands for; returns the place after it, or its own place. */
    static int command(String source, int at, int end, Passage.Builder out) {
      int i = at + 1;
      while (i < end && i - at < 16 && isLetter(source.charAt(i))) {
        i++;
      }
      String sign = SIGNS.get(source.substring(at + 1, i));
      if (sign == null) {
        return at;
      }
      sign.chars().forEach(c -> put((char) c, at, at, out));
      if (!sign.isEmpty()) {
        out.drop();
        out.put(sign.charAt(sign.length() - 1), at, i);
      }
      return i;
    }

    private static void put(char c, int start, int end, Passage.Builder out) {
      out.put(c, start, Math.max(end, start + 1));
    }

    void write(int start, int end) {
      int i = start;
      while (i < end) {
        i = step(i, end);
      }
    }

    private int step(int at, int end) {
      char c = source.charAt(at);
      if (c == '\\') {
        int next = command(source, at, end, out);
        return next > at ? next : layout(at, end);
      }
      if (c == '^') {
        return superscript(at + 1, end);
      }
      if (c != '{' && c != '}' && c != '_') {
        boolean space = Character.isWhitespace(c);
        if (!space || out.last() != ' ') {
          out.put(space ? ' ' : c, at, at + 1);
        }
      }
      return at + 1;
    }

    /** Skips a command that only says how its text looks: {@code \mathrm}, {@code \,}. */
    private int layout(int at, int end) {
      int i = at + 1;
      while (i < end && isLetter(source.charAt(i))) {
        i++;
      }
      if (i > at + 1) {
        return i;
      }
      if (i < end && "%&#$".indexOf(source.charAt(i)) >= 0) {
        out.put(source.charAt(i), i, i + 1);
      }
      return Math.min(end, at + 2);
    }

    private int superscript(int at, int end) {
      int i = at;
      while (i < end && (source.charAt(i) == '{' || Character.isWhitespace(source.charAt(i)))) {
        i++;
      }
      while (i < end && source.charAt(i) >= '0' && source.charAt(i) <= '9') {
        out.put(LayoutWriter.SUPERSCRIPTS.charAt(source.charAt(i) - '0'), i, i + 1);
        i++;
      }
      return i;
    }

    private static boolean isLetter(char c) {
      return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
  }

  /** Words that a line end broke: "treat-" and "ment", but "follow-" and "up". */
  static final class Hyphenation {
    /** The hyphen that is only seen at a line end. */
    static final char SOFT = '\u00ad';

    /** How far a look around for the same word goes: keeps reading linear in length. */
    private static final int WINDOW = 4_000;

    private static final Set<String> STARTS = words("start");
    private static final Set<String> ENDS = words("end");

    private Hyphenation() {}

    static boolean isHyphen(char c) {
      return c == '-' || c == SOFT || c == '\u2010' || c == '\u2011';
    }

    /** Whether a word stands behind the hyphen of compounds: "up" in "follow-up". */
    static boolean endsCompounds(String word) {
      return ENDS.contains(word.toLowerCase(Locale.ROOT));
    }

    /** The first character of the next line when the hyphen ends its line; else 0. */
    static int afterBreak(String source, int hyphen, int end) {
      int i = hyphen + 1;
      boolean line = false;
      while (i < end && Character.isWhitespace(source.charAt(i))) {
        line |= source.charAt(i) == '\n' || source.charAt(i) == '\r';
        i++;
      }
      return line && i < end ? i : 0;
    }

    /**
     * Whether the hyphen belongs to the word. It does before a capital or a digit, where the
     * document writes the word with its hyphen elsewhere, and in compounds like "five-year-old"; it
     * does not where the document writes the word in one elsewhere, nor else.
     */
    static boolean keepsHyphen(String source, int hyphen, int next) {
      int start = hyphen;
      while (start > 0 && hyphen - start < 40 && Character.isLetter(source.charAt(start - 1))) {
        start--;
      }
      int end = next;
      while (end < source.length() && end - next < 40 && Character.isLetter(source.charAt(end))) {
        end++;
      }
      if (start == hyphen || end == next || Character.isUpperCase(source.charAt(next))) {
        return true;
      }
      String left = source.substring(start, hyphen);
      String right = source.substring(next, end);
      String near =
          source.substring(Math.max(0, start - WINDOW), Math.min(source.length(), end + WINDOW));
      if (near.contains(left + "-" + right)) {
        return true;
      }
      boolean compound =
          STARTS.contains(left.toLowerCase(Locale.ROOT))
              || ENDS.contains(right.toLowerCase(Locale.ROOT));
      return compound && !near.contains(left + right);
    }

    private static Set<String> words(String kind) {
      return BundledTable.rows(PassageWriter.class, "hyphen-words").stream()
          .filter(row -> row[1].equals(kind))
          .map(row -> row[0])
          .collect(Collectors.toSet());
    }
  }
}
