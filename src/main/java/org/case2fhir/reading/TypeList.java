package org.case2fhir.reading;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The kinds of one germ in brackets behind its name: "HIV (1 and 2)", "HTLV (I/II)", "parainfluenza
 * (types 1, 2 and 3)". They are no values.
 */
final class TypeList {
  private static final int LONGEST = 10;
  private static final Pattern KIND = Pattern.compile("\\d{1,2}|[ivx]{1,4}|[a-e]");
  private static final Pattern PAIR = Pattern.compile("\\d{1,2}[-–/]\\d{1,2}");
  private static final Pattern VIRUS = Pattern.compile("[A-Z]{1,3}V|.{3,30}vir(?:us|uses|idae)");
  private static final Set<String> GERMS = TokenPattern.wordClass("germ-with-types");
  private static final Set<String> LEADS = TokenPattern.wordClass("type-noun");
  private static final Set<String> JOINTS = Set.of("and", "or", "&", ",", "/", "-", "–", "+");

  private TypeList() {}

  /** Takes away the mentions that lie within such lists. */
  static void clear(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first + 1; i < sentence.end; i++) {
      int end = graph.token(i).lower().equals("(") ? end(graph, sentence, i) : -1;
      if (end < 0) {
        continue;
      }
      int open = i;
      List<Graph.Node> within =
          sentence.nodes.stream().filter(node -> node.first > open && node.end < end).toList();
      within.forEach(graph::remove);
    }
  }

  /** Whether tokens lie within such a list. */
  static boolean holds(Graph graph, Graph.Sentence sentence, int first, int end) {
    for (int i = first - 1; i >= Math.max(sentence.first + 1, first - LONGEST); i--) {
      if (graph.token(i).lower().equals("(")) {
        return end < end(graph, sentence, i);
      }
    }
    return false;
  }

  // Behind the closing bracket; -1 where the bracket holds something else.
  private static int end(Graph graph, Graph.Sentence sentence, int open) {
    int at = open + 1;
    boolean led = LEADS.contains(graph.lower(sentence, at));
    at += led ? 1 : 0;
    boolean kind = false;
    int kinds = 0;
    while (at < sentence.end && at - open <= LONGEST) {
      String word = graph.token(at).lower();
      if (word.equals(")")) {
        boolean list = kind && (kinds > 1 || led);
        boolean named = led || isGerm(graph, sentence, open - 1);
        return list && named ? at + 1 : -1;
      }
      boolean pair = PAIR.matcher(word).matches();
      if (pair || KIND.matcher(word).matches()) {
        if (kind) {
          return -1;
        }
        kind = true;
        kinds += pair ? 2 : 1;
      } else if (JOINTS.contains(word)) {
        kind = false;
      } else {
        return -1;
      }
      at++;
    }
    return -1;
  }

  private static boolean isGerm(Graph graph, Graph.Sentence sentence, int token) {
    String text = graph.token(token).text();
    return VIRUS.matcher(text).matches() || GERMS.contains(graph.lower(sentence, token));
  }
}
