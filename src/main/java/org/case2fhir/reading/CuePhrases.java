package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Phrases that speak of what stands near them. Columns: id; cue ({@link TokenPattern}); reach,
 * {@code left} or {@code right} for the mention next to them and those it is listed with; matches,
 * an example whose mention in brackets is reached; differs, one whose mention is not.
 */
final class CuePhrases {
  private static final int FARTHEST = 8;

  private final TokenPattern.Index<Phrase> byFirstWord;

  private CuePhrases(List<Phrase> phrases) {
    this.byFirstWord = new TokenPattern.Index<>(phrases, Phrase::pattern);
  }

  /**
   * A row.
   *
   * @param line its place in the table
   * @param reach what it speaks of, in lower case
   */
  record Phrase(int line, String id, TokenPattern pattern, String reach) {
    /** Whether it speaks of what stands behind it. */
    boolean right() {
      return reach.equals("right");
    }
  }

  /** A phrase that stands in a sentence. */
  record Found(Phrase phrase, int first, int end) {}

  static CuePhrases builtIn(String table) {
    return new CuePhrases(
        RuleTable.builtIn(table).rows().stream()
            .map(
                row ->
                    new Phrase(
                        row.line(),
                        row.get("id"),
                        TokenPattern.of(row.get("cue")),
                        row.get("reach").toLowerCase(Locale.ROOT)))
            .toList());
  }

  /** The phrases of a sentence in the order of the table, those of one row from left to right. */
  List<Found> find(Graph graph, Graph.Sentence sentence) {
    List<Found> found = new ArrayList<>();
    for (int i = sentence.first; i < sentence.end; i++) {
      for (Phrase phrase : byFirstWord.of(graph.token(i).lower())) {
        int end = phrase.pattern().end(graph, sentence, i);
        if (end > i) {
          found.add(new Found(phrase, i, end));
        }
      }
    }
    found.sort(Comparator.comparingInt(each -> each.phrase().line()));
    return found;
  }

  /** The problems of a sentence that a phrase speaks of. */
  Set<Graph.Node> reached(Graph graph, Graph.Sentence sentence) {
    Set<Graph.Node> reached = new HashSet<>();
    for (Found found : find(graph, sentence)) {
      sentence.nodes.stream()
          .filter(Graph.Node::isProblem)
          .filter(node -> isNext(graph, found, node))
          .findFirst()
          .ifPresent(node -> add(sentence, node, reached));
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
  private static boolean isNext(Graph graph, Found found, Graph.Node node) {
    boolean right = found.phrase().right();
    int from = right ? found.end() : node.end;
    int to = right ? node.first : found.first();
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
