package org.case2fhir.reading;

import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * The scope of a judgement such as "normal" or "positive": which tests and parts of a sentence it
 * is said of. It is not said of tests that have a judgement of their own, nor of what is excepted;
 * what "normal lungs" says is not said of all that a study showed.
 *
 * @see SharedJudgements
 */
final class JudgementScope {
  private static final Set<String> NORM_VERBS = TokenPattern.wordClass("norm-verb");
  private static final Set<String> DENIALS = TokenPattern.wordClass("leading-denial");
  private static final Set<String> LINK_VERBS = TokenPattern.wordClass("link-verb");
  private static final Set<String> SIZE_NOUNS = TokenPattern.wordClass("size-noun");
  private static final Set<String> OTHERS = TokenPattern.wordClass("others-lead");
  private static final Set<String> DEFINITE = TokenPattern.wordClass("excepted-definite");
  private static final Set<String> RELATIVES = TokenPattern.wordClass("relative-pronoun");
  private static final Set<String> FINITE_VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final TokenPattern EXCEPTION = TokenPattern.of("<exception-phrase>");
  private static final String AHEAD = "judged-ahead";
  private static final double NORMAL_PART = 0.8;
  private static final int MOST_WORDS_AHEAD = 6;

  private final ResultInterpretations judgements;

  JudgementScope(ResultInterpretations judgements) {
    this.judgements = judgements;
  }

  /** Whether what a value says is said of other tests or parts than a head. */
  static boolean isOutside(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node value) {
    return isJoinedToOther(graph, sentence, head, value)
        || isJudgedBefore(graph, sentence, head, value)
        || isOfSubject(graph, sentence, head, value)
        || isExcepted(graph, sentence, head, value)
        || isDenied(graph, sentence, head, value)
        || !ResultReader.hasNumber(graph, value) && isJudgedAheadBy(head, value)
        || isOfPart(graph, sentence, head, value);
  }

  /** "A-negative, B-positive": each has the judgement that a hyphen joins to it. */
  static boolean isJoinedToOther(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node value) {
    if (!head.isTest()) {
      return false;
    }
    boolean joined = MarkerMentions.isJudgedBy(graph, sentence, value.first - 1);
    boolean own = joined && head.end == value.first - 1;
    boolean judged = MarkerMentions.isJudgedBy(graph, sentence, head.end);
    boolean other =
        joined && sentence.nodes.stream().anyMatch(n -> n.isTest() && n.end == value.first - 1);
    return !own && (other || judged && !ResultReader.hasNumber(graph, value));
  }

  // "A and B were negative and C was normal": what is said of C is not said of A, whose judgement
  // stands between.
  private static boolean isJudgedBefore(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node value) {
    if (ResultReader.hasNumber(graph, value)) {
      return false;
    }
    boolean listed = false;
    Graph.Node judged = null;
    for (Graph.Node node : sentence.nodes) {
      if (node.first < head.end || node.end > value.first) {
        continue;
      }
      if (node.isTest() && judged != null) {
        return true;
      }
      listed |= node.isTest();
      boolean judgement =
          listed
              && node.type == MentionType.LAB_VALUE
              && !ResultReader.hasNumber(graph, node)
              && LINK_VERBS.contains(graph.lower(sentence, node.first - 1));
      judged = judgement ? node : judged;
    }
    return false;
  }

  // "A was normal with B at 6 mg/l": the word is said of A, and B has a number of its own.
  private static boolean isOfSubject(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node value) {
    boolean judged =
        !ResultReader.hasNumber(graph, value)
            && head.first >= value.end
            && LINK_VERBS.contains(graph.lower(sentence, value.first - 1))
            && sentence.nodes.stream()
                .anyMatch(node -> node.isTest() && node.end == value.first - 1);
    return judged
        && sentence.nodes.stream()
            .filter(
                node -> node.type == MentionType.LAB_VALUE && ResultReader.hasNumber(graph, node))
            .anyMatch(node -> node.first >= head.end && node.first - head.end <= 1);
  }

  /**
   * "With the exception of a low A and a high B, other results were normal", "normal except for A":
   * what is said of the others is not said of what is excepted, nor the other way round.
   */
  static boolean isExcepted(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node value) {
    for (int i = sentence.first; i < sentence.end; i++) {
      int from = EXCEPTION.end(graph, sentence, i);
      if (from > i) {
        int end = exceptionEnd(graph, sentence, from);
        boolean headInside = head.first >= from && head.end <= end;
        boolean valueInside = value.first >= from && value.end <= end;
        if (headInside != valueInside) {
          return true;
        }
        i = end - 1;
      }
    }
    return false;
  }

  /**
   * "no rebound and bowel sounds were normal": what is denied before another test is told of is not
   * judged with it.
   */
  static boolean isDenied(Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node value) {
    return DENIALS.contains(graph.lower(sentence, head.first - 1))
        && !ResultReader.hasNumber(graph, value)
        && sentence.nodes.stream()
            .anyMatch(node -> node.isTest() && node.first > head.end && node.end <= value.first);
  }

  // Where what is excepted ends: before "other results" or "the blood count", else at the last
  // comma before the verb.
  private static int exceptionEnd(Graph graph, Graph.Sentence sentence, int from) {
    int comma = -1;
    for (int i = from; i < sentence.end; i++) {
      String word = graph.token(i).lower();
      if (RELATIVES.contains(word)) {
        // "except for A, which was high": that verb is said of what is excepted.
        comma = -1;
        i++;
      } else if (word.equals(",")) {
        comma = i;
        String next = graph.lower(sentence, i + 1);
        if (OTHERS.contains(next)
            || DEFINITE.contains(next) && !DEFINITE.contains(graph.lower(sentence, from))) {
          return i;
        }
      } else if (word.equals(";")) {
        return i;
      } else if (FINITE_VERBS.contains(word) && graph.nodeAt(i).isEmpty()) {
        return comma < 0 ? i : comma;
      }
    }
    return sentence.end;
  }

  // "positive for A, and B was negative": A has its judgement.
  private static boolean isJudgedAheadBy(Graph.Node head, Graph.Node value) {
    return head.edges.stream()
        .anyMatch(
            edge -> edge.head() == head && edge.detail() != value && edge.origin().equals(AHEAD));
  }

  // "CT showed normal lungs and a mass", "a uterus of normal size": the part is normal, not all
  // that the study showed.
  private static boolean isOfPart(
      Graph graph, Graph.Sentence sentence, Graph.Node study, Graph.Node value) {
    boolean judged =
        study.isTest()
            && value.first > study.end
            && !ResultReader.hasNumber(graph, value)
            && StudyKind.of(graph, study).isPresent();
    if (!judged) {
      return false;
    }
    int behind = value.end;
    if (SIZE_NOUNS.contains(graph.lower(sentence, behind))) {
      behind++;
    }
    if (isPart(graph, behind)) {
      return true;
    }
    return behind > value.end
        && graph.lower(sentence, value.first - 1).equals("of")
        && isPart(graph, value.first - 2);
  }

  private static boolean isPart(Graph graph, int token) {
    return graph
        .nodeAt(token)
        .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE)
        .isPresent();
  }

  /**
   * "positive for CD20 and cyclin D1", "negative for HIV": what is judged stands behind. A test
   * there is joined to the value.
   */
  boolean isJudgedAhead(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    boolean judges =
        value.type == MentionType.LAB_VALUE
            && graph.lower(sentence, value.end).equals("for")
            && judgements.isJudgement(graph, sentence, value);
    if (!judges) {
      return false;
    }
    Optional<Graph.Node> judged =
        sentence.nodes.stream()
            .filter(node -> node.first > value.end && node.first <= value.end + MOST_WORDS_AHEAD)
            .filter(node -> node.isTest() || node.isProblem() || node.isTreatment())
            .findFirst();
    if (judged.isEmpty() || !judged.get().isTest()) {
      return judged.isPresent();
    }
    graph.join(Graph.Relation.VALUE, judged.get(), value, AHEAD);
    return true;
  }

  /** "CT showed normal lungs and a mass": the lungs were looked at, and are normal. */
  Optional<Graph.Node> normalPart(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    boolean shown =
        judgements.isJudgement(graph, sentence, value)
            && sentence.nodes.stream().anyMatch(study -> isOfPart(graph, sentence, study, value));
    Optional<Graph.Node> part =
        graph.nodeAt(value.end).filter(node -> shown && node.first == value.end);
    return part.filter(
            node ->
                graph.lower(sentence, node.end).equals(".")
                    || JOINERS.contains(graph.lower(sentence, node.end)))
        .map(
            node ->
                graph.add(
                    MentionType.DIAGNOSTIC_PROCEDURE,
                    node.first,
                    node.end,
                    NORMAL_PART,
                    "normal-part"));
  }

  /** "A [normal] ferritin is 30 to 400": what is normal, and no result. */
  static boolean isOfNorm(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    return value.type == MentionType.LAB_VALUE
        && graph.lower(value).equals("normal")
        && ARTICLES.contains(graph.lower(sentence, value.first - 1))
        && graph
            .nodeAt(value.end)
            .filter(Graph.Node::isTest)
            .filter(test -> NORM_VERBS.contains(graph.lower(sentence, test.end)))
            .isPresent();
  }
}
