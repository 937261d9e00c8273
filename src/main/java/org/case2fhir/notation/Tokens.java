package org.case2fhir.notation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a line, for parsers that read it piece by piece.
 *
 * @param words as written, without punctuation around them
 * @param folded the same in lower case
 */
record Tokens(List<String> words, List<String> folded) {
  private static final Set<Character> OPENING = Set.of('(', '[', '"', '\'');
  private static final Set<Character> CLOSING = Set.of(')', ']', '"', '\'', ',', ';', '.', ':');

  private static final Pattern SPACE = Pattern.compile("[\\s\u00a0\u2009\u202f]+");
  private static final Pattern DOTTED = Pattern.compile("\\p{L}(?:\\.\\p{L}){1,3}");

  static Tokens of(String text) {
    List<String> words = new ArrayList<>();
    for (String word : SPACE.split(text, 0)) {
      String bare = strip(word);
      if (!bare.isEmpty()) {
        words.add(bare);
      }
    }
    return new Tokens(words, words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList());
  }

  int size() {
    return words.size();
  }

  /** A folded word; empty beyond the end. */
  String at(int index) {
    return index < folded.size() ? folded.get(index) : "";
  }

  /** Some words as written; fewer at the end. */
  String text(int from, int length) {
    return String.join(" ", words.subList(from, Math.min(words.size(), from + length)));
  }

  /** Some words in lower case; fewer at the end. */
  String foldedText(int from, int length) {
    return String.join(" ", folded.subList(from, Math.min(folded.size(), from + length)));
  }

  private static String strip(String word) {
    int start = 0;
    int end = word.length();
    while (start < end && OPENING.contains(word.charAt(start))) {
      start++;
    }
    while (end > start && CLOSING.contains(word.charAt(end - 1))) {
      end--;
    }
    // p.o. and b.i.d. keep their last dot.
    boolean dotted = end < word.length() && word.charAt(end) == '.';
    if (dotted && DOTTED.matcher(word.substring(start, end)).matches()) {
      end++;
    }
    return word.substring(start, end);
  }
}
