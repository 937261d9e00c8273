package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.BodySite.Laterality;

/**
 * Makes what an eye sees a value of its visual acuity: "counting fingers", "hand motion at 30 cm",
 * "light perception", which are taken for tests or findings elsewhere; "VA" before such a value or
 * a Snellen fraction a test; and "OD" and "LE" behind a value no part of it.
 */
final class AcuityMentions {
  /** Rule that marks such values. */
  static final String RULE = "visual-acuity";

  private static final int MOST_GLUE = 8;
  private static final int SIGHT = 40;
  private static final double CONFIDENCE = 0.9;
  private static final Pattern LENGTH =
      Pattern.compile("(?i)cm|m|ft|feet|foot|inches|meters?|metres?");
  private static final Pattern SNELLEN = Pattern.compile("6|20");
  private static final Pattern LATIN_EYE = Pattern.compile("O[DSU]");
  private static final Pattern NEAR = Pattern.compile("[NJ]\\d{1,2}");
  private static final Set<String> TESTS = TokenPattern.wordClass("acuity-test");
  private static final Set<String> EYE_MEASURES = TokenPattern.wordClass("eye-measure");
  private static final Set<String> SHORT = TokenPattern.wordClass("acuity-abbreviation");
  private static final Set<String> EPITHETS = TokenPattern.wordClass("eye-epithet");
  private static final Set<String> GLUE = TokenPattern.wordClass("acuity-glue");
  private static final Set<String> OPENING = TokenPattern.wordClass("acuity-value-lead");
  private static final Set<String> NOT_BEFORE = TokenPattern.wordClass("be");
  private static final List<TokenPattern> WORDS =
      List.of(
          TokenPattern.of("no light perception"),
          TokenPattern.of("<acuity-sight> of? <acuity-seen>"),
          TokenPattern.of("finger counting"),
          TokenPattern.of("<acuity-sight-abbreviation>"));
  private static final List<Set<String>> EYES =
      List.of(
          TokenPattern.wordClass("right-eye"),
          TokenPattern.wordClass("left-eye"),
          TokenPattern.wordClass("both-eyes"));

  private AcuityMentions() {}

  /** Whether "OD", "OS" or "OU" names an eye: in a text that tells an acuity. */
  static boolean namesEye(Graph graph, String word) {
    return LATIN_EYE.matcher(word).matches() && isOfSight(graph);
  }

  /** The side of an eye named by its letters, "OD" or "LE", in a text that tells an acuity. */
  static Optional<Laterality> eye(Graph graph, Graph.Node node) {
    int last = node.end - 1;
    boolean described = node.length() == 2 && EPITHETS.contains(graph.token(node.first).lower());
    if (node.length() > 1 && !described || !isEye(graph, last) || !isOfSight(graph)) {
      return Optional.empty();
    }
    String word = graph.token(last).lower();
    return Optional.of(
        EYES.get(0).contains(word)
            ? Laterality.RIGHT
            : EYES.get(1).contains(word) ? Laterality.LEFT : Laterality.BILATERAL);
  }

  private static boolean isOfSight(Graph graph) {
    return graph.sentences().stream()
        .flatMap(each -> each.nodes.stream())
        .anyMatch(node -> TESTS.contains(graph.last(node).lower()));
  }

  /** Whether a token says how near vision is: "6/9 [N5]". */
  static boolean isNear(Graph graph, Graph.Sentence sentence, int at) {
    return at < sentence.end && NEAR.matcher(graph.token(at).text()).matches();
  }

  static void mark(Graph graph, Graph.Sentence sentence) {
    int last = -1;
    int measured = -1;
    for (int i = sentence.first; i < sentence.end; i++) {
      if (isTest(graph, sentence, i)) {
        last = i;
      }
      if (EYE_MEASURES.contains(graph.token(i).lower())) {
        measured = i;
      } else if (measured >= 0 && i - measured <= SIGHT && isEye(graph, i)) {
        // "14 mmHg [OD] and 26 mmHg [OS]"
        cut(graph, i);
      }
      if (last < 0 || i - last > SIGHT) {
        continue;
      }
      int end = valueEnd(graph, sentence, i);
      if (end > 0) {
        mark(graph, sentence, i, end);
        i = end - 1;
      } else if (isEye(graph, i)) {
        cut(graph, i);
      }
    }
  }

  // "VA", "BCVA" only where a value follows it.
  private static boolean isTest(Graph graph, Graph.Sentence sentence, int at) {
    String word = graph.token(at).lower();
    if (TESTS.contains(word)) {
      return true;
    }
    if (!SHORT.contains(word) || graph.token(at).text().equals(word)) {
      return false;
    }
    int value = at + 1;
    while (value < sentence.end
        && value - at < MOST_GLUE
        && (GLUE.contains(graph.token(value).lower()) || isEye(graph, value))) {
      value++;
    }
    boolean seen =
        valueEnd(graph, sentence, value) > 0
            || graph.lower(sentence, value + 1).equals("/")
                && SNELLEN.matcher(graph.lower(sentence, value)).matches();
    if (seen && graph.nodeAt(at).isEmpty()) {
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, at, at + 1, CONFIDENCE, RULE);
    }
    return seen;
  }

  // Behind the words at a token that say what is seen; 0 where they do not.
  private static int valueEnd(Graph graph, Graph.Sentence sentence, int at) {
    if (at <= sentence.first || at >= sentence.end) {
      return 0;
    }
    boolean leads =
        OPENING.contains(graph.lower(sentence, at - 1))
            || isEye(graph, at - 1)
            || SHORT.contains(graph.lower(sentence, at - 1));
    if (!leads) {
      return 0;
    }
    for (TokenPattern words : WORDS) {
      int end = words.end(graph, sentence, at);
      boolean small = end == at + 1 && graph.token(at).text().equals(graph.token(at).lower());
      if (end <= 0 || small) {
        continue;
      }
      if (graph.lower(sentence, end).equals("only")) {
        end++;
      }
      // "light perception was absent": what is said of it.
      return NOT_BEFORE.contains(graph.lower(sentence, end))
          ? 0
          : distanceEnd(graph, sentence, end);
    }
    return 0;
  }

  // "at 30 cm"
  private static int distanceEnd(Graph graph, Graph.Sentence sentence, int end) {
    boolean distance =
        graph.lower(sentence, end).equals("at")
            && end + 2 < sentence.end
            && graph.token(end + 1).isNumber()
            && LENGTH.matcher(graph.lower(sentence, end + 2)).matches();
    return distance ? end + 3 : end;
  }

  private static void mark(Graph graph, Graph.Sentence sentence, int first, int end) {
    List<Graph.Node> over = graph.nodesOver(first, end).toList();
    for (Graph.Node node : over) {
      if (node.first < first) {
        graph.resize(node, node.first, first, RULE);
      } else {
        graph.remove(node);
      }
    }
    graph.add(MentionType.LAB_VALUE, first, end, CONFIDENCE, RULE);
  }

  private static boolean isEye(Graph graph, int at) {
    Graph.Token token = graph.token(at);
    return !token.text().equals(token.lower())
        && EYES.stream().anyMatch(words -> words.contains(token.lower()));
  }

  // "6/9 [OS]", "counting fingers [RE]"
  private static void cut(Graph graph, int at) {
    Optional<Graph.Node> node = graph.nodeAt(at);
    if (node.isEmpty() || !node.get().is(MentionType.LAB_VALUE, MentionType.DIAGNOSTIC_PROCEDURE)) {
      return;
    }
    if (node.get().length() == 1) {
      graph.remove(node.get());
    } else if (node.get().first == at) {
      graph.resize(node.get(), at + 1, node.get().end, RULE);
    } else if (node.get().end == at + 1) {
      graph.resize(node.get(), node.get().first, at, RULE);
    }
  }
}
