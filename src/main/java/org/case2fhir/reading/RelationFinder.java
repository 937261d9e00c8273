package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.reading.RelationModel.PairFeatures;

/**
 * Joins details to what they are said of within a sentence: values to tests, doses to drugs, sites
 * to findings. Lists of one length are paired item by item; else learned weights choose the head
 * that fits a detail best, and others that fit it well.
 *
 * <p>{@link MeasuredEntities} are joined by their wording, without weights. {@link SiteAttachment}
 * and {@link JudgementScope} say which heads a site or a judgement cannot be of.
 */
final class RelationFinder {
  /** Rule that marks a value that was another before. */
  static final String PREVIOUS_VALUE = "previous-value";

  private static final Set<String> COPULAS = TokenPattern.wordClass("link-verb");
  private static final Set<String> TUMOUR_GRADES = TokenPattern.wordClass("tumour-grade");
  private static final Set<String> DEGREE_ADVERBS = TokenPattern.wordClass("degree-intensifier");
  private static final Set<String> DEGREE_DENIALS = TokenPattern.wordClass("degree-denial");
  private static final Set<String> TIME_LEADS = TokenPattern.wordClass("event-time-lead");
  private static final Set<String> ORDERS = TokenPattern.wordClass("order-of-events");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> VOLUMES = TokenPattern.wordClass("volume-unit");
  private static final Set<String> OFTEN = TokenPattern.wordClass("often-word");
  private static final Set<String> DENIALS = TokenPattern.wordClass("leading-denial");
  private static final Set<String> COURSE_LEADS = TokenPattern.wordClass("course-lead");
  private static final Set<String> THEN = TokenPattern.wordClass("then-word");
  private static final int CHANGE_SIGHT = 4;
  private static final int MOST_BEFORE = 6;
  private static final int MOST_BEHIND = 4;
  private static final int SIGHT = 30;
  private static final int MOST_WORDS_AHEAD = 6;
  private static final double LIKELY = 0.35;
  private static final double POSSIBLE = 0.1;
  private static final double CERTAIN = 0.6;

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
  private final MeasuredEntities measured;
  private final JudgementScope scope;
  private final SharedJudgements shared;
  private final Set<String> changes = TokenPattern.wordClass("change");
  private final Set<String> distanceLeads = TokenPattern.wordClass("distance-lead");
  private final Set<String> mitoses = TokenPattern.wordClass("mitosis-word");
  private final Set<String> means = TokenPattern.wordClass("means");
  private final Set<String> prepositions = TokenPattern.wordClass("preposition");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> sides = TokenPattern.wordClass("side");
  private final Set<String> movements = TokenPattern.wordClass("preposition-of-movement");
  private final Set<String> sizeNouns = TokenPattern.wordClass("size-noun");
  private final Set<String> deviations = TokenPattern.wordClass("deviation");
  private final Set<String> scoreNouns = TokenPattern.wordClass("deviation-noun");
  private final Set<String> phraseEnds =
      Stream.of("preposition", "verb", "joiner", "list-breaker")
          .flatMap(words -> TokenPattern.wordClass(words).stream())
          .collect(Collectors.toUnmodifiableSet());
  private final Set<String> sizeLeads = TokenPattern.wordClass("size-lead");
  private final Set<String> valueLeads = TokenPattern.wordClass("right-behind-lead");
  private final Set<String> showing = TokenPattern.wordClass("shown-verb");

  /**
   * @param results says what a value is for its test
   */
  RelationFinder(RelationModel weights, ResultReader results) {
    this.weights = weights;
    this.results = results;
    this.measured = new MeasuredEntities(results);
    this.scope = new JudgementScope(results.judgements());
    this.shared = new SharedJudgements(results.judgements());
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
      shared.judgeBefore(graph, graph.sentences().get(i - 1), graph.sentences().get(i));
    }
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
          detail.is(MentionType.LAB_VALUE, MentionType.DISTANCE)
              ? results.role(graph, sentence, detail)
              : ResultReader.Role.RESULT;
      if (detail.type == MentionType.DISTANCE && role != ResultReader.Role.CHANGE) {
        // "had shrunk by 2 cm" is no size; what is compared with another is one.
        role = ResultReader.Role.RESULT;
      }
      if (role == ResultReader.Role.REFERENCE) {
        ranges.add(detail);
      } else if (role == ResultReader.Role.PREVIOUS) {
        detail.trail.add(PREVIOUS_VALUE);
      }
      if (role != ResultReader.Role.RESULT
          || SoughtResults.isJoined(detail)
          || JudgementScope.isOfNorm(graph, sentence, detail)
          || scope.isJudgedAhead(graph, sentence, detail)) {
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
    PalpationFindings.joinSites(graph, sentence);
    shared.share(graph, sentence);
    sentence
        .nodes(MentionType.DURATION)
        .forEach(duration -> DurationAttachment.join(graph, sentence, duration));
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
    return isRateOfWeight(graph, sentence, detail)
        || hasNumber(graph, detail)
            && (OFTEN.contains(graph.lower(sentence, detail.end))
                || OFTEN.contains(graph.last(detail).lower()))
            && DurationAttachment.isBracketedDose(graph, sentence, detail.end);
  }

  // "norepinephrine 0.2 and then [0.5 µg/kg/min]": how fast a drug runs; "1 mL/kg/h" may be of
  // urine.
  private boolean isRateOfWeight(Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    String unit =
        graph.words(detail).replaceFirst("^[^\\p{L}]*", "").toLowerCase(Locale.ROOT).strip();
    int kilogram = unit.indexOf("/kg/");
    return kilogram > 0
        && !VOLUMES.contains(unit.substring(0, kilogram))
        && sentence.nodes(MentionType.MEDICATION).anyMatch(drug -> drug.end <= detail.first);
  }

  // "ultrasound and blood tests showed [elevation] of the CRP"
  private boolean isOfTestBehind(Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    int at = detail.end + 1;
    while (articles.contains(graph.lower(sentence, at))) {
      at++;
    }
    return !hasNumber(graph, detail)
        && graph.lower(sentence, detail.end).equals("of")
        && at < sentence.end
        && graph.nodeAt(at).filter(Graph.Node::isTest).isPresent();
  }

  // "a QTc of 440 ms, epinephrine was started at [0.25 µg/kg/min]"
  private boolean isRateOfDrugBehind(
      Graph graph, Graph.Sentence sentence, Graph.Node test, Graph.Node detail) {
    return isRateOfWeight(graph, sentence, detail)
        && sentence
            .nodes(MentionType.MEDICATION)
            .anyMatch(drug -> test.end <= drug.first && drug.end <= detail.first);
  }

  // "polyhydramnios, [10%] albumin": how strong the drug behind is.
  private static boolean isStrength(Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    return graph.last(detail).text().equals("%")
        && detail.end < sentence.end
        && graph
            .nodeAt(detail.end)
            .filter(node -> node.type == MentionType.MEDICATION && node.first == detail.end)
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

  private record Candidate(Graph.Node head, double probability) {}

  private void join(
      Graph graph,
      Graph.Sentence sentence,
      PairFeatures features,
      Graph.Relation relation,
      Graph.Node detail) {
    if (measured.join(graph, sentence, relation, detail)) {
      return;
    }
    if (relation == Graph.Relation.SITE && SiteAttachment.isSpread(graph, sentence, detail)) {
      return;
    }
    List<Candidate> candidates = new ArrayList<>();
    // Whether a head was taken out, whose share of the probability is the others'.
    boolean rivals = false;
    Optional<Graph.Node> scale = MeasuredEntities.scale(graph, sentence, relation, detail);
    boolean deviation = relation == Graph.Relation.VALUE && isDeviation(graph, sentence, detail);
    int weighed = relation == Graph.Relation.VALUE ? newborn(graph, sentence, detail) : -1;
    boolean size = relation == Graph.Relation.VALUE && isSize(graph, sentence, detail);
    Optional<Graph.Node> modified = modified(graph, sentence, relation, detail);
    boolean excluded =
        relation == Graph.Relation.SITE && SiteAttachment.isExcluded(graph, sentence, detail);
    Optional<Graph.Node> led =
        modified.isPresent() ? Optional.empty() : led(graph, sentence, relation, detail);
    for (Graph.Node head : heads(sentence, relation, detail)) {
      boolean bracketed =
          relation == Graph.Relation.DOSE && isInBracketsOfAnother(graph, sentence, head, detail);
      boolean unfit =
          relation == Graph.Relation.VALUE
              && (size && head.isTest() && !(head.length() > 1 && head.end == detail.first - 1)
                  || scale.filter(head::equals).isPresent()
                  || head.isProblem()
                      && (isDose(graph, sentence, detail) || isStrength(graph, sentence, detail))
                  || head.isTest() && isRateOfDrugBehind(graph, sentence, head, detail)
                  || head.end <= detail.first && isOfTestBehind(graph, sentence, detail)
                  || deviation && !scoreNouns.contains(graph.last(head).lower())
                  || weighed > head.first
                  || head.isProblem()
                      && (SoughtResults.isSought(graph, sentence, head)
                          || isTimeOf(graph, sentence, head))
                  || !results.fits(graph, sentence, head, detail) && !touches(head, detail)
                  || isMeans(graph, sentence, head, detail)
                  || JudgementScope.isOutside(graph, sentence, head, detail)
                  || isShown(graph, sentence, head, detail));
      unfit |= relation == Graph.Relation.VALUE && isSaidBefore(graph, sentence, head, detail);
      unfit |= relation == Graph.Relation.VALUE && isChangeBefore(graph, sentence, head, detail);
      // "CK20-negative cells with 12 mitoses per 10 HPF"
      unfit |=
          relation == Graph.Relation.VALUE
              && namesMitoses(graph, detail)
              && !namesMitoses(graph, head);
      // "a tumor with keratosis, measuring 3 cm": the tumor measures that.
      unfit |=
          relation == Graph.Relation.SIZE
              && (isAttribute(graph, sentence, head, detail)
                  || isSizeOfPart(graph, sentence, head, detail));
      unfit |=
          relation == Graph.Relation.DESCRIPTION && isOfOtherNoun(graph, sentence, head, detail);
      unfit |= relation == Graph.Relation.DESCRIPTION && isInOtherName(sentence, head, detail);
      unfit |=
          relation == Graph.Relation.DESCRIPTION
              && SiteAttachment.isOfNextClause(graph, sentence, detail, head);
      unfit |= excluded;
      unfit |= relation == Graph.Relation.SEVERITY && isDeniedDegree(graph, sentence, detail);
      unfit |=
          relation == Graph.Relation.SEVERITY
              && TUMOUR_GRADES.contains(graph.lower(sentence, detail.end));
      // "as the inflammation was severe, we drained the abscess"
      unfit |=
          relation == Graph.Relation.SEVERITY
              && head.first > detail.end
              && graph.lower(sentence, detail.end).equals(",")
              && COPULAS.contains(graph.lower(sentence, predicateLead(graph, sentence, detail)));
      // "[frozen [plasma]]" as a way of giving
      unfit |= relation == Graph.Relation.ROUTE && head.overlaps(detail.first, detail.end);
      unfit |= relation == Graph.Relation.ROUTE && isWayOfOther(sentence, head, detail);
      unfit |=
          relation == Graph.Relation.SITE
              && SiteAttachment.isElsewhere(graph, sentence, detail, head);
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
      scope
          .normalPart(graph, sentence, detail)
          .ifPresent(part -> graph.join(relation, part, detail, "normal-part"));
    }
  }

  // "A was [positive], rapid B was negative": what is said of a test is not of the next one too.
  private static boolean isSaidBefore(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node detail) {
    int copula = detail.first - 1;
    return head.first > detail.end
        && BE.contains(graph.lower(sentence, copula))
        && sentence.nodes.stream().anyMatch(test -> test.isTest() && test.end == copula);
  }

  // "diuresis [increased] and thereafter creatinine declined": what is said of a thing is
  // not of the next one, which has a change of its own.
  private boolean isChangeBefore(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node detail) {
    boolean next =
        IntStream.range(detail.end, Math.min(head.first, detail.end + CHANGE_SIGHT))
            .anyMatch(i -> THEN.contains(graph.token(i).lower()));
    return next
        && changes.contains(graph.last(detail).lower())
        && IntStream.range(head.end, Math.min(sentence.end, head.end + CHANGE_SIGHT))
            .anyMatch(i -> changes.contains(graph.token(i).lower()));
  }

  private boolean namesMitoses(Graph graph, Graph.Node node) {
    return IntStream.range(node.first, node.end)
        .anyMatch(i -> mitoses.contains(graph.token(i).lower()));
  }

  // "biopsy of a node of [2 cm] showed lymphoma", "a [2 cm] node with metastases": the node's.
  private boolean isSizeOfPart(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node size) {
    boolean led = sizeLeads.contains(graph.lower(sentence, size.first - 1));
    return sentence
        .nodes(MentionType.BIOLOGICAL_STRUCTURE)
        .filter(part -> led && part.end == size.first - 1 || part.first == size.end)
        .anyMatch(part -> endsPhrase(graph, part, size, head));
  }

  // Between the part and the head stands a word that is of neither: not in "a 2 cm right lower lobe
  // [pulmonary] nodule".
  private boolean endsPhrase(Graph graph, Graph.Node part, Graph.Node size, Graph.Node head) {
    return IntStream.range(Math.max(part.end, size.end), head.first)
        .anyMatch(i -> phraseEnds.contains(graph.token(i).lower()));
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

  // "oral A and B [infusion]": A has its way of giving before it, B the one behind it.
  private static boolean isWayOfOther(Graph.Sentence sentence, Graph.Node head, Graph.Node way) {
    return way.first > head.end
        && sentence.nodes.stream()
            .anyMatch(n -> n.type == MentionType.ADMINISTRATION && n.end == head.first)
        && sentence.nodes.stream().anyMatch(n -> n.isTreatment() && n.end == way.first);
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

  private static boolean isAttribute(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node detail) {
    return graph.lower(sentence, detail.first - 1).equals("measuring")
        && graph.lower(sentence, detail.first - 2).equals(",")
        && graph.lower(sentence, head.first - 1).equals("with");
  }

  // "The pain was not [severe]", "not very severe": the degree that it does not have.
  private static int predicateLead(Graph graph, Graph.Sentence sentence, Graph.Node degree) {
    int before = degree.first - 1;
    return before - (DEGREE_ADVERBS.contains(graph.lower(sentence, before)) ? 1 : 0);
  }

  private static boolean isDeniedDegree(Graph graph, Graph.Sentence sentence, Graph.Node degree) {
    return DEGREE_DENIALS.contains(graph.lower(sentence, predicateLead(graph, sentence, degree)));
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

  // "PAP by echocardiography was 72 mmHg": the study is how it was measured.
  private boolean isMeans(
      Graph graph, Graph.Sentence sentence, Graph.Node study, Graph.Node detail) {
    int lead = study.first - 1;
    while (articles.contains(graph.lower(sentence, lead))) {
      lead--;
    }
    // "with an ejection fraction of 10 %", "with oxygen saturation 93%", "with creatinine at 6
    // mg/L" name what was measured.
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
    return alike && !isBrandAndMaker(graph, sentence.nodes.get(index - 1), one, next);
  }

  // "botulinum toxin (Dysport, Ipsen)": capitals in the brackets behind a drug that has none.
  private static boolean isBrandAndMaker(
      Graph graph, Graph.Node drug, Graph.Node brand, Graph.Node maker) {
    return drug.type == MentionType.MEDICATION
        && !MedicationCourses.isClass(graph.lower(drug))
        && Character.isLowerCase(graph.token(drug.first).text().codePointAt(0))
        && Stream.of(brand, maker)
            .allMatch(
                name ->
                    name.length() == 1
                        && Character.isUpperCase(graph.token(name.first).text().codePointAt(0)));
  }
}
