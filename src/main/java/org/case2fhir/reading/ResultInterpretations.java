package org.case2fhir.reading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Measurement.Interpretation;

/** What the words of a result say it means: {@code result-words.tsv}. */
final class ResultInterpretations {
  private static final int SIGHT = 12;

  private final TokenPattern.Index<Judgement> judgements;
  private final Set<String> judgedNames = TokenPattern.wordClass("judged-name");
  private final Set<String> degrees = TokenPattern.wordClass("degree");
  private final Set<String> specimens = TokenPattern.wordClass("specimen");
  private final Set<String> leads = TokenPattern.wordClass("change-lead");
  private final Set<String> copulas = TokenPattern.wordClass("judgement-copula");
  private final Set<String> verbs = TokenPattern.wordClass("be");
  private final Set<String> courses = TokenPattern.wordClass("change");

  private record Judgement(TokenPattern pattern, Interpretation meaning) {}

  ResultInterpretations() {
    this.judgements =
        new TokenPattern.Index<>(
            RuleTable.builtIn("result-words.tsv").rows().stream()
                .map(
                    row ->
                        new Judgement(
                            TokenPattern.of(row.get("words")),
                            Interpretation.valueOf(row.get("gives").toUpperCase(Locale.ROOT))))
                .toList(),
            Judgement::pattern);
  }

  /** What words say a result means, where they say nothing else. */
  Optional<Interpretation> judgement(Graph graph, Graph.Sentence sentence, int from, int to) {
    int first = from;
    while (first < to - 1
        && degrees.contains(graph.token(first).lower())
        && end(graph, sentence, first, to).isEmpty()) {
      first++;
    }
    return end(graph, sentence, first, to);
  }

  private Optional<Interpretation> end(Graph graph, Graph.Sentence sentence, int first, int to) {
    for (Judgement each : judgements.of(graph.token(first).lower())) {
      if (each.pattern().end(graph, sentence, first) == to) {
        return Optional.of(each.meaning());
      }
    }
    return Optional.empty();
  }

  /** Marks judgements that no tagger marked, directly before a test or behind its verb. */
  void mark(Graph graph) {
    for (Graph.Sentence sentence : graph.sentences()) {
      for (int i = sentence.first; i < sentence.end; i++) {
        int end =
            judgements.longest(graph, sentence, i).map(TokenPattern.Index.Match::end).orElse(-1);
        boolean marks =
            end > i
                && isFree(graph, i, end)
                && !judgedNames.contains(graph.lower(sentence, end))
                && !isCourse(graph, sentence, end)
                && (opensTest(graph, sentence, end) || followsTest(graph, sentence, i));
        if (marks) {
          // What the tagger took for a description is the result.
          int first = i;
          List.copyOf(sentence.nodes).stream()
              .filter(node -> node.overlaps(first, end))
              .forEach(graph::remove);
          graph.add(MentionType.LAB_VALUE, i, end, 0.9, "judgement-beside-test");
          i = end - 1;
        }
      }
    }
  }

  // "decreased to 72": a change and no judgement.
  boolean isCourse(Graph graph, Graph.Sentence sentence, int end) {
    return courses.contains(graph.token(end - 1).lower())
        && leads.contains(graph.lower(sentence, end));
  }

  private static boolean isFree(Graph graph, int from, int to) {
    for (int i = from; i < to; i++) {
      Optional<Graph.Node> node = graph.nodeAt(i);
      boolean describes =
          node.isEmpty()
              || node.get().is(MentionType.DETAILED_DESCRIPTION, MentionType.QUALITATIVE_CONCEPT)
                  && node.get().first >= from
                  && node.get().end <= to;
      if (!describes) {
        return false;
      }
    }
    return true;
  }

  // "elevated CRP", "normal serum sodium"
  private boolean opensTest(Graph graph, Graph.Sentence sentence, int at) {
    int i = at;
    while (i < sentence.end && specimens.contains(graph.token(i).lower())) {
      i++;
    }
    int start = i;
    return start < sentence.end
        && graph.nodeAt(start).filter(node -> node.isTest() && node.first == start).isPresent();
  }

  // "anti-HCV was non-reactive", "the result of the PCR came back positive"
  private boolean followsTest(Graph graph, Graph.Sentence sentence, int at) {
    boolean verb = false;
    for (int i = at - 1; i >= Math.max(sentence.first, at - SIGHT); i--) {
      String word = graph.token(i).lower();
      if (graph.nodeAt(i).isPresent() && !copulas.contains(word)) {
        return verb && graph.nodeAt(i).filter(Graph.Node::isTest).isPresent();
      }
      verb |= verbs.contains(word) || word.equals(":");
      if (!copulas.contains(word) && !degrees.contains(word)) {
        return false;
      }
    }
    return false;
  }

  /** Whether a value judges without a number: "normal", "elevated", "positive". */
  boolean isJudgement(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    return judgement(graph, sentence, value.first, value.end).isPresent();
  }
}
