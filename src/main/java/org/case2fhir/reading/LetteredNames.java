package org.case2fhir.reading;

import java.util.List;
import java.util.Set;

/**
 * Names that a letter shares with the name before it: "hepatitis A, B and C" are three, and each
 * letter stands for a name of its own.
 */
final class LetteredNames {
  /** The rule for a letter that shares the name before it. */
  static final String LETTERED = "shares-name";

  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");

  private LetteredNames() {}

  // "hepatitis A, B and C": each letter stands for a name of its own.
  static void addLettered(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean named = node.isProblem() || node.isTest();
      if (!named || node.length() < 2 || !isLetter(graph, node.end - 1)) {
        continue;
      }
      int at = node.end;
      while (at < sentence.end) {
        int joint = at;
        while (at < sentence.end && JOINERS.contains(graph.token(at).lower())) {
          at++;
        }
        boolean alone =
            at > joint
                && at < sentence.end
                && isLetter(graph, at)
                && graph.nodeAt(at).filter(other -> other.length() > 1).isEmpty()
                && !goesOn(graph, sentence, at + 1);
        if (!alone) {
          break;
        }
        graph.nodeAt(at).ifPresent(graph::remove);
        graph.add(node.type, at, at + 1, node.confidence, LETTERED);
        at++;
      }
    }
  }

  // Kinds of one disease or substance are lettered from A on; later letters are words of their own.
  private static boolean isLetter(Graph graph, int token) {
    String text = graph.token(token).text();
    return text.length() == 1 && text.charAt(0) >= 'A' && text.charAt(0) <= 'H';
  }

  // "hepatitis B and C-reactive protein": the letter begins another name.
  private static boolean goesOn(Graph graph, Graph.Sentence sentence, int token) {
    String text = graph.lower(sentence, token);
    return text.equals("-") || text.equals("/");
  }

  /** The name of a mention, which may be a letter behind a name that it shares. */
  static String name(Graph graph, Graph.Node node) {
    if (!node.origin.equals(LETTERED)) {
      return MentionCandidates.injury(graph, node)
          .map(MentionCandidates.Injury::name)
          .orElseGet(() -> graph.words(node));
    }
    return graph.sentenceOf(node).nodes.stream()
        .filter(other -> other.end <= node.first && other.length() > 1)
        .filter(other -> other.isClinical() && isLetter(graph, other.end - 1))
        .reduce((one, next) -> next)
        .map(lead -> graph.words(lead.first, lead.end - 1) + " " + graph.words(node))
        .orElse(graph.words(node));
  }
}
