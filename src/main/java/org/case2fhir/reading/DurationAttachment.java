package org.case2fhir.reading;

import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Joins a duration to the finding that lasted or the treatment that was given so long: the nearest
 * of its clause, where it is not the length of a change of dose.
 */
final class DurationAttachment {
  private static final Set<String> OFTEN = TokenPattern.wordClass("often-word");
  private static final Set<String> DOSE_CHANGES = TokenPattern.wordClass("dose-change");
  private static final Set<String> CHANGE_STRETCH = TokenPattern.wordClass("change-stretch");
  private static final Set<String> DURATION_LEADS = TokenPattern.wordClass("duration-lead");
  private static final Set<String> TREATMENT_NOUNS = TokenPattern.wordClass("treatment-noun");
  private static final Set<String> FINITE_VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("clause-end");
  private static final Set<String> STOP_WORDS = TokenPattern.wordClass("stop-word");
  private static final int LONGEST_LEAD = 4;
  private static final int LONGEST_DOSE = 6;
  private static final int FARTHEST = 12;

  private DurationAttachment() {}

  /**
   * A duration is that of the nearest finding or treatment of its clause: of the next one in "two
   * weeks of" and "lifelong anticoagulation", else of the one before.
   */
  static void join(Graph graph, Graph.Sentence sentence, Graph.Node duration) {
    int lead = duration.first - 1;
    lead -= graph.lower(sentence, lead).equals("for") ? 1 : 0;
    if (OFTEN.contains(graph.lower(sentence, lead))
        && isBracketedDose(graph, sentence, lead)
        && nearest(graph, sentence, duration, -1).filter(Graph.Node::isProblem).isPresent()) {
      // "celiac disease (70 mg weekly for 2 years)": how long the dose was taken.
      return;
    }
    if (isOfDoseChange(graph, sentence, duration.first)) {
      return;
    }
    Optional<Graph.Node> behind = nearest(graph, sentence, duration, 1);
    Optional<Graph.Node> before = nearest(graph, sentence, duration, -1);
    boolean touches =
        behind.filter(node -> node.first == duration.end).isPresent()
            && !graph.lower(sentence, duration.first - 1).equals("for");
    boolean leads = touches || DURATION_LEADS.contains(graph.lower(sentence, duration.end));
    Optional<Graph.Node> head = leads ? behind.or(() -> before) : before.or(() -> behind);
    // "tuberculosis treatment for 6 months": so long was the treatment.
    head.filter(
            node -> !node.isProblem() || !TREATMENT_NOUNS.contains(graph.lower(sentence, node.end)))
        .ifPresent(node -> graph.join(Graph.Relation.DURATION, node, duration, "duration-nearest"));
  }

  private static Optional<Graph.Node> nearest(
      Graph graph, Graph.Sentence sentence, Graph.Node detail, int step) {
    int from = step > 0 ? detail.end : detail.first - 1;
    for (int i = from; Math.abs(i - from) < FARTHEST; i += step) {
      if (i < sentence.first || i >= sentence.end || CLAUSE_ENDS.contains(graph.token(i).lower())) {
        return Optional.empty();
      }
      if (step > 0 && endsClause(graph, sentence, i, i + 1)) {
        return Optional.empty();
      }
      Optional<Graph.Node> node =
          graph.nodeAt(i).filter(other -> RelationFinder.isHead(Graph.Relation.DURATION, other));
      if (node.isPresent()) {
        return node;
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a dose stands in a bracket before a token: "A for gout (70 mg weekly [for a year])".
   */
  static boolean isBracketedDose(Graph graph, Graph.Sentence sentence, int end) {
    for (int i = end - 1; i > Math.max(sentence.first, end - LONGEST_DOSE); i--) {
      int open = i;
      if (graph.token(i).lower().equals("(")) {
        return graph.token(i + 1).isNumber()
            && sentence.nodes(MentionType.MEDICATION).anyMatch(drug -> drug.end <= open);
      }
    }
    return false;
  }

  /** Whether a length is that of a change of dose: "raised to 225 mg over [3 weeks]". */
  static boolean isOfDoseChange(Graph graph, Graph.Sentence sentence, int length) {
    Optional<Graph.Node> dose =
        CHANGE_STRETCH.contains(graph.lower(sentence, length - 1))
            ? sentence.nodes.stream()
                .filter(node -> node.end == length - 1 && node.type == MentionType.DOSAGE)
                .findFirst()
            : Optional.empty();
    return dose.filter(
            node ->
                graph.lower(sentence, node.first - 1).equals("to")
                    && DOSE_CHANGES.contains(graph.lower(sentence, node.first - 2)))
        .isPresent();
  }

  /** "Stopping A for 17 days", "A was stopped for 17 days": how long it was not taken. */
  static boolean isWithout(Graph graph, Graph.Node length) {
    Graph.Sentence sentence = graph.sentenceOf(length);
    int lead = length.first - 1;
    if (!graph.lower(sentence, lead).equals("for")) {
      return false;
    }
    if (STOP_WORDS.contains(graph.lower(sentence, lead - 1))) {
      return true;
    }
    return sentence.nodes.stream()
        .filter(node -> node.isTreatment() && node.end == lead)
        .anyMatch(
            node ->
                node.has(Property.Value.STOPPED)
                    && node.proposal(Property.COURSE)
                        .filter(said -> said.end() <= node.first)
                        .isPresent());
  }

  /** Whether "for" leads to how long, not what for: "A for [15 years], B and C". */
  static boolean isLength(Graph graph, Graph.Sentence sentence, int at) {
    for (int i = at; i < Math.min(sentence.end, at + LONGEST_LEAD); i++) {
      Optional<Graph.Node> node = graph.nodeAt(i);
      if (node.isPresent()) {
        return node.get().is(MentionType.DURATION, MentionType.DATE, MentionType.TIME);
      }
    }
    return false;
  }

  /** ", who had been followed for 3 years, developed jaundice": a comma before a verb. */
  static boolean endsClause(Graph graph, Graph.Sentence sentence, int from, int to) {
    for (int i = from; i < to; i++) {
      if (graph.token(i).lower().equals(",")
          && FINITE_VERBS.contains(graph.lower(sentence, i + 1))) {
        return true;
      }
    }
    return false;
  }
}
