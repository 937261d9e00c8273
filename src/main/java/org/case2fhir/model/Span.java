package org.case2fhir.model;

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

  public int length() {
    return end - start;
  }
}
