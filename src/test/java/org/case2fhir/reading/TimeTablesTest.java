package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.TimeExpression.Lexicon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each row of the tables of time is worth something: its example reads otherwise without it, and
 * its counter-example the same.
 */
class TimeTablesTest {
  @ParameterizedTest
  @ValueSource(strings = {"time-expressions.tsv", "visit-cues.tsv"})
  void idsAreUnique(String table) {
    Set<String> ids = new HashSet<>();
    assertThat(RuleTable.builtIn(table).rows())
        .allSatisfy(row -> assertThat(ids.add(row.get("id"))).as(row.get("id")).isTrue());
  }

  @Test
  void timesNeedTheirRows() {
    check(
        RuleTable.builtIn("time-expressions.tsv"),
        table -> {
          TimeExpressionFinder times = new TimeExpressionFinder(new Lexicon(table));
          return (graph, sentence) ->
              times.find(graph, sentence).stream().map(TimeTablesTest::meaning).toList();
        });
  }

  @Test
  void visitsNeedTheirRows() {
    check(
        RuleTable.builtIn("visit-cues.tsv"),
        table -> {
          VisitCues cues = new VisitCues(table);
          return (graph, sentence) ->
              cues.find(graph, sentence).stream().map(TimeTablesTest::meaning).toList();
        });
  }

  // Another row that says the same makes a row useless: its id is no part of the meaning.
  private static String meaning(TimeExpression time) {
    return String.join(
        " ",
        List.of(
            time.first() + "-" + time.end(),
            time.kind() + " " + time.role(),
            time.date() + " " + time.until(),
            time.distance() + " " + time.event()));
  }

  private static String meaning(VisitCues.Found cue) {
    return String.join(
        " ",
        List.of(cue.first() + "-" + cue.end(), cue.opens() + " " + cue.setting(), "" + cue.past()));
  }

  private static void check(
      RuleTable table,
      Function<RuleTable, BiFunction<Graph, Graph.Sentence, List<String>>> readers) {
    List<String> wrong = new ArrayList<>();
    BiFunction<Graph, Graph.Sentence, List<String>> all = readers.apply(table);
    for (RuleTable.Row row : table.rows()) {
      List<RuleTable.Row> others = table.rows().stream().filter(r -> r != row).toList();
      BiFunction<Graph, Graph.Sentence, List<String>> without =
          readers.apply(new RuleTable(table.name(), others));
      List<String> found = read(row.get("matches"), all);
      if (found.equals(read(row.get("matches"), without))) {
        wrong.add(row.get("id") + " adds nothing to: " + row.get("matches") + " " + found);
      }
      boolean empty = row.get("differs").isEmpty();
      if (empty || !read(row.get("differs"), all).equals(read(row.get("differs"), without))) {
        wrong.add(row.get("id") + " needs a counter-example: " + row.get("differs"));
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> read(
      String text, BiFunction<Graph, Graph.Sentence, List<String>> reader) {
    if (text.isEmpty()) {
      return List.of();
    }
    Graph graph = GraphFixture.graph(text, MentionType.SIGN_SYMPTOM);
    return graph.sentences().stream()
        .flatMap(sentence -> reader.apply(graph, sentence).stream())
        .toList();
  }
}
