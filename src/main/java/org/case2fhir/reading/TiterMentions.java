package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.mention.MentionType;

/**
 * Makes a titer beside the name of a test a value of its own: "ANA 1:320" in one mention, "RPR
 * 1:32" that nothing marked, "Bartonella IgG 1:512" that was taken for a finding.
 */
final class TiterMentions {
  private static final int MOST_GLUE = 5;
  private static final int LONGEST_NAME = 7;
  private static final Pattern COLON = Pattern.compile("\\d{1,3}(?:,\\d{3})*|\\d{1,6}");
  private static final Pattern SLASH = Pattern.compile("\\d{2,6}");
  private static final Pattern ABBREVIATION = Pattern.compile("[A-Z][A-Za-z-]{0,3}[A-Z]");
  private static final Set<String> GLUE = TokenPattern.wordClass("titer-glue");
  private static final Set<String> FUNCTION_WORDS = TokenPattern.wordClass("relation-word");
  private static final Set<String> TESTS = TokenPattern.wordClass("titer-test");

  private TiterMentions() {}

  static void mark(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first + 1; i + 2 < sentence.end; i++) {
      if (isTiter(graph, sentence, i)) {
        mark(graph, sentence, i);
      }
    }
  }

  private static boolean isTiter(Graph graph, Graph.Sentence sentence, int one) {
    String mark = graph.lower(sentence, one + 1);
    String number = graph.token(one + 2).text();
    return graph.token(one).text().equals("1")
        && (mark.equals(":") && COLON.matcher(number).matches()
            || mark.equals("/") && SLASH.matcher(number).matches())
        && graph.token(one).span().end() == graph.token(one + 1).span().start()
        && !graph.lower(sentence, one - 1).equals("/")
        && !graph.lower(sentence, one + 3).equals("/");
  }

  private static void mark(Graph graph, Graph.Sentence sentence, int first) {
    int end = first + 3;
    List<Graph.Node> over =
        sentence.nodes.stream().filter(node -> node.overlaps(first, end)).toList();
    List<Graph.Node> names =
        over.stream().filter(node -> node.first < first && node.end <= end).toList();
    List<Graph.Node> values =
        over.stream()
            .filter(node -> node.type == MentionType.LAB_VALUE && node.first >= first)
            .toList();
    if (names.size() + values.size() < over.size() || names.size() > 1) {
      return;
    }
    int nameEnd = behindName(graph, sentence, first);
    if (names.size() == 1) {
      Graph.Node name = names.get(0);
      if (nameEnd > name.first && (name.isTest() || isTest(graph, sentence, nameEnd - 1))) {
        values.forEach(graph::remove);
        graph.resize(name, name.first, nameEnd, "titer-in-name");
        graph.retype(name, MentionType.DIAGNOSTIC_PROCEDURE, "titer-in-name");
        graph.add(MentionType.LAB_VALUE, first, end, name.confidence, "titer-in-name");
      }
      return;
    }
    if (nameEnd <= sentence.first || !isTest(graph, sentence, nameEnd - 1)) {
      return;
    }
    Optional<Graph.Node> name = graph.nodeAt(nameEnd - 1);
    if (name.isEmpty()) {
      add(graph, sentence, nameEnd, first);
    } else if (name.get().isProblem() && name.get().end == nameEnd) {
      graph.retype(name.get(), MentionType.DIAGNOSTIC_PROCEDURE, "test-with-titer");
    } else if (!name.get().isTest()) {
      return;
    }
    if (values.isEmpty()) {
      graph.add(MentionType.LAB_VALUE, first, end, 0.9, "test-with-titer");
    }
  }

  // "Anti-smooth muscle antibody [titre] 1:80": the name that nothing marked as a whole.
  private static void add(Graph graph, Graph.Sentence sentence, int end, int titer) {
    int first = end - 1;
    while (TESTS.contains(graph.lower(sentence, end - 1))
        && first > sentence.first
        && end - first < LONGEST_NAME
        && isPartOfName(graph, graph.token(first - 1), first - 1)) {
      first--;
    }
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.first >= first && node.end <= titer) {
        graph.remove(node);
      }
    }
    graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 0.9, "test-with-titer");
  }

  private static boolean isPartOfName(Graph graph, Graph.Token token, int at) {
    boolean free =
        graph.nodeAt(at).filter(node -> node.type != MentionType.BIOLOGICAL_STRUCTURE).isEmpty();
    return free
        && (token.text().equals("-")
            || token.isWord() && !token.isNumber() && !FUNCTION_WORDS.contains(token.lower()));
  }

  // Behind the name, before "titer of", "was positive at a titer of", "(", "=".
  private static int behindName(Graph graph, Graph.Sentence sentence, int titer) {
    int at = titer;
    while (at > sentence.first
        && titer - at < MOST_GLUE
        && GLUE.contains(graph.lower(sentence, at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isTest(Graph graph, Graph.Sentence sentence, int token) {
    return TESTS.contains(graph.lower(sentence, token))
        || ABBREVIATION.matcher(graph.token(token).text()).matches()
            && graph
                .nodeAt(token)
                .filter(node -> node.is(MentionType.MEDICATION, MentionType.DOSAGE))
                .isEmpty();
  }
}
