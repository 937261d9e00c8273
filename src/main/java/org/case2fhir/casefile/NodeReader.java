package org.case2fhir.casefile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.casefile.TextDecoder.Characters;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads one YAML or JSON document as a {@link Node}.
 *
 * <p>Streaming, so that an input which goes beyond the limits is given up where it does. Aliases
 * are refused: a few lines of them can stand for billions of values.
 */
final class NodeReader {
  // Far above any real case, and far below what exhausts a machine.
  private static final int DEPTH = 64;
  private static final int NODES = 250_000;
  // Characters of a line of YAML: SnakeYAML's time grows with the square of this.
  private static final int LINE = 100_000;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(2 * DEPTH)
          .maxStringLength(CaseFileReader.MAX_BYTES)
          .maxNumberLength(CaseFileReader.MAX_BYTES)
          .maxNameLength(CaseFileReader.MAX_BYTES)
          .build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private static final YAMLFactory YAML =
      YAMLFactory.builder().streamReadConstraints(CONSTRAINTS).loaderOptions(yamlOptions()).build();

  // What begins a line of YAML but hardly ever one of prose.
  private static final Pattern KEY =
      Pattern.compile("^ {0,20}(?:- )?\"?[A-Za-z$][A-Za-z-]{0,40}\"?:(?:\\s|$)", Pattern.MULTILINE);

  private NodeReader() {}

  /**
   * The document; absent if it is empty or cannot be read at all, and then an issue says why.
   *
   * @param issues names the file, whose name decides between YAML and JSON
   */
  static Optional<Node> read(String text, IssueCollector issues) {
    JsonFactory syntax = isJson(issues.source(), text) ? JSON : YAML;
    if (syntax == YAML && hasEndlessLine(text, issues)) {
      return Optional.empty();
    }
    try (JsonParser parser = syntax.createParser(text)) {
      return new TreeBuilder(parser, text, issues).document();
    } catch (StreamConstraintsException e) {
      issues.error(
          "too-large", issues.start(), "a value of the file is too large", "split or shorten it");
    } catch (JsonProcessingException e) {
      if (syntax == YAML && !KEY.matcher(text).find()) {
        String remedy = "write its facts as a case file";
        issues.error("wrong-kind", issues.start(), "this is prose, not a case file", remedy);
      } else {
        SyntaxProblem.of(e, text, issues.source()).report(issues);
      }
    } catch (IOException e) {
      issues.error("unreadable", issues.start(), "the file cannot be read", "");
    }
    return Optional.empty();
  }

  private static boolean isJson(String source, String text) {
    String name = source.toLowerCase(Locale.ROOT);
    if (name.endsWith(".json")) {
      return true;
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return false;
    }
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  private static boolean hasEndlessLine(String text, IssueCollector issues) {
    int line = 1;
    int start = 0;
    while (start <= text.length()) {
      int next = text.indexOf('\n', start);
      int end = next < 0 ? text.length() : next;
      if (end - start > LINE) {
        String message = "the line is longer than " + LINE + " characters";
        Location location = new Location(issues.source(), line, LINE + 1, "");
        issues.error("too-large", location, message, "break it into several lines");
        return true;
      }
      start = end + 1;
      line++;
    }
    return false;
  }

  private static LoaderOptions yamlOptions() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(CaseFileReader.MAX_BYTES + 1);
    return options;
  }

  private static final Pattern ENDS_IN_DIGIT = Pattern.compile("\\d$");
  private static final Pattern STARTS_WITH_DIGIT = Pattern.compile("^\\d");

  /** Builds the tree of one document from a parser's tokens. */
  private static final class TreeBuilder {
    private final JsonParser parser;
    private final Columns columns;
    private final IssueCollector issues;
    private int nodes;
    private boolean givenUp;

    TreeBuilder(JsonParser parser, String text, IssueCollector issues) {
      this.parser = parser;
      this.columns = new Columns(issues.source(), text, parser instanceof YAMLParser);
      this.issues = issues;
    }

    Optional<Node> document() throws IOException {
      if (parser.nextToken() == null) {
        issues.error("empty-file", issues.start(), "the file is empty", "write a case file");
        return Optional.empty();
      }
      Optional<Node> root = value("", 0);
      if (!givenUp && parser.nextToken() != null) {
        issues.error(
            "several-documents",
            location(""),
            "a second document begins; only the first is read",
            "put each case into a file of its own");
      }
      return givenUp ? Optional.empty() : root;
    }

    // Absent for what was refused, with a problem.
    private Optional<Node> value(String pointer, int depth) throws IOException {
      Location location = location(pointer);
      if (depth > DEPTH) {
        return giveUp("too-deep", location, "nested more than " + DEPTH + " levels deep");
      }
      if (++nodes > NODES) {
        return giveUp("too-large", location, "more than " + NODES + " values in one file");
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> Optional.of(mapping(location, depth));
        case START_ARRAY -> Optional.of(sequence(location, depth));
        case VALUE_STRING -> text(location);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(location, Node.Type.NUMBER);
        case VALUE_TRUE, VALUE_FALSE -> scalar(location, truth(parser.getText()));
        case VALUE_NULL -> scalar(location, Node.Type.NOTHING);
        case VALUE_EMBEDDED_OBJECT -> {
          issues.error(
              "binary-value", location, "a binary value means nothing here", "write it as text");
          yield Optional.empty();
        }
        case FIELD_NAME, END_ARRAY, END_OBJECT, NOT_AVAILABLE -> Optional.empty();
      };
    }

    private Optional<Node> giveUp(String code, Location location, String message) {
      if (!givenUp) {
        issues.error(code, location, message, "no case needs this; simplify the file");
      }
      givenUp = true;
      return Optional.empty();
    }

    // YAML 1.1 takes yes, no, on and off for Booleans; YAML 1.2, and people, for words.
    private static Node.Type truth(String text) {
      boolean word = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
      return word ? Node.Type.BOOLEAN : Node.Type.TEXT;
    }

    private Optional<Node> scalar(Location location, Node.Type type) throws IOException {
      return Optional.of(new Node.Scalar(location, type, parser.getText()));
    }

    private Optional<Node> text(Location location) throws IOException {
      if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
        String message = "alias " + Excerpt.of("*" + parser.getText()) + " is not followed";
        issues.error("alias", location, message, "write the value out where it is used");
        return Optional.empty();
      }
      String written = parser.getText();
      String clean = Characters.clean(written);
      if (!clean.equals(written)) {
        issues.warning(
            "control-character",
            location,
            "this text holds characters that FHIR cannot carry; they became spaces",
            "delete them");
      }
      return Optional.of(new Node.Scalar(location, Node.Type.TEXT, clean));
    }

    private Node mapping(Location location, int depth) throws IOException {
      Map<String, Node.Entry> entries = new LinkedHashMap<>();
      while (!givenUp && parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        String pointer = child(location.path(), key);
        Location keyLocation = location(pointer);
        parser.nextToken();
        Optional<Node> value = value(pointer, depth + 1);
        if (value.isPresent() && entries.containsKey(key)) {
          int first = entries.get(key).keyLocation().line();
          String message = "key " + Excerpt.of(key) + " stands here for a second time";
          issues.error(
              "duplicate-key", keyLocation, message, "join it with the first, in line " + first);
        } else {
          value.ifPresent(node -> entries.put(key, new Node.Entry(key, keyLocation, node)));
        }
      }
      return new Node.Mapping(location, List.copyOf(entries.values()));
    }

    private Node sequence(Location location, int depth) throws IOException {
      List<Node> items = new ArrayList<>();
      Optional<Plain> last = Optional.empty();
      int index = 0;
      while (!givenUp && parser.nextToken() != JsonToken.END_ARRAY) {
        JsonLocation start = parser.currentTokenLocation();
        Optional<Node> item = value(location.path() + "/" + index, depth + 1);
        Optional<Plain> plain = item.flatMap(node -> plain(node, start));
        item.ifPresent(items::add);
        if (last.isPresent() && plain.isPresent() && last.get().isCutBefore(plain.get())) {
          items.remove(items.size() - 1);
          // It is gone already in 1,234,567.
          if (!items.isEmpty() && items.get(items.size() - 1) == last.get().text()) {
            items.remove(items.size() - 1);
          }
          cutNumber(plain.get().text());
        }
        last = plain;
        index++;
      }
      return new Node.Sequence(location, items);
    }

    // [aspirin 1,000 mg]: YAML ends the text at the comma, and two drugs would be written.
    private void cutNumber(Node.Scalar behind) {
      issues.error(
          "unquoted-comma",
          behind.location(),
          "the text ends at the comma before "
              + Excerpt.of(behind.text())
              + ", so both parts are left out",
          "quote the whole text: \"…,"
              + behind.text()
              + "\"; or write a space behind the comma if they are two");
    }

    // Absent for what is in quotes, or goes on in another line.
    private Optional<Plain> plain(Node item, JsonLocation start) {
      if (!(parser instanceof YAMLParser) || !(item instanceof Node.Scalar text)) {
        return Optional.empty();
      }
      int end = parser.currentLocation().getColumnNr();
      int length = text.text().codePointCount(0, text.text().length());
      return end - start.getColumnNr() == length
          ? Optional.of(new Plain(text, start.getLineNr(), start.getColumnNr(), end))
          : Optional.empty();
    }

    /** An item of a list of YAML without quotes, and its columns. */
    private record Plain(Node.Scalar text, int line, int from, int to) {
      // Digits on both sides of a comma, in words; a list of mere numbers is one.
      boolean isCutBefore(Plain next) {
        return line == next.line
            && to + 1 == next.from
            && ENDS_IN_DIGIT.matcher(text.text()).find()
            && STARTS_WITH_DIGIT.matcher(next.text.text()).find()
            && !(text.type() == Node.Type.NUMBER && next.text.type() == Node.Type.NUMBER);
      }
    }

    // A JSON Pointer (RFC 6901).
    private static String child(String pointer, String name) {
      return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private Location location(String pointer) {
      JsonLocation at = parser.currentTokenLocation();
      return columns.location(at.getLineNr(), at.getColumnNr(), pointer);
    }
  }

  /**
   * Turns a parser's columns into UTF-16 code units.
   *
   * <p>SnakeYAML counts code points, so a character beyond the basic plane shifts what follows it.
   */
  private static final class Columns {
    private final String source;
    private final String text;
    private final boolean codePoints;
    private int line = 1;
    private int lineStart;

    Columns(String source, String text, boolean codePoints) {
      this.source = source;
      this.text = text;
      this.codePoints =
          codePoints && text.codePoints().anyMatch(Character::isSupplementaryCodePoint);
    }

    Location location(int atLine, int column, String pointer) {
      if (!codePoints || column < 2) {
        return new Location(source, Math.max(atLine, 1), Math.max(column, 1), pointer);
      }
      seek(atLine);
      int at = lineStart;
      for (int i = 1; i < column && at < text.length(); i++) {
        at += Character.charCount(text.codePointAt(at));
      }
      return new Location(source, atLine, at - lineStart + 1, pointer);
    }

    // Tokens come in the order of the text, but a key may be asked for once more.
    private void seek(int wanted) {
      if (wanted < line) {
        line = 1;
        lineStart = 0;
      }
      while (line < wanted) {
        int end = text.indexOf('\n', lineStart);
        if (end < 0) {
          return;
        }
        lineStart = end + 1;
        line++;
      }
    }
  }

  /**
   * A syntax error as a person would put it: the parsers' own messages quote whole lines of the
   * input, and what they ask for is rarely what to do.
   */
  private record SyntaxProblem(Location location, String message, String solution) {
    private static final int LONGEST = 90;
    private static final int LONGEST_LINE = 400;
    private static final Pattern BOUND =
        Pattern.compile("[:-]\\s{1,9}(>=? ?\\d[^,}\\]#'\"]{0,60})");
    private static final Pattern INDENTED_KEY =
        Pattern.compile("^ {1,20}[A-Za-z$][A-Za-z-]{0,40}:");
    private static final Map<String, String> REMEDIES = remedies();

    static SyntaxProblem of(JsonProcessingException e, String text, String source) {
      if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
        Mark mark = mark(yaml);
        Location location =
            new Columns(source, text, true).location(mark.getLine() + 1, mark.getColumn() + 1, "");
        Optional<String> bound = bound(text, mark.getLine());
        return bound.isPresent()
            ? new SyntaxProblem(
                location,
                "YAML syntax: `>` begins a text of several lines",
                "put it in quotes: '" + bound.get() + "'")
            : yaml(location, yaml.getProblem(), text);
      }
      JsonLocation at = e.getLocation();
      Location location =
          at == null
              ? new Location(source, 1, 1, "")
              : new Columns(source, text, false).location(line(at), column(at), "");
      String message = e.getOriginalMessage();
      if (message.startsWith("Expected a field name")) {
        return new SyntaxProblem(
            location, "YAML syntax: a key must be plain text", "write one word before the colon");
      }
      if (message.startsWith("Non-standard token")) {
        String remedy = "put words in quotes, or leave the key out";
        return new SyntaxProblem(location, "JSON syntax: " + cut(message), remedy);
      }
      return new SyntaxProblem(
          location,
          "JSON syntax: " + cut(message),
          "check commas, quotes and brackets before this place");
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

    void report(IssueCollector issues) {
      issues.error("syntax", location, message, solution);
    }

    // A quote that is never closed is said to be where it begins, not at the end of the file.
    private static Mark mark(MarkedYAMLException yaml) {
      boolean endless =
          yaml.getContextMark() != null
              && yaml.getProblem() != null
              && yaml.getProblem().contains("unexpected end of stream");
      return endless ? yaml.getContextMark() : yaml.getProblemMark();
    }

    private static SyntaxProblem yaml(Location location, String problem, String text) {
      String said = problem == null ? "not understood" : problem;
      if (isIndentedKey(location, said, text)) {
        String remedy = "indent this key like the other keys of its mapping";
        return new SyntaxProblem(location, "YAML syntax: " + cut(said), remedy);
      }
      String solution =
          REMEDIES.entrySet().stream()
              .filter(entry -> said.contains(entry.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse("check the indentation and the quotes here and above");
      return new SyntaxProblem(location, "YAML syntax: " + cut(said), solution);
    }

    private static boolean isIndentedKey(Location location, String said, String text) {
      return said.contains("mapping values are not allowed")
          && text.lines()
              .skip(location.line() - 1L)
              .findFirst()
              .filter(line -> INDENTED_KEY.matcher(line).find())
              .filter(line -> line.indexOf(": ") < 0 || line.indexOf(':') == location.column() - 1)
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
}
