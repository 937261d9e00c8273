package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.BackgroundFacts.StatementRules;
import org.junit.jupiter.api.Test;

class StatementRulesTest {
  private static final StatementRules RULES = StatementRules.builtIn();

  @Test
  void examplesMatchAndCounterExamplesDoNot() {
    List<String> wrong = new ArrayList<>();
    for (StatementRules.Rule rule : RULES.rules()) {
      if (!found(rule, rule.matches())) {
        wrong.add(rule.id() + ": " + rule.matches());
      }
      if (found(rule, rule.differs())) {
        wrong.add(rule.id() + ": " + rule.differs());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean found(StatementRules.Rule rule, String example) {
    Graph graph = GraphFixture.graph(example, MentionType.ACTIVITY);
    List<Graph.Node> marked = graph.nodes().toList();
    graph.sentences().forEach(sentence -> RULES.find(graph, sentence));
    if (rule.category().isEmpty()) {
      // The words are a name that others find: no rule may take a part of them.
      return graph.nodes().noneMatch(node -> RULES.of(node).isPresent());
    }
    return graph
        .nodes()
        .filter(node -> node.origin.equals(rule.id()))
        .anyMatch(
            node -> marked.stream().anyMatch(m -> m.first == node.first && m.end == node.end));
  }
}
