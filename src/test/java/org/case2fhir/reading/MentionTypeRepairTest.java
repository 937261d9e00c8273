package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.RuleTable.RuleExample;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each pair of examples differs by the words that make the difference. */
class MentionTypeRepairTest {
  private static final Gazetteer NAMES = new Gazetteer(Vocabulary.builtIn());

  private static Graph repaired(String marked, MentionType type) {
    Graph graph = RuleExample.graph(marked, type);
    MentionTypeRepair repair = new MentionTypeRepair(NAMES);
    graph.sentences().forEach(sentence -> repair.repair(graph, sentence));
    return graph;
  }

  static Stream<RuleTable.Row> otherSenses() {
    return RuleTable.builtIn("other-senses.tsv").rows().stream();
  }

  @ParameterizedTest
  @MethodSource("otherSenses")
  void aWordOfAnotherSenseIsNoMention(RuleTable.Row row) {
    assertThat(repaired(row.get("matches"), MentionType.THERAPEUTIC_PROCEDURE).nodes()).isEmpty();
    assertThat(repaired(row.get("differs"), MentionType.THERAPEUTIC_PROCEDURE).nodes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "He had raised [insulin] in the morning.~DIAGNOSTIC_PROCEDURE",
        "He had low-dose [insulin] in the morning.~MEDICATION",
        "The levels of [growth hormone] were low.~DIAGNOSTIC_PROCEDURE",
        "Peak [growth hormone] was 3 ng/mL.~DIAGNOSTIC_PROCEDURE",
        "He was treated with increased [insulin].~MEDICATION",
        "Increased [insulin] 20 units was needed.~MEDICATION",
        "There were 281 [platelets] per microliter.~DIAGNOSTIC_PROCEDURE",
        "[Glucose] in the cerebrospinal fluid was 40 mg/dL.~DIAGNOSTIC_PROCEDURE",
        "Urinary [norepinephrine] 69 ug/24 h was found.~DIAGNOSTIC_PROCEDURE",
        "He was given [norepinephrine] 69 ug/24 h.~MEDICATION"
      })
  void whatWasMeasuredIsATestAndWhatWasGivenADrug(String marked, MentionType type) {
    assertThat(repaired(marked, MentionType.MEDICATION).nodes())
        .extracting(node -> node.type)
        .containsExactly(type);
  }

  @ParameterizedTest
  @CsvSource({
    "He had [heparin]-induced bleeding.,MEDICATION,0",
    "He had [heparin] for bleeding.,MEDICATION,1",
    "Creatinine [fell] from 798 to 200.,SIGN_SYMPTOM,0",
    "He [fell] from a ladder.,SIGN_SYMPTOM,1",
    "The scan [evoked] a goiter.,THERAPEUTIC_PROCEDURE,0"
  })
  void whatNamesNothingIsNoMention(String marked, MentionType type, int left) {
    assertThat(repaired(marked, type).nodes()).hasSize(left);
  }
}
