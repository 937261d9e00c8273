package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.reading.RelationModel.PairFeatures;

/**
 * Joins details to what they are said of within a sentence: values to tests, doses to drugs, sites
 * to findings. Lists of one length are paired item by item; else learned weights choose the head
 * that fits a detail best, and others that fit it well.
 */
final class RelationFinder {
  /** Rule that marks a value that was another before. */
  static final String PREVIOUS_VALUE = "previous-value";

  private static final Set<String> SPREAD_LEADS = TokenPattern.wordClass("spread-lead");
  private static final Set<String> SPREAD_NOUNS = TokenPattern.wordClass("disease-spread");
  private static final Set<String> SPREAD = TokenPattern.wordClass("spread-or-return");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> PURPOSES = TokenPattern.wordClass("purpose-of-study");
  private static final Set<String> GERM_TESTS = TokenPattern.wordClass("germ-test");
  private static final Set<String> SCREENED = TokenPattern.wordClass("screening-participle");
  private static final Set<String> TEST_NOUNS = TokenPattern.wordClass("search-noun");
  private static final Set<String> TAKEN = TokenPattern.wordClass("test-ordering");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> FINITE_VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> TIME_LEADS = TokenPattern.wordClass("event-time-lead");
  private static final Set<String> ORDERS = TokenPattern.wordClass("order-of-events");
  private static final Set<String> DOSE_CHANGES = TokenPattern.wordClass("dose-change");
  private static final Set<String> CHANGE_STRETCH = TokenPattern.wordClass("change-stretch");
  private static final Set<String> OWN_JOINTS = TokenPattern.wordClass("own-noun-joint");
  private static final Set<String> PLACING = TokenPattern.wordClass("preposition");
  private static final Set<String> OFTEN = TokenPattern.wordClass("often-word");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> DENIALS = TokenPattern.wordClass("leading-denial");
  private static final TokenPattern EXCEPTION = TokenPattern.of("<exception-phrase>");
  private static final Set<String> OTHERS = TokenPattern.wordClass("others-lead");
  private static final Set<String> COURSE_LEADS = TokenPattern.wordClass("course-lead");
  private static final Set<String> RELATIVES = TokenPattern.wordClass("relative-pronoun");
  private static final Set<String> DEFINITE = TokenPattern.wordClass("excepted-definite");
  private static final Set<String> TREATMENT_NOUNS = TokenPattern.wordClass("treatment-noun");
  private static final int MOST_BEFORE = 6;
  private static final int MOST_BEHIND = 4;
  private static final int SIGHT = 30;
  private static final int MOST_WORDS_AHEAD = 6;
  private static final int FARTHEST_DURATION = 12;
  private static final double LIKELY = 0.35;
  private static final double POSSIBLE = 0.1;
  private static final double CERTAIN = 0.6;
  private static final double COUNTED = 0.8;

  private static final Set<MentionType> PROBLEMS =
      EnumSet.of(MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);
  private static final Set<MentionType> TREATMENTS =
      EnumSet.of(MentionType.MEDICATION, MentionType.THERAPEUTIC_PROCEDURE);
  private static final Set<MentionType> RESULTS =
      EnumSet.of(
          MentionType.DIAGNOSTIC_PROCEDURE, MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);
  private static final Set<Graph.Relation> MODIFIERS =
      EnumSet.of(Graph.Relation.SITE, Graph.Relation.SEVERITY, Graph.Relation.DESCRIPTION);
  private static final Map<MentionType, Graph.Relation> RELATIONS = relations();
  private static final Map<Graph.Relation, Set<MentionType>> HEADS = headTypes();

  private final RelationModel weights;
  private final ResultReader results;
  private final Set<String> clauseEnds = TokenPattern.wordClass("clause-end");
  private final Set<String> changes = TokenPattern.wordClass("change");
  private final Set<String> normVerbs = TokenPattern.wordClass("norm-verb");
  private final Set<String> distanceLeads = TokenPattern.wordClass("distance-lead");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> isotypes = TokenPattern.wordClass("isotype");
  private final Set<String> means = TokenPattern.wordClass("means");
  private final Set<String> prepositions = TokenPattern.wordClass("preposition");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> places = TokenPattern.wordClass("site-preposition");
  private final Set<String> palpating = TokenPattern.wordClass("palpating");
  private final Set<String> painful = TokenPattern.wordClass("painful-state");
  private final Set<String> sides = TokenPattern.wordClass("side");
  private final Set<String> movements = TokenPattern.wordClass("preposition-of-movement");
  private final Set<String> sizeNouns = TokenPattern.wordClass("size-noun");
  private final Set<String> statures = TokenPattern.wordClass("stature-noun");
  private final Set<String> deviations = TokenPattern.wordClass("deviation");
  private final Set<String> scoreNouns = TokenPattern.wordClass("deviation-noun");
  private final Set<String> scoring = TokenPattern.wordClass("scoring");
  private final Set<String> scoreLeads = TokenPattern.wordClass("score-lead");
  private final Set<String> sparing = TokenPattern.wordClass("sparing");
  private final Set<String> besides = TokenPattern.wordClass("beside-site-lead");
  private final Set<String> sizeLeads = TokenPattern.wordClass("size-lead");
  private final Set<String> valueLeads = TokenPattern.wordClass("right-behind-lead");
  private final Set<String> wholes = TokenPattern.wordClass("whole-of");
  private final Set<String> separate = TokenPattern.wordClass("separate");
  private final Set<String> thousands = TokenPattern.wordClass("counted-in-thousands");
  private final Set<String> cells = TokenPattern.wordClass("counted-cells");
  private final Set<String> cellKinds = TokenPattern.wordClass("cell-kind");
  private final Set<String> cellNouns = TokenPattern.wordClass("cell-noun");
  private final Set<String> comparing = TokenPattern.wordClass("comparing");
  private final Set<String> linkVerbs = TokenPattern.wordClass("link-verb");
  private final Set<String> showing = TokenPattern.wordClass("shown-verb");
  private final Set<String> groupNouns = TokenPattern.wordClass("group-noun");
  private final Set<String> groups = TokenPattern.wordClass("group-opening");
  private final Set<String> anaphors = TokenPattern.wordClass("test-anaphor");
  private final Set<String> anaphoraEnds = TokenPattern.wordClass("test-anaphor-end");

  /**
   * @param results says what a value is for its test
   */
  RelationFinder(RelationModel weights, ResultReader results) {
    this.weights = weights;
    this.results = results;
  }

  private static Map<MentionType, Graph.Relation> relations() {
    Map<MentionType, Graph.Relation> relations = new EnumMap<>(MentionType.class);
    relations.put(MentionType.LAB_VALUE, Graph.Relation.VALUE);
    relations.put(MentionType.DOSAGE, Graph.Relation.DOSE);
    relations.put(MentionType.FREQUENCY, Graph.Relation.FREQUENCY);
    relations.put(MentionType.ADMINISTRATION, Graph.Relation.ROUTE);
    relations.put(MentionType.BIOLOGICAL_STRUCTURE, Graph.Relation.SITE);
    relations.put(MentionType.SEVERITY, Graph.Relation.SEVERITY);
    relations.put(MentionType.DISTANCE, Graph.Relation.SIZE);
    relations.put(MentionType.AREA, Graph.Relation.SIZE);
    relations.put(MentionType.VOLUME, Graph.Relation.SIZE);
    relations.put(MentionType.DETAILED_DESCRIPTION, Graph.Relation.DESCRIPTION);
    relations.put(MentionType.COLOR, Graph.Relation.DESCRIPTION);
    relations.put(MentionType.SHAPE, Graph.Relation.DESCRIPTION);
    relations.put(MentionType.TEXTURE, Graph.Relation.DESCRIPTION);
    relations.put(MentionType.QUALITATIVE_CONCEPT, Graph.Relation.DESCRIPTION);
    relations.put(MentionType.QUANTITATIVE_CONCEPT, Graph.Relation.DESCRIPTION);
    return relations;
  }

  private static Map<Graph.Relation, Set<MentionType>> headTypes() {
    Set<MentionType> events = union(RESULTS, TREATMENTS);
    Map<Graph.Relation, Set<MentionType>> heads = new EnumMap<>(Graph.Relation.class);
    heads.put(Graph.Relation.VALUE, RESULTS);
    heads.put(Graph.Relation.DOSE, TREATMENTS);
    heads.put(Graph.Relation.FREQUENCY, union(TREATMENTS, RESULTS));
    heads.put(Graph.Relation.ROUTE, TREATMENTS);
    heads.put(Graph.Relation.SITE, events);
    heads.put(Graph.Relation.SEVERITY, PROBLEMS);
    heads.put(Graph.Relation.DESCRIPTION, events);
    heads.put(Graph.Relation.SIZE, events);
    heads.put(Graph.Relation.DURATION, union(TREATMENTS, PROBLEMS));
    heads.put(Graph.Relation.SAME, events);
    return heads;
  }

  private static Set<MentionType> union(Set<MentionType> one, Set<MentionType> other) {
    Set<MentionType> all = EnumSet.copyOf(one);
    all.addAll(other);
    return all;
  }

  /** What a mention says of a head, by its type. */
  static Optional<Graph.Relation> relation(Graph.Node detail) {
    return Optional.ofNullable(RELATIONS.get(detail.type));
  }

  /** Whether a mention may have details of a kind. */
  static boolean isHead(Graph.Relation relation, Graph.Node node) {
    return HEADS.get(relation).contains(node.type);
  }

  /** The heads around a detail that are looked at: a few on either side. */
  static List<Graph.Node> heads(
      Graph.Sentence sentence, Graph.Relation relation, Graph.Node detail) {
    List<Graph.Node> heads = new ArrayList<>();
    int at = sentence.nodes.indexOf(detail);
    for (int i = at - 1; i >= Math.max(0, at - SIGHT) && heads.size() < MOST_BEFORE; i--) {
      if (isHead(relation, sentence.nodes.get(i))) {
        heads.add(sentence.nodes.get(i));
      }
    }
    int most = heads.size() + MOST_BEHIND;
    int last = Math.min(sentence.nodes.size(), at + SIGHT);
    for (int i = at + 1; i < last && heads.size() < most; i++) {
      if (isHead(relation, sentence.nodes.get(i))) {
        heads.add(sentence.nodes.get(i));
      }
    }
    return heads;
  }

  /** Adds the edges of all sentences. */
  void join(Graph graph) {
    graph.sentences().forEach(sentence -> join(graph, sentence));
    for (int i = 1; i < graph.sentences().size(); i++) {
      judgeBefore(graph, graph.sentences().get(i - 1), graph.sentences().get(i));
    }
  }

  // "Serologies for A and B were obtained. They were negative.": judges the tests of the sentence
  // before, if it is plain which, and none of them has a result.
  private void judgeBefore(Graph graph, Graph.Sentence before, Graph.Sentence sentence) {
    String subject = graph.lower(sentence, sentence.first);
    int verb = sentence.first + (anaphors.contains(subject) ? 1 : 0);
    while (verb > sentence.first && anaphoraEnds.contains(graph.lower(sentence, verb))) {
      verb++;
    }
    if (verb == sentence.first || !linkVerbs.contains(graph.lower(sentence, verb))) {
      return;
    }
    int judged = verb + 1;
    while (anaphoraEnds.contains(graph.lower(sentence, judged))) {
      judged++;
    }
    int first = judged;
    int end = graph.token(sentence.end - 1).isWord() ? sentence.end : sentence.end - 1;
    if (first >= end || results.judgements().judgement(graph, sentence, first, end).isEmpty()) {
      return;
    }
    List<Graph.Node> sought =
        before.nodes.stream()
            .filter(node -> isSoughtFor(graph, before, node) || isScreenedFor(graph, before, node))
            .toList();
    List<Graph.Node> tests =
        before.nodes.stream()
            .filter(node -> node.isTest() || sought.contains(node))
            .filter(node -> sought.isEmpty() || !isGermTest(graph, node))
            // "They were examined" names no test.
            .filter(node -> node.length() > 1 || !graph.lower(node).endsWith("ed"))
            .toList();
    boolean one = TokenPattern.wordClass("singular-verb").contains(graph.lower(sentence, verb));
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

  private boolean isGermTest(Graph graph, Graph.Node test) {
    return GERM_TESTS.contains(graph.token(test.end - 1).lower());
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

  private void join(Graph graph, Graph.Sentence sentence) {
    if (sentence.nodes.size() < 2) {
      return;
    }
    describeDistances(graph, sentence);
    retypeCourses(graph, sentence);
    PairFeatures features = new PairFeatures(graph, sentence);
    Map<Graph.Node, List<Graph.Node>> pairs =
        new ListAlignment(graph, sentence, value -> isReference(graph, sentence, value)).pairs();
    List<Graph.Node> ranges = new ArrayList<>();
    for (Graph.Node detail : List.copyOf(sentence.nodes)) {
      ResultReader.Role role =
          detail.type == MentionType.LAB_VALUE
              ? results.role(graph, sentence, detail)
              : ResultReader.Role.RESULT;
      if (role == ResultReader.Role.REFERENCE) {
        ranges.add(detail);
      } else if (role == ResultReader.Role.PREVIOUS) {
        detail.trail.add(PREVIOUS_VALUE);
      }
      if (role != ResultReader.Role.RESULT
          || SoughtResults.isJoined(detail)
          || isOfNorm(graph, sentence, detail)
          || isJudgedAhead(graph, sentence, detail)) {
        continue;
      }
      if (pairs.containsKey(detail)) {
        Graph.Relation relation = RELATIONS.get(detail.type);
        pairs.get(detail).forEach(head -> graph.join(relation, head, detail, "aligned-lists"));
      } else {
        relation(detail).ifPresent(relation -> join(graph, sentence, features, relation, detail));
      }
    }
    ranges.forEach(range -> reference(graph, sentence, range));
    palpated(graph, sentence);
    sentence
        .nodes(MentionType.LAB_VALUE)
        .filter(value -> results.judgements().isJudgement(graph, sentence, value))
        .forEach(value -> share(graph, sentence, value));
    sentence.nodes(MentionType.DURATION).forEach(duration -> duration(graph, sentence, duration));
    secondNames(graph, sentence);
  }

  // "a mass [6 cm from his anal margin]": where it is, and not its size.
  private void describeDistances(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.is(MentionType.LAB_VALUE, MentionType.DISTANCE)
          || !distanceLeads.contains(graph.lower(sentence, node.end))
          || !results.isLength(graph, sentence, node)) {
        continue;
      }
      int at = node.end + 1;
      while (articles.contains(graph.lower(sentence, at))) {
        at++;
      }
      int landmark = at;
      graph
          .nodeAt(landmark)
          .filter(part -> part.type == MentionType.BIOLOGICAL_STRUCTURE)
          .filter(part -> part.first == landmark)
          .filter(part -> !graph.lower(sentence, part.end).equals("to"))
          .ifPresent(
              part -> {
                int end = part.end;
                graph.remove(part);
                graph.retype(node, MentionType.DETAILED_DESCRIPTION, "distance-from");
                graph.resize(node, node.first, end, "distance-from");
              });
    }
  }

  // "celiac disease (70 mg weekly)": of the drug before.
  private boolean isDose(Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    return hasNumber(graph, detail)
        && (OFTEN.contains(graph.lower(sentence, detail.end))
            || OFTEN.contains(graph.last(detail).lower()))
        && isBracketedDose(graph, sentence, detail.end);
  }

  /**
   * Whether a dose stands in a bracket before a token: "A for gout (70 mg weekly [for a year])".
   */
  static boolean isBracketedDose(Graph graph, Graph.Sentence sentence, int end) {
    for (int i = end - 1; i > Math.max(sentence.first, end - MOST_WORDS_AHEAD); i--) {
      int open = i;
      if (graph.token(i).lower().equals("(")) {
        return graph.token(i + 1).isNumber()
            && sentence.nodes(MentionType.MEDICATION).anyMatch(drug -> drug.end <= open);
      }
    }
    return false;
  }

  // "A [normal] ferritin is 30 to 400": what is normal, and no result.
  private boolean isOfNorm(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    return value.type == MentionType.LAB_VALUE
        && graph.lower(value).equals("normal")
        && articles.contains(graph.lower(sentence, value.first - 1))
        && graph
            .nodeAt(value.end)
            .filter(Graph.Node::isTest)
            .filter(test -> normVerbs.contains(graph.lower(sentence, test.end)))
            .isPresent();
  }

  // "proteinuria decreased from 4.8 to 0.6 g": two results, which only a test has.
  private void retypeCourses(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : sentence.nodes(MentionType.SIGN_SYMPTOM).toList()) {
      int from = node.end + 1;
      boolean course =
          changes.contains(graph.lower(sentence, node.end))
              && !changes.contains(graph.last(node).lower())
              && graph.lower(sentence, from).equals("from");
      Optional<Graph.Node> first = course ? numberAt(graph, sentence, from + 1) : Optional.empty();
      int to = first.map(number -> number.end).orElse(from);
      boolean second =
          first.isPresent()
              && graph.lower(sentence, to).equals("to")
              && numberAt(graph, sentence, to + 1).isPresent();
      if (second) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "course-of-sign");
      }
    }
  }

  private Optional<Graph.Node> numberAt(Graph graph, Graph.Sentence sentence, int token) {
    return sentence
        .nodes(MentionType.LAB_VALUE)
        .filter(node -> node.first == token && hasNumber(graph, node))
        .filter(node -> !results.isLength(graph, sentence, node))
        .findFirst();
  }

  private boolean isReference(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    return value.type == MentionType.LAB_VALUE
        && results.role(graph, sentence, value) == ResultReader.Role.REFERENCE;
  }

  // "lupus, and delivered a [boy] of 2,700 g": of the newborn, and of nothing before; else -1.
  private static int newborn(Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    int at = detail.first - 1;
    while (TokenPattern.wordClass("weight-link").contains(graph.lower(sentence, at))) {
      at--;
    }
    boolean born = TokenPattern.wordClass("born-noun").contains(graph.lower(sentence, at));
    return born && at < detail.first - 1 ? at : -1;
  }

  // "strength was 4 on the MRC scale" is of the strength, "pain was 7 on a visual analogue scale"
  // of the scale.
  private static boolean isTested(Graph.Sentence sentence, Graph.Node detail) {
    return sentence.nodes.stream()
        .filter(node -> node.end <= detail.first && isHead(Graph.Relation.VALUE, node))
        .reduce((one, other) -> other)
        .filter(Graph.Node::isTest)
        .isPresent();
  }

  private record Candidate(Graph.Node head, double probability) {}

  private void join(
      Graph graph,
      Graph.Sentence sentence,
      PairFeatures features,
      Graph.Relation relation,
      Graph.Node detail) {
    List<Candidate> candidates = new ArrayList<>();
    // Whether a head was taken out, whose share of the probability is the others'.
    boolean rivals = false;
    Optional<Graph.Node> counted =
        relation == Graph.Relation.VALUE ? counted(graph, sentence, detail) : Optional.empty();
    if (counted.isPresent()) {
      graph.join(relation, counted.get(), detail, "bracketed-share");
      return;
    }
    Optional<Graph.Node> labelled =
        relation == Graph.Relation.VALUE ? labelled(graph, sentence, detail) : Optional.empty();
    if (labelled.isPresent()) {
      graph.join(relation, labelled.get(), detail, "name-and-colon");
      return;
    }
    Optional<Graph.Node> measured = measuredBehind(graph, sentence, detail);
    if (measured.isPresent()) {
      graph.join(relation, measured.get(), detail, "length-of");
      return;
    }
    Optional<Graph.Node> scale =
        relation == Graph.Relation.VALUE && hasNumber(graph, detail)
            ? ScoreRange.scaleBehind(graph, sentence, detail.end)
            : Optional.empty();
    if (scale.isPresent() && detail.length() == 1 && !isTested(sentence, detail)) {
      graph.join(relation, scale.get(), detail, "number-on-scale");
      return;
    }
    Optional<Graph.Node> stature =
        relation == Graph.Relation.VALUE ? stature(graph, sentence, detail) : Optional.empty();
    if (stature.isPresent()) {
      graph.join(relation, stature.get(), detail, "measure-behind-in");
      return;
    }
    if (relation == Graph.Relation.SITE && isSpread(graph, sentence, detail)) {
      return;
    }
    boolean deviation = relation == Graph.Relation.VALUE && isDeviation(graph, sentence, detail);
    int weighed = relation == Graph.Relation.VALUE ? newborn(graph, sentence, detail) : -1;
    boolean size = relation == Graph.Relation.VALUE && isSize(graph, sentence, detail);
    Optional<Graph.Node> modified = modified(graph, sentence, relation, detail);
    boolean spared = relation == Graph.Relation.SITE && isSpared(graph, sentence, detail);
    boolean compared = relation == Graph.Relation.SITE && isCompared(graph, sentence, detail);
    Optional<Graph.Node> led =
        modified.isPresent() ? Optional.empty() : led(graph, sentence, relation, detail);
    for (Graph.Node head : heads(sentence, relation, detail)) {
      boolean bracketed =
          relation == Graph.Relation.DOSE && isInBracketsOfAnother(graph, sentence, head, detail);
      boolean unfit =
          relation == Graph.Relation.VALUE
              && (size && head.isTest() && !(head.length() > 1 && head.end == detail.first - 1)
                  || scale.filter(head::equals).isPresent()
                  || head.isProblem() && isDose(graph, sentence, detail)
                  || deviation && !scoreNouns.contains(graph.last(head).lower())
                  || weighed > head.first
                  || head.isProblem()
                      && (isSought(graph, sentence, head) || isTimeOf(graph, sentence, head))
                  || !results.fits(graph, sentence, head, detail) && !touches(head, detail)
                  || isMeans(graph, sentence, head, detail)
                  || isJudgedBefore(graph, sentence, head, detail)
                  || isOfSubject(graph, sentence, head, detail)
                  || isExcepted(graph, sentence, head, detail)
                  || !hasNumber(graph, detail) && isJudgedAheadBy(head, detail)
                  || isShown(graph, sentence, head, detail)
                  || isOfPart(graph, sentence, head, detail));
      // "a tumor with keratosis, measuring 3 cm": the tumor measures that.
      unfit |=
          relation == Graph.Relation.SIZE
              && (isAttribute(graph, sentence, head, detail)
                  || isSizeOfPart(graph, sentence, head, detail));
      unfit |=
          relation == Graph.Relation.DESCRIPTION && isOfOtherNoun(graph, sentence, head, detail);
      unfit |= relation == Graph.Relation.DESCRIPTION && isInOtherName(sentence, head, detail);
      unfit |= spared || compared;
      // "[frozen [plasma]]" as a way of giving
      unfit |= relation == Graph.Relation.ROUTE && head.overlaps(detail.first, detail.end);
      unfit |= relation == Graph.Relation.SITE && isElsewhere(graph, sentence, detail, head);
      unfit |= led.isPresent() && head.first >= detail.end;
      unfit |= modified.isPresent() && head != modified.get() && head.end != detail.first;
      rivals |= unfit;
      boolean denied =
          relation == Graph.Relation.SIZE && isBesideDenied(graph, sentence, head, detail);
      if (!bracketed && !unfit && !denied) {
        candidates.add(new Candidate(head, weights.probability(features, relation, head, detail)));
      }
    }
    candidates.sort(Comparator.comparingDouble(candidate -> -candidate.probability()));
    double enough = rivals ? POSSIBLE : LIKELY;
    if (relation == Graph.Relation.VALUE
        && hasNumber(graph, detail)
        && !candidates.isEmpty()
        && candidates.get(0).probability() < enough) {
      // "with oxygen saturation 93%": a number right behind a test is nothing else's.
      candidates.stream()
          .map(Candidate::head)
          .filter(Graph.Node::isTest)
          .filter(
              head ->
                  isRightBehind(graph, sentence, head, detail)
                      || isReached(graph, sentence, head, detail))
          .findFirst()
          .ifPresent(head -> graph.join(relation, head, detail, "right-behind-test"));
    }
    boolean joined = false;
    for (int i = 0; i < candidates.size(); i++) {
      double least = i > 0 ? CERTAIN : enough;
      if (candidates.get(i).probability() >= least) {
        graph.join(relation, candidates.get(i).head(), detail, "relation-weights");
        joined = true;
      }
    }
    if (rivals && !joined && relation == Graph.Relation.VALUE) {
      normalPart(graph, sentence, detail)
          .ifPresent(part -> graph.join(relation, part, detail, "normal-part"));
    }
  }

  // "biopsy of a node of [2 cm] showed lymphoma", "a [2 cm] node with metastases": the node's.
  private boolean isSizeOfPart(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node size) {
    boolean led = sizeLeads.contains(graph.lower(sentence, size.first - 1));
    return sentence
        .nodes(MentionType.BIOLOGICAL_STRUCTURE)
        .filter(part -> led && part.end == size.first - 1 || part.first == size.end)
        .anyMatch(part -> head.first > Math.max(part.end, size.end));
  }

  // "the ratio had fallen to [45 mg/mmol]"
  private boolean isReached(
      Graph graph, Graph.Sentence sentence, Graph.Node test, Graph.Node value) {
    boolean led =
        test.end < value.first
            && value.first - test.end <= MOST_BEHIND + 1
            && graph.lower(sentence, value.first - 1).equals("to");
    for (int i = test.end; led && i < value.first - 1; i++) {
      String word = graph.token(i).lower();
      led = graph.nodeAt(i).isEmpty() && (changes.contains(word) || COURSE_LEADS.contains(word));
    }
    return led;
  }

  // "kidneys of [11 cm] without hydronephrosis": what is not there is not so large.
  private static boolean isBesideDenied(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node size) {
    for (int i = size.end; i < head.first; i++) {
      if (DENIALS.contains(graph.lower(sentence, i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isRightBehind(
      Graph graph, Graph.Sentence sentence, Graph.Node test, Graph.Node value) {
    return test.end == value.first
        || test.end == value.first - 1 && valueLeads.contains(graph.lower(sentence, test.end));
  }

  // "an [inflamed] gallbladder and effusion": a word of one name describes no other.
  private static boolean isInOtherName(
      Graph.Sentence sentence, Graph.Node head, Graph.Node detail) {
    return sentence.nodes.stream()
        .anyMatch(
            node ->
                node != head
                    && node.isProblem()
                    && node.first <= detail.first
                    && node.end >= detail.end);
  }

  // "metastasis of the carcinoma to the [gallbladder]", "cancer metastatic to the [bone]": the part
  // is that of the metastasis, and not of the carcinoma.
  private boolean isSpread(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    boolean named =
        sentence.nodes.stream()
            .anyMatch(
                node ->
                    node.isProblem()
                        && node.first < site.first - 1
                        && node.end == site.end
                        && SPREAD.contains(graph.token(node.first).lower()));
    int lead = beforeList(graph, sentence, site.first - 1);
    Optional<Graph.Node> disease =
        SPREAD_LEADS.contains(graph.lower(sentence, lead))
            ? graph.nodeAt(lead - 1).filter(node -> node.isProblem() && node.end == lead)
            : Optional.empty();
    int of =
        disease.map(node -> beforeArticles(graph, sentence, node.first - 1)).orElse(sentence.first);
    String noun = graph.lower(sentence, of - 1);
    boolean spread =
        graph.lower(sentence, of).equals("of")
            && (SPREAD.contains(noun) || SPREAD_NOUNS.contains(noun));
    if (spread) {
      graph
          .nodeAt(of - 1)
          .filter(node -> node.isProblem() && node.end == of)
          .ifPresent(node -> graph.join(Graph.Relation.SITE, node, site, "spread-of-disease"));
    }
    return named || spread;
  }

  // "to the liver and the [spine]"
  private int beforeList(Graph graph, Graph.Sentence sentence, int token) {
    int at = beforeArticles(graph, sentence, token);
    while (at > sentence.first && joiners.contains(graph.lower(sentence, at))) {
      int part = at - 1;
      Optional<Graph.Node> other =
          sentence.nodes(MentionType.BIOLOGICAL_STRUCTURE).filter(n -> n.end == part + 1).findAny();
      if (other.isEmpty()) {
        return at;
      }
      at = beforeArticles(graph, sentence, other.get().first - 1);
    }
    return at;
  }

  private int beforeArticles(Graph graph, Graph.Sentence sentence, int token) {
    int at = token;
    while (at > sentence.first && articles.contains(graph.lower(sentence, at))) {
      at--;
    }
    return at;
  }

  // "CT showed normal lungs and a mass": the lungs were looked at, and are normal.
  private Optional<Graph.Node> normalPart(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    boolean shown =
        results.judgements().isJudgement(graph, sentence, value)
            && sentence.nodes.stream().anyMatch(study -> isOfPart(graph, sentence, study, value));
    Optional<Graph.Node> part =
        graph.nodeAt(value.end).filter(node -> shown && node.first == value.end);
    return part.filter(
            node ->
                graph.lower(sentence, node.end).equals(".")
                    || joiners.contains(graph.lower(sentence, node.end)))
        .map(
            node ->
                graph.add(
                    MentionType.DIAGNOSTIC_PROCEDURE,
                    node.first,
                    node.end,
                    COUNTED,
                    "normal-part"));
  }

  // "fever, bilateral conjunctivitis", "epigastric pain or clonus": what stands right before a noun
  // is said of it alone.
  private static Optional<Graph.Node> modified(
      Graph graph, Graph.Sentence sentence, Graph.Relation relation, Graph.Node detail) {
    if (!MODIFIERS.contains(relation)) {
      return Optional.empty();
    }
    int at = detail.end;
    while (at < sentence.end) {
      Optional<Graph.Node> next = graph.nodeAt(at);
      if (next.filter(node -> node.first < detail.end).isPresent()) {
        // "the abdomen was soft" holds the abdomen itself.
        return Optional.empty();
      }
      if (next.filter(node -> isHead(relation, node)).isPresent()) {
        return next;
      }
      boolean modifier =
          next.flatMap(RelationFinder::relation).filter(MODIFIERS::contains).isPresent();
      if (!modifier && !graph.token(at).text().equals("-")) {
        return Optional.empty();
      }
      at = next.map(node -> node.end).orElse(at + 1);
    }
    return Optional.empty();
  }

  // "EEG two days after the last [seizure] was normal": when it was made.
  private boolean isTimeOf(Graph graph, Graph.Sentence sentence, Graph.Node head) {
    int at = head.first - 1;
    while (articles.contains(graph.lower(sentence, at))
        || ORDERS.contains(graph.lower(sentence, at))) {
      at--;
    }
    int lead = at;
    return TIME_LEADS.contains(graph.lower(sentence, lead))
        && sentence.nodes.stream().anyMatch(node -> node.isTest() && node.end <= lead);
  }

  // "fever behind his visit to a lowland forest": the forest is described, and not the fever.
  private boolean isOfOtherNoun(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node detail) {
    // "deviated to the right"
    return detail.first > head.end
        && !sides.contains(graph.token(detail.first).lower())
        && articles.contains(graph.lower(sentence, detail.first - 1))
        && movements.contains(graph.lower(sentence, detail.first - 2));
  }

  // "papules on the wrists, sparing the face", "a rash that spared the palms and soles", "separate
  // from the kidney": not there.
  private boolean isSpared(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    for (int i = site.first - 1; i >= sentence.first; i--) {
      String word = graph.token(i).lower();
      boolean apart = word.equals("from") && separate.contains(graph.lower(sentence, i - 1));
      if (sparing.contains(word) || apart) {
        return true;
      }
      boolean listed =
          articles.contains(word)
              || joiners.contains(word)
              || word.equals("of")
              || graph
                  .nodeAt(i)
                  .filter(n -> n.type == MentionType.BIOLOGICAL_STRUCTURE)
                  .isPresent();
      if (!listed) {
        return false;
      }
    }
    return false;
  }

  // "larger than the right ovary", "weak compared with the left arm": not where it is.
  private boolean isCompared(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    int at = site.first - 1;
    while (articles.contains(graph.lower(sentence, at))) {
      at--;
    }
    String word = graph.lower(sentence, at);
    boolean link = word.equals("with") || word.equals("to");
    return word.equals("than") || link && comparing.contains(graph.lower(sentence, at - 1));
  }

  // "A and B were negative and C was normal": what is said of C is not said of A, whose judgement
  // stands between.
  private boolean isJudgedBefore(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node value) {
    if (hasNumber(graph, value)) {
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
              && !hasNumber(graph, node)
              && linkVerbs.contains(graph.lower(sentence, node.first - 1));
      judged = judgement ? node : judged;
    }
    return false;
  }

  // "A was normal with B at 6 mg/l": the word is said of A, and B has a number of its own.
  private boolean isOfSubject(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node value) {
    boolean judged =
        !hasNumber(graph, value)
            && head.first >= value.end
            && linkVerbs.contains(graph.lower(sentence, value.first - 1))
            && sentence.nodes.stream()
                .anyMatch(node -> node.isTest() && node.end == value.first - 1);
    return judged
        && sentence.nodes.stream()
            .filter(node -> node.type == MentionType.LAB_VALUE && hasNumber(graph, node))
            .anyMatch(node -> node.first >= head.end && node.first - head.end <= 1);
  }

  // "With the exception of a low A and a high B, other results were normal", "normal except for A":
  // what is said of the others is not said of what is excepted, nor the other way round.
  private static boolean isExcepted(
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

  // "dyspnea at rest, orthopnea": what a preposition joins to a noun is said of none behind.
  private Optional<Graph.Node> led(
      Graph graph, Graph.Sentence sentence, Graph.Relation relation, Graph.Node detail) {
    int at = detail.first - 1;
    while (articles.contains(graph.lower(sentence, at))) {
      at--;
    }
    boolean joined =
        MODIFIERS.contains(relation)
            && at > sentence.first
            && prepositions.contains(graph.lower(sentence, at));
    int before = at - 1;
    return joined
        ? graph.nodeAt(before).filter(node -> isHead(relation, node) && node.isProblem())
        : Optional.empty();
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

  // "was screened for A, B and C": what came of it stands in the next sentence.
  private static boolean isScreenedFor(Graph graph, Graph.Sentence sentence, Graph.Node problem) {
    int at = purposeBefore(graph, sentence, problem);
    return at > 0 && SCREENED.contains(graph.lower(sentence, at - 1));
  }

  // The "for" before the list that a problem stands in; -1 where there is none.
  private static int purposeBefore(Graph graph, Graph.Sentence sentence, Graph.Node problem) {
    int at = problem.first - 1;
    while (problem.isProblem() && at > sentence.first && problem.first - at < SIGHT) {
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
    while (verb > sentence.first && TAKEN.contains(graph.token(verb).lower())) {
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
        && copula - problem.end < SIGHT
        && !FINITE_VERBS.contains(graph.token(copula).lower())
        && !graph.token(copula).lower().equals(";")) {
      copula++;
    }
    boolean passive =
        BE.contains(graph.lower(sentence, copula))
            && TAKEN.contains(graph.lower(sentence, copula + 1));
    int verb = purpose - 2;
    while (verb > sentence.first
        && purpose - verb < MOST_WORDS_AHEAD
        && !TAKEN.contains(graph.token(verb).lower())) {
      verb--;
    }
    boolean judged = copula < sentence.end && !passive;
    return passive || !judged && TAKEN.contains(graph.lower(sentence, verb));
  }

  private static boolean isAttribute(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node detail) {
    return graph.lower(sentence, detail.first - 1).equals("measuring")
        && graph.lower(sentence, detail.first - 2).equals(",")
        && graph.lower(sentence, head.first - 1).equals("with");
  }

  // "Glucose: 0.89 g/L - Urea: 0.42 g/L": a number behind a name and its colon is no other test's.
  private Optional<Graph.Node> labelled(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    boolean marked =
        TokenPattern.wordClass("label-mark").contains(graph.lower(sentence, value.first - 1))
            && graph.token(value.first).isNumber();
    return sentence.nodes.stream()
        .filter(node -> marked && node.isTest() && node.end == value.first - 1)
        .filter(node -> results.fits(graph, sentence, node, value))
        .findFirst();
  }

  // "palpation of the left flank and groin was painful": that is where it hurts.
  private void palpated(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i + 2 < sentence.end; i++) {
      String lead = graph.lower(sentence, i + 1);
      if (!palpating.contains(graph.token(i).lower())
          || !lead.equals("of") && !(lead.equals("in") && isExamined(graph, sentence, i))) {
        continue;
      }
      List<Graph.Node> sites = new ArrayList<>();
      int at = i + 2;
      while (at < sentence.end && !linkVerbs.contains(graph.token(at).lower())) {
        int token = at;
        Optional<Graph.Node> site =
            sentence
                .nodes(MentionType.BIOLOGICAL_STRUCTURE)
                .filter(n -> n.first == token)
                .findFirst();
        if (site.isEmpty()
            && !articles.contains(graph.token(at).lower())
            && !joiners.contains(graph.token(at).lower())) {
          break;
        }
        site.ifPresent(sites::add);
        at = site.map(n -> n.end).orElse(at + 1);
      }
      int verb = at;
      painOn(graph, sentence, i, sites);
      sentence.nodes.stream()
          .filter(n -> n.isProblem() && n.end > verb && n.first <= verb + 2)
          .filter(n -> linkVerbs.contains(graph.lower(sentence, verb)))
          .filter(n -> painful.contains(graph.last(n).lower()))
          .findFirst()
          .ifPresent(
              n -> {
                if (n.first <= verb) {
                  // "[groin was painful]"
                  graph.resize(n, n.end - 1, n.end, "palpated");
                }
                sites.stream()
                    .filter(s -> n.details(Graph.Relation.SITE).noneMatch(s::equals))
                    .forEach(s -> graph.join(Graph.Relation.SITE, n, s, "palpated"));
              });
    }
  }

  // "pain on palpation of the right flank": the pain is there, and palpation is no finding.
  private void painOn(Graph graph, Graph.Sentence sentence, int palpation, List<Graph.Node> sites) {
    Optional<Graph.Node> pain =
        isExamined(graph, sentence, palpation)
            ? graph.nodeAt(palpation - 2).filter(Graph.Node::isProblem)
            : Optional.empty();
    if (pain.isEmpty() || sites.isEmpty()) {
      return;
    }
    sites.stream()
        .filter(site -> pain.get().details(Graph.Relation.SITE).noneMatch(site::equals))
        .forEach(site -> graph.join(Graph.Relation.SITE, pain.get(), site, "palpated"));
    graph
        .nodeAt(palpation)
        .filter(node -> node.isProblem() || node.type == MentionType.THERAPEUTIC_PROCEDURE)
        .filter(node -> node.length() == 1)
        .ifPresent(node -> graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "palpated"));
  }

  // "[pain] on palpation"
  private boolean isExamined(Graph graph, Graph.Sentence sentence, int palpation) {
    return prepositions.contains(graph.lower(sentence, palpation - 1));
  }

  // "an opacity in the left lung and a nodule in the liver": the nodule is not in the lung; nor is
  // a finding where only what stands behind a semicolon is.
  private boolean isElsewhere(
      Graph graph, Graph.Sentence sentence, Graph.Node site, Graph.Node head) {
    if (isListedWith(graph, site, head)) {
      return true;
    }
    int from = Math.min(site.end, head.end);
    int to = Math.max(site.first, head.first);
    for (int i = from; i < to; i++) {
      if (graph.token(i).text().equals(";")) {
        return true;
      }
    }
    // "a cystic mass, [pelvic] right kidney": a word of the next part's name.
    boolean ofNext =
        graph.lower(sentence, site.first - 1).equals(",")
            && sentence
                .nodes(MentionType.BIOLOGICAL_STRUCTURE)
                .anyMatch(node -> node.first == site.end);
    if (site.first >= head.end && (ofNext || isBesideItsSite(graph, sentence, site, head))) {
      return true;
    }
    if (site.end <= head.first && isPlacedAnew(graph, sentence, site, head)
        || head.end <= site.first && isNounOfItsOwn(graph, sentence, site, head.end)) {
      return true;
    }
    return site.end <= head.first
        && isPlacedBehind(graph, sentence, head)
        && sentence.nodes.stream()
            .filter(node -> node.isProblem() || node.type == MentionType.LAB_VALUE)
            .filter(node -> node.end <= site.first)
            .anyMatch(node -> isLedFrom(graph, sentence, node, site));
  }

  // "absence of the left kidney with the right [kidney]", "a cyst of the omentum, displacing all
  // [viscera], not adherent to the [colon]", "a hernia of the bladder, the [uterus] was displaced",
  // "abdominal mass or anomalies of the [genitalia]": the finding has another place.
  private boolean isBesideItsSite(
      Graph graph, Graph.Sentence sentence, Graph.Node site, Graph.Node head) {
    List<Graph.Node> own =
        sentence
            .nodes(MentionType.BIOLOGICAL_STRUCTURE)
            .filter(node -> node.end <= site.first && node != site)
            .filter(node -> node.first >= head.first || node.end == head.first)
            .toList();
    if (own.isEmpty()) {
      return false;
    }
    int lead = site.first - 1;
    boolean article = false;
    boolean more = true;
    while (more) {
      int end = lead + 1;
      Optional<Graph.Node> part =
          own.stream().filter(node -> node.end == end && node.end > head.end).findFirst();
      String word = graph.lower(sentence, lead);
      article |= articles.contains(word);
      more =
          part.isPresent()
              || articles.contains(word)
              || sides.contains(word)
              || wholes.contains(word);
      lead = part.map(node -> node.first).orElse(lead) - (more ? 1 : 0);
    }
    String word = graph.lower(sentence, lead);
    boolean subject =
        article && word.equals(",") && FINITE_VERBS.contains(graph.lower(sentence, site.end));
    if (subject || besides.contains(word)) {
      return true;
    }
    int joint = lead;
    Optional<Graph.Node> before =
        own.stream()
            .filter(node -> node.end > head.end)
            .filter(
                node ->
                    node.end == joint && joiners.contains(word)
                        || isLedFrom(graph, sentence, node, site))
            .findFirst();
    if (before.filter(part -> isBesideItsSite(graph, sentence, part, head)).isPresent()) {
      return true;
    }
    Graph.Node nearest = own.get(own.size() - 1);
    int from = Math.max(head.end, nearest.end);
    for (int i = from; i < site.first; i++) {
      if (graph.token(i).lower().equals("not") && graph.nodeAt(i).isEmpty()) {
        return true;
      }
    }
    return nearest.end == head.first
        && sentence.nodes.stream()
            .anyMatch(
                node ->
                    node.isProblem()
                        && node.first >= head.end
                        && node.end <= site.first
                        && (graph.lower(sentence, node.end).equals("of")
                            || isLedFrom(graph, sentence, node, site)));
  }

  // "the bladder was normal, but a [prostate] nodule was seen": the nodule has a place of its own
  // in
  // another clause.
  private boolean isPlacedAnew(
      Graph graph, Graph.Sentence sentence, Graph.Node site, Graph.Node head) {
    int clause = head.first;
    while (clause > site.end && !clauseEnds.contains(graph.token(clause - 1).lower())) {
      clause--;
    }
    int from = clause;
    return from > site.end
        && (isPlacedBehind(graph, sentence, head)
            || sentence
                .nodes(MentionType.BIOLOGICAL_STRUCTURE)
                .anyMatch(own -> own.first >= from && own.end == head.first));
  }

  // "fasciculations and a bell-shaped [chest]", "no fever and the [heart] was normal": the part is
  // named for itself; but "pain in the neck and the [arm]" has both places.
  private boolean isNounOfItsOwn(Graph graph, Graph.Sentence sentence, Graph.Node site, int from) {
    int article = site.first - 1;
    while (article > from
        && !articles.contains(graph.token(article).lower())
        && !PLACING.contains(graph.token(article).lower())
        && !OWN_JOINTS.contains(graph.token(article).lower())) {
      article--;
    }
    int joint = article - 1;
    if (joint < from
        || !articles.contains(graph.token(article).lower())
        || !OWN_JOINTS.contains(graph.token(joint).lower())) {
      return false;
    }
    int end = OWN_JOINTS.contains(graph.lower(sentence, joint - 1)) ? joint - 1 : joint;
    if (graph.lower(sentence, end - 1).equals(")")) {
      // "the portal vein (PV) and the [splenic vein]"
      while (end > from && !graph.token(end).lower().equals("(")) {
        end--;
      }
    }
    int before = end;
    return sentence.nodes(MentionType.BIOLOGICAL_STRUCTURE).noneMatch(part -> part.end == before);
  }

  // "a nodule [in the liver]"
  private boolean isPlacedBehind(Graph graph, Graph.Sentence sentence, Graph.Node head) {
    return sentence
        .nodes(MentionType.BIOLOGICAL_STRUCTURE)
        .filter(site -> site.first > head.end)
        .findFirst()
        .filter(site -> isLedFrom(graph, sentence, head, site))
        .isPresent();
  }

  // Only a preposition of place and an article stand between.
  private boolean isLedFrom(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node site) {
    int at = site.first - 1;
    while (at > head.end && (articles.contains(graph.lower(sentence, at)) || isSide(graph, at))) {
      at--;
    }
    return at == head.end && places.contains(graph.lower(sentence, at));
  }

  private boolean isSide(Graph graph, int token) {
    return sides.contains(graph.token(token).lower());
  }

  // "heart, lungs and [abdomen were normal]": the parts before are others.
  private boolean isListedWith(Graph graph, Graph.Node part, Graph.Node state) {
    boolean ofPart =
        state.origin.equals(MentionCandidates.NORMAL_STATE)
            || state.origin.equals(MentionCandidates.STATE);
    for (int i = part.end; ofPart && i < state.first; i++) {
      ofPart =
          joiners.contains(graph.token(i).lower())
              || articles.contains(graph.token(i).lower())
              || graph
                  .nodeAt(i)
                  .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE)
                  .isPresent();
    }
    if (ofPart && part.end < state.first) {
      return true;
    }
    // "The [liver] and the spleen were normal"
    boolean next = part.first > state.end && state.origin.equals(MentionCandidates.NORMAL_STATE);
    for (int i = state.end; next && i < part.first; i++) {
      next = joiners.contains(graph.token(i).lower()) || articles.contains(graph.token(i).lower());
    }
    return next;
  }

  // "159 cm in height and 70 kg in weight": of what is behind, where a person is measured.
  private Optional<Graph.Node> stature(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    int noun = value.end + 1;
    boolean measured =
        graph.lower(sentence, value.end).equals("in")
            && statures.contains(graph.lower(sentence, noun))
            && hasNumber(graph, value)
            && sentence.nodes.stream()
                .noneMatch(node -> node.isProblem() && node.end <= value.first);
    if (!measured) {
      return Optional.empty();
    }
    return sentence.nodes.stream()
        .filter(node -> node.isTest() && node.first == noun)
        .findFirst()
        .or(
            () ->
                Optional.of(
                    graph.add(
                        MentionType.DIAGNOSTIC_PROCEDURE,
                        noun,
                        noun + 1,
                        COUNTED,
                        "measure-behind-in")));
  }

  // "64 cm (-2.7 standard deviations)": how far from the mean, and no second value.
  private boolean isDeviation(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    for (int i = value.first + 1; i <= value.end; i++) {
      boolean named =
          graph.lower(sentence, i).equals("standard")
              && graph.lower(sentence, i + 1).startsWith("deviation");
      if (named || deviations.contains(graph.lower(sentence, i))) {
        return hasNumber(graph, value);
      }
    }
    return false;
  }

  // "a growth rate of 2% and a size of 15 mm": the size is of what was seen and no test's.
  private boolean isSize(Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    return graph.lower(sentence, detail.first - 1).equals("of")
        && sizeNouns.contains(graph.lower(sentence, detail.first - 2));
  }

  // "an elevated share (65 %) of macrophages": of what stands behind the bracket.
  private Optional<Graph.Node> counted(Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    // "54 mg glucose/dL": of what stands within the unit.
    Optional<Graph.Node> within = results.withinUnit(graph, sentence, detail);
    if (within.isPresent()) {
      return within;
    }
    // "16,400/mm3 neutrophils", "18% lymphocytes": of the cells behind the number.
    if (ResultReader.hasNumber(graph, detail)) {
      for (int i = detail.first + 1; i <= detail.end; i++) {
        if (isCounted(graph, sentence, i) || isCountOf(graph, sentence, detail, i)) {
          if (i < detail.end) {
            graph.resize(detail, detail.first, i, "counted-cells");
          }
          return Optional.of(counted(graph, sentence, i));
        }
      }
    }
    // "showed 3+ blood": of what stands behind the grade.
    if (ResultReader.isGrade(graph.words(detail))) {
      Optional<Graph.Node> graded =
          sentence.nodes.stream()
              .filter(node -> node.first == detail.end && isHead(Graph.Relation.VALUE, node))
              .findFirst();
      if (graded.isPresent()) {
        return graded;
      }
    }
    // "scored 27/30 on the MoCA"
    boolean scored =
        ResultReader.hasNumber(graph, detail)
            && scoring.contains(graph.lower(sentence, detail.first - 1))
            && scoreLeads.contains(graph.lower(sentence, detail.end));
    if (scored) {
      return sentence.nodes.stream()
          .filter(node -> node.isTest() && node.first > detail.end)
          .filter(node -> node.first - detail.end <= 3)
          .findFirst();
    }
    boolean share =
        graph.lower(sentence, detail.first - 1).equals("(")
            && graph.lower(sentence, detail.end).equals(")")
            && graph.lower(sentence, detail.end + 1).equals("of");
    int at = detail.end + 2;
    while (share && articles.contains(graph.lower(sentence, at))) {
      at++;
    }
    int from = at;
    return sentence.nodes.stream()
        .filter(node -> share && isHead(Graph.Relation.VALUE, node))
        .filter(node -> node.first >= from && node.first - from <= 3)
        .findFirst();
  }

  // "6330 leukocytes and 351000 platelets": a test of its own right behind its number.
  private boolean isCountOf(Graph graph, Graph.Sentence sentence, Graph.Node detail, int at) {
    return thousands.contains(graph.lower(sentence, at))
        && graph.token(at - 1).isNumber()
        && graph.nodeAt(at).filter(node -> node.first == at && node.isTest()).isPresent();
  }

  // "lymphocytes", "plasma cells"
  private boolean isCounted(Graph graph, Graph.Sentence sentence, int at) {
    return cells.contains(graph.lower(sentence, at))
        || cellKinds.contains(graph.lower(sentence, at))
            && cellNouns.contains(graph.lower(sentence, at + 1));
  }

  // The mention of counted cells, which no tagger may have marked.
  private Graph.Node counted(Graph graph, Graph.Sentence sentence, int first) {
    Optional<Graph.Node> known =
        sentence.nodes.stream()
            .filter(node -> node.first == first && isHead(Graph.Relation.VALUE, node))
            .findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    int end = first + 1;
    while (cells.contains(graph.lower(sentence, end))
        || end == first + 1 && cellNouns.contains(graph.lower(sentence, end))) {
      end++;
    }
    return graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, COUNTED, "counted-cells");
  }

  // "a haematoma with [6 mm] of midline shift": of what stands behind; but "within 2 cm of the
  // mass".
  private Optional<Graph.Node> measuredBehind(
      Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    boolean length =
        detail.is(MentionType.DISTANCE, MentionType.LAB_VALUE)
            && results.isLength(graph, sentence, detail);
    int of = detail.end;
    return length
            && of + 1 < sentence.end
            && graph.lower(sentence, of).equals("of")
            && !distanceLeads.contains(graph.lower(sentence, detail.first - 1))
        ? graph.nodeAt(of + 1).filter(node -> node.first == of + 1 && node.isProblem())
        : Optional.empty();
  }

  private static boolean touches(Graph.Node head, Graph.Node detail) {
    return detail.first - head.end >= 0 && detail.first - head.end <= 2;
  }

  // "Lavage showed macrophages of 65 %": a picture or specimen has no number of its own.
  private boolean isShown(
      Graph graph, Graph.Sentence sentence, Graph.Node study, Graph.Node detail) {
    return study.isTest()
        && detail.first > study.end
        && ResultReader.hasNumber(graph, detail)
        && (showing.contains(graph.lower(sentence, study.end))
            || isCountBehind(graph, sentence, study, detail))
        && StudyKind.of(graph, study)
            .filter(
                kind ->
                    kind.category() == FindingCategory.PATHOLOGY
                        || kind.category() == FindingCategory.IMAGING
                        || kind.category() == FindingCategory.PROCEDURE)
            .isPresent();
  }

  // "a biopsy with [22] glomeruli": how many of what stands behind.
  private boolean isCountBehind(
      Graph graph, Graph.Sentence sentence, Graph.Node study, Graph.Node detail) {
    int counted = detail.first + 1;
    return graph.lower(sentence, study.end).equals("with")
        && detail.first == study.end + 1
        && graph.token(detail.first).isNumber()
        && counted < sentence.end
        && graph.token(counted).isWord()
        && !results.isUnit(graph.token(counted).text());
  }

  // "CT showed normal lungs and a mass", "a uterus of normal size": the part is normal, not all
  // that the study showed.
  private boolean isOfPart(
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
    if (sizeNouns.contains(graph.lower(sentence, behind))) {
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

  // "PAP by echocardiography was 72 mmHg": the study is how it was measured.
  private boolean isMeans(
      Graph graph, Graph.Sentence sentence, Graph.Node study, Graph.Node detail) {
    int lead = study.first - 1;
    while (articles.contains(graph.lower(sentence, lead))) {
      lead--;
    }
    // "with an ejection fraction of 10 %", "with oxygen saturation 93%", "with creatinine at 6
    // mg/L"
    // name what was measured.
    boolean measured =
        graph.lower(sentence, lead).equals("with")
                && (lead < study.first - 1 || isRightBehind(graph, sentence, study, detail))
            // "on an FiO2 of 0.6" has a number of its own, and is no study.
            || graph.lower(sentence, study.end).equals("of")
                && detail.first == study.end + 1
                && StudyKind.of(graph, study).isEmpty();
    // "Saturation (SaO2) in the blood gas was 97 %"; but "an increase in CRP to 112"
    int measure = graph.lower(sentence, lead - 1).equals(")") ? lead - 2 : lead - 1;
    if (graph.lower(sentence, lead).equals("in")
        && graph.nodeAt(measure).filter(Graph.Node::isTest).isEmpty()) {
      return false;
    }
    // "MSH2 positive by immunohistochemistry"
    boolean behind = lead == detail.end && graph.lower(sentence, lead).equals("by");
    return (detail.first >= study.end || behind)
        && study.isTest()
        && !measured
        && means.contains(graph.lower(sentence, lead))
        && sentence.nodes.stream()
            .anyMatch(
                node ->
                    node.isTest()
                        && node.end <= study.first
                        && study.first - node.end <= MOST_WORDS_AHEAD);
  }

  // A normal range is that of the test whose value stands before it.
  private static void reference(Graph graph, Graph.Sentence sentence, Graph.Node range) {
    List<Graph.Node> heads = List.of();
    for (Graph.Node node : sentence.nodes) {
      if (node.first >= range.first) {
        break;
      }
      List<Graph.Node> tests = node.heads(Graph.Relation.VALUE).toList();
      if (!tests.isEmpty() && ResultReader.hasNumber(graph, node)) {
        heads = tests;
      } else if (node.isTest() && heads.isEmpty()) {
        heads = List.of(node);
      }
    }
    heads.forEach(head -> graph.join(Graph.Relation.REFERENCE, head, range, "normal-range"));
  }

  // "positive for CD20 and cyclin D1", "negative for HIV": what is judged stands behind.
  private boolean isJudgedAhead(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    boolean judges =
        value.type == MentionType.LAB_VALUE
            && graph.lower(sentence, value.end).equals("for")
            && results.judgements().isJudgement(graph, sentence, value);
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
    graph.join(Graph.Relation.VALUE, judged.get(), value, "judged-ahead");
    return true;
  }

  // "positive for A, and B was negative": A has its judgement.
  private static boolean isJudgedAheadBy(Graph.Node head, Graph.Node value) {
    return head.edges.stream()
        .anyMatch(
            edge ->
                edge.head() == head
                    && edge.detail() != value
                    && edge.origin().equals("judged-ahead"));
  }

  // "A, B and C were normal", "negative for A, B and C", "markers (A, B) were negative": what is
  // said of one member of a list, or of the group that the list spells out, is said of each.
  private void share(Graph graph, Graph.Sentence sentence, Graph.Node value) {
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
                && !isExcepted(graph, sentence, next, value);
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
  private boolean isGroupOf(
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
  private boolean isSearch(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    return graph.lower(sentence, test.end).equals("for") && isGermTest(graph, test);
  }

  private boolean isApposition(Graph graph, Graph.Node group, Graph.Node member) {
    return group.end == member.first
        && groupNouns.contains(graph.token(group.end - 1).lower())
        && !groupNouns.contains(graph.token(member.end - 1).lower());
  }

  // The next test of a list; null where the list ends.
  private Graph.Node next(
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
        || isotypes.contains(graph.lower(found)) && !isotypes.contains(graph.lower(from))
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
    boolean joins = end - start <= MOST_WORDS_AHEAD;
    boolean joined = step > 0 && isApposition(graph, from, found);
    for (int i = start; joins && i < end; i++) {
      String word = graph.token(i).lower();
      boolean inside = value.first <= i && i < value.end || isNumberOf(graph, from, found, i);
      // "HBV/HCV serology"
      boolean slash = word.equals("/") && start + 1 == end;
      joins =
          inside
              || slash
              || joiners.contains(word)
              || groups.contains(word)
              || isSiteOf(graph, sentence, found, i);
      joined |= joins && !inside;
    }
    return joins && joined ? found : null;
  }

  // "A and B negative and [C] and D positive": a judgement of its own follows the list.
  private boolean isJudgedItself(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    for (int i = test.end; i < sentence.end; i++) {
      Optional<Graph.Node> node = graph.nodeAt(i);
      if (node.isPresent() && !node.get().isTest()) {
        return node.get().type == MentionType.LAB_VALUE;
      }
      String word = graph.token(i).lower();
      if (node.isEmpty() && !joiners.contains(word) && !linkVerbs.contains(word)) {
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
    boolean one = TokenPattern.wordClass("singular-verb").contains(verb);
    return value.end <= test.first
        && (TokenPattern.wordClass("show").contains(verb)
            || TokenPattern.wordClass("be").contains(verb) && one);
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
  private boolean isUnjudged(Graph graph, Graph.Node head, Graph.Node test, Graph.Node value) {
    boolean leads = value.first < head.first && value.first < test.first;
    return test.details(Graph.Relation.VALUE)
        .allMatch(other -> other != value && leads && hasNumber(graph, other));
  }

  private static boolean hasNumber(Graph graph, Graph.Node node) {
    return ResultReader.hasNumber(graph, node);
  }

  // "Ketamine (20 mg) and Xylon (5 mg)": the second dose is never that of the first drug.
  private static boolean isInBracketsOfAnother(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node detail) {
    boolean closed = false;
    boolean word = false;
    for (int i = head.end; i < detail.first; i++) {
      String token = graph.lower(sentence, i);
      closed |= token.equals(")");
      if (token.equals("(") && closed && word) {
        return true;
      }
      word |= closed && graph.token(i).isWord() && graph.nodeAt(i).isPresent();
    }
    return false;
  }

  /** Whether a length is that of a change of dose: "raised to 225 mg over [3 weeks]". */
  static boolean isOfDoseChange(Graph graph, Graph.Sentence sentence, int length) {
    Optional<Graph.Node> dose =
        CHANGE_STRETCH.contains(graph.lower(sentence, length - 1))
            ? sentence.nodes.stream()
                .filter(node -> node.end == length - 1 && node.type == MentionType.DOSAGE)
                .findFirst()
            : Optional.empty();
    return dose.filter(
            node ->
                graph.lower(sentence, node.first - 1).equals("to")
                    && DOSE_CHANGES.contains(graph.lower(sentence, node.first - 2)))
        .isPresent();
  }

  // A duration is that of the nearest finding or treatment of its clause: of the next one in "two
  // weeks of" and "lifelong anticoagulation", else of the one before.
  private static void duration(Graph graph, Graph.Sentence sentence, Graph.Node duration) {
    int lead = duration.first - 1;
    lead -= graph.lower(sentence, lead).equals("for") ? 1 : 0;
    if (OFTEN.contains(graph.lower(sentence, lead))
        && isBracketedDose(graph, sentence, lead)
        && nearest(graph, sentence, duration, -1).filter(Graph.Node::isProblem).isPresent()) {
      // "celiac disease (70 mg weekly for 2 years)": how long the dose was taken.
      return;
    }
    if (isOfDoseChange(graph, sentence, duration.first)) {
      return;
    }
    Optional<Graph.Node> behind = nearest(graph, sentence, duration, 1);
    Optional<Graph.Node> before = nearest(graph, sentence, duration, -1);
    boolean touches =
        behind.filter(node -> node.first == duration.end).isPresent()
            && !graph.lower(sentence, duration.first - 1).equals("for");
    boolean leads =
        touches
            || TokenPattern.wordClass("duration-lead")
                .contains(graph.lower(sentence, duration.end));
    Optional<Graph.Node> head = leads ? behind.or(() -> before) : before.or(() -> behind);
    // "tuberculosis treatment for 6 months": so long was the treatment.
    head.filter(
            node -> !node.isProblem() || !TREATMENT_NOUNS.contains(graph.lower(sentence, node.end)))
        .ifPresent(node -> graph.join(Graph.Relation.DURATION, node, duration, "duration-nearest"));
  }

  /** ", who had been followed for 3 years, developed jaundice": a comma before a verb. */
  static boolean endsClause(Graph graph, Graph.Sentence sentence, int from, int to) {
    for (int i = from; i < to; i++) {
      if (graph.token(i).lower().equals(",")
          && TokenPattern.wordClass("finite-verb").contains(graph.lower(sentence, i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Graph.Node> nearest(
      Graph graph, Graph.Sentence sentence, Graph.Node detail, int step) {
    Set<String> ends = TokenPattern.wordClass("clause-end");
    int from = step > 0 ? detail.end : detail.first - 1;
    for (int i = from; Math.abs(i - from) < FARTHEST_DURATION; i += step) {
      if (i < sentence.first || i >= sentence.end || ends.contains(graph.token(i).lower())) {
        return Optional.empty();
      }
      if (step > 0 && endsClause(graph, sentence, i, i + 1)) {
        return Optional.empty();
      }
      Optional<Graph.Node> node =
          graph.nodeAt(i).filter(other -> isHead(Graph.Relation.DURATION, other));
      if (node.isPresent()) {
        return node;
      }
    }
    return Optional.empty();
  }

  // "normal EEG and [cranial] MRI", but not "raised urea, and chest X-ray showed edema".
  private boolean isSiteOf(Graph graph, Graph.Sentence sentence, Graph.Node test, int token) {
    return !showing.contains(graph.lower(sentence, test.end))
        && graph
            .nodeAt(token)
            .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE && node.end == test.first)
            .isPresent();
  }

  // "Echocardiography was normal, as was [the] ultrasound"
  private boolean isAlso(Graph graph, Graph.Sentence sentence, Graph.Node value, Graph.Node test) {
    int as = value.end;
    as += graph.lower(sentence, as).equals(",") ? 1 : 0;
    int at = as + 2;
    at += articles.contains(graph.lower(sentence, at)) ? 1 : 0;
    return graph.lower(sentence, as).equals("as")
        && linkVerbs.contains(graph.lower(sentence, as + 1))
        && test.first >= at
        && test.first - at <= 1;
  }

  // "C-reactive protein (CRP)", "levetiracetam (Keppra, 500 mg)".
  private static void secondNames(Graph graph, Graph.Sentence sentence) {
    for (int i = 1; i < sentence.nodes.size(); i++) {
      Graph.Node first = sentence.nodes.get(i - 1);
      Graph.Node second = sentence.nodes.get(i);
      boolean alike = first.type == second.type && isHead(Graph.Relation.SAME, first);
      if (alike && isSecondName(graph, sentence, first, second) && !opensList(graph, sentence, i)) {
        graph.join(Graph.Relation.SAME, first, second, "second-name");
      }
    }
  }

  // It stands alone in a bracket behind the first, or opens one and is short.
  private static boolean isSecondName(
      Graph graph, Graph.Sentence sentence, Graph.Node first, Graph.Node second) {
    int gap = second.first - first.end;
    if (gap == 0) {
      // The tagger may take the brackets into the mention: "carcinoembryonic antigen", "(CEA)".
      return graph.lower(sentence, second.first).equals("(");
    }
    String close = graph.lower(sentence, second.end);
    boolean closes = close.equals(")") || close.equals(",") || close.equals(";");
    boolean alone = close.equals(")") || second.length() <= 2;
    return gap == 1 && graph.lower(sentence, first.end).equals("(") && closes && alone;
  }

  // "Markers (A, B)": the first of several is a member and no second name.
  private static boolean opensList(Graph graph, Graph.Sentence sentence, int index) {
    if (index + 1 >= sentence.nodes.size()) {
      return false;
    }
    Graph.Node one = sentence.nodes.get(index);
    Graph.Node next = sentence.nodes.get(index + 1);
    boolean alike = one.type == next.type && next.first > one.end;
    for (int i = one.end; alike && i < next.first; i++) {
      alike = TokenPattern.wordClass("joiner").contains(graph.token(i).lower());
    }
    return alike;
  }
}
