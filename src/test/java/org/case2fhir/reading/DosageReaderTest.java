package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;

class DosageReaderTest {
  private static List<?> doses(String marked) {
    Graph graph = GraphFixture.graph(marked, MentionType.MEDICATION);
    Coordinations.find(graph);
    DosageReader reader = new DosageReader(graph, Vocabulary.builtIn(), UnitTable.builtIn());
    return reader.read(graph.nodes().findFirst().orElseThrow()).doses();
  }

  /** Each phrase of the table is a dose of its example, and none of what only looks like it. */
  @Test
  void phrasesMatchTheirExamples() {
    List<String> wrong = new ArrayList<>();
    for (RuleTable.Row row : RuleTable.builtIn("dosage-phrases.tsv").rows()) {
      if (doses(row.get("matches")).isEmpty() || !doses(row.get("differs")).isEmpty()) {
        wrong.add(row.get("id"));
      }
    }
    assertThat(wrong).isEmpty();
  }
}
