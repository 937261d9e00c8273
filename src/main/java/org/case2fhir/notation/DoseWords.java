package org.case2fhir.notation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.BundledTable;

/**
 * The words of a dose as it is written, with the phrases of the table {@code dose-words} that begin
 * at each of them. No phrase runs across a comma, a semicolon or a bracket.
 */
final class DoseWords {
  // 50 000, 1 500 000: one number. 1 500 mg may be one of 500 mg.
  private static final String BLANK = "[ \u00a0\u2009\u202f]";
  private static final String THOUSANDS =
      "(?<=(?:^|[^\\d.,])[1-9]\\d{0,2}(?:"
          + BLANK
          + "\\d{3}){0,3})"
          + BLANK
          + "(?=(?:\\d{3}"
          + BLANK
          + "){0,3}000(?!\\d|[.,]\\d|"
          + BLANK
          + "\\d{3}(?!\\d)))";
  private static final String PIECE =
      "(?:[^\\s\u00a0\u2009\u202f,;()\\[\\]\"/]|(?<=\\d),(?=\\d)|(?<=m)\\([23]\\)|"
          + THOUSANDS
          + ")++";
  private static final Pattern WORD = Pattern.compile(PIECE + "(?:\\s?/\\s?" + PIECE + ")*+");
  // mg/m(2): a superscript in brackets.
  private static final Pattern SUPERSCRIPT = Pattern.compile("(?<=m)\\(([23])\\)");
  // 5-mg, 8-hourly, >5: two words each.
  private static final Pattern GLUED = Pattern.compile("(\\d[\\d.,]*)-(\\p{L}.*)");
  private static final Pattern SIGNED = Pattern.compile("([<>≤≥=~≈]{1,2})(\\d.*)");
  private static final Pattern DOTTED = Pattern.compile("\\p{L}(?:\\.\\p{L}){1,3}\\.?");
  private static final Pattern SPACE = Pattern.compile("[\\s\u00a0\u2009\u202f]");
  private static final Pattern DASH = Pattern.compile("[\u2010-\u2015\u2212]");
  private static final Map<String, Map<String, String>> TABLE = new HashMap<>();
  // The words that phrases of a kind begin with, so that most look-ups end at once.
  private static final Map<String, Set<String>> FIRST_WORDS = new HashMap<>();
  private static final int LONGEST_PHRASE = 7;

  static {
    for (String[] row : BundledTable.rows(DoseWords.class, "dose-words")) {
      Map<String, String> phrases = TABLE.computeIfAbsent(row[0], kind -> new HashMap<>());
      for (String phrase : row[2].split("\\|", -1)) {
        phrases.put(phrase, row[1]);
        FIRST_WORDS.computeIfAbsent(row[0], kind -> new HashSet<>()).add(phrase.split(" ", 2)[0]);
      }
    }
  }

  /**
   * @param text as written
   * @param folded in lower case, without dots in abbreviations and spaces at slashes
   * @param start of it in the line
   * @param end of it in the line
   * @param opens whether a clause begins with it
   * @param bracketed whether it stands in brackets
   */
  record Word(String text, String folded, int start, int end, boolean opens, boolean bracketed) {}

  /** A phrase of the table: what it means and how many words it has. */
  record Phrase(String value, int length) {}

  private final List<Word> words = new ArrayList<>();

  DoseWords(String line) {
    Matcher matcher = WORD.matcher(line);
    int last = 0;
    int depth = 0;
    while (matcher.find()) {
      String gap = line.substring(last, matcher.start());
      boolean opens = gap.chars().anyMatch(c -> ",;()[].:".indexOf(c) >= 0);
      for (int i = 0; i < gap.length(); i++) {
        depth += gap.charAt(i) == '(' || gap.charAt(i) == '[' ? 1 : 0;
        depth -= gap.charAt(i) == ')' || gap.charAt(i) == ']' ? 1 : 0;
      }
      last = add(matcher.group(), matcher.start(), opens, depth > 0);
    }
  }

  private int add(String piece, int start, boolean opens, boolean bracketed) {
    int end = piece.length();
    while (end > 0 && ".:'".indexOf(piece.charAt(end - 1)) >= 0 && !dotted(piece, end)) {
      end--;
    }
    String bare = piece.substring(0, end);
    Matcher glued = GLUED.matcher(bare);
    Matcher signed = SIGNED.matcher(bare);
    Matcher parts = glued.matches() ? glued : signed;
    if (glued.matches() || signed.matches()) {
      add(parts.group(1), start, opens, bracketed);
      return add(parts.group(2), start + parts.start(2), false, bracketed);
    }
    if (!bare.isEmpty()) {
      String joined = SUPERSCRIPT.matcher(SPACE.matcher(bare).replaceAll("")).replaceAll("$1");
      String lower = DASH.matcher(joined.toLowerCase(Locale.ROOT)).replaceAll("-");
      String folded = DOTTED.matcher(joined).matches() ? lower.replace(".", "") : lower;
      words.add(new Word(joined, folded, start, start + end, opens, bracketed));
    }
    return start + end;
  }

  private static boolean dotted(String piece, int end) {
    return piece.charAt(end - 1) == '.' && DOTTED.matcher(piece.substring(0, end)).matches();
  }

  int size() {
    return words.size();
  }

  Word word(int i) {
    return words.get(i);
  }

  /** A word in lower case; empty beyond the end. */
  String at(int i) {
    return i >= 0 && i < words.size() ? words.get(i).folded() : "";
  }

  /** Whether a clause begins with a word, or the line has ended. */
  boolean opens(int i) {
    return i >= words.size() || words.get(i).opens();
  }

  /** Some words, as written. */
  String text(int from, int length) {
    return String.join(
        " ",
        words.subList(from, Math.min(words.size(), from + length)).stream()
            .map(Word::text)
            .toList());
  }

  /** Whether a word in lower case begins a phrase of a kind. */
  static boolean begins(String kind, String word) {
    return FIRST_WORDS.getOrDefault(kind, Set.of()).contains(word);
  }

  /** The longest phrase of a kind that begins at a word. */
  Optional<Phrase> phrase(String kind, int i) {
    if (!begins(kind, at(i))) {
      return Optional.empty();
    }
    Map<String, String> phrases = TABLE.getOrDefault(kind, Map.of());
    StringBuilder all = new StringBuilder();
    Optional<Phrase> longest = Optional.empty();
    for (int length = 1; length <= LONGEST_PHRASE && i + length <= size(); length++) {
      if (length > 1 && opens(i + length - 1)) {
        break;
      }
      all.append(length > 1 ? " " : "").append(at(i + length - 1));
      String value = phrases.get(all.toString());
      longest = value == null ? longest : Optional.of(new Phrase(value, length));
    }
    return longest;
  }

  /** Whether a single word is of a kind. */
  boolean is(String kind, int i) {
    return TABLE.getOrDefault(kind, Map.of()).containsKey(at(i));
  }

  /** What the table has for one word of a kind. */
  static Optional<String> value(String kind, String word) {
    return Optional.ofNullable(TABLE.getOrDefault(kind, Map.of()).get(word));
  }
}
