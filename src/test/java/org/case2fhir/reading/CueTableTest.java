package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.junit.jupiter.api.Test;

class CueTableTest {
  private static final CueTable CUES = CueTable.builtIn();
  private static final PropertyResolver PROPERTIES = new PropertyResolver(CUES);

  @Test
  void idsAreUnique() {
    Set<String> ids = new HashSet<>();
    List<String> twice =
        CUES.cues().stream().map(CueTable.Cue::id).filter(id -> !ids.add(id)).toList();
    assertThat(twice).isEmpty();
  }

  /** Each row with an example gives its value to the mention in brackets, alone of all rows. */
  @Test
  void examplesMatch() {
    List<String> wrong = new ArrayList<>();
    for (CueTable.Cue cue : CUES.cues()) {
      if (cue.value().isPresent() && !cue.matches().isEmpty()) {
        Graph.Node node = read(cue.matches(), cue);
        if (!node.has(expected(cue, node))) {
          wrong.add(
              cue.id() + ": " + cue.matches() + " gives " + node.get(cue.value().get().property()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void counterExamplesDoNotMatch() {
    List<String> wrong = new ArrayList<>();
    for (CueTable.Cue cue : CUES.cues()) {
      if (cue.value().isPresent() && !cue.differs().isEmpty()) {
        Graph.Node node = read(cue.differs(), cue);
        if (node.has(expected(cue, node))) {
          wrong.add(cue.id() + ": " + cue.differs());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Property.Value expected(CueTable.Cue cue, Graph.Node node) {
    Property.Value value = cue.value().orElseThrow();
    boolean refutable = node.type == MentionType.DISEASE_DISORDER;
    return value == Property.Value.REFUTED && !refutable ? Property.Value.ABSENT : value;
  }

  private static Graph.Node read(String example, CueTable.Cue cue) {
    MentionType type =
        switch (cue.target()) {
          case PROBLEM, ALL -> MentionType.SIGN_SYMPTOM;
          case DRUG, TREATMENT, ACTION -> MentionType.MEDICATION;
          case TEST -> MentionType.DIAGNOSTIC_PROCEDURE;
        };
    Graph graph = GraphFixture.graph(example, type);
    Coordinations.find(graph);
    PROPERTIES.resolve(graph);
    return graph.nodes().findFirst().orElseThrow();
  }
}
