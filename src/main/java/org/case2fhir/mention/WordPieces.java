package org.case2fhir.mention;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.model.Span;

/**
 * Cuts a text into tokens and these into the pieces of a vocabulary, as the script does that
 * teaches the model.
 *
 * <p>A token is a run of letters with their marks, a run of digits, or a run of the same other
 * sign. Of the pieces of a word, each is the longest that the vocabulary has.
 */
final class WordPieces {
  /** In code points; a longer token is unknown. */
  private static final int LONGEST_WORD = 100;

  private static final int MOST_PIECES = 6;
  private static final String INNER = "##";

  private final Map<String, Integer> numbers;
  private final int unknown;
  private final int begin;
  private final int end;

  private enum Kind {
    LETTER,
    DIGIT,
    SPACE,
    SIGN
  }

  /** Pieces of a vocabulary, which has to have the marks of begin, end and unknown pieces. */
  WordPieces(List<String> vocabulary) {
    this.numbers = new HashMap<>(2 * vocabulary.size());
    for (int i = 0; i < vocabulary.size(); i++) {
      numbers.put(vocabulary.get(i), i);
    }
    this.unknown = required("[UNK]");
    this.begin = required("[CLS]");
    this.end = required("[SEP]");
  }

  private int required(String piece) {
    Integer number = numbers.get(piece);
    if (number == null) {
      throw new IllegalArgumentException("a vocabulary without " + piece);
    }
    return number;
  }

  /** The piece before a window's first. */
  int begin() {
    return begin;
  }

  /** The piece after a window's last. */
  int end() {
    return end;
  }

  /** The tokens of a stretch of a text in order. */
  static List<Span> tokens(String text, Span stretch) {
    List<Span> tokens = new ArrayList<>();
    int start = stretch.start();
    int first = ' ';
    Kind running = Kind.SPACE;
    int at = start;
    while (at < stretch.end()) {
      int c = text.codePointAt(at);
      Kind kind = kind(c);
      if (kind != running || kind == Kind.SIGN && c != first) {
        if (running != Kind.SPACE) {
          tokens.add(new Span(start, at));
        }
        start = at;
        first = c;
        running = kind;
      }
      at = Math.min(stretch.end(), at + Character.charCount(c));
    }
    if (running != Kind.SPACE) {
      tokens.add(new Span(start, stretch.end()));
    }
    return tokens;
  }

  /** The numbers of a token's pieces, at least one. */
  int[] of(String token) {
    int c = token.codePointAt(0);
    if (kind(c) == Kind.SIGN) {
      return new int[] {numbers.getOrDefault(Character.toString(c), unknown)};
    }
    if (token.length() > 2 * LONGEST_WORD
        || token.codePointCount(0, token.length()) > LONGEST_WORD) {
      return new int[] {unknown};
    }
    return cut(plain(token));
  }

  private int[] cut(String word) {
    int[] pieces = new int[MOST_PIECES];
    int count = 0;
    int at = 0;
    while (at < word.length()) {
      String lead = at == 0 ? "" : INNER;
      int stop = word.length();
      Integer number = numbers.get(lead + word.substring(at, stop));
      while (number == null && stop > at + 1) {
        stop--;
        number = numbers.get(lead + word.substring(at, stop));
      }
      if (number == null) {
        return new int[] {unknown};
      }
      if (count < MOST_PIECES) {
        pieces[count++] = number;
      }
      at = stop;
    }
    return count == 0 ? new int[] {unknown} : Arrays.copyOf(pieces, count);
  }

  /** In lower case without marks. */
  private static String plain(String word) {
    StringBuilder lower = new StringBuilder(word.length());
    boolean ascii = true;
    for (int at = 0; at < word.length(); at += Character.charCount(word.codePointAt(at))) {
      int c = word.codePointAt(at);
      ascii &= c < 128;
      lower.appendCodePoint(Character.toLowerCase(c));
    }
    if (ascii) {
      return lower.toString();
    }
    StringBuilder bare = new StringBuilder(lower.length());
    Normalizer.normalize(lower, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(bare::appendCodePoint);
    return bare.toString();
  }

  private static Kind kind(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK ->
          Kind.LETTER;
      case Character.DECIMAL_DIGIT_NUMBER -> Kind.DIGIT;
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.FORMAT ->
          Kind.SPACE;
      default -> Kind.SIGN;
    };
  }
}
