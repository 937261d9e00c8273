package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.When;

/**
 * Finds that the patient died, when and of what; never that a relative did, or that someone might
 * have. The words are the cues of death among {@link VisitCues}.
 */
final class DeathReader {
  private static final int CAUSE_SIGHT = 4;
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> OTHERS = TokenPattern.wordClass("people");
  private static final Set<String> UNREAL = TokenPattern.wordClass("modal");
  private static final Set<String> CAUSES = TokenPattern.wordClass("cause-preposition");

  private static final Set<String> REASONS = TokenPattern.wordClass("cause-word");

  private DeathReader() {}

  /** The patient's death and the words that state it. */
  record Found(Death death, Evidence evidence) {}

  /** The first sentence of the case that states it. */
  static Optional<Found> read(List<TimedSentence> sentences) {
    return sentences.stream()
        .flatMap(
            timed ->
                timed.cues.stream()
                    .filter(cue -> cue.opens() == VisitCues.Opens.DEATH)
                    .filter(cue -> isOfPatient(timed, cue.first()))
                    .map(cue -> found(timed, cue)))
        .findFirst();
  }

  private static boolean isOfPatient(TimedSentence timed, int cue) {
    for (int i = timed.sentence.first; i < cue; i++) {
      if (timed.isInTime(i)) {
        continue;
      }
      String word = timed.graph.token(i).lower();
      if (KIN.contains(word) || OTHERS.contains(word) || UNREAL.contains(word)) {
        return false;
      }
    }
    return true;
  }

  private static Found found(TimedSentence timed, VisitCues.Found cue) {
    Graph graph = timed.graph;
    Optional<When> when =
        timed.timeOf(timed.clauseOf(cue.first())).filter(time -> !(time instanceof When.AtVisit));
    Optional<Graph.Node> cause = cause(graph, timed.sentence, cue.end());
    int end = cause.map(node -> node.end).orElse(cue.end());
    return new Found(
        new Death(true, when, cause.map(graph::words).map(ConceptCoder::plain)),
        graph.evidence(cue.first(), end));
  }

  // The first problem behind "of" or "from" close by, or behind "due to".
  private static Optional<Graph.Node> cause(Graph graph, Graph.Sentence sentence, int from) {
    for (int i = from; i < sentence.end; i++) {
      int at = i;
      String word = graph.token(i).lower();
      boolean direct = i - from <= CAUSE_SIGHT && CAUSES.contains(word);
      if (direct || REASONS.contains(word)) {
        Optional<Graph.Node> node =
            sentence.nodes.stream()
                .filter(n -> n.isProblem() && n.first > at && n.first - at <= CAUSE_SIGHT)
                .findFirst();
        if (node.isPresent()) {
          return node;
        }
      }
    }
    return Optional.empty();
  }
}
