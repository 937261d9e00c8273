package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.case2fhir.model.Span;

/**
 * The words of one sentence as the context rules see them: runs of letters and digits, and each
 * other sign for itself, so that rules do not depend on how the tagger cuts tokens.
 */
final class Words {
  private final List<Word> words;

  private Words(List<Word> words) {
    this.words = words;
  }

  static Words of(String text, Span sentence) {
    List<Word> words = new ArrayList<>();
    int end = Math.min(sentence.end(), text.length());
    int at = sentence.start();
    while (at < end) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u200b') {
        at++;
        continue;
      }
      int stop = Character.isLetterOrDigit(c) ? runEnd(text, at, end) : at + 1;
      words.add(new Word(at, stop, text.substring(at, stop).toLowerCase(Locale.ROOT)));
      at = stop;
    }
    return new Words(words);
  }

  private static int runEnd(String text, int start, int end) {
    int at = start + 1;
    while (at < end && isInside(text, at, end)) {
      at++;
    }
    return at;
  }

  // Letters and digits, and an apostrophe or a decimal point between two of them.
  private static boolean isInside(String text, int at, int end) {
    char c = text.charAt(at);
    if (Character.isLetterOrDigit(c)) {
      return true;
    }
    boolean joins = c == '\'' || c == '\u2019' || c == '.' || c == ',';
    if (!joins || at + 1 >= end) {
      return false;
    }
    boolean digits = c == '.' || c == ',';
    char before = text.charAt(at - 1);
    char behind = text.charAt(at + 1);
    return digits
        ? Character.isDigit(before) && Character.isDigit(behind)
        : Character.isLetter(before) && Character.isLetter(behind);
  }

  int size() {
    return words.size();
  }

  Word get(int index) {
    return words.get(index);
  }

  /** The word in lower case; empty beyond the ends. */
  String at(int index) {
    return index >= 0 && index < words.size() ? words.get(index).text() : "";
  }

  /** Index of the first word that ends behind an offset; the number of words where none does. */
  int indexAt(int offset) {
    int low = 0;
    int high = words.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (words.get(middle).end() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** From the start of one word to the end of another, inclusive. */
  Span span(int first, int last) {
    return new Span(words.get(first).start(), words.get(last).end());
  }
}
