package org.case2fhir.reading;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.mention.SentenceSplitter;
import org.case2fhir.model.Span;
import org.case2fhir.reading.PatientText.PatientSentence;

/**
 * A table of rules: tab-separated, the first line names the columns; empty lines and lines that
 * begin with {@code #} are skipped.
 *
 * @param name of the file
 * @param rows in their order
 */
record RuleTable(String name, List<Row> rows) {
  /** Each table is read once. */
  private static final Map<String, RuleTable> BUILT_IN = new ConcurrentHashMap<>();

  RuleTable {
    rows = List.copyOf(rows);
  }

  /**
   * A row.
   *
   * @param line its number in the file, from 1
   */
  record Row(String table, int line, Map<String, String> cells) {
    /** A cell; empty where it has none. */
    String get(String column) {
      return cells.getOrDefault(column, "");
    }

    /** The parts of a cell that are separated by {@code |}. */
    List<String> list(String column) {
      String cell = get(column);
      return cell.isEmpty() ? List.of() : Arrays.asList(cell.split("\\|"));
    }
  }

  /** A table that comes with the program, beside this class. */
  static RuleTable builtIn(String name) {
    return BUILT_IN.computeIfAbsent(name, RuleTable::load);
  }

  private static RuleTable load(String name) {
    try (InputStream in = RuleTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no table " + name);
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read table " + name, e);
    }
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException if a row has more cells than the table has columns; the
   *     message names the line
   */
  static RuleTable parse(String name, String text) {
    List<Row> rows = new ArrayList<>();
    List<String> columns = List.of();
    String[] lines = text.split("\r?\n");
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank() || lines[i].startsWith("#")) {
        continue;
      }
      List<String> cells = Arrays.asList(lines[i].split("\t", -1));
      if (columns.isEmpty()) {
        columns = cells;
      } else {
        rows.add(row(name, i + 1, columns, cells));
      }
    }
    return new RuleTable(name, rows);
  }

  private static Row row(String name, int line, List<String> columns, List<String> cells) {
    if (cells.size() > columns.size()) {
      throw new IllegalArgumentException(
          name + ":" + line + ": more cells than the " + columns.size() + " columns");
    }
    Map<String, String> byColumn = new HashMap<>();
    for (int c = 0; c < cells.size(); c++) {
      byColumn.put(columns.get(c), cells.get(c).strip());
    }
    return new Row(name, line, Map.copyOf(byColumn));
  }

  /** The words of one column. */
  Set<String> words(String column) {
    return rows.stream().map(row -> row.get(column)).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Examples in the rows of tables: short texts in which mentions stand in brackets, {@code no
   * [fever]}, with their type where it is not the usual one, {@code no [fever:SIGN_SYMPTOM]}.
   */
  static final class RuleExample {
    private RuleExample() {}

    /**
     * The graph of an example, with its mentions and nothing else.
     *
     * @param type of a mention that names none
     * @throws IllegalArgumentException if a mention is empty or names no type
     */
    static Graph graph(String marked, MentionType type) {
      StringBuilder text = new StringBuilder();
      List<Span> spans = new ArrayList<>();
      List<MentionType> types = new ArrayList<>();
      int at = 0;
      while (at < marked.length()) {
        int open = marked.indexOf('[', at);
        int close = open < 0 ? -1 : marked.indexOf(']', open);
        if (close < 0) {
          text.append(marked, at, marked.length());
          break;
        }
        text.append(marked, at, open);
        String inside = marked.substring(open + 1, close);
        int colon = inside.lastIndexOf(':');
        String words = colon < 0 ? inside : inside.substring(0, colon);
        if (words.isBlank()) {
          throw new IllegalArgumentException("the brackets of an example hold no words");
        }
        types.add(colon < 0 ? type : MentionType.valueOf(inside.substring(colon + 1)));
        spans.add(new Span(text.length(), text.length() + words.length()));
        text.append(words);
        at = close + 1;
      }
      Graph graph = graph(text.toString());
      for (int i = 0; i < spans.size(); i++) {
        add(graph, spans.get(i), types.get(i));
      }
      return graph;
    }

    private static Graph graph(String text) {
      SourceDocument document =
          DocumentReader.read("x.txt", text.getBytes(StandardCharsets.UTF_8)).value().orElseThrow();
      Passage passage = Passage.of(document, List.of(new Span(0, document.text().length())));
      List<PatientSentence> sentences = new ArrayList<>();
      for (Sentence sentence : SentenceSplitter.of(passage.text())) {
        sentences.add(
            new PatientSentence(SectionKind.CASE, sentences.isEmpty(), passage, sentence));
      }
      return Graph.of(document, sentences);
    }

    private static void add(Graph graph, Span span, MentionType type) {
      int first = 0;
      while (first < graph.size() && graph.token(first).span().end() <= span.start()) {
        first++;
      }
      int end = first;
      while (end < graph.size() && graph.token(end).span().start() < span.end()) {
        end++;
      }
      if (first == end || graph.token(first).sentence() != graph.token(end - 1).sentence()) {
        throw new IllegalArgumentException(
            "the brackets of an example hold no words of a sentence");
      }
      graph.add(type, first, end, 1, "example");
    }
  }
}
