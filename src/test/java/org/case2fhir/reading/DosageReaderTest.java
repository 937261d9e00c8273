package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DosageReaderTest {
  private static List<Dose> doses(String marked) {
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

  /** What a dose is for is a part of its unit, or the dose stays in words. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          750 mg/m 2 /month, mg/m2
          750 mg/m 2 every week, mg/m2
          2 g per square metre, g/m2
          500 mg per square meter of body surface area daily, mg/m2
          15 mg per kilogram every 6 hours, mg/kg
          50 IU/kg body weight, [IU]/kg
          5 mg / kg / day, mg/kg
          60 mg/m(2)/day, mg/m2
          0.1 ml/10 kg/12h, -
          10 mg/unit of something, -
          0.5 µg · kg−1 · min−1, -
          0.5 µg kg-1 min-1, -
          250 mg/, -
          """)
  void aRelativeDoseIsNoAbsoluteOne(String words, String unit) {
    List<Dose> doses = doses("[cyclophosphamide] " + words);
    assertThat(doses).isNotEmpty();
    assertThat(doses.stream().map(DosageReaderTest::unit)).containsOnly(unit);
  }

  private static String unit(Dose dose) {
    return dose.amount()
        .or(() -> dose.rate().map(Dose.Rate::amount))
        .map(amount -> ((Value.Measured) amount).amount().unit().ucum().orElseThrow())
        .orElse("-");
  }
}
