package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Judgements that several tests share: the members of a list, as in "A, B and C were normal", or
 * the tests of the sentence before, to which a pronoun refers. Which tests a judgement is not said
 * of is in {@link JudgementScope}.
 */
final class SharedJudgements {
  private static final Set<String> ANAPHORS = TokenPattern.wordClass("test-anaphor");
  private static final Set<String> ANAPHORA_ENDS = TokenPattern.wordClass("test-anaphor-end");
  private static final Set<String> GERM_TESTS = TokenPattern.wordClass("germ-test");
  private static final Set<String> GROUP_NOUNS = TokenPattern.wordClass("group-noun");
  private static final Set<String> GROUP_OPENINGS = TokenPattern.wordClass("group-opening");
  private static final Set<String> ISOTYPES = TokenPattern.wordClass("isotype");
  private static final Set<String> LINK_VERBS = TokenPattern.wordClass("link-verb");
  private static final Set<String> SINGULAR_VERBS = TokenPattern.wordClass("singular-verb");
  private static final Set<String> SHOW = TokenPattern.wordClass("show");
  private static final Set<String> SHOWN_VERBS = TokenPattern.wordClass("shown-verb");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final int MOST_WORDS_BETWEEN = 6;
  private static final double CERTAIN = 0.6;

  private final ResultInterpretations judgements;

  SharedJudgements(ResultInterpretations judgements) {
    this.judgements = judgements;
  }

  /** Joins what is said of one test of a list to the others of the list. */
  void share(Graph graph, Graph.Sentence sentence) {
    sentence
        .nodes(MentionType.LAB_VALUE)
        .filter(value -> judgements.isJudgement(graph, sentence, value))
        .forEach(value -> share(graph, sentence, value));
  }

  // "A, B and C were normal", "negative for A, B and C", "markers (A, B) were negative": what is
  // said of one member of a list, or of the group that the list spells out, is said of each.
  private static void share(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    for (Graph.Node head : value.heads(Graph.Relation.VALUE).toList()) {
      if (!head.isTest()) {
        continue;
      }
      boolean group = false;
      // "advanced cupping, normal pressures": said before a test, it reaches no test before.
      for (int step : value.first < head.first ? new int[] {1} : new int[] {-1, 1}) {
        Graph.Node last = head;
        for (Graph.Node next = next(graph, sentence, last, step, value);
            next != null
                && isUnjudged(graph, head, next, value)
                && !JudgementScope.isExcepted(graph, sentence, next, value)
                && !JudgementScope.isDenied(graph, sentence, next, value)
                && !JudgementScope.isJoinedToOther(graph, sentence, next, value);
            next = next(graph, sentence, last, step, value)) {
          if (step < 0 && isSearch(graph, sentence, next)) {
            break;
          }
          group |= last == head && step > 0 && isGroupOf(graph, sentence, head, next);
          graph.join(Graph.Relation.VALUE, next, value, "shared-judgement");
          last = next;
        }
      }
      if (group) {
        head.edges.stream()
            .filter(edge -> edge.head() == head && edge.detail() == value)
            .findFirst()
            .ifPresent(graph::disjoin);
      }
    }
  }

  // "markers (A, B)", "the markers A and B": the group has no value of its own.
  private static boolean isGroupOf(
      Graph graph, Graph.Sentence sentence, Graph.Node group, Graph.Node member) {
    if (isApposition(graph, group, member)) {
      return true;
    }
    for (int i = group.end; i < member.first; i++) {
      if (i == group.end && isSearch(graph, sentence, group)) {
        return true;
      }
      if (graph.token(i).lower().equals("(") || graph.token(i).lower().equals(":")) {
        return !graph.lower(sentence, member.end).equals(")");
      }
    }
    return false;
  }

  // "serology for HIV and HBV": what was looked for has the value.
  private static boolean isSearch(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    return graph.lower(sentence, test.end).equals("for") && isGermTest(graph, test);
  }

  private static boolean isGermTest(Graph graph, Graph.Node test) {
    return GERM_TESTS.contains(graph.token(test.end - 1).lower());
  }

  private static boolean isApposition(Graph graph, Graph.Node group, Graph.Node member) {
    return group.end == member.first
        && GROUP_NOUNS.contains(graph.token(group.end - 1).lower())
        && !GROUP_NOUNS.contains(graph.token(member.end - 1).lower());
  }

  // The next test of a list; null where the list ends.
  private static Graph.Node next(
      Graph graph, Graph.Sentence sentence, Graph.Node from, int step, Graph.Node value) {
    Graph.Node found = null;
    for (Graph.Node node : sentence.nodes) {
      boolean beyond = step > 0 ? node.first >= from.end : node.end <= from.first;
      if (node.isTest() && beyond && (found == null || step < 0)) {
        found = node;
      }
    }
    // "serology (IgM and IgG)": no tests of their own.
    if (found == null
        || ISOTYPES.contains(graph.lower(found)) && !ISOTYPES.contains(graph.lower(from))
        || beginsClause(graph, sentence, found, value)) {
      return null;
    }
    // "KRAS was mutated (G12D), and A was intact": a bracket behind a value tells more of that
    // value.
    boolean gloss =
        graph.lower(sentence, found.first - 1).equals("(")
            && found.first - 2 >= sentence.first
            && graph
                .nodeAt(found.first - 2)
                .filter(node -> node.is(MentionType.LAB_VALUE, MentionType.DETAILED_DESCRIPTION))
                .isPresent();
    if (step < 0 && gloss) {
      return null;
    }
    boolean behind = step > 0 && from.end <= value.first && value.end <= found.first;
    if (behind && isAlso(graph, sentence, value, found)) {
      return found;
    }
    if (behind && isJudgedItself(graph, sentence, found)) {
      return null;
    }
    int start = step > 0 ? from.end : found.end;
    int end = step > 0 ? found.first : from.first;
    boolean joins = end - start <= MOST_WORDS_BETWEEN;
    boolean joined = step > 0 && isApposition(graph, from, found);
    for (int i = start; joins && i < end; i++) {
      String word = graph.token(i).lower();
      boolean inside = value.first <= i && i < value.end || isNumberOf(graph, from, found, i);
      // "HBV/HCV serology"
      boolean slash = word.equals("/") && start + 1 == end;
      joins =
          inside
              || slash
              || JOINERS.contains(word)
              || GROUP_OPENINGS.contains(word)
              || isSiteOf(graph, sentence, found, i);
      joined |= joins && !inside;
    }
    return joins && joined ? found : null;
  }

  // "A and B negative and [C] and D positive": a judgement of its own follows the list.
  private static boolean isJudgedItself(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    for (int i = test.end; i < sentence.end; i++) {
      Optional<Graph.Node> node = graph.nodeAt(i);
      if (node.isPresent() && !node.get().isTest()) {
        return node.get().type == MentionType.LAB_VALUE;
      }
      String word = graph.token(i).lower();
      if (node.isEmpty() && !JOINERS.contains(word) && !LINK_VERBS.contains(word)) {
        return false;
      }
    }
    return false;
  }

  // "positive for HIV; spirometry revealed …": what shows something itself is not in the list.
  private static boolean beginsClause(
      Graph graph, Graph.Sentence sentence, Graph.Node test, Graph.Node value) {
    String verb = graph.lower(sentence, test.end);
    // "Normal EEG and MRI were noted" is one list.
    boolean one = SINGULAR_VERBS.contains(verb);
    return value.end <= test.first && (SHOW.contains(verb) || BE.contains(verb) && one);
  }

  private static boolean isNumberOf(Graph graph, Graph.Node one, Graph.Node other, int token) {
    return graph
        .nodeAt(token)
        .filter(
            node ->
                node.type == MentionType.LAB_VALUE
                    && ResultReader.hasNumber(graph, node)
                    && node.heads(Graph.Relation.VALUE).anyMatch(h -> h == one || h == other))
        .isPresent();
  }

  // "elevated CRP of 12 and ESR of 50": a judgement before a list goes beside numbers; one that
  // stands behind its test, "HER2 negative, Ki-67 25 %", does not.
  private static boolean isUnjudged(
      Graph graph, Graph.Node head, Graph.Node test, Graph.Node value) {
    boolean leads = value.first < head.first && value.first < test.first;
    return test.details(Graph.Relation.VALUE)
        .allMatch(other -> other != value && leads && ResultReader.hasNumber(graph, other));
  }

  // "normal EEG and [cranial] MRI", but not "raised urea, and chest X-ray showed edema".
  private static boolean isSiteOf(
      Graph graph, Graph.Sentence sentence, Graph.Node test, int token) {
    return !SHOWN_VERBS.contains(graph.lower(sentence, test.end))
        && graph
            .nodeAt(token)
            .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE && node.end == test.first)
            .isPresent();
  }

  // "Echocardiography was normal, as was [the] ultrasound"
  private static boolean isAlso(
      Graph graph, Graph.Sentence sentence, Graph.Node value, Graph.Node test) {
    int as = value.end;
    as += graph.lower(sentence, as).equals(",") ? 1 : 0;
    int at = as + 2;
    at += ARTICLES.contains(graph.lower(sentence, at)) ? 1 : 0;
    return graph.lower(sentence, as).equals("as")
        && LINK_VERBS.contains(graph.lower(sentence, as + 1))
        && test.first >= at
        && test.first - at <= 1;
  }

  /**
   * "Serologies for A and B were obtained. They were negative.": judges the tests of the sentence
   * before, if it is plain which, and none of them has a result.
   */
  void judgeBefore(Graph graph, Graph.Sentence before, Graph.Sentence sentence) {
    String subject = graph.lower(sentence, sentence.first);
    int verb = sentence.first + (ANAPHORS.contains(subject) ? 1 : 0);
    while (verb > sentence.first && ANAPHORA_ENDS.contains(graph.lower(sentence, verb))) {
      verb++;
    }
    if (verb == sentence.first || !LINK_VERBS.contains(graph.lower(sentence, verb))) {
      return;
    }
    int judged = verb + 1;
    while (ANAPHORA_ENDS.contains(graph.lower(sentence, judged))) {
      judged++;
    }
    int first = judged;
    int end = graph.token(sentence.end - 1).isWord() ? sentence.end : sentence.end - 1;
    if (first >= end || judgements.judgement(graph, sentence, first, end).isEmpty()) {
      return;
    }
    List<Graph.Node> sought =
        before.nodes.stream()
            .filter(
                node ->
                    SoughtResults.isSoughtFor(graph, before, node)
                        || SoughtResults.isScreenedFor(graph, before, node))
            .toList();
    List<Graph.Node> tests =
        before.nodes.stream()
            .filter(node -> node.isTest() || sought.contains(node))
            .filter(node -> sought.isEmpty() || !isGermTest(graph, node))
            // "They were examined" names no test.
            .filter(node -> node.length() > 1 || !graph.lower(node).endsWith("ed"))
            .toList();
    boolean one = SINGULAR_VERBS.contains(graph.lower(sentence, verb));
    boolean several =
        tests.size() > 1 || tests.size() == 1 && graph.lower(tests.get(0)).endsWith("s");
    boolean plain =
        (one ? tests.size() == 1 : several)
            && (!subject.equals("both") || tests.size() == 2)
            && tests.stream().allMatch(test -> test.details(Graph.Relation.VALUE).count() == 0)
            && (!one
                || before.nodes.stream()
                    .noneMatch(node -> node.isProblem() && !sought.contains(node)));
    if (plain) {
      sentence.nodes.stream()
          .filter(node -> node.overlaps(first, end))
          .toList()
          .forEach(graph::remove);
      Graph.Node value = graph.add(MentionType.LAB_VALUE, first, end, CERTAIN, "judged-before");
      for (Graph.Node test : tests) {
        Graph.Node head = sought.contains(test) ? asTest(graph, test) : test;
        graph.join(Graph.Relation.VALUE, head, value, "judged-before");
      }
    }
  }

  private static Graph.Node asTest(Graph graph, Graph.Node sought) {
    graph.remove(sought);
    return graph.add(
        MentionType.DIAGNOSTIC_PROCEDURE,
        sought.first,
        sought.end,
        sought.confidence,
        sought.origin);
  }
}
