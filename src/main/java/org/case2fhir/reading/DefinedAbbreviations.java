package org.case2fhir.reading;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The abbreviations that a text defines, "long form (LF)", found as <a
 * href="https://doi.org/10.1142/9789812776303_0042">Schwartz and Hearst (2003)</a> do: the letters
 * of the short form stand in the words before the bracket in their order, the first at the
 * beginning of a word.
 */
final class DefinedAbbreviations {
  private static final int LONGEST_SHORT_FORM = 10;
  private static final int SHORTEST_WORD = 9;
  private static final int LONGEST_TEXT = 400_000;

  private final Map<String, String> longForms = new HashMap<>();

  private DefinedAbbreviations() {}

  /** The definitions of a text; where one is defined twice, the first. */
  static DefinedAbbreviations in(String text) {
    DefinedAbbreviations found = new DefinedAbbreviations();
    int limit = Math.min(text.length(), LONGEST_TEXT);
    for (int open = text.indexOf('(');
        open > 0 && open < limit;
        open = text.indexOf('(', open + 1)) {
      int close = open + 1;
      while (close < text.length()
          && close - open <= LONGEST_SHORT_FORM
          && text.charAt(close) != ')'
          && text.charAt(close) != ','
          && text.charAt(close) != ';') {
        close++;
      }
      if (close < text.length() && close - open <= LONGEST_SHORT_FORM) {
        found.add(text, open, text.substring(open + 1, close).strip());
      }
    }
    return found;
  }

  private void add(String text, int open, String shortForm) {
    if (!isShortForm(shortForm)) {
      return;
    }
    int words = Math.min(shortForm.length() + 5, shortForm.length() * 2);
    int from = open;
    while (from > 0 && words >= 0 && !isBreak(text.charAt(from - 1))) {
      from--;
      if (text.charAt(from) == ' ') {
        words--;
      }
    }
    longForm(shortForm, text.substring(from, open).strip())
        .ifPresent(form -> longForms.putIfAbsent(shortForm, form));
  }

  private static boolean isBreak(char c) {
    return c == '.' || c == ';' || c == '\n' || c == '(' || c == ')' || c == ':';
  }

  private static boolean isShortForm(String text) {
    return text.length() >= 2
        && text.length() < LONGEST_SHORT_FORM
        && text.chars().anyMatch(Character::isUpperCase)
        && text.chars().noneMatch(Character::isWhitespace)
        && Character.isLetterOrDigit(text.charAt(0));
  }

  private static boolean isInitialism(String text) {
    return text.length() >= 3 && text.chars().allMatch(Character::isUpperCase);
  }

  private static Optional<String> longForm(String shortForm, String before) {
    int s = shortForm.length() - 1;
    int b = before.length() - 1;
    while (s >= 0) {
      char wanted = Character.toLowerCase(shortForm.charAt(s));
      if (Character.isLetterOrDigit(wanted)) {
        while (b >= 0
            && (Character.toLowerCase(before.charAt(b)) != wanted
                || s == 0 && b > 0 && Character.isLetterOrDigit(before.charAt(b - 1)))) {
          b--;
        }
        if (b < 0) {
          return Optional.empty();
        }
        b--;
      }
      s--;
    }
    String form = before.substring(wordStart(before, b + 1, shortForm));
    boolean words = form.indexOf(' ') >= 0 || form.indexOf('-') >= 0;
    // "tocilizumab (TCZ)": one word with three of its letters.
    boolean word = form.length() >= SHORTEST_WORD && isInitialism(shortForm);
    boolean longer = form.length() > shortForm.length() && (words || word);
    return longer ? Optional.of(form) : Optional.empty();
  }

  // "[ST-]segment elevation (STE)": the whole compound, if it begins with the letter as well.
  private static int wordStart(String before, int first, String shortForm) {
    int start = first;
    while (start > 0 && !Character.isWhitespace(before.charAt(start - 1))) {
      start--;
    }
    boolean compound = start < first && before.charAt(first - 1) == '-';
    return compound
            && Character.toLowerCase(before.charAt(start))
                == Character.toLowerCase(shortForm.charAt(0))
        ? start
        : first;
  }

  /** What an abbreviation stands for in this text. */
  Optional<String> longForm(String shortForm) {
    return Optional.ofNullable(longForms.get(shortForm))
        .or(
            () ->
                shortForm.endsWith("s")
                    ? Optional.ofNullable(
                        longForms.get(shortForm.substring(0, shortForm.length() - 1)))
                    : Optional.empty());
  }

  /** Words with their abbreviations written out; empty if they hold none. */
  Optional<String> expand(String words) {
    if (longForms.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder();
    boolean changed = false;
    for (String word : words.split(" ")) {
      Optional<String> form = longForm(word);
      changed |= form.isPresent();
      out.append(out.isEmpty() ? "" : " ").append(form.orElse(word));
    }
    return changed ? Optional.of(out.toString()) : Optional.empty();
  }

  /** A name by which two ways to write one thing are equal: long, in lower case, singular. */
  String key(String words) {
    String name = expand(words).orElse(words).toLowerCase(Locale.ROOT);
    return name.replaceAll("[^\\p{L}\\p{N}]+", " ").strip().replaceFirst("(?<=[^s])s$", "");
  }
}
