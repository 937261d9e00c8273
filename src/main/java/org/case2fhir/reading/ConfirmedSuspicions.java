package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Finds suspicions that the next sentence confirms without their name: "Brucellosis was suspected.
 * The diagnosis was confirmed by culture." Only one disease may be suspected there; of two
 * alternatives nobody knows which was confirmed. What was to be excluded was not suspected. Of
 * several that are excluded together ("A and B, which were excluded") none is left.
 */
final class ConfirmedSuspicions {
  private static final String RULE = "suspicion-confirmed";
  private static final String EXCLUSION = "suspicions-excluded";
  private static final int RANK = 9;
  private static final int LONGEST_SUBJECT = 5;
  private static final int PREDICATE_SIGHT = 5;
  private static final Set<String> DIAGNOSES = TokenPattern.wordClass("confirmed-diagnosis");
  private static final Set<String> CONFIRMED = TokenPattern.wordClass("confirming");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> NOT = TokenPattern.wordClass("not-word");
  private static final Set<String> EXCLUDING = TokenPattern.wordClass("ruling-out");

  private final Graph graph;

  private ConfirmedSuspicions(Graph graph) {
    this.graph = graph;
  }

  /**
   * Proposes that suspicions hold that the next sentence confirms, and that excluded ones do not.
   */
  static void propose(Graph graph) {
    ConfirmedSuspicions suspicions = new ConfirmedSuspicions(graph);
    List<Graph.Sentence> sentences = graph.sentences();
    sentences.forEach(suspicions::exclude);
    for (int i = 1; i < sentences.size(); i++) {
      suspicions.confirm(sentences.get(i - 1), sentences.get(i));
    }
  }

  // "The differential included A, B and C, which were excluded": all that are suspected there.
  private void exclude(Graph.Sentence sentence) {
    List<Graph.Node> diseases = sentence.nodes(MentionType.DISEASE_DISORDER).sorted().toList();
    for (int i = diseases.size() - 1; i > 0; i--) {
      Optional<Graph.Proposal> cue =
          diseases
              .get(i)
              .proposal(Property.HOLDS)
              .filter(proposal -> proposal.value() == Property.Value.REFUTED)
              .filter(proposal -> isWhichWere(sentence, proposal));
      for (int j = i - 1;
          cue.isPresent() && j >= 0 && diseases.get(j).has(Property.Value.POSSIBLE);
          j--) {
        Graph.Node disease = diseases.get(j);
        disease.propose(
            new Graph.Proposal(
                Property.Value.REFUTED, EXCLUSION, RANK, 0, cue.get().first(), cue.get().end()));
      }
    }
  }

  private boolean isWhichWere(Graph.Sentence sentence, Graph.Proposal cue) {
    return graph.lower(sentence, cue.first()).equals("which")
        && graph.lower(sentence, cue.first() + 1).equals("were");
  }

  private void confirm(Graph.Sentence before, Graph.Sentence sentence) {
    int verb = confirmation(sentence);
    if (verb < 0) {
      return;
    }
    List<Graph.Node> diseases = before.nodes(MentionType.DISEASE_DISORDER).sorted().toList();
    List<Graph.Node> suspected =
        diseases.stream().filter(node -> node.has(Property.Value.POSSIBLE)).toList();
    // What was named behind the suspicion may be what was confirmed.
    if (suspected.size() != 1 || diseases.get(diseases.size() - 1) != suspected.get(0)) {
      return;
    }
    Graph.Node disease = suspected.get(0);
    boolean excluded =
        disease
            .proposal(Property.HOLDS)
            .filter(cue -> isExclusion(cue.first(), cue.end()))
            .isPresent();
    if (!excluded && disease.has(Property.Value.PATIENT)) {
      disease.propose(new Graph.Proposal(Property.Value.PRESENT, RULE, RANK, 0, verb, verb + 1));
    }
  }

  // "[The diagnosis was confirmed] by", "[Clinical suspicion has been confirmed]"; not "the
  // diagnosis of gout was", "the diagnosis was not".
  private int confirmation(Graph.Sentence sentence) {
    int last = Math.min(sentence.end, sentence.first + LONGEST_SUBJECT);
    int noun = sentence.first;
    while (noun < last && !DIAGNOSES.contains(graph.lower(sentence, noun))) {
      if (graph.nodesOver(noun, noun + 1).anyMatch(Graph.Node::isProblem)) {
        return -1;
      }
      noun++;
    }
    if (noun == last) {
      return -1;
    }
    boolean passive = false;
    for (int i = noun + 1; i <= noun + PREDICATE_SIGHT; i++) {
      String word = graph.lower(sentence, i);
      if (passive && CONFIRMED.contains(word)) {
        return i;
      }
      boolean auxiliary = PASSIVE.contains(word) || word.equals("has") || word.equals("had");
      if (NOT.contains(word) || i == noun + 1 && !auxiliary || word.equals("of")) {
        return -1;
      }
      passive |= PASSIVE.contains(word);
    }
    return -1;
  }

  private boolean isExclusion(int first, int end) {
    for (int i = first; i < end; i++) {
      if (EXCLUDING.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }
}
