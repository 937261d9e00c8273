package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.RuleTable.RuleExample;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row finds its phrase, and the mention that it speaks of, in one of its examples. */
class CuePhrasesTest {
  @ParameterizedTest
  @ValueSource(strings = {"diagnosis-cues.tsv", "show-verbs.tsv", "support-cues.tsv"})
  void rowsHoldInTheirExamples(String table) {
    CuePhrases phrases = CuePhrases.builtIn(table);
    List<String> wrong = new ArrayList<>();
    for (RuleTable.Row row : RuleTable.builtIn(table).rows()) {
      if (!holds(phrases, row, "matches") || holds(phrases, row, "differs")) {
        wrong.add(row.get("id"));
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean holds(CuePhrases phrases, RuleTable.Row row, String column) {
    Graph graph = RuleExample.graph(row.get(column), MentionType.DISEASE_DISORDER);
    boolean marked = row.get(column).contains("[");
    return graph.sentences().stream()
        .anyMatch(
            sentence ->
                phrases.find(graph, sentence).stream()
                        .anyMatch(found -> found.phrase().id().equals(row.get("id")))
                    && (!marked || !phrases.reached(graph, sentence).isEmpty()));
  }
}
