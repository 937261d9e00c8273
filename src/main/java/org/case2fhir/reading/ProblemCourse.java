package org.case2fhir.reading;

import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.When;

/**
 * The clinical course of a problem: whether it resolved, came back or went into remission, or is
 * controlled, and the words that say when it ended. A problem that arose and was corrected was
 * there.
 */
final class ProblemCourse {
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final int CONTROL_SIGHT = 5;
  private static final int COURSE_SIGHT = 6;
  private static final TokenPattern COURSE = TokenPattern.of("<course-noun> (of|in) ..3");
  private static final int HAPPENING_SIGHT = 6;
  private static final Set<String> HAPPENING = TokenPattern.wordClass("verb-of-beginning");
  private static final Set<String> ARISING = TokenPattern.wordClass("arising");
  private static final Set<String> RETURNS = TokenPattern.wordClass("return-noun");
  private static final Set<String> RETURNED = TokenPattern.wordClass("return-verb");

  private final Graph graph;

  ProblemCourse(Graph graph) {
    this.graph = graph;
  }

  FactDraft.Course course(Graph.Sentence sentence, Graph.Node node) {
    // "in remission": not the remission has ended.
    boolean other =
        node.proposal(Property.TEMPORALITY)
            .filter(proposal -> node.overlaps(proposal.first(), proposal.end()))
            .isEmpty();
    if (node.has(Property.Value.RESOLVED) && other) {
      return FactDraft.Course.RESOLVED;
    }
    for (int i = Math.max(sentence.first, node.first - COURSE_SIGHT); i < node.first; i++) {
      if (COURSE.end(graph, sentence, i) == node.first) {
        return FactDraft.Course.CHANGED;
      }
    }
    return FactDraft.Course.NONE;
  }

  boolean happened(Graph.Sentence sentence, Graph.Node node) {
    int ended =
        node.proposal(Property.TEMPORALITY).map(Graph.Proposal::first).orElse(sentence.first);
    for (int i = node.end; i < Math.min(ended, node.end + HAPPENING_SIGHT); i++) {
      if (HAPPENING.contains(graph.token(i).lower())) {
        return true;
      }
      if (graph.nodeAt(i).filter(Graph.Node::isClinical).isPresent()) {
        return false;
      }
    }
    return false;
  }

  // "She developed hypoglycemia that was corrected": it was there.
  boolean arose(Graph.Sentence sentence, Graph.Node node) {
    int at = node.first - 1;
    while (at > sentence.first
        && node.first - at <= COURSE_SIGHT
        && !ARISING.contains(graph.token(at).lower())) {
      boolean described =
          TokenPattern.wordClass("article").contains(graph.token(at).lower())
              || graph.nodeAt(at).filter(n -> !n.isClinical()).isPresent();
      if (!described) {
        return false;
      }
      at--;
    }
    return ARISING.contains(graph.lower(sentence, at));
  }

  // "a recurrence of the lymphoma", "breast cancer recurred"
  boolean isReturn(Graph.Sentence sentence, Graph.Node node) {
    int at = node.first - 1;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, at))) {
      at--;
    }
    boolean of =
        graph.lower(sentence, at).equals("of") && RETURNS.contains(graph.lower(sentence, at - 1));
    return of || RETURNED.contains(graph.lower(sentence, node.end));
  }

  // "Her epilepsy was well controlled".
  Optional<String> control(Graph.Sentence sentence, Graph.Node node) {
    for (int i = node.end; i < Math.min(sentence.end, node.end + CONTROL_SIGHT); i++) {
      if (TokenPattern.wordClass("control").contains(graph.lower(sentence, i))
          && TokenPattern.wordClass("control-degree").contains(graph.lower(sentence, i - 1))) {
        return Optional.of(graph.words(i - 1, i + 1));
      }
    }
    return Optional.empty();
  }

  boolean isRemission(Graph.Proposal proposal) {
    boolean remission = false;
    for (int i = proposal.first(); i < proposal.end(); i++) {
      remission |= TokenPattern.wordClass("remission").contains(graph.token(i).lower());
    }
    return remission;
  }

  When words(Graph.Proposal proposal) {
    // "disappearance of" the rash
    int end = proposal.end();
    while (end > proposal.first() + 1 && PREPOSITIONS.contains(graph.token(end - 1).lower())) {
      end--;
    }
    return new When.InWords(graph.words(proposal.first(), end));
  }
}
