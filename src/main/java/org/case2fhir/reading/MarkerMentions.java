package org.case2fhir.reading;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Finding.FindingCategory;

/**
 * Marks immunohistochemical markers as tests by their form and by what is judged of them: "ER
 * positive", "negative for HER2". No vocabulary has them all.
 */
final class MarkerMentions {
  /** ER, HER2, CD20, p53, S100. */
  private static final Pattern MARKER =
      Pattern.compile("(?!AB|Rh)(?:[A-Z]{2,5}\\d{0,3}[a-z]?|[A-Za-z]{1,4}\\d{1,3}[A-Za-z]?)");

  private static final double CONFIDENCE = 0.9;
  private static final Set<FindingCategory> STUDIES =
      EnumSet.of(FindingCategory.IMAGING, FindingCategory.EXAM);
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> NO_TESTS = TokenPattern.wordClass("no-judged-marker");
  private static final Set<String> JUDGING = TokenPattern.wordClass("judging");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");

  private MarkerMentions() {}

  /** Whether words have the form of a marker: "HER2". */
  static boolean isMarker(String words) {
    return MARKER.matcher(words).matches();
  }

  /** Marks the markers of a sentence with what is judged of them. */
  static void mark(Graph graph, Graph.Sentence sentence) {
    splitJudgements(graph, sentence);
    addMarkers(graph, sentence);
    retypeMarkers(graph, sentence);
  }

  // "[catalase]-[negative], bile esculin-[positive] and ...": a test and its judgement each, where
  // nothing follows that is described so, as in "a HER2-negative tumor".
  private static void splitJudgements(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first + 1; i + 1 < sentence.end; i++) {
      int hyphen = i;
      if (!isJudgedBy(graph, sentence, hyphen)
          || NO_TESTS.contains(graph.token(hyphen - 1).lower())) {
        continue;
      }
      Optional<Graph.Node> name =
          sentence.nodes.stream()
              .filter(node -> node.first < hyphen && node.end >= hyphen && node.end <= hyphen + 2)
              .filter(
                  node ->
                      node.isTest()
                          || node.is(MentionType.LAB_VALUE, MentionType.DETAILED_DESCRIPTION))
              .filter(node -> !node.origin.equals(BloodGroupMentions.RULE))
              .findFirst();
      if (name.isEmpty()) {
        continue;
      }
      graph.resize(name.get(), name.get().first, hyphen, "judged-marker");
      graph.retype(name.get(), MentionType.DIAGNOSTIC_PROCEDURE, "judged-marker");
      addJudgement(graph, hyphen + 1);
    }
  }

  /** Whether a hyphen joins a word and what is judged of it, and neither describes what follows. */
  static boolean isJudgedBy(Graph graph, Graph.Sentence sentence, int hyphen) {
    int judgement = hyphen + 1;
    if (hyphen <= sentence.first
        || !graph.lower(sentence, hyphen).equals("-")
        || !JUDGING.contains(graph.lower(sentence, judgement))
        || graph.token(hyphen - 1).span().end() != graph.token(hyphen).span().start()
        || graph.token(hyphen).span().end() != graph.token(judgement).span().start()) {
      return false;
    }
    String next = graph.lower(sentence, judgement + 1);
    return judgement + 1 == sentence.end
        || !graph.token(judgement + 1).isWord() && !next.equals("-")
        || JOINERS.contains(next)
        || PREPOSITIONS.contains(next);
  }

  // "ER positive, HER2-negative", "negative for HER2": markers by their form, which no vocabulary
  // has; "a HER2-negative tumor" is described so.
  private static void addMarkers(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (!MARKER.matcher(graph.token(i).text()).matches()) {
        continue;
      }
      int judgement = graph.lower(sentence, i + 1).equals("-") ? i + 2 : i + 1;
      boolean judged =
          JUDGING.contains(graph.lower(sentence, judgement))
              && (judgement + 1 == sentence.end
                  || !graph.token(judgement + 1).isWord()
                  || JOINERS.contains(graph.token(judgement + 1).lower())
                  || PREPOSITIONS.contains(graph.token(judgement + 1).lower()));
      boolean asked =
          graph.lower(sentence, i - 1).equals("for")
              && JUDGING.contains(graph.lower(sentence, i - 2));
      if (judged) {
        dropValueTwin(graph, sentence, i);
      }
      Optional<Graph.Node> node = graph.nodeAt(i);
      if (asked && isOfStudy(graph, sentence, i - 2)) {
        // "MRI was negative for MS": a disease, which no test is named after.
        if (node.filter(Graph.Node::isTest).isPresent()) {
          graph.retype(node.get(), MentionType.DISEASE_DISORDER, "sought-by-study");
        } else if (node.isEmpty()) {
          graph.add(MentionType.DISEASE_DISORDER, i, i + 1, CONFIDENCE, "sought-by-study");
        }
      } else if (asked
          && node.filter(n -> n.type == MentionType.LAB_VALUE && n.length() == 1).isPresent()) {
        graph.retype(node.get(), MentionType.DIAGNOSTIC_PROCEDURE, "marker");
      } else if (asked && node.isEmpty()) {
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, i, i + 1, CONFIDENCE, "marker");
      } else if (judged && node.isEmpty()) {
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, i, i + 1, CONFIDENCE, "marker");
        addJudgement(graph, judgement);
      } else if (judged && isOnly(node.get(), i, judgement + 1)) {
        graph.resize(node.get(), i, i + 1, "marker");
        graph.retype(node.get(), MentionType.DIAGNOSTIC_PROCEDURE, "marker");
        addJudgement(graph, judgement);
      }
    }
  }

  // "MRI was negative for": the study before the judgement shows or examines, and measures nothing.
  private static boolean isOfStudy(Graph graph, Graph.Sentence sentence, int judgement) {
    Optional<StudyKind> study = Optional.empty();
    for (int i = judgement - 1; i >= sentence.first && study.isEmpty(); i--) {
      study = StudyKind.at(graph, sentence, i);
      boolean other =
          JOINERS.contains(graph.token(i).lower())
              || graph.nodeAt(i).filter(Graph.Node::isTest).isPresent();
      if (other) {
        break;
      }
    }
    return study.filter(kind -> STUDIES.contains(kind.category())).isPresent();
  }

  // Taken both for a test and for the value of another.
  private static void dropValueTwin(Graph graph, Graph.Sentence sentence, int token) {
    List<Graph.Node> only =
        sentence.nodes.stream().filter(n -> n.first == token && n.end == token + 1).toList();
    if (only.stream().anyMatch(Graph.Node::isTest)) {
      only.stream().filter(n -> n.type == MentionType.LAB_VALUE).forEach(graph::remove);
    }
  }

  private static void addJudgement(Graph graph, int token) {
    if (graph.nodeAt(token).isEmpty()) {
      graph.add(MentionType.LAB_VALUE, token, token + 1, CONFIDENCE, "marker");
    }
  }

  // A mention of the marker, or of it and its judgement, that is no name of something else.
  private static boolean isOnly(Graph.Node node, int first, int end) {
    return node.first == first
        && (node.length() == 1 && node.is(MentionType.DETAILED_DESCRIPTION, MentionType.LAB_VALUE)
            || node.end == end && node.is(MentionType.DIAGNOSTIC_PROCEDURE, MentionType.LAB_VALUE));
  }

  // "positive for CD20, PAX5 and B-cell lymphoma 2": what is listed with markers is one.
  private static void retypeMarkers(Graph graph, Graph.Sentence sentence) {
    Graph.Node last = null;
    boolean judged = false;
    for (Graph.Node node : sentence.nodes) {
      if (!node.isClinical()) {
        continue;
      }
      boolean opens =
          node.isTest()
              && graph.lower(sentence, node.first - 1).equals("for")
              && JUDGING.contains(graph.lower(sentence, node.first - 2));
      boolean goesOn = judged && last != null && isListed(graph, last.end, node.first);
      judged = opens || goesOn && (node.isTest() || node.isProblem());
      if (judged && node.isProblem()) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "listed-with-markers");
      }
      last = node;
    }
  }

  // A list goes on behind references and figures in brackets.
  private static boolean isListed(Graph graph, int from, int to) {
    int depth = 0;
    boolean joined = false;
    for (int i = from; i < to; i++) {
      String word = graph.token(i).lower();
      depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
      joined |= depth == 0 && JOINERS.contains(word);
      if (depth == 0 && !word.equals(")") && !JOINERS.contains(word)) {
        return false;
      }
    }
    return joined;
  }
}
