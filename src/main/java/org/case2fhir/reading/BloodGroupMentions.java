package org.case2fhir.reading;

import java.util.List;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Marks a blood group of the ABO system and its Rhesus factor as a test and one value, "blood group
 * AB positive", and the Rhesus factor alone: "she was Rh negative".
 */
final class BloodGroupMentions {
  /** Rule that marks a blood group with its Rhesus factor. */
  static final String RULE = "blood-group";

  private static final double CONFIDENCE = 0.9;
  private static final Set<String> LETTERS = TokenPattern.wordClass("blood-letter");
  private static final Set<String> NOUNS = TokenPattern.wordClass("blood-group-noun");
  private static final Set<String> LEADS = TokenPattern.wordClass("blood-group-lead");
  private static final Set<String> GLUE = TokenPattern.wordClass("blood-group-glue");
  private static final Set<String> FILLERS = TokenPattern.wordClass("blood-group-filler");
  private static final Set<String> RHESUS = TokenPattern.wordClass("rhesus");
  private static final Set<String> RHESUS_SIGNS = TokenPattern.wordClass("rhesus-judgement");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");

  private BloodGroupMentions() {}

  // "blood group AB positive", "blood type was O, Rh negative": the letters and the sign are one
  // value, and no result of a test.
  static void mark(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first + 1; i < sentence.end; i++) {
      String text = graph.token(i).text();
      if (!LETTERS.contains(graph.token(i).lower()) || !Character.isUpperCase(text.charAt(0))) {
        if (RHESUS.contains(graph.token(i).lower())) {
          nameRhesus(graph, sentence, i);
        }
        continue;
      }
      int noun = i - 1;
      while (GLUE.contains(graph.lower(sentence, noun))) {
        noun--;
      }
      boolean group =
          NOUNS.contains(graph.lower(sentence, noun))
              && LEADS.contains(graph.lower(sentence, noun - 1));
      if (group) {
        int end = signEnd(graph, sentence, i + 1);
        i = addBloodGroup(graph, sentence, noun, i, end) - 1;
      }
    }
  }

  // Behind the sign of the Rhesus factor; the same token where there is none.
  private static int signEnd(Graph graph, Graph.Sentence sentence, int from) {
    int at = from;
    while (FILLERS.contains(graph.lower(sentence, at))) {
      at++;
    }
    return RHESUS_SIGNS.contains(graph.lower(sentence, at)) ? at + 1 : from;
  }

  private static int addBloodGroup(
      Graph graph, Graph.Sentence sentence, int noun, int first, int end) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.overlaps(first, end) && node.first <= noun && (node.isTest() || node.isProblem())) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, RULE);
        graph.resize(node, node.first, noun + 1, RULE);
      } else if (node.overlaps(first, end) && node.first >= noun && node.end <= end) {
        graph.remove(node);
      }
    }
    graph.add(MentionType.LAB_VALUE, first, end, CONFIDENCE, RULE);
    boolean test = graph.nodesOver(noun, noun + 1).anyMatch(Graph.Node::isTest);
    if (!test && graph.nodesOver(noun - 1, noun + 1).noneMatch(node -> node.isClinical())) {
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, noun - 1, noun + 1, CONFIDENCE, RULE);
    }
    return end;
  }

  // "she was Rh negative"; "Rh-negative blood" is not the patient's.
  private static void nameRhesus(Graph graph, Graph.Sentence sentence, int token) {
    int end = signEnd(graph, sentence, token + 1);
    String next = graph.lower(sentence, end);
    if (end == token + 1 || end < sentence.end && graph.token(end).isWord() && !isEnd(next)) {
      return;
    }
    List.copyOf(sentence.nodes).stream()
        .filter(node -> node.first >= token && node.end <= end)
        .forEach(graph::remove);
    if (graph.nodesOver(token, end).findAny().isEmpty()) {
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, token, token + 1, CONFIDENCE, "rhesus");
      graph.add(MentionType.LAB_VALUE, end - 1, end, CONFIDENCE, "rhesus");
    }
  }

  private static boolean isEnd(String word) {
    return JOINERS.contains(word) || PREPOSITIONS.contains(word);
  }
}
