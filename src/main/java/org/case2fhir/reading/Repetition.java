package org.case2fhir.reading;

import java.util.Map;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Which of several events of one name a mention is about: "the first biopsy", "a second stroke",
 * "another course of rituximab", "the CT was repeated".
 *
 * @param number 1 for the first, 2 for the second and so on; 0 where the text does not count
 * @param again whether it is said to be one more without its number
 * @param definite whether the article takes up one that may be known: "the second operation"
 */
record Repetition(int number, boolean again, boolean definite) {
  private static final int SIGHT = 6;
  private static final int BEHIND = 4;
  private static final Map<String, Integer> ORDINALS = TimeExpression.Lexicon.builtIn().ordinals;
  private static final Set<String> FIRST = TokenPattern.wordClass("first-of-several");
  private static final Set<String> MORE = TokenPattern.wordClass("one-more");
  private static final Set<String> MORE_TROUBLE = TokenPattern.wordClass("one-more-problem");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("again");
  private static final Set<String> SUFFERED = TokenPattern.wordClass("suffer-verb");
  private static final Set<String> COUNTED = TokenPattern.wordClass("counted-course");
  private static final Set<String> NUMBERED = TokenPattern.wordClass("numbered-part");
  private static final Set<String> DEFINITE = TokenPattern.wordClass("resuming");
  private static final Set<String> INDEFINITE = TokenPattern.wordClass("indefinite-article");
  private static final Set<String> ENDS = TokenPattern.wordClass("repetition-end");
  private static final Set<String> COURSES = TokenPattern.wordClass("cycled-treatment");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");

  /** What the words around a mention say of it. */
  static Repetition of(Graph graph, Graph.Node node) {
    Graph.Sentence sentence = graph.sentenceOf(node);
    int number = 0;
    boolean again = false;
    boolean counted = false;
    int at = Math.min(node.first + 1, node.end - 1);
    int least = Math.max(sentence.first, node.first - SIGHT);
    for (; at >= least; at--) {
      String word = graph.token(at).lower();
      if (at < node.first && isEnd(graph, sentence, node, at)) {
        if (!word.equals("of") || !COUNTED.contains(graph.lower(sentence, at - 1))) {
          break;
        }
        // "a second course of A", "another episode of pancreatitis"
        at--;
        counted = true;
      } else if (DEFINITE.contains(word) || INDEFINITE.contains(word)) {
        break;
      } else if (isOrdinal(graph, sentence, node, at) && (counted || !isCourse(graph, node))) {
        number = FIRST.contains(word) ? 1 : ORDINALS.get(word);
      } else if (isMore(graph, sentence, node, at)) {
        again = counted || !isCourse(graph, node);
      }
    }
    boolean definite = DEFINITE.contains(graph.lower(sentence, at));
    // "We repeated the biopsy"
    boolean repeated =
        definite && !node.isProblem() && graph.lower(sentence, at - 1).equals("repeated");
    again |= repeated || number == 0 && isDoneAgain(graph, sentence, node);
    definite &= !repeated;
    return new Repetition(number, again, definite);
  }

  // "the second chemotherapy", "further prednisone": one of its doses or cycles.
  private static boolean isCourse(Graph graph, Graph.Node node) {
    return node.type == MentionType.MEDICATION || COURSES.contains(graph.last(node).lower());
  }

  private static boolean isEnd(Graph graph, Graph.Sentence sentence, Graph.Node node, int at) {
    return ENDS.contains(graph.lower(sentence, at))
        || VERBS.contains(graph.lower(sentence, at))
        || graph
            .nodeAt(at)
            .filter(other -> other != node)
            .filter(other -> other.isProblem() || other.isTreatment() || other.isTest())
            // "biopsy" of "a second skin biopsy" may be two mentions; "second" is in none.
            .filter(other -> other.end <= node.first && !isMarked(graph, other))
            .isPresent();
  }

  private static boolean isMarked(Graph graph, Graph.Node node) {
    String first = graph.token(node.first).lower();
    return ORDINALS.containsKey(first) || MORE.contains(first);
  }

  // "the second toe", "second-degree block", "30 second", "second tumors": no second event.
  private static boolean isOrdinal(Graph graph, Graph.Sentence sentence, Graph.Node node, int at) {
    String word = graph.token(at).lower();
    String next = graph.lower(sentence, at + 1);
    return (FIRST.contains(word) || ORDINALS.containsKey(word))
        && !next.equals("-")
        && !NUMBERED.contains(next)
        && !NUMBERED.contains(graph.lower(sentence, at + 2))
        && !(at > sentence.first && graph.token(at - 1).isNumber())
        && !(node.isProblem() && isPlural(graph.last(node).lower()));
  }

  /** Whether a word only counts the procedure that it stands before: "second biopsy". */
  static boolean isCount(Graph graph, Graph.Node procedure, int at) {
    Graph.Sentence sentence = graph.sentenceOf(procedure);
    return procedure.is(MentionType.THERAPEUTIC_PROCEDURE, MentionType.DIAGNOSTIC_PROCEDURE)
        && (isOrdinal(graph, sentence, procedure, at) || isMore(graph, sentence, procedure, at))
        && !graph.token(at).lower().equals("re");
  }

  private static boolean isPlural(String noun) {
    return noun.endsWith("s") && !noun.endsWith("is") && !noun.endsWith("ss");
  }

  private static boolean isMore(Graph graph, Graph.Sentence sentence, Graph.Node node, int at) {
    String word = graph.token(at).lower();
    boolean joined = graph.lower(sentence, at + 1).equals("-");
    // "re-excision"; not "new-onset".
    boolean prefix = word.equals("re");
    // "a further stroke"; "further weakness" is more of the same.
    boolean one =
        !node.isProblem()
            || !word.equals("further")
            || INDEFINITE.contains(graph.lower(sentence, at - 1));
    return one && joined == prefix && (node.isProblem() ? MORE_TROUBLE : MORE).contains(word);
  }

  // "CT was repeated", "was excised again", "again underwent dialysis", "again developed a stroke".
  private static boolean isDoneAgain(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int end = Math.min(sentence.end, node.end + BEHIND);
    for (int i = node.end; i < end && !node.isProblem() && isOpen(graph, i); i++) {
      String word = graph.token(i).lower();
      // "the dose of A was repeated" goes on with it.
      // "A again caused a rash": the rash is there again.
      String next = graph.lower(sentence, i + 1);
      boolean given =
          word.equals("again")
              && (i > node.end
                  || ENDS.contains(next)
                  || i + 1 >= end
                  || !graph.token(i + 1).isWord());
      if (node.type == MentionType.MEDICATION ? given : ADVERBS.contains(word)) {
        return true;
      }
    }
    boolean suffered = !node.isProblem();
    int least = Math.max(sentence.first, node.first - SIGHT);
    for (int i = node.first - 1; i >= least && isOpen(graph, i); i--) {
      String word = graph.token(i).lower();
      suffered |= SUFFERED.contains(word);
      if (word.equals("again")) {
        return suffered || SUFFERED.contains(graph.lower(sentence, i - 1));
      }
    }
    return false;
  }

  private static boolean isOpen(Graph graph, int at) {
    String word = graph.token(at).lower();
    return Character.isLetter(word.charAt(0)) && !ENDS.contains(word) || word.equals("-");
  }

  /** What is known after another mention of the same event. */
  Repetition with(Repetition other) {
    return number > 0 ? this : new Repetition(other.number, again || other.again, definite);
  }

  /** Whether it is not the first of its name. */
  boolean isAnother() {
    return again || number > 1;
  }

  /**
   * Whether a later mention is about another event than an earlier one of the same name.
   *
   * @param place which of the events known so far the earlier one is, from 1
   */
  boolean differsFrom(Repetition earlier, int place) {
    if (number > 0 && earlier.number > 0) {
      return number != earlier.number;
    }
    if (number > 1) {
      // "Surgery in 2010 and 2012 … at the second surgery"; "CT was repeated … this second CT".
      return !earlier.again && !(definite && place == number);
    }
    if (number == 1) {
      return earlier.isAnother();
    }
    return again && (!definite || place == 1) && !earlier.isAnother();
  }
}
