package org.case2fhir.document;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.case2fhir.model.Span;

/**
 * Finds the marks of Markdown that come in pairs around words ({@code *so*}, {@code **so**}, {@code
 * _so_}). A star that has no partner is text: {@code HLA-B*27}, {@code p.R100*}, a footnote.
 */
final class Emphasis {
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
    boolean touchesLeft = start > span.start() && !Character.isWhitespace(source.charAt(start - 1));
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
