package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;

/**
 * Makes adjectives before a finding descriptions of it: "nodular, enhancing lesion" is one finding.
 * Before a person or a part of the body an adjective may be a finding of its own.
 */
final class AttributiveAdjectives {
  private static final int SIGHT = 12;
  private static final Set<String> ENDINGS = TokenPattern.wordClass("attribute-ending");
  private static final Set<String> JOINTS = TokenPattern.wordClass("adjective-joint");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> OF_BIRTH = TokenPattern.wordClass("time-of-birth-adjective");

  private final Gazetteer names;
  private final GenericTerms generic = GenericTerms.builtIn();

  AttributiveAdjectives(Gazetteer names) {
    this.names = names;
  }

  // "[multiple yellowish] and verrucous [nodules]", "[nodular], enhancing [lesion]": adjectives
  // before a finding describe it and are none. Before a person or a part they may be one.
  void retype(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      // "[perinatal] stroke": when in life it was, and no part of the body
      boolean ofBirth =
          node.type == MentionType.BIOLOGICAL_STRUCTURE
              && node.length() == 1
              && OF_BIRTH.contains(graph.lower(node));
      if (ofBirth && isDirectlyBefore(graph, node)) {
        graph.retype(node, MentionType.DETAILED_DESCRIPTION, "time-of-life");
      }
      if (!node.isProblem() || node.sharedNoun().isPresent() || !isAdjectives(graph, node)) {
        continue;
      }
      boolean described =
          IntStream.range(node.first, node.end)
              .filter(i -> graph.token(i).isWord() && !JOINERS.contains(graph.token(i).lower()))
              .allMatch(i -> graph.nodeAt(i).filter(AttributiveAdjectives::describes).isPresent());
      boolean known = names.domain(graph, node.first, node.end).isPresent();
      boolean ofProblem = known && isDirectlyBefore(graph, node);
      if (known && !described && !ofProblem || !isBeforeProblem(graph, sentence, node)) {
        continue;
      }
      if (described) {
        graph.remove(node);
      } else {
        graph.retype(node, MentionType.DETAILED_DESCRIPTION, "attribute");
      }
    }
  }

  private boolean isAdjectives(Graph graph, Graph.Node node) {
    String last = graph.token(node.end - 1).lower();
    if (!isAdjective(last)) {
      return false;
    }
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      boolean joins = !graph.token(i).isWord() || JOINERS.contains(word);
      // "intra-operative"
      boolean prefix = i + 1 < node.end && graph.token(i + 1).lower().equals("-");
      joins |= prefix;
      if (!joins && !isAdjective(word) && !generic.isModifier(word) && !word.endsWith("ly")) {
        return false;
      }
    }
    return true;
  }

  // "hypertensive anterior uveitis": of what kind that is, and no disease beside it.
  private static boolean isDirectlyBefore(Graph graph, Graph.Node node) {
    int at = node.end;
    Optional<Graph.Node> next = graph.nodeAt(at);
    while (next.filter(part -> part.is(MentionType.BIOLOGICAL_STRUCTURE)).isPresent()) {
      at = next.get().end;
      next = graph.nodeAt(at);
    }
    return next.filter(Graph.Node::isProblem).isPresent();
  }

  private static boolean isAdjective(String word) {
    return ENDINGS.stream()
        .anyMatch(ending -> word.length() > ending.length() + 2 && word.endsWith(ending));
  }

  // Up to a problem stand adjectives and parts of the body only.
  private boolean isBeforeProblem(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean noun = false;
    for (int i = node.end; i < Math.min(sentence.end, node.end + SIGHT); i++) {
      Optional<Graph.Node> next = graph.nodeAt(i);
      if (next.filter(other -> other != node && other.isProblem()).isPresent()) {
        // "edematous, inflamed eyelids": both are said of the part, and are findings.
        boolean ofPart =
            graph
                .nodeAt(next.get().end - 1)
                .filter(last -> last.type == MentionType.BIOLOGICAL_STRUCTURE)
                .isPresent();
        return !ofPart && !isAdjectives(graph, next.get());
      }
      String word = graph.token(i).lower();
      boolean part =
          next.filter(n -> describes(n) || n.type == MentionType.BIOLOGICAL_STRUCTURE).isPresent();
      boolean joins = word.equals("-") || JOINTS.contains(word);
      // "enlarged pelvic lymph nodes, and ascites": behind the part begins something else.
      if (!part && !joins && !isAdjective(word) || noun && joins) {
        return false;
      }
      noun = part && !isAdjective(word) && !word.endsWith("ly");
    }
    return false;
  }

  /** Whether a mention says how something is. */
  static boolean describes(Graph.Node node) {
    return node.is(
        MentionType.DETAILED_DESCRIPTION,
        MentionType.SEVERITY,
        MentionType.COLOR,
        MentionType.SHAPE,
        MentionType.TEXTURE);
  }
}
