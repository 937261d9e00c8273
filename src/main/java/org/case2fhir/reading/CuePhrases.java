package org.case2fhir.reading;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Phrases that speak of the mention next to them, and of those it is listed with. Columns: id; cue
 * ({@link TokenPattern}); reach, {@code left} or {@code right}; matches, an example whose mention
 * in brackets is reached; differs, one whose mention is not.
 */
final class CuePhrases {
  private static final int FARTHEST = 8;

  private final List<Phrase> phrases;

  private CuePhrases(List<Phrase> phrases) {
    this.phrases = phrases;
  }

  /** A row. */
  record Phrase(String id, TokenPattern pattern, boolean right, String matches, String differs) {}

  static CuePhrases builtIn(String table) {
    return new CuePhrases(
        RuleTable.builtIn(table).rows().stream()
            .map(
                row ->
                    new Phrase(
                        row.get("id"),
                        TokenPattern.of(row.get("cue")),
                        row.get("reach").toLowerCase(Locale.ROOT).equals("right"),
                        row.get("matches"),
                        row.get("differs")))
            .toList());
  }

  /** All rows. */
  List<Phrase> phrases() {
    return phrases;
  }

  /** The problems of a sentence that a phrase speaks of. */
  Set<Graph.Node> reached(Graph graph, Graph.Sentence sentence) {
    Set<Graph.Node> reached = new HashSet<>();
    for (Phrase phrase : phrases) {
      for (int i = sentence.first; i < sentence.end; i++) {
        if (!phrase.pattern().firstWords().contains(graph.token(i).lower())) {
          continue;
        }
        int end = phrase.pattern().end(graph, sentence, i);
        if (end > i) {
          int from = i;
          sentence.nodes.stream()
              .filter(Graph.Node::isProblem)
              .filter(node -> isNext(graph, phrase.right(), from, end, node))
              .findFirst()
              .ifPresent(node -> add(sentence, node, reached));
        }
      }
    }
    return reached;
  }

  private static void add(Graph.Sentence sentence, Graph.Node node, Set<Graph.Node> reached) {
    reached.add(node);
    sentence
        .coordination(node)
        .ifPresent(
            list ->
                list.members().stream()
                    .filter(member -> member.first >= node.first)
                    .filter(member -> member.type == MentionType.DISEASE_DISORDER)
                    .forEach(reached::add));
  }

  // Next to the phrase: only what describes the mention stands between.
  private static boolean isNext(Graph graph, boolean right, int first, int end, Graph.Node node) {
    int from = right ? end : node.end;
    int to = right ? node.first : first;
    if (from > to || to - from > FARTHEST) {
      return false;
    }
    Set<String> breakers = TokenPattern.wordClass("list-breaker");
    for (int i = from; i < to; i++) {
      String word = graph.token(i).lower();
      if (breakers.contains(word) || word.equals(",") || word.equals("and")) {
        return false;
      }
    }
    return true;
  }
}
