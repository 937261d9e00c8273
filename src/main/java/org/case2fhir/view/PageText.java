package org.case2fhir.view;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;

/**
 * Words of an input made safe for a page: no markup, no link, no control character, and nothing
 * that turns the direction of the words around them.
 *
 * <p>What must not stand on a page becomes U+FFFD, so that a reader sees that something was there.
 * Joiners, which Persian, Indian scripts and emoji need, stay.
 */
final class PageText {
  /** Longer words are cut, with a note that says so: a page is no place for megabytes. */
  static final int LONGEST = 10_000;

  private static final char REPLACEMENT = '\ufffd';
  private static final String JOINERS = "\u200c\u200d\u00ad";
  private static final Pattern MARKDOWN = Pattern.compile("[\\\\`*_\\[\\]<>|~&#!$^{}]");
  private static final Pattern LINK = Pattern.compile("(?i)(:(?=//)|(?<=www)\\.|@)");
  private static final Pattern BLOCK =
      Pattern.compile("^(\\d{1,9})([.)])(?=\\s|$)|^([-+])(?=[\\s-]|$)");
  private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private PageText() {}

  /** The words with lines and tabs, without any other character that is not text. */
  static String clean(String text) {
    String cut = text;
    if (text.length() > LONGEST) {
      int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
      cut = text.substring(0, end) + " … (" + (text.length() - end) + " more characters)";
    }
    StringBuilder out = new StringBuilder(cut.length());
    cut.codePoints().map(PageText::shown).forEach(out::appendCodePoint);
    return out.toString().strip();
  }

  private static int shown(int c) {
    if (c == '\n' || c == '\t' || JOINERS.indexOf(c) >= 0) {
      return c;
    }
    if (c == '\r') {
      return '\n';
    }
    int type = Character.getType(c);
    boolean unfit =
        Character.isISOControl(c)
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || (c & 0xFFFE) == 0xFFFE;
    if (type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR) {
      return '\n';
    }
    return unfit ? REPLACEMENT : c;
  }

  /** For an element and for an attribute in double quotes. */
  static String html(String text) {
    return Entities.escape(clean(text)).replace("'", "&#39;");
  }

  /**
   * For a line, a list item or a cell of a table in Markdown (GFM): one line, every mark escaped.
   */
  static String markdown(String text) {
    String line = clean(text).replaceAll("\\s*\n\\s*", " / ").replace('\t', ' ');
    String marked = MARKDOWN.matcher(line).replaceAll(mark -> "\\\\" + quoted(mark.group()));
    String unlinked = LINK.matcher(marked).replaceAll(mark -> "\\\\" + quoted(mark.group()));
    Matcher block = BLOCK.matcher(unlinked);
    if (!block.find()) {
      return unlinked;
    }
    String start =
        block.group(3) == null ? block.group(1) + "\\" + block.group(2) : "\\" + block.group(3);
    return start + unlinked.substring(block.end());
  }

  private static String quoted(String mark) {
    return Matcher.quoteReplacement(mark);
  }

  /** The name of an element as words: {@code clinicalStatus} is "Clinical status". */
  static String label(String name) {
    String bare = name.replace("[x]", "").replace('-', ' ').replace('_', ' ');
    String words = CAMEL.matcher(bare).replaceAll(" ").toLowerCase(Locale.ROOT).strip();
    return capital(words);
  }

  static String capital(String words) {
    if (words.isEmpty()) {
      return words;
    }
    int first = words.offsetByCodePoints(0, 1);
    return words.substring(0, first).toUpperCase(Locale.ROOT) + words.substring(first);
  }

  /** "1 visit", "2 visits". */
  static String plural(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }
}
