package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Measurement.Interpretation;

/**
 * What tests looked for, and what they said of it: "tests for HIV and syphilis were positive", "PCR
 * of the vitreous for CMV came back negative". Each of the list is a test with that result, and
 * none is a disease or a drug of the patient. Nor is what tests only looked for, where nothing is
 * said of what came of it.
 */
final class SoughtResults {
  private static final String RULE = "sought-result";
  private static final double SURE = 0.9;
  private static final int OF_RELATIVE = 10;
  private static final int SIGHT = 40;
  private static final int FARTHEST_PURPOSE = 30;
  private static final int FARTHEST_ORDERING = 6;
  private static final int MOST_BEFORE = 6;
  private static final int LONGEST_ITEM = 6;
  private static final Set<String> NOUNS = TokenPattern.wordClass("sought-noun");
  private static final Set<String> METHODS = TokenPattern.wordClass("sought-method");
  private static final Set<String> KINDS = TokenPattern.wordClass("test-kind");
  private static final Set<String> SAMPLES = TokenPattern.wordClass("culture-site");
  private static final Set<String> SAMPLE_LEADS = TokenPattern.wordClass("sample-lead");
  private static final Set<String> PURPOSES = TokenPattern.wordClass("purpose-of-study");
  private static final Set<String> GERM_TESTS = TokenPattern.wordClass("germ-test");
  private static final Set<String> TEST_NOUNS = TokenPattern.wordClass("search-noun");
  private static final Set<String> SCREENED = TokenPattern.wordClass("screening-participle");
  private static final Set<String> ORDERING = TokenPattern.wordClass("test-ordering");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> FINITE_VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<Interpretation> MEANINGS =
      Set.of(Interpretation.POSITIVE, Interpretation.NEGATIVE);

  private final Graph graph;
  private final ResultInterpretations judgements;
  private final Predicate<String> germs;
  private final Set<String> cultures = TokenPattern.wordClass("culture");
  private final Set<String> verbs = TokenPattern.wordClass("result-verb");
  private final Set<String> fillers = TokenPattern.wordClass("result-filler");
  private final Set<String> breakers = TokenPattern.wordClass("list-breaker");
  private final Set<String> plain = TokenPattern.wordClass("plain-test-modifier");
  private final Set<String> general = TokenPattern.wordClass("sought-in-general");

  private SoughtResults(Graph graph, ResultInterpretations judgements, Predicate<String> germs) {
    this.graph = graph;
    this.judgements = judgements;
    this.germs = germs;
  }

  /**
   * Makes a test of each thing that was looked for, and joins what was said of it.
   *
   * @param germs whether words name a germ, which a positive culture is said to have grown
   */
  static void mark(Graph graph, ResultInterpretations judgements, Predicate<String> germs) {
    SoughtResults reader = new SoughtResults(graph, judgements, germs);
    for (Graph.Sentence sentence : graph.sentences()) {
      for (int i = sentence.first + 1; i < sentence.end; i++) {
        if (graph.token(i).lower().equals("for")) {
          reader.mark(sentence, i);
        }
      }
    }
  }

  /** Whether what a value is said of is known from here. */
  static boolean isJoined(Graph.Node value) {
    return value.edges.stream().anyMatch(e -> e.detail() == value && e.origin().equals(RULE));
  }

  /** "PCR for CMV" is the "CMV PCR"; a plain "test for HIV" says no more than "HIV" does. */
  static Optional<String> name(Graph graph, Graph.Sentence sentence, Graph.Node test, String name) {
    if (!test.trail.contains(RULE)) {
      return Optional.empty();
    }
    int at = test.first;
    while (at > sentence.first && !graph.token(at).lower().equals("for")) {
      at--;
    }
    int noun = noun(graph, sentence, at);
    boolean kind = noun >= 0 && KINDS.contains(graph.lower(sentence, noun - 1));
    if (noun < 0 || !kind && !METHODS.contains(graph.token(noun).lower())) {
      return Optional.empty();
    }
    String method = graph.token(noun).text();
    if (!method.equals(method.toUpperCase(Locale.ROOT))) {
      method = method.toLowerCase(Locale.ROOT);
    }
    int from = noun;
    while (from > sentence.first
        && (SAMPLES.contains(graph.token(from - 1).lower())
            || KINDS.contains(graph.token(from - 1).lower()))) {
      from--;
    }
    String sample = from < noun ? graph.words(from, noun).toLowerCase(Locale.ROOT) + " " : "";
    return name.toLowerCase(Locale.ROOT).contains(method.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(name + " " + sample + method);
  }

  /** Whether a study looked for a problem: "The electromyography for radiculopathy was normal". */
  static boolean isSought(Graph graph, Graph.Sentence sentence, Graph.Node problem) {
    int at = problem.first - 1;
    while (at > sentence.first && ARTICLES.contains(graph.token(at).lower())) {
      at--;
    }
    int purpose = at;
    while (at >= sentence.first && PURPOSES.contains(graph.token(at).lower())) {
      at--;
    }
    return at >= sentence.first
        && at < purpose
        && graph.nodeAt(at).filter(Graph.Node::isTest).isPresent();
  }

  /**
   * "Serologies were obtained for A, B and C", "tests for A were done": each is only looked for.
   */
  static boolean isSoughtFor(Graph graph, Graph.Sentence sentence, Graph.Node problem) {
    int at = purposeBefore(graph, sentence, problem);
    return at > 0 && (isTakenFor(graph, sentence, at) || isTestFor(graph, sentence, at, problem));
  }

  /** "was screened for A, B and C": what came of it stands in the next sentence. */
  static boolean isScreenedFor(Graph graph, Graph.Sentence sentence, Graph.Node problem) {
    int at = purposeBefore(graph, sentence, problem);
    return at > 0 && SCREENED.contains(graph.lower(sentence, at - 1));
  }

  // The "for" before the list that a problem stands in; -1 where there is none.
  private static int purposeBefore(Graph graph, Graph.Sentence sentence, Graph.Node problem) {
    int at = problem.first - 1;
    while (problem.isProblem() && at > sentence.first && problem.first - at < FARTHEST_PURPOSE) {
      String word = graph.token(at).lower();
      if (word.equals("for")) {
        return at;
      }
      if (word.equals(";")
          || BE.contains(word)
          || FINITE_VERBS.contains(word)
          || PREPOSITIONS.contains(word)) {
        return -1;
      }
      at--;
    }
    return -1;
  }

  // "serologies were obtained for"
  private static boolean isTakenFor(Graph graph, Graph.Sentence sentence, int purpose) {
    int verb = purpose - 1;
    while (verb > sentence.first && ORDERING.contains(graph.token(verb).lower())) {
      verb--;
    }
    int copula = verb;
    while (copula > sentence.first && BE.contains(graph.token(copula).lower())) {
      copula--;
    }
    return copula < verb
        && verb < purpose - 1
        && GERM_TESTS.contains(graph.lower(sentence, copula));
  }

  // "tests for A and B were done", "we sent serologies for A"; but "tests for A were positive".
  private static boolean isTestFor(
      Graph graph, Graph.Sentence sentence, int purpose, Graph.Node problem) {
    String noun = graph.lower(sentence, purpose - 1);
    if (!GERM_TESTS.contains(noun) && !TEST_NOUNS.contains(noun)) {
      return false;
    }
    int copula = problem.end;
    while (copula < sentence.end
        && copula - problem.end < FARTHEST_PURPOSE
        && !FINITE_VERBS.contains(graph.token(copula).lower())
        && !graph.token(copula).lower().equals(";")) {
      copula++;
    }
    boolean passive =
        BE.contains(graph.lower(sentence, copula))
            && ORDERING.contains(graph.lower(sentence, copula + 1));
    int verb = purpose - 2;
    while (verb > sentence.first
        && purpose - verb < FARTHEST_ORDERING
        && !ORDERING.contains(graph.token(verb).lower())) {
      verb--;
    }
    boolean judged = copula < sentence.end && !passive;
    return passive || !judged && ORDERING.contains(graph.lower(sentence, verb));
  }

  private record Item(int first, int end) {}

  private void mark(Graph.Sentence sentence, int purpose) {
    int noun = noun(graph, sentence, purpose);
    if (noun < 0) {
      return;
    }
    int verb = verb(sentence, purpose + 1);
    if (verb < 0) {
      return;
    }
    int judged = behindFillers(sentence, verb + 1);
    int end = judgedEnd(sentence, judged);
    if (end < 0 || graph.lower(sentence, end).equals("for")) {
      // "screening for infections was positive for chlamydia": of that alone.
      return;
    }
    List<Item> items = items(sentence, purpose + 1, verb);
    if (items.isEmpty()
        || items.stream().anyMatch(item -> isUnnamed(sentence, item))
        || isOtherTest(sentence, noun)
        || isGrown(noun, judged, end, sentence, items)) {
      return;
    }
    nodes(sentence, noun, purpose + 1).stream()
        .filter(Graph.Node::isTest)
        .filter(node -> node.first <= noun && node.end <= purpose + 1 || node.end > purpose + 1)
        .forEach(graph::remove);
    nodes(sentence, judged, end).forEach(graph::remove);
    Graph.Node value = graph.add(MentionType.LAB_VALUE, judged, end, SURE, RULE);
    for (Item item : items) {
      Graph.Node test = test(sentence, item);
      graph.join(Graph.Relation.VALUE, test, value, RULE);
      if (isOfRelative(sentence, end)) {
        test.propose(new Graph.Proposal(Property.Value.FAMILY, RULE, OF_RELATIVE, 0, end, end + 1));
      }
    }
  }

  // "were positive in his wife"
  private boolean isOfRelative(Graph.Sentence sentence, int from) {
    return graph.lower(sentence, from).equals("in")
        && (KinshipTerms.isKin(graph.lower(sentence, from + 1))
            || ARTICLES.contains(graph.lower(sentence, from + 1))
                && KinshipTerms.isKin(graph.lower(sentence, from + 2)));
  }

  // "fecal occult blood testing for bleeding" has a name and a result of its own.
  private boolean isOtherTest(Graph.Sentence sentence, int noun) {
    return sentence.nodes.stream()
        .filter(node -> node.isTest() && node.overlaps(noun, noun + 1))
        .anyMatch(
            node ->
                IntStream.range(node.first, noun)
                    .mapToObj(i -> graph.token(i).lower())
                    .anyMatch(
                        word -> !KINDS.contains(word) && !plain.contains(word) && !isOwner(word)));
  }

  // "his wife's tests"
  private static boolean isOwner(String word) {
    return KinshipTerms.isKin(word) || word.endsWith("'s") || word.endsWith("\u2019s");
  }

  // "PCR for Bordetella pertussis was positive": the germ is what it found.
  private boolean isGrown(
      int noun, int judged, int end, Graph.Sentence sentence, List<Item> items) {
    boolean positive =
        judgements
            .judgement(graph, sentence, judged, end)
            .filter(meaning -> meaning == Interpretation.POSITIVE)
            .isPresent();
    return positive
        && cultures.contains(graph.token(noun).lower())
        && items.stream().allMatch(item -> germs.test(graph.words(item.first(), item.end())));
  }

  // The noun before "for", which may say of what sample: "testing of the CSF for".
  private static int noun(Graph graph, Graph.Sentence sentence, int purpose) {
    if (NOUNS.contains(graph.lower(sentence, purpose - 1))) {
      return purpose - 1;
    }
    for (int i = purpose - 2; i > sentence.first && purpose - i <= MOST_BEFORE; i--) {
      String word = graph.token(i).lower();
      if (SAMPLE_LEADS.contains(word)) {
        return NOUNS.contains(graph.lower(sentence, i - 1)) ? i - 1 : -1;
      }
      if (!graph.token(i).isWord()) {
        return -1;
      }
    }
    return -1;
  }

  // The verb that says how the tests came out; -1 if another verb or clause comes first.
  private int verb(Graph.Sentence sentence, int from) {
    int last = Math.min(sentence.end, from + SIGHT);
    for (int i = from; i < last; i++) {
      String word = graph.token(i).lower();
      if (verbs.contains(word)) {
        return i;
      }
      if (word.equals(";") || word.equals(":") || FINITE_VERBS.contains(word)) {
        return -1;
      }
    }
    return -1;
  }

  private int behindFillers(Graph.Sentence sentence, int from) {
    int at = from;
    while (at < sentence.end && fillers.contains(graph.token(at).lower())) {
      at++;
    }
    return at;
  }

  private int judgedEnd(Graph.Sentence sentence, int from) {
    for (int end = Math.min(sentence.end, from + 3); end > from; end--) {
      if (judgements.judgement(graph, sentence, from, end).filter(MEANINGS::contains).isPresent()) {
        return end;
      }
      if (ResultReader.isGrade(graph.words(from, end))) {
        // "staining for HER2 was 3+"
        return end;
      }
    }
    return -1;
  }

  // "HIV, hepatitis B and antibodies (ANA) performed there": up to what says more of the tests.
  private List<Item> items(Graph.Sentence sentence, int from, int to) {
    List<Item> items = new ArrayList<>();
    int at = from;
    while (at < to) {
      int first = at;
      while (first < to
          && (ARTICLES.contains(graph.token(first).lower())
              || fillers.contains(graph.token(first).lower())
              || isJoiner(first))) {
        first++;
      }
      int end = first;
      while (end < to && !isJoiner(end) && !isBreak(end)) {
        end++;
      }
      if (end == first || end - first > LONGEST_ITEM) {
        return end == first ? items : List.of();
      }
      items.add(new Item(first, end));
      at = behindBrackets(end, to);
      if (at < to && !isJoiner(at)) {
        return items;
      }
    }
    return items;
  }

  // "including blood tests", "an infectious etiology": nothing that a test is named after.
  private boolean isUnnamed(Graph.Sentence sentence, Item item) {
    String last = graph.token(item.end() - 1).lower();
    boolean named =
        nodes(sentence, item.first(), item.end()).stream().anyMatch(Graph.Node::isClinical)
            || germs.test(graph.words(item.first(), item.end()))
            || MarkerMentions.isMarker(graph.words(item.first(), item.end()));
    return !named || general.contains(last);
  }

  private boolean isJoiner(int token) {
    return JOINERS.contains(graph.token(token).lower());
  }

  private boolean isBreak(int token) {
    String word = graph.token(token).lower();
    return word.equals("(") || breakers.contains(word) || ORDERING.contains(word);
  }

  private int behindBrackets(int from, int to) {
    if (!graph.token(from).lower().equals("(")) {
      return from;
    }
    return IntStream.range(from, to)
        .filter(i -> graph.token(i).lower().equals(")"))
        .map(i -> i + 1)
        .findFirst()
        .orElse(to);
  }

  private Graph.Node test(Graph.Sentence sentence, Item item) {
    List<Graph.Node> known = nodes(sentence, item.first(), item.end());
    for (Graph.Node node : known) {
      boolean whole = node.first <= item.first() && node.end >= item.end();
      if (whole && node.isClinical()) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, RULE);
        if (!node.trail.contains(RULE)) {
          node.trail.add(RULE);
        }
        return node;
      }
    }
    known.forEach(graph::remove);
    Graph.Node test =
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, item.first(), item.end(), SURE, RULE);
    test.trail.add(RULE);
    return test;
  }

  private static List<Graph.Node> nodes(Graph.Sentence sentence, int from, int to) {
    return sentence.nodes.stream().filter(node -> node.overlaps(from, to)).toList();
  }
}
