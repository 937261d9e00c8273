package org.case2fhir.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.issue.BundledTable;

/**
 * Phrases that say something of a case, as rows of a tab-separated table that lies beside this
 * class: id, what the phrase gives, the phrase, words that it must match and words that it must not
 * match.
 *
 * <p>A phrase is a sequence of words, in any case of letters: {@code (a|b c)} is one of several,
 * {@code x?} may be missing, {@code word*} begins so, {@code ..3} is up to three words of the same
 * sentence, {@code NUM} a number in digits or words, {@code Word!} counts as it is written. {@code
 * <Name>} and the other classes stand for what looks like a name, a number of a record and the
 * like. A phrase finds all of its words, or those in square brackets. Immutable.
 */
final class PhraseTable {
  private static final String SEPARATOR = "[\\s,:()/\"\\u2010-\\u2014-]{1,3}";
  private static final String WORD = "[\\p{L}\\p{N}'+%]{1,40}(?:\\.\\d{1,6})?";
  private static final int LONGEST_ABBREVIATION = 4;
  private static final String NUMBER =
      "(?:\\d{1,7}(?:\\.\\d{1,6})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
          + "|several|few|many)";

  private static final String NAME = "\\p{Lu}\\p{Ll}[\\p{L}'-]{0,30}";
  private static final String NEXT_NAME = "\\p{Lu}(?:\\.|[\\p{L}'-]{1,30})";

  /** The first three letters of months in English, German, French, Spanish and Italian. */
  private static final String MONTH =
      "(?:jan|feb|f\u00e9v|mar|m\u00e4r|apr|avr|abr|may|mai|mag|jun|jui|giu|jul|lug|aug|ao\u00fb|ago"
          + "|sep|set|oct|okt|ott|nov|dec|dez|d\u00e9c|dic|ene|gen)[\\p{L}]{0,7}\\.?";

  /** A date that names a day. */
  static final String DATE =
      "(?:\\d{1,2}(?:st|nd|rd|th|\\.|er)?\\s(?:of\\s|de\\s)?"
          + MONTH
          + "(?:,?\\s(?:de\\s)?\\d{4})"
          + "|"
          + MONTH
          + "\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s\\d{4}"
          + "|\\d{4}-\\d{2}-\\d{2}"
          + "|\\d{1,2}[./-]\\d{1,2}[./-]\\d{4})";

  /** Shapes that no list of words can give; letters count as they are written. */
  private static final Map<String, String> CLASSES =
      classes(
          "<Name>",
          "(?-i:" + NAME + "(?:\\s" + NEXT_NAME + "){0,3})",
          "<FullName>",
          "(?-i:" + NAME + "(?:\\s" + NEXT_NAME + "){1,3})",
          "<Initials>",
          "(?-i:(?:\\p{Lu}\\.\\s?){2,3})(?<=[.\\s])",
          "<Street>",
          "(?-i:\\p{Lu}\\p{Ll}{2,30}(?:stra(?:ss|\u00df)e|str\\.|gasse|weg|platz))",
          "<Id>",
          "(?-i:(?=[A-Z0-9/-]{0,12}\\d[A-Z/-]{0,2}\\d[A-Z/-]{0,2}\\d)[A-Z0-9][A-Z0-9/-]{2,30}"
              + "(?:\\s\\d{3,12})?)",
          "<Plate>",
          "(?-i:[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){0,2}[ -]?\\d{1,5}[A-Z]?)",
          "<Phone>",
          "(?=(?:[^\\d\\p{L}]{0,3}\\d){7})\\+?\\(?\\d[\\d\\s()./-]{5,20}\\d",
          "<House>",
          "\\d{1,5}[A-Za-z]?",
          "<Zip>",
          "\\d{5}(?:-\\d{4})?",
          "<Date>",
          DATE);

  private final List<Row> rows;
  private final Map<String, List<Row>> rowsOf;

  private PhraseTable(List<Row> rows) {
    this.rows = List.copyOf(rows);
    this.rowsOf = rows.stream().collect(Collectors.groupingBy(Row::gives));
  }

  private static Map<String, String> classes(String... pairs) {
    Map<String, String> classes = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      classes.put(pairs[i], pairs[i + 1]);
    }
    return Map.copyOf(classes);
  }

  /**
   * Reads a table.
   *
   * @throws IllegalStateException if it is not there, or a row cannot be used
   */
  static PhraseTable of(String name) {
    List<String> lines = BundledTable.lines(PhraseTable.class, name);
    return new PhraseTable(lines.stream().map(line -> Row.of(name, line)).toList());
  }

  List<Row> rows() {
    return rows;
  }

  /** Where phrases that give this stand in a text, from left to right. */
  List<Match> find(String gives, String text) {
    return find(gives, Words.of(text));
  }

  /** The same in a text that many phrases are looked for in. */
  List<Match> find(String gives, Words text) {
    List<Match> found = new ArrayList<>();
    for (Row row : rowsOf.getOrDefault(gives, List.of())) {
      if (row.mayStandIn(text)) {
        row.find(text.plain, found);
      }
    }
    found.sort(Comparator.comparingInt(Match::start).thenComparingInt(match -> -match.end()));
    return found;
  }

  /** Whether a phrase that gives this stands in a text. */
  boolean holds(String gives, String text) {
    String plain = Words.plain(text);
    return rowsOf.getOrDefault(gives, List.of()).stream()
        .anyMatch(row -> row.pattern.matcher(plain).find());
  }

  /**
   * A text with its words, by which most phrases are ruled out before they are looked for.
   *
   * @param plain the text with plain apostrophes, as long as it
   * @param words in lower case
   */
  record Words(String text, String plain, Set<String> words) {
    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}]+");

    static Words of(String text) {
      Set<String> words = new HashSet<>();
      Matcher matcher = WORDS.matcher(text);
      while (matcher.find()) {
        words.add(matcher.group().toLowerCase(Locale.ROOT));
      }
      return new Words(text, plain(text), words);
    }

    private static String plain(String text) {
      return text.replace('\u2019', '\'');
    }
  }

  /**
   * A row.
   *
   * @param needs words of which one stands in every text that the phrase matches; empty if unknown
   * @param matches words in which the phrase must stand
   * @param differs words in which it must not; empty where there are none
   */
  record Row(
      String id, String gives, Pattern pattern, Set<String> needs, String matches, String differs) {
    private boolean mayStandIn(Words text) {
      return needs.isEmpty() || needs.stream().anyMatch(text.words::contains);
    }

    private static Row of(String table, String line) {
      String[] cells = line.split("\t", -1);
      if (cells.length != 5) {
        throw new IllegalStateException(table + ": not 5 cells: " + line);
      }
      Compiler compiler = new Compiler(cells[2]);
      String expression = compiler.expression();
      Pattern pattern =
          Pattern.compile("(?iu)(?<![\\p{L}\\p{N}])" + expression + "(?![\\p{L}\\p{N}])");
      return new Row(cells[0], cells[1], pattern, compiler.needs(), cells[3], cells[4]);
    }

    private void find(String text, List<Match> into) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        int group = 0;
        for (int i = 1; i <= matcher.groupCount() && group == 0; i++) {
          group = matcher.start(i) >= 0 ? i : 0;
        }
        into.add(new Match(id, matcher.start(group), matcher.end(group)));
      }
    }
  }

  /**
   * A place in a text.
   *
   * @param row id of the row
   * @param end exclusive
   */
  record Match(String row, int start, int end) {
    boolean overlaps(Match other) {
      return start < other.end && other.start < end;
    }
  }

  /** Makes a regular expression of a phrase. */
  private static final class Compiler {
    private static final Pattern WORD_ALONE = Pattern.compile("\\p{L}{1,40}");

    private final String phrase;
    private int at;

    Compiler(String phrase) {
      this.phrase = phrase;
    }

    /**
     * The words of the phrase's first group of plain words, if it is a sequence of elements: one of
     * them stands wherever the phrase does.
     */
    Set<String> needs() {
      for (String element : elements()) {
        Set<String> words = new HashSet<>();
        boolean plain = !element.endsWith("?");
        for (String choice : element.replaceAll("^\\(|\\)$", "").split("\\|", -1)) {
          String word = choice.split("[ ']", 2)[0].replace("!", "").toLowerCase(Locale.ROOT);
          plain &= WORD_ALONE.matcher(word).matches() && !word.equals("num");
          words.add(word);
        }
        if (plain) {
          return words;
        }
      }
      return Set.of();
    }

    /** The elements of a phrase; none where it is alternatives as a whole. */
    private List<String> elements() {
      List<String> elements = new ArrayList<>();
      int depth = 0;
      int start = 0;
      for (int i = 0; i <= phrase.length(); i++) {
        char c = i < phrase.length() ? phrase.charAt(i) : ' ';
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        if (depth == 0 && c == '|') {
          return List.of();
        }
        if (depth == 0 && c == ' ') {
          elements.add(phrase.substring(start, i));
          start = i + 1;
        }
      }
      return elements;
    }

    String expression() {
      String expression = alternatives();
      if (at < phrase.length()) {
        throw new IllegalStateException("a bracket too many: " + phrase);
      }
      return expression;
    }

    private String alternatives() {
      StringBuilder out = new StringBuilder("(?:").append(sequence());
      while (at < phrase.length() && phrase.charAt(at) == '|') {
        at++;
        out.append('|').append(sequence());
      }
      return out.append(')').toString();
    }

    private String sequence() {
      StringBuilder out = new StringBuilder();
      // What comes before an element that may be missing must not be left alone.
      boolean needsSeparator = false;
      while (at < phrase.length() && "|)]".indexOf(phrase.charAt(at)) < 0) {
        if (phrase.charAt(at) == ' ') {
          at++;
          continue;
        }
        boolean gap = phrase.startsWith("..", at);
        String element = gap ? gap() : element();
        boolean optional = at < phrase.length() && phrase.charAt(at) == '?';
        at += optional ? 1 : 0;
        String before = needsSeparator ? SEPARATOR : "";
        String after = needsSeparator ? "" : SEPARATOR;
        if (gap) {
          out.append("(?:" + before + WORD + after + ")" + element);
        } else if (optional) {
          out.append("(?:" + before + element + after + ")?");
        } else {
          out.append(before).append(element);
          needsSeparator = true;
        }
      }
      return out.toString();
    }

    private String gap() {
      int start = at + 2;
      at = start;
      while (at < phrase.length() && Character.isDigit(phrase.charAt(at))) {
        at++;
      }
      return "{0," + phrase.substring(start, at) + "}?";
    }

    private String element() {
      char first = phrase.charAt(at);
      if (first == '(' || first == '[') {
        at++;
        String group = first == '(' ? alternatives() : "(" + sequence() + ")";
        if (at >= phrase.length()) {
          throw new IllegalStateException("a bracket is not closed: " + phrase);
        }
        at++;
        return group;
      }
      int start = at;
      while (at < phrase.length() && " |()[]?*".indexOf(phrase.charAt(at)) < 0) {
        at++;
      }
      String word = phrase.substring(start, at);
      if (CLASSES.containsKey(word)) {
        return CLASSES.get(word);
      }
      if (word.endsWith("!")) {
        return "(?-i:" + Pattern.quote(word.substring(0, word.length() - 1)) + ")\\.?";
      }
      if (word.equals("NUM")) {
        return NUMBER;
      }
      boolean begins = at < phrase.length() && phrase.charAt(at) == '*';
      at += begins ? 1 : 0;
      String dot = word.length() <= LONGEST_ABBREVIATION ? "\\.?" : "";
      return Pattern.quote(word) + (begins ? "\\p{L}{0,30}" : dot);
    }
  }
}
