package org.case2fhir.reading;

import java.util.OptionalInt;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * The route that the predicate of a sentence states of each drug that is its subject: "amikacin 400
 * µg and vancomycin were injected intravitreally". What a new clause says is not read.
 */
final class PredicateRoute {
  private static final int LONGEST_DOSE = 12;
  private static final int LONGEST_PREDICATE = 8;
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> GIVEN = TokenPattern.wordClass("dose-giving");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("route-adverb");
  private static final Set<String> ENDS = TokenPattern.wordClass("clause-end");
  private static final Set<String> OR = TokenPattern.wordClass("alternative-joint");
  private static final Set<String> LINKS = TokenPattern.wordClass("clause-link");

  private final Graph graph;
  private final Vocabulary vocabulary;

  PredicateRoute(Graph graph, Vocabulary vocabulary) {
    this.graph = graph;
    this.vocabulary = vocabulary;
  }

  /** The token that says by which route a drug was given; empty where its predicate does not. */
  OptionalInt of(Graph.Sentence sentence, Graph.Node drug) {
    int end = subjectEnd(sentence, drug);
    int verb = end;
    // "amikacin 400 µg was given"
    while (verb < Math.min(sentence.end, end + LONGEST_DOSE) && !isBe(sentence, verb)) {
      if (isEnd(sentence, verb) || isOther(verb)) {
        return OptionalInt.empty();
      }
      verb++;
    }
    boolean given = false;
    int limit = Math.min(sentence.end, verb + LONGEST_PREDICATE);
    for (int i = verb + 1; i < limit; i++) {
      String word = graph.token(i).lower();
      // "either orally or intravenously": by which is not said
      if (given && isRoute(word) && !OR.contains(graph.lower(sentence, i + 1))) {
        return OptionalInt.of(i);
      }
      if (isEnd(sentence, i)
          || isOther(i)
          || OR.contains(word)
          || word.equals("and")
          || word.equals(",")) {
        return OptionalInt.empty();
      }
      given |= GIVEN.contains(word);
    }
    return OptionalInt.empty();
  }

  // Behind the last drug of the list that the predicate is said of.
  private static int subjectEnd(Graph.Sentence sentence, Graph.Node drug) {
    return sentence
        .coordination(drug)
        .map(list -> list.members().get(list.members().size() - 1))
        .filter(last -> last.type == MentionType.MEDICATION)
        .map(last -> last.end)
        .orElse(drug.end);
  }

  private boolean isBe(Graph.Sentence sentence, int token) {
    return BE.contains(graph.lower(sentence, token));
  }

  private boolean isEnd(Graph.Sentence sentence, int token) {
    String word = graph.lower(sentence, token);
    return word.equals(";") || ENDS.contains(word) || LINKS.contains(word);
  }

  // Another drug, or a problem that something was given for.
  private boolean isOther(int token) {
    return graph
        .nodeAt(token)
        .filter(node -> node.type == MentionType.MEDICATION || node.isProblem())
        .isPresent();
  }

  // "intravenously"; an adjective belongs to a noun behind it: "was given intravenous fluids".
  private boolean isRoute(String word) {
    return ADVERBS.contains(word)
        || word.endsWith("ly") && !vocabulary.find(Domain.ROUTE, word).isEmpty();
  }
}
