package org.case2fhir.document;

import java.text.Normalizer;
import java.util.BitSet;
import org.case2fhir.model.Span;

/** Writes the stretches of a paragraph as they are read. */
final class PassageWriter {
  private static final int CELL_GAP = 60;

  private final String source;
  private final Passage.Places out = new Passage.Places();
  private int end;

  PassageWriter(String source) {
    this.source = source;
  }

  Passage passage() {
    return out.passage();
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
      int close = Formula.end(source, at, end);
      return close > 0 ? formula(at, close, end) : plain(c, at);
    }
    if (c == '\\') {
      return backslash(at, end);
    }
    if (LineEnds.isHyphen(c)) {
      return hyphen(at, end);
    }
    return plain(c, at);
  }

  private int formula(int at, int close, int end) {
    int from = out.length();
    new Formula(source, out).write(at + 1, close - 1);
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
    int command = Formula.command(source, at, end, out);
    if (command > at) {
      return command;
    }
    boolean escape = at + 1 < end && "\\`*_{}[]()#+-.!|<>~$%&".indexOf(source.charAt(at + 1)) >= 0;
    return escape ? plain(source.charAt(at + 1), at + 1) : plain('\\', at);
  }

  private int hyphen(int at, int end) {
    int next = LineEnds.afterBreak(source, at, end);
    boolean broken = next > 0 && out.length() > 0 && Character.isLetterOrDigit(out.last());
    if (!broken || !Character.isLetterOrDigit(source.codePointAt(next))) {
      return plain(source.charAt(at), at);
    }
    if (source.charAt(at) != LineEnds.SOFT && LineEnds.keepsHyphen(source, at, next)) {
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
}
