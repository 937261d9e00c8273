package org.case2fhir.reading;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;

/**
 * Phrases that state a fact by themselves: {@code statements.tsv}. Columns: id; cue ({@link
 * TokenPattern}); kind, {@code social}, {@code outcome} or {@code measurement}; concept, the words
 * of the fact, or {@code -} for the phrase itself; unit of the number in the phrase; matches, an
 * example whose words in brackets are found; differs, one whose words are not.
 */
final class StatementRules {
  private static final Set<String> ANY_PROBLEM = TokenPattern.wordClass("outcome-of");
  private static final StatementRules BUILT_IN =
      new StatementRules(RuleTable.builtIn("statements.tsv"));

  private final List<Rule> rules;
  private final TokenPattern.Index<Rule> byFirstWord;
  private final Map<String, Rule> byId = new HashMap<>();

  /** A row. */
  record Rule(
      String id,
      TokenPattern pattern,
      FindingCategory category,
      Optional<String> concept,
      String unit,
      String matches,
      String differs) {}

  private StatementRules(RuleTable table) {
    this.rules = table.rows().stream().map(StatementRules::rule).toList();
    this.byFirstWord = new TokenPattern.Index<>(rules, Rule::pattern);
    rules.forEach(rule -> byId.put(rule.id(), rule));
  }

  static StatementRules builtIn() {
    return BUILT_IN;
  }

  private static Rule rule(RuleTable.Row row) {
    return new Rule(
        row.get("id"),
        TokenPattern.of(row.get("cue")),
        row.get("kind").equals("measurement")
            ? FindingCategory.EXAM
            : FindingCategory.valueOf(row.get("kind").toUpperCase(Locale.ROOT)),
        Optional.of(row.get("concept")).filter(words -> !words.equals("-")),
        row.get("unit"),
        row.get("matches"),
        row.get("differs"));
  }

  /** All rows. */
  List<Rule> rules() {
    return rules;
  }

  /** The rule that found a node, if one did. */
  Optional<Rule> of(Graph.Node node) {
    return Optional.ofNullable(byId.get(node.origin));
  }

  /** Adds a node for each phrase of a sentence, instead of what was found inside it. */
  void find(Graph graph, Graph.Sentence sentence) {
    int at = sentence.first;
    while (at < sentence.end) {
      int end = -1;
      Rule found = null;
      for (Rule rule : byFirstWord.of(graph.token(at).lower())) {
        int match = rule.pattern().end(graph, sentence, at);
        if (match > end) {
          end = match;
          found = rule;
        }
      }
      if (found != null && end > at) {
        int first = at;
        int stop = end;
        List<Graph.Node> inside =
            sentence.nodes.stream().filter(node -> node.overlaps(first, stop)).toList();
        boolean outcome = found.category() == FindingCategory.OUTCOME;
        // "the pain resolved" is said of the pain, "her symptoms resolved" of nothing named.
        boolean named =
            inside.stream()
                .filter(Graph.Node::isProblem)
                .anyMatch(node -> !ANY_PROBLEM.contains(graph.token(node.end - 1).lower()));
        if (!outcome || !named) {
          inside.forEach(graph::remove);
          MentionType type = outcome ? MentionType.OUTCOME : MentionType.PERSONAL_BACKGROUND;
          graph.add(type, at, end, 1, found.id());
        }
        at = end;
      } else {
        at++;
      }
    }
  }

  /** The number of a phrase with the unit of its rule. */
  Optional<Value> value(Graph graph, Graph.Node node) {
    String unit = of(node).map(Rule::unit).orElse("");
    for (int i = node.first; i < node.end && !unit.isEmpty(); i++) {
      if (graph.token(i).text().matches("\\d{1,4}(\\.\\d{1,2})?")) {
        Unit named =
            unit.equals("weeks") ? Unit.of("weeks", "wk") : new Unit(unit, Optional.empty());
        return Optional.of(
            new Value.Measured(
                new Amount(new BigDecimal(graph.token(i).text()), Optional.empty(), named)));
      }
    }
    return Optional.empty();
  }
}
