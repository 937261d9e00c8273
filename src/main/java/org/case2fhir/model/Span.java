package org.case2fhir.model;

import java.util.Optional;

/**
 * A stretch of a text, in UTF-16 code units of the original.
 *
 * @param start inclusive
 * @param end exclusive, after start
 */
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("not a span: " + start + "-" + end);
    }
  }

  /** A stretch of a text without the white space around it; empty where nothing else is there. */
  public static Optional<Span> trimmed(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return start < end ? Optional.of(new Span(start, end)) : Optional.empty();
  }

  public int length() {
    return end - start;
  }
}
