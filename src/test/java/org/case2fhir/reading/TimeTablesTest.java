package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.junit.jupiter.api.Test;

/** Each row of the tables of time finds its example, and does not find the other one. */
class TimeTablesTest {
  private static final TimeExpressions TIMES = new TimeExpressions();
  private static final VisitCues CUES = new VisitCues();

  @Test
  void idsAreUnique() {
    for (String table : List.of("time-expressions.tsv", "visit-cues.tsv")) {
      Set<String> ids = new HashSet<>();
      assertThat(RuleTable.builtIn(table).rows())
          .allSatisfy(row -> assertThat(ids.add(row.get("id"))).as(row.get("id")).isTrue());
    }
  }

  @Test
  void timesAreFound() {
    List<String> wrong = new ArrayList<>();
    for (RuleTable.Row row : RuleTable.builtIn("time-expressions.tsv").rows()) {
      check(row, times(row.get("matches")), times(row.get("differs")), wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void visitCuesAreFound() {
    List<String> wrong = new ArrayList<>();
    for (RuleTable.Row row : RuleTable.builtIn("visit-cues.tsv").rows()) {
      if (VisitCues.Opens.of(row.get("opens")).isEncounter()) {
        check(row, cues(row.get("matches")), cues(row.get("differs")), wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(
      RuleTable.Row row, List<String> found, List<String> other, List<String> wrong) {
    if (!row.get("matches").isEmpty() && !found.contains(row.get("id"))) {
      wrong.add(row.get("id") + " not in " + row.get("matches") + " but " + found);
    }
    if (other.contains(row.get("id"))) {
      wrong.add(row.get("id") + " in " + row.get("differs"));
    }
  }

  private static List<String> times(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    Graph graph = GraphFixture.graph(text, MentionType.SIGN_SYMPTOM);
    return graph.sentences().stream()
        .flatMap(sentence -> TIMES.find(graph, sentence).stream())
        .map(TimeExpression::rule)
        .toList();
  }

  private static List<String> cues(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    Graph graph = GraphFixture.graph(text, MentionType.SIGN_SYMPTOM);
    return graph.sentences().stream()
        .flatMap(sentence -> CUES.find(graph, sentence).stream())
        .map(found -> found.cue().id())
        .toList();
  }
}
