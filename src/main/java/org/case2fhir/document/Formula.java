package org.case2fhir.document;

import java.util.Map;

/**
 * Reads the simple formulas that OCR and LaTeX write for what print shows as characters: {@code
 * $\mu$}, {@code $CO_2$}, {@code $10^9$}, {@code \pm}.
 */
final class Formula {
  private static final int LONGEST = 200;
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final Map<String, String> SIGNS = DocumentTables.pairs("latex-signs");

  private final String source;
  private final Passage.Places out;

  Formula(String source, Passage.Places out) {
    this.source = source;
    this.out = out;
  }

  /** The place after the closing sign of a formula that opens here; 0 where none does. */
  static int end(String source, int open, int end) {
    boolean formula = false;
    for (int i = open + 1; i < Math.min(end, open + LONGEST); i++) {
      char c = source.charAt(i);
      if (c == '$') {
        boolean letter = i == open + 2 && Character.isLetter(source.charAt(open + 1));
        return formula || letter ? i + 1 : 0;
      }
      if (c == '\n') {
        return 0;
      }
      formula |= c == '\\' || c == '^' || c == '_';
    }
    return 0;
  }

  /** Writes the sign that a command stands for; returns the place after it, or its own place. */
  static int command(String source, int at, int end, Passage.Places out) {
    int i = at + 1;
    while (i < end && i - at < 16 && isLetter(source.charAt(i))) {
      i++;
    }
    String sign = SIGNS.get(source.substring(at + 1, i));
    if (sign == null) {
      return at;
    }
    sign.chars().forEach(c -> put((char) c, at, at, out));
    if (!sign.isEmpty()) {
      out.drop();
      out.put(sign.charAt(sign.length() - 1), at, i);
    }
    return i;
  }

  private static void put(char c, int start, int end, Passage.Places out) {
    out.put(c, start, Math.max(end, start + 1));
  }

  void write(int start, int end) {
    int i = start;
    while (i < end) {
      i = step(i, end);
    }
  }

  private int step(int at, int end) {
    char c = source.charAt(at);
    if (c == '\\') {
      int next = command(source, at, end, out);
      return next > at ? next : layout(at, end);
    }
    if (c == '^') {
      return superscript(at + 1, end);
    }
    if (c != '{' && c != '}' && c != '_') {
      boolean space = Character.isWhitespace(c);
      if (!space || out.last() != ' ') {
        out.put(space ? ' ' : c, at, at + 1);
      }
    }
    return at + 1;
  }

  /** Skips a command that only tells how its text looks: {@code \mathrm}, {@code \,}. */
  private int layout(int at, int end) {
    int i = at + 1;
    while (i < end && isLetter(source.charAt(i))) {
      i++;
    }
    if (i > at + 1) {
      return i;
    }
    if (i < end && "%&#$".indexOf(source.charAt(i)) >= 0) {
      out.put(source.charAt(i), i, i + 1);
    }
    return Math.min(end, at + 2);
  }

  private int superscript(int at, int end) {
    int i = at;
    while (i < end && (source.charAt(i) == '{' || Character.isWhitespace(source.charAt(i)))) {
      i++;
    }
    while (i < end && source.charAt(i) >= '0' && source.charAt(i) <= '9') {
      out.put(SUPERSCRIPTS.charAt(source.charAt(i) - '0'), i, i + 1);
      i++;
    }
    return i;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}
