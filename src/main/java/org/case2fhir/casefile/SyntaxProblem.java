package org.case2fhir.casefile;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A syntax error as a person would tell it: the parsers' own messages quote whole lines of the
 * input, and what they ask for is rarely what to do.
 */
record SyntaxProblem(Place place, String message, String solution) {
  private static final int LONGEST = 90;
  private static final int LONGEST_LINE = 400;
  private static final Pattern BOUND = Pattern.compile("[:-]\\s{1,9}(>=? ?\\d[^,}\\]#'\"]{0,60})");
  private static final Pattern INDENTED_KEY = Pattern.compile("^ {1,20}[A-Za-z$][A-Za-z-]{0,40}:");
  private static final Map<String, String> REMEDIES = remedies();

  static SyntaxProblem of(JsonProcessingException e, String text) {
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      Mark mark = mark(yaml);
      Place place = new Columns(text, true).place(mark.getLine() + 1, mark.getColumn() + 1, "");
      Optional<String> bound = bound(text, mark.getLine());
      return bound.isPresent()
          ? new SyntaxProblem(
              place,
              "YAML syntax: `>` begins a text of several lines",
              "put it in quotes: '" + bound.get() + "'")
          : yaml(place, yaml.getProblem(), text);
    }
    JsonLocation at = e.getLocation();
    Place place =
        at == null ? Place.START : new Columns(text, false).place(line(at), column(at), "");
    String told = e.getOriginalMessage();
    if (told.startsWith("Expected a field name")) {
      return new SyntaxProblem(
          place, "YAML syntax: a key must be plain text", "write one word before the colon");
    }
    if (told.startsWith("Non-standard token")) {
      String remedy = "put words in quotes, or leave the key out";
      return new SyntaxProblem(place, "JSON syntax: " + cut(told), remedy);
    }
    return new SyntaxProblem(
        place, "JSON syntax: " + cut(told), "check commas, quotes and brackets before this place");
  }

  // What is greater than something: `value: > 90 %`.
  private static Optional<String> bound(String text, int line) {
    return text.lines()
        .skip(line)
        .findFirst()
        .filter(written -> written.length() <= LONGEST_LINE)
        .map(BOUND::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1).strip());
  }

  void report(Problems problems) {
    problems.error("syntax", place, message, solution);
  }

  // A quote that is never closed is said to be where it begins, not at the end of the file.
  private static Mark mark(MarkedYAMLException yaml) {
    boolean endless =
        yaml.getContextMark() != null
            && yaml.getProblem() != null
            && yaml.getProblem().contains("unexpected end of stream");
    return endless ? yaml.getContextMark() : yaml.getProblemMark();
  }

  private static SyntaxProblem yaml(Place place, String problem, String text) {
    String told = problem == null ? "not understood" : problem;
    if (isIndentedKey(place, told, text)) {
      String remedy = "indent this key like the other keys of its mapping";
      return new SyntaxProblem(place, "YAML syntax: " + cut(told), remedy);
    }
    String solution =
        REMEDIES.entrySet().stream()
            .filter(entry -> told.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("check the indentation and the quotes here and above");
    return new SyntaxProblem(place, "YAML syntax: " + cut(told), solution);
  }

  private static boolean isIndentedKey(Place place, String told, String text) {
    return told.contains("mapping values are not allowed")
        && text.lines()
            .skip(place.line() - 1L)
            .findFirst()
            .filter(line -> INDENTED_KEY.matcher(line).find())
            .filter(line -> line.indexOf(": ") < 0 || line.indexOf(':') == place.column() - 1)
            .isPresent();
  }

  private static int line(JsonLocation at) {
    return at.getLineNr();
  }

  private static int column(JsonLocation at) {
    return at.getColumnNr();
  }

  // Jackson adds what it would have expected and excerpts of the input after these.
  private static String cut(String message) {
    String first = message.strip();
    for (String end :
        new String[] {"\n", " (start marker", " (for ", ": expected", ": was ", ": enable "}) {
      int at = first.indexOf(end);
      first = at > 0 ? first.substring(0, at) : first;
    }
    return first.length() > LONGEST ? first.substring(0, LONGEST) + "…" : first;
  }

  private static Map<String, String> remedies() {
    Map<String, String> remedies = new LinkedHashMap<>();
    remedies.put("TAB", "indent with spaces, not tabs");
    remedies.put("\\t", "indent with spaces, not tabs");
    remedies.put("mapping values are not allowed", "put text that contains `: ` in quotes");
    remedies.put("could not find expected ':'", "put a colon and a space after the key");
    remedies.put("cannot start any token", "put text that begins with this character in quotes");
    remedies.put("expected ',' or", "close the bracket, or put text with commas in quotes");
    remedies.put("expected <block end>", "indent all keys of one mapping alike");
    remedies.put("unexpected end of stream", "close the quote");
    remedies.put("expected '<document start>'", "begin all keys at the top in the same column");
    return remedies;
  }
}
