package org.case2fhir.mention;

import java.util.Locale;
import java.util.Set;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.model.Span;

/** A token, seen by itself: the keys of its forms. */
final class TokenForms {
  private static final int MOST_AFFIX = 5;
  private static final int LONGEST = 64;
  private static final Set<String> FUNCTION_WORDS = readList("function-words");
  private static final Set<String> UNITS = readList("unit-words");

  /** Stands for what is before the first and after the last token of a sentence. */
  static final TokenForms EDGE = new TokenForms("\u0001", "\u0001");

  /** In lower case with digits folded. */
  final long folded;

  /** In lower case without an ending. */
  final long stem;

  /** Classes of its characters. */
  final long shape;

  /** Classes of its characters, runs once. */
  final long shortShape;

  /** The word as a part of a phrase: without its plural ending; short capitals stay capitals. */
  final long part;

  final boolean function;
  final boolean unit;
  final boolean letters;
  final boolean digits;
  final boolean mark;

  private final long[] prefixes = new long[MOST_AFFIX];
  private final long[] suffixes = new long[MOST_AFFIX];
  private final String lower;

  private TokenForms(String surface, String lower) {
    this.lower = lower;
    folded = FeatureIndex.key(folded(lower));
    stem = FeatureIndex.key(stem(lower));
    shape = FeatureIndex.key(shape(surface, false));
    shortShape = FeatureIndex.key(shape(surface, true));
    part = FeatureIndex.key(isShortCapitals(surface) ? surface : singular(lower));
    int first = surface.codePointAt(0);
    letters = Character.isLetter(first);
    digits = Character.isDigit(first);
    mark = !Character.isLetterOrDigit(first);
    function = mark || FUNCTION_WORDS.contains(lower);
    unit = UNITS.contains(lower);
    for (int n = 1; n <= MOST_AFFIX && n <= lower.length(); n++) {
      prefixes[n - 1] = FeatureIndex.key(lower, 0, n);
      suffixes[n - 1] = FeatureIndex.key(lower, lower.length() - n, lower.length());
    }
  }

  static TokenForms of(String text, Span token) {
    // Nothing is learned from the rest of a word of hundreds of letters.
    String surface = text.substring(token.start(), Math.min(token.end(), token.start() + LONGEST));
    return new TokenForms(surface, surface.toLowerCase(Locale.ROOT));
  }

  String lower() {
    return lower;
  }

  /** How many prefixes and suffixes it has. */
  int affixes() {
    return Math.min(MOST_AFFIX, lower.length());
  }

  /** Its first letters, from one to five of them. */
  long prefix(int length) {
    return prefixes[length - 1];
  }

  /** Its last letters, from one to five of them; 0 when it is shorter. */
  long suffix(int length) {
    return suffixes[length - 1];
  }

  private static String folded(String lower) {
    StringBuilder out = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      out.append(Character.isDigit(c) ? '0' : c);
    }
    return out.toString();
  }

  private static String singular(String lower) {
    int n = lower.length();
    if (n < 4 || lower.charAt(n - 1) != 's') {
      return lower;
    }
    char before = lower.charAt(n - 2);
    if (before == 's' || before == 'u' || before == 'i') {
      return lower;
    }
    return lower.endsWith("ies") ? lower.substring(0, n - 3) + "y" : lower.substring(0, n - 1);
  }

  private static String stem(String lower) {
    String word = folded(singular(lower));
    for (String ending : new String[] {"ally", "ing", "ed", "ly", "al"}) {
      if (word.endsWith(ending) && word.length() - ending.length() >= 4) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }

  private static boolean isShortCapitals(String surface) {
    if (surface.length() > 4 || surface.length() < 2) {
      return false;
    }
    for (int i = 0; i < surface.length(); i++) {
      if (!Character.isUpperCase(surface.charAt(i)) && !Character.isDigit(surface.charAt(i))) {
        return false;
      }
    }
    return Character.isUpperCase(surface.charAt(0));
  }

  private static String shape(String surface, boolean once) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < surface.length() && out.length() < 12; i++) {
      char kind = kind(surface.charAt(i));
      if (!once || out.length() == 0 || out.charAt(out.length() - 1) != kind) {
        out.append(kind);
      }
    }
    return out.toString();
  }

  private static char kind(char c) {
    if (Character.isUpperCase(c)) {
      return 'X';
    }
    if (Character.isLetter(c)) {
      return c < 128 ? 'x' : 'g';
    }
    return Character.isDigit(c) ? '0' : c;
  }

  /**
   * Reads a list of words beside this class, one word a line below a header.
   *
   * @throws IllegalStateException when it is not in the jar
   */
  static Set<String> readList(String name) {
    return Set.copyOf(BundledTable.lines(TokenForms.class, name));
  }
}
