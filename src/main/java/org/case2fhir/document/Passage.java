package org.case2fhir.document;

import java.util.Arrays;
import java.util.List;
import org.case2fhir.model.Span;

/**
 * A paragraph as it is read: its stretches joined, white space single, words that a line end broke
 * put together; every character knows where it stood in the document. Immutable.
 */
public final class Passage {
  private final String text;
  private final int[] offsets;

  private Passage(String text, int[] offsets) {
    this.text = text;
    this.offsets = offsets;
  }

  /** Joins the stretches of one paragraph of a document. */
  public static Passage of(SourceDocument document, List<Span> paragraph) {
    Joiner joiner = new Joiner(document.text());
    paragraph.forEach(joiner::add);
    return joiner.passage();
  }

  /** The text to read. */
  public String text() {
    return text;
  }

  /**
   * Where a stretch of {@link #text} stands in the document: from the place of its first to the
   * place of its last character, whatever lies between.
   */
  public Span original(int start, int end) {
    return new Span(offsets[start], offsets[end - 1] + 1);
  }

  /** Collects characters with their places. */
  private static final class Joiner {
    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int[] places = new int[256];

    Joiner(String source) {
      this.source = source;
    }

    void add(Span span) {
      if (out.length() > 0) {
        append(' ', span.start());
      }
      for (int i = span.start(); i < span.end(); i++) {
        append(source.charAt(i), i);
      }
    }

    private void append(char c, int place) {
      char last = out.length() == 0 ? ' ' : out.charAt(out.length() - 1);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        if (last != ' ') {
          put(' ', place);
        }
      } else {
        put(c, place);
      }
    }

    private void put(char c, int place) {
      if (out.length() == places.length) {
        places = Arrays.copyOf(places, places.length * 2);
      }
      places[out.length()] = place;
      out.append(c);
    }

    Passage passage() {
      int end = out.length();
      if (end > 0 && out.charAt(end - 1) == ' ') {
        end--;
      }
      return new Passage(out.substring(0, end), Arrays.copyOf(places, end));
    }
  }
}
