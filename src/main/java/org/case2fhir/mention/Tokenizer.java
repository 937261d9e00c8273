package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.model.Span;

/**
 * Cuts a text into words, numbers and marks.
 *
 * <p>A word may have digits after its first letter (T2N1M0, m²), a number decimal and thousands
 * marks and powers (32.3, 1,200, 10⁹); a hyphen, a bracket and any other mark is a token of its
 * own; so "5-cm" is three tokens, "10mg" and "Ebstein's" are two each, and the x of "15x9 mm" is
 * one. What is longer than 200 code units is cut, so that whatever looks at a token does so in
 * bounded time.
 */
public final class Tokenizer {
  private static final int MAX_LENGTH = 200;

  private final String text;
  private final List<Span> tokens = new ArrayList<>();

  private Tokenizer(String text) {
    this.text = text;
  }

  /** The tokens in order. */
  public static List<Span> tokens(String text) {
    Tokenizer tokenizer = new Tokenizer(text);
    int at = 0;
    while (at < text.length()) {
      at = tokenizer.next(at);
    }
    return tokenizer.tokens;
  }

  private int next(int start) {
    int c = text.codePointAt(start);
    int end = start + Character.charCount(c);
    if (isGap(c)) {
      return end;
    }
    int limit = Math.min(text.length(), start + MAX_LENGTH);
    boolean times = (c == 'x' || c == 'X') && isDigitAt(start - 1) && isDigitAt(end);
    if (isWordPart(c) && !times) {
      end = Character.isLetter(c) ? wordEnd(end, limit) : numberEnd(end, limit);
    } else if (isApostrophe(c) && isPossessive(end)) {
      end++;
    } else if (!times) {
      int width = Character.charCount(c);
      // Of two brackets that end together each has its own beginning.
      while (!isBracket(c) && end + width <= limit && text.codePointAt(end) == c) {
        end += width;
      }
    }
    tokens.add(new Span(start, end));
    return end;
  }

  private int wordEnd(int at, int limit) {
    int end = at;
    while (end < limit) {
      int c = text.codePointAt(end);
      if (!isWordPart(c) || end + Character.charCount(c) > limit) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private int numberEnd(int at, int limit) {
    int end = at;
    while (end < limit) {
      int c = text.codePointAt(end);
      boolean digit = isWordPart(c) && !Character.isLetter(c);
      boolean mark = (c == '.' || c == ',' || c == '·') && isDigitAt(end + 1) && isDigitAt(end - 1);
      if (!digit && !mark || end + Character.charCount(c) > limit) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private boolean isDigitAt(int at) {
    return at >= 0 && at < text.length() && Character.isDigit(text.charAt(at));
  }

  private boolean isPossessive(int at) {
    return at < text.length()
        && text.charAt(at) == 's'
        && at >= 2
        && Character.isLetter(text.charAt(at - 2))
        && (at + 1 == text.length() || !isWordPart(text.codePointAt(at + 1)));
  }

  private static boolean isBracket(int c) {
    return c == '(' || c == ')' || c == '[' || c == ']';
  }

  private static boolean isApostrophe(int c) {
    return c == '\'' || c == '\u2019' || c == '\u02bc' || c == '\u00b4';
  }

  private static boolean isGap(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }

  private static boolean isWordPart(int c) {
    if (c < 128) {
      return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.OTHER_NUMBER
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
