package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the lists of a sentence: mentions of any clinical kind that only commas, "and", "or" and a
 * few modifiers separate. Who denies or orders one member means them all.
 */
final class Coordinations {
  private static final int MOST_MODIFIERS = 3;
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> BREAKERS = TokenPattern.wordClass("list-breaker");
  private static final Set<String> ALTERNATIVES = Set.of("or", "nor");

  private Coordinations() {}

  /** Adds the lists of all sentences. */
  static void find(Graph graph) {
    graph.sentences().forEach(sentence -> find(graph, sentence));
  }

  private static void find(Graph graph, Graph.Sentence sentence) {
    sentence.coordinations.clear();
    List<Graph.Node> members = new ArrayList<>();
    boolean alternative = false;
    for (Graph.Node node : sentence.nodes) {
      if (!CueTable.Target.ALL.includes(node.type)) {
        continue;
      }
      if (!members.isEmpty()) {
        Graph.Node last = members.get(members.size() - 1);
        if (node.first < last.end) {
          continue;
        }
        Boolean joined = joins(graph, sentence, last.end, node.first);
        if (joined == null) {
          close(sentence, members, alternative);
          alternative = false;
        } else {
          alternative |= joined;
        }
      }
      members.add(node);
    }
    close(sentence, members, alternative);
  }

  private static void close(
      Graph.Sentence sentence, List<Graph.Node> members, boolean alternative) {
    if (members.size() > 1) {
      sentence.coordinations.add(new Graph.Coordination(List.copyOf(members), alternative));
    }
    members.clear();
  }

  // Whether the tokens between join two members: null if not, else whether as alternatives.
  private static Boolean joins(Graph graph, Graph.Sentence sentence, int from, int to) {
    boolean joined = false;
    boolean alternative = false;
    int modifiers = 0;
    for (int i = from; i < to; i++) {
      String word = graph.token(i).lower();
      boolean inside = graph.nodeAt(i).isPresent();
      if (!inside && BREAKERS.contains(word)) {
        return null;
      }
      if (!inside && JOINERS.contains(word)) {
        joined = true;
        alternative |= ALTERNATIVES.contains(word);
      } else if (!inside && ++modifiers > MOST_MODIFIERS) {
        return null;
      }
    }
    return joined ? alternative : null;
  }
}
