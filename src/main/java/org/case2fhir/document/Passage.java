package org.case2fhir.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.case2fhir.document.PassageWriter.Hyphenation;
import org.case2fhir.model.Span;

/**
 * A paragraph as it is read: its stretches joined, white space single, words that a line end broke
 * put together, marks of Markdown and LaTeX, soft hyphens and characters of no width left out,
 * ligatures taken apart; every character knows where it stood in the document. Immutable.
 */
public final class Passage {
  private static final int LONGEST_PART = 40;

  private final String text;
  private final int[] starts;
  private final int[] ends;

  Passage(String text, int[] starts, int[] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  /** Joins the stretches of one paragraph of a document. */
  public static Passage of(SourceDocument document, List<Span> paragraph) {
    return of(document.text(), paragraph);
  }

  static Passage of(String source, List<Span> paragraph) {
    PassageWriter writer = new PassageWriter(source);
    paragraph.forEach(writer::add);
    return writer.passage();
  }

  /** Where each stretch of a paragraph ends in the text of {@link #of(SourceDocument, List)}. */
  public static int[] ends(SourceDocument document, List<Span> paragraph) {
    PassageWriter writer = new PassageWriter(document.text());
    int[] ends = new int[paragraph.size()];
    for (int i = 0; i < ends.length; i++) {
      writer.add(paragraph.get(i));
      ends[i] = writer.length();
    }
    return ends;
  }

  /**
   * The same with words put together that a hyphen of the printer divides ("short-ness"): where
   * both parts together are a word, the second alone is none and does not stand in compounds of its
   * own ("follow-up").
   *
   * @param isWord knows words in lower case
   */
  public Passage joined(Predicate<String> isWord) {
    Builder joined = new Builder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '-' || !divides(i, isWord)) {
        joined.put(text.charAt(i), starts[i], ends[i]);
      }
    }
    return joined.length() == text.length() ? this : joined.passage();
  }

  private boolean divides(int hyphen, Predicate<String> isWord) {
    int start = hyphen;
    while (start > 0
        && hyphen - start < LONGEST_PART
        && Character.isLetter(text.charAt(start - 1))) {
      start--;
    }
    int end = hyphen + 1;
    while (end < text.length()
        && end - hyphen < LONGEST_PART
        && Character.isLetter(text.charAt(end))) {
      end++;
    }
    String left = text.substring(start, hyphen).toLowerCase(Locale.ROOT);
    String right = text.substring(hyphen + 1, end);
    return left.length() > 1
        && right.length() > 1
        && Character.isLowerCase(right.charAt(0))
        && !Hyphenation.endsCompounds(right)
        && !isWord.test(right)
        && isWord.test(left + right);
  }

  /** The text to read. */
  public String text() {
    return text;
  }

  /**
   * Where a stretch of {@link #text} stands in the document: from the place of its first to the
   * place of its last character, whatever lies between. Never empty.
   *
   * @param start inclusive
   * @param end exclusive, after start
   */
  public Span original(int start, int end) {
    return new Span(starts[start], ends[end - 1]);
  }

  /**
   * The same without what interrupts it: where a legend stands in the middle of a sentence, the
   * words before it and the words after it.
   *
   * @param paragraph the stretches that this was made of
   */
  public List<Span> originals(int start, int end, List<Span> paragraph) {
    Span whole = original(start, end);
    List<Span> parts = new ArrayList<>();
    for (Span stretch : paragraph) {
      int from = Math.max(whole.start(), stretch.start());
      int to = Math.min(whole.end(), stretch.end());
      if (from < to) {
        parts.add(new Span(from, to));
      }
    }
    return parts.isEmpty() ? List.of(whole) : parts;
  }

  /** Collects characters with the places where they stood. */
  static final class Builder {
    private final StringBuilder out = new StringBuilder();
    private int[] starts = new int[256];
    private int[] ends = new int[256];

    void put(char c, int start, int end) {
      if (out.length() == starts.length) {
        starts = Arrays.copyOf(starts, starts.length * 2);
        ends = Arrays.copyOf(ends, ends.length * 2);
      }
      starts[out.length()] = start;
      ends[out.length()] = end;
      out.append(c);
    }

    /** The last character; a space at the very beginning. */
    char last() {
      return out.length() == 0 ? ' ' : out.charAt(out.length() - 1);
    }

    int length() {
      return out.length();
    }

    char charAt(int index) {
      return out.charAt(index);
    }

    void drop() {
      out.setLength(out.length() - 1);
    }

    /** Without the space at the end. */
    int strippedLength() {
      int end = out.length();
      return end > 0 && out.charAt(end - 1) == ' ' ? end - 1 : end;
    }

    Passage passage() {
      int end = strippedLength();
      return new Passage(
          out.substring(0, end), Arrays.copyOf(starts, end), Arrays.copyOf(ends, end));
    }
  }
}
