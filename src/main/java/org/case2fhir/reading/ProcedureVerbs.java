package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;

/**
 * Verbs that state a procedure by themselves ("the cysts were excised"), with what they act on:
 * {@code procedure-verbs.tsv} has the noun that names the procedure.
 */
final class ProcedureVerbs {
  /** Origin of a mention of a device that a verb says was put in. */
  static final String DEVICE_PLACED = "device-placed";

  private static final int MOST_OBJECTS = 6;
  private static final int NEAR = 3;
  private static final int MOST_ADVERBS = 5;
  private static final int LONGEST_DEVICE = 6;
  private static final double CONFIDENCE = 0.7;
  private static final Map<String, RuleTable.Row> VERBS = verbs();
  private static final int LONGEST_CAUSATIVE = 9;
  private static final Set<String> SITE_LEADS = TokenPattern.wordClass("object-site-lead");
  private static final Set<String> LOCATIVES = TokenPattern.wordClass("locative");
  private static final Set<String> OWNERS = TokenPattern.wordClass("own-or-article");
  private static final Set<String> REMOVALS = TokenPattern.wordClass("removal-noun");
  private static final Set<String> SUBSTITUTE_LEADS = TokenPattern.wordClass("by-or-with");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("clause-end");

  private ProcedureVerbs() {}

  private static Map<String, RuleTable.Row> verbs() {
    Map<String, RuleTable.Row> verbs = new HashMap<>();
    RuleTable.builtIn("procedure-verbs.tsv").rows().forEach(row -> verbs.put(row.get("verb"), row));
    return Map.copyOf(verbs);
  }

  /** Whether a verb in lower case, in the passive, makes an operation: "excised". */
  static boolean isSurgical(String verb) {
    return isSurgical(VERBS.get(verb));
  }

  /** Whether the row of a verb is one that makes an operation; none does not. */
  static boolean isSurgical(RuleTable.Row row) {
    return row != null && (row.get("kind").equals("surgical") || isExchanging(row));
  }

  /** Whether a verb in lower case is one of the table, but for those of care: "operated". */
  static boolean isAct(String verb) {
    RuleTable.Row row = VERBS.get(verb);
    return row != null && !row.get("kind").equals("care");
  }

  private static boolean isExchanging(RuleTable.Row row) {
    return row.get("kind").equals("exchanging");
  }

  /**
   * Marks what was done where only a verb says it ("the cysts were excised", "she was intubated")
   * and devices that were placed. Before properties are resolved.
   */
  static void mark(Graph graph) {
    for (Graph.Sentence sentence : graph.sentences()) {
      for (int i = sentence.first; i < sentence.end; i++) {
        String word = graph.token(i).lower();
        if (REMOVALS.contains(word) && graph.lower(sentence, i + 1).equals("of")) {
          removal(graph, sentence, i + 2);
        }
        boolean exchanging = VERBS.containsKey(word) && isExchanging(VERBS.get(word));
        boolean taken =
            exchanging
                ? isExchange(graph, sentence, i)
                : TokenPattern.wordClass("removing").contains(word);
        if (taken && isPassive(graph, sentence, i)) {
          removed(graph, sentence, i);
        }
        boolean done =
            VERBS.containsKey(word)
                && !isShown(graph, sentence, i)
                && (!exchanging || taken)
                && (isPassive(graph, sentence, i) || causative(graph, sentence, i) >= 0);
        Optional<Graph.Node> sign =
            graph.nodeAt(i).filter(node -> node.isProblem() && node.length() == 1);
        if (done && sign.isPresent() && isPassive(graph, sentence, i)) {
          // "the knee was aspirated"
          graph.retype(sign.get(), MentionType.THERAPEUTIC_PROCEDURE, "verb-of-doing");
        } else if (done && isFree(graph, i)) {
          graph.add(MentionType.THERAPEUTIC_PROCEDURE, i, i + 1, CONFIDENCE, "verb-of-doing");
        } else if (TokenPattern.wordClass("placing-verb").contains(word)) {
          device(graph, sentence, i);
        }
      }
    }
  }

  // "The valve was replaced", "the hip was replaced by a prosthesis"; but "heparin was replaced by
  // warfarin", "the marrow was replaced by blasts".
  private static boolean isExchange(Graph graph, Graph.Sentence sentence, int verb) {
    int end = subjectEnd(graph, sentence, verb);
    boolean acted =
        end < verb
            && (isDevice(graph, sentence, end - 1)
                || graph
                    .nodeAt(end - 1)
                    .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE)
                    .isPresent());
    if (!acted || !SUBSTITUTE_LEADS.contains(graph.lower(sentence, verb + 1))) {
      return acted;
    }
    return IntStream.range(verb + 2, Math.min(sentence.end, verb + 2 + LONGEST_DEVICE))
        .anyMatch(i -> isDevice(graph, sentence, i));
  }

  // "MRI on day 3 revealed that the tumor was removed": it was done before.
  private static boolean isShown(Graph graph, Graph.Sentence sentence, int verb) {
    Set<String> shows = TokenPattern.wordClass("show");
    int at = verb - 1;
    while (at > sentence.first
        && verb - at < LONGEST_CAUSATIVE
        && !CLAUSE_ENDS.contains(graph.token(at).lower())
        && !graph.token(at).lower().equals("that")) {
      at--;
    }
    return graph.lower(sentence, at).equals("that")
        && shows.contains(graph.lower(sentence, at - 1));
  }

  // "had his appendix removed": where "had" stands, with an object and no other verb between; -1
  // where it does not.
  private static int causative(Graph graph, Graph.Sentence sentence, int verb) {
    boolean object = false;
    for (int i = verb - 1; i >= Math.max(sentence.first, verb - LONGEST_CAUSATIVE); i--) {
      String word = graph.token(i).lower();
      if (TokenPattern.wordClass("causative").contains(word)) {
        return object && OWNERS.contains(graph.lower(sentence, i + 1)) ? i : -1;
      }
      object |= graph.nodeAt(i).filter(ProcedureVerbs::isObject).isPresent();
      // "had a caval vein which drained the atrium": the vein did that.
      if (CLAUSE_ENDS.contains(word)
          || PREPOSITIONS.contains(word)
          || TokenPattern.wordClass("relative-pronoun").contains(word)
          || TokenPattern.wordClass("verb").contains(word)) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isFree(Graph graph, int token) {
    return graph.nodeAt(token).filter(Graph.Node::isClinical).isEmpty();
  }

  /** Whether a verb is in the passive: "was operated". */
  static boolean isPassive(Graph graph, Graph.Sentence sentence, int verb) {
    int at = verb - 1;
    while (at > verb - MOST_ADVERBS && isAdverb(graph.lower(sentence, at))) {
      at--;
    }
    return TokenPattern.wordClass("passive").contains(graph.lower(sentence, at));
  }

  // "then easily completely excised"
  private static boolean isAdverb(String word) {
    return TokenPattern.wordClass("adverb-of-course").contains(word) || word.endsWith("ly");
  }

  // "was seen and removed", "were exposed, clipped and removed": the verb before is in the passive.
  private static boolean isSecondPassive(Graph graph, Graph.Sentence sentence, int verb) {
    int at = verb;
    while (JOINERS.contains(graph.lower(sentence, at - 1))) {
      at--;
    }
    String before = graph.lower(sentence, at - 1);
    boolean participle = before.endsWith("ed") || TokenPattern.wordClass("found").contains(before);
    return at < verb
        && participle
        && (isPassive(graph, sentence, at - 1) || isSecondPassive(graph, sentence, at - 1));
  }

  // Where the words before "was" end, and its adverbs.
  private static int subjectEnd(Graph graph, Graph.Sentence sentence, int verb) {
    int end = verb;
    while (end > sentence.first && isBesideVerb(graph.token(end - 1).lower())) {
      end--;
    }
    // "A prosthesis (diameter 25 mm) was implanted"
    return end == verb ? end : graph.beforeBrackets(sentence, end);
  }

  // "was then", "could not be"
  private static boolean isBesideVerb(String word) {
    return TokenPattern.wordClass("undone-passive").contains(word)
        || TokenPattern.wordClass("adverb-of-course").contains(word);
  }

  private static boolean isDevice(Graph graph, Graph.Sentence sentence, int token) {
    // "the pacemaker system"
    int noun = graph.lower(sentence, token).equals("system") ? token - 1 : token;
    return TokenPattern.wordClass("device").contains(graph.lower(sentence, noun));
  }

  // "An inferior vena cava filter was placed": the noun phrase before the verb.
  private static void device(Graph graph, Graph.Sentence sentence, int verb) {
    int end = subjectEnd(graph, sentence, verb);
    if (end == verb || !isDevice(graph, sentence, end - 1)) {
      return;
    }
    Optional<Graph.Node> marked = graph.nodeAt(end - 1).filter(Graph.Node::isTreatment);
    int noun = marked.map(node -> node.first).orElse(end - 1);
    if (marked.isPresent() && shortNameBefore(graph, sentence, noun) < noun) {
      graph.remove(marked.get());
    }
    if (!isFree(graph, end - 1)) {
      // The device is marked: the verb says the same once more.
      List.copyOf(sentence.nodes).stream()
          .filter(node -> node.isTreatment() && node.first == verb && node.end == verb + 1)
          .forEach(graph::remove);
      return;
    }
    int first = end - 1;
    int aside = shortNameBefore(graph, sentence, first);
    if (aside < first) {
      // "a ventriculoperitoneal (VP) shunt": its abbreviation is no name of its own.
      graph.nodesOver(aside, first).toList().forEach(graph::remove);
      first = aside;
    }
    while (first > sentence.first
        && end - first < LONGEST_DEVICE
        && isOfName(graph, sentence, first - 1)) {
      first--;
    }
    if (first == aside && aside < end - 1) {
      // The long form is a mention of its own, or there is none.
      Optional<Graph.Node> whole =
          graph
              .nodeAt(aside - 1)
              .filter(node -> node.isTreatment() || node.type == MentionType.BIOLOGICAL_STRUCTURE);
      first = whole.map(node -> node.first).orElse(end - 1);
      whole.filter(Graph.Node::isTreatment).ifPresent(graph::remove);
    }
    graph.add(MentionType.THERAPEUTIC_PROCEDURE, first, end, CONFIDENCE, DEVICE_PLACED);
  }

  // Where "(VP)" begins that stands before a token; the token where there is none.
  private static int shortNameBefore(Graph graph, Graph.Sentence sentence, int token) {
    boolean aside =
        graph.lower(sentence, token - 1).equals(")")
            && graph.lower(sentence, token - 3).equals("(")
            && token - 3 > sentence.first;
    return aside ? token - 3 : token;
  }

  // "The urinary catheter was removed": the removal is what was done, and the device its object.
  private static void removed(Graph graph, Graph.Sentence sentence, int verb) {
    int end = subjectEnd(graph, sentence, verb);
    int first = end - 1;
    while (first > sentence.first
        && end - first < LONGEST_DEVICE
        && isPartOfName(graph, sentence, first - 1)) {
      first--;
    }
    boolean device =
        isDevice(graph, sentence, end - 1)
            || DeviceNames.lead(graph.lowerWords(first, end), List.of()) != null;
    if (!device) {
      return;
    }
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.first >= first && node.end <= end) {
        graph.remove(node);
      }
    }
    if (graph.nodesOver(first, end).findAny().isEmpty()) {
      graph.add(MentionType.COREFERENCE, first, end, CONFIDENCE, "device-removed");
    }
  }

  // "removal of the [central venous] [catheter]": what is removed, and not what was done.
  private static void removal(Graph graph, Graph.Sentence sentence, int from) {
    int first = from;
    while (ARTICLES.contains(graph.lower(sentence, first))) {
      first++;
    }
    int end = first;
    while (end < sentence.end
        && end - first < LONGEST_DEVICE
        && isPartOfName(graph, sentence, end)
        && !isDevice(graph, sentence, end)) {
      end++;
    }
    boolean acts =
        graph
            .nodesOver(first, Math.min(sentence.end, end + 1))
            .anyMatch(node -> node.type == MentionType.THERAPEUTIC_PROCEDURE);
    if (end < sentence.end && isDevice(graph, sentence, end) && acts) {
      graph.nodesOver(first, end + 1).toList().forEach(graph::remove);
      graph.add(MentionType.COREFERENCE, first, end + 1, CONFIDENCE, "device-removed");
    }
  }

  private static boolean isOfName(Graph graph, Graph.Sentence sentence, int token) {
    return isPartOfName(graph, sentence, token) && isFree(graph, token);
  }

  private static boolean isPartOfName(Graph graph, Graph.Sentence sentence, int token) {
    String word = graph.lower(sentence, token);
    return (graph.token(token).isWord() || word.equals("-"))
        && isNameWord(word)
        && graph.nodeAt(token).filter(Graph.Node::isProblem).isEmpty();
  }

  private static boolean isNameWord(String word) {
    return !ARTICLES.contains(word)
        && !OWNERS.contains(word)
        && !JOINERS.contains(word)
        && !PREPOSITIONS.contains(word)
        && !TokenPattern.wordClass("verb").contains(word);
  }

  /** The row of a verb: "resected", "surgically removed"; null where a mention is none. */
  static RuleTable.Row verb(Graph graph, Graph.Node node) {
    for (int i = node.first; i < node.end - 1; i++) {
      if (!TokenPattern.wordClass("adverb-of-course").contains(graph.token(i).lower())) {
        return null;
      }
    }
    return VERBS.get(graph.token(node.end - 1).lower());
  }

  /** Whether a mention is a verb whose subject acts: "we resected". */
  static boolean isActive(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return VERBS.containsKey(graph.lower(node)) && !isPassive(graph, sentence, node.first);
  }

  /** What a verb acts on: "A and B were resected", "we resected A". */
  static List<Graph.Node> objects(Graph graph, Graph.Sentence sentence, Graph.Node verb) {
    List<Graph.Node> objects = new ArrayList<>();
    int had = causative(graph, sentence, verb.first);
    if (had >= 0) {
      sentence.nodes.stream()
          .filter(node -> node.first > had && node.end <= verb.first && isObject(node))
          .forEach(objects::add);
      return objects;
    }
    if (!isPassive(graph, sentence, verb.first) && !isSecondPassive(graph, sentence, verb.first)) {
      // "removed from the bronchus": the bronchus is where, and not what.
      sentence.nodes.stream()
          .filter(node -> node.first >= verb.end && node.first - verb.end <= 2)
          .filter(ProcedureVerbs::isObject)
          .findFirst()
          .filter(node -> !PREPOSITIONS.contains(graph.lower(sentence, verb.end)))
          // "was excised exposing the valve": the valve was not.
          .filter(node -> !graph.lower(sentence, verb.end).endsWith("ing"))
          .flatMap(node -> headOf(graph, sentence, node))
          .ifPresent(objects::add);
      return objects;
    }
    Set<String> breakers = TokenPattern.wordClass("list-breaker");
    for (int i = verb.first - 1; i >= sentence.first && objects.size() < MOST_OBJECTS; i--) {
      i = beforeAside(graph, sentence, i);
      Optional<Graph.Node> node = graph.nodeAt(i).filter(ProcedureVerbs::isObject);
      if (node.isPresent()
          && (isLeft(graph, sentence, node.get())
              || headOf(graph, sentence, node.get()).filter(node.get()::equals).isEmpty())) {
        // "The [aortic] cross-clamp was removed": not the aorta.
        i = node.get().first;
      } else if (node.isPresent()) {
        Graph.Node object = objects.isEmpty() ? atSite(graph, sentence, node.get()) : node.get();
        if (!objects.contains(object)) {
          objects.add(0, object);
        }
        i = object.first;
      } else if (objects.isEmpty() && isOtherSubject(graph, sentence, i, verb.first)) {
        break;
      } else if (!objects.isEmpty() && breakers.contains(graph.token(i).lower())) {
        break;
      } else if (objects.isEmpty()
          && (CLAUSE_ENDS.contains(graph.token(i).lower()) || isDrug(graph, sentence, i))) {
        break;
      }
    }
    Optional<Graph.Coordination> list =
        objects.isEmpty()
            ? Optional.empty()
            : sentence.coordination(objects.get(objects.size() - 1));
    Graph.Node last = objects.isEmpty() ? null : objects.get(objects.size() - 1);
    // "fever and an abscess was drained": a verb in the singular has one subject.
    boolean one =
        TokenPattern.wordClass("singular-verb").contains(auxiliary(graph, sentence, verb));
    objects.removeIf(
        o -> o != last && (one || list.filter(l -> l.members().contains(o)).isEmpty()));
    if (!one && objects.size() == 1) {
      alike(graph, sentence, last).ifPresent(other -> objects.add(0, other));
    }
    return objects;
  }

  // "a fentanyl patch, which was removed": the drug is what was removed; "the mass after
  // chemotherapy was resected" is not the drug.
  private static boolean isDrug(Graph graph, Graph.Sentence sentence, int token) {
    Optional<Graph.Node> drug =
        graph.nodeAt(token).filter(node -> node.type == MentionType.MEDICATION);
    int lead = drug.map(node -> node.first - 1).orElse(token);
    while (drug.isPresent() && ARTICLES.contains(graph.lower(sentence, lead))) {
      lead--;
    }
    return drug.isPresent() && !PREPOSITIONS.contains(graph.lower(sentence, lead));
  }

  // "removed the left hip [mass]": a place before a noun is where the noun is. A noun that is no
  // mention ("the left hip hardware") is not the place either.
  private static Optional<Graph.Node> headOf(
      Graph graph, Graph.Sentence sentence, Graph.Node object) {
    int at = object.end;
    while (object.is(MentionType.BIOLOGICAL_STRUCTURE) && isNoun(graph, sentence, at)) {
      Optional<Graph.Node> next = graph.nodeAt(at);
      if (next.filter(ProcedureVerbs::isObject).filter(n -> n.first >= object.end).isPresent()) {
        return next.filter(Graph.Node::isProblem).or(() -> headOf(graph, sentence, next.get()));
      }
      at++;
    }
    return at == object.end ? Optional.of(object) : Optional.empty();
  }

  private static boolean isNoun(Graph graph, Graph.Sentence sentence, int token) {
    return token < sentence.end
        && graph.token(token).isWord()
        && isNameWord(graph.token(token).lower())
        && !TokenPattern.wordClass("adverb-of-course").contains(graph.token(token).lower())
        && !graph.token(token).lower().endsWith("ly");
  }

  // "The mass was dissected from the [surrounding viscera] and was excised": what it is taken off.
  private static boolean isLeft(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    Set<String> sources = TokenPattern.wordClass("source-preposition");
    int at = site.first - 1;
    while (at > sentence.first
        && at >= site.first - NEAR
        && !sources.contains(graph.token(at).lower())
        && !PREPOSITIONS.contains(graph.token(at).lower())) {
      at--;
    }
    return site.is(MentionType.BIOLOGICAL_STRUCTURE) && sources.contains(graph.lower(sentence, at));
  }

  // "Secretions, almost occluding the lumen, were removed": what is said in passing is not it.
  private static int beforeAside(Graph graph, Graph.Sentence sentence, int at) {
    if (!graph.lower(sentence, at).equals(",")
        || !TokenPattern.wordClass("passive").contains(graph.lower(sentence, at + 1))) {
      return at;
    }
    for (int i = at - 1; i > sentence.first; i--) {
      if (graph.token(i).lower().equals(",")) {
        boolean aside =
            graph.token(i + 1).lower().endsWith("ing")
                || graph.token(i + 2).lower().endsWith("ing");
        return aside ? i : at;
      }
    }
    return at;
  }

  // "A [tumor] of the [drain site] was removed", "the [lymph nodes] in the [neck]": not the place.
  private static Graph.Node atSite(Graph graph, Graph.Sentence sentence, Graph.Node object) {
    Graph.Node site = object;
    boolean within = false;
    while (site.is(MentionType.BIOLOGICAL_STRUCTURE)) {
      int at = site.first - 1;
      while (at > sentence.first && at >= site.first - NEAR && isOfSite(graph, at)) {
        at--;
      }
      String lead = graph.lower(sentence, at);
      Optional<Graph.Node> whole =
          SITE_LEADS.contains(lead) ? placed(graph, sentence, at - 1) : Optional.empty();
      if (whole.isEmpty()) {
        break;
      }
      within = LOCATIVES.contains(lead);
      site = whole.get();
    }
    return site.isProblem() || within ? site : object;
  }

  // What ends at a token, or before its size: "a [nodule] of 2 cm on the cheek".
  private static Optional<Graph.Node> placed(Graph graph, Graph.Sentence sentence, int token) {
    if (token < sentence.first) {
      return Optional.empty();
    }
    Optional<Graph.Node> node = graph.nodeAt(token);
    boolean size =
        node.filter(n -> n.is(MentionType.DISTANCE, MentionType.AREA, MentionType.LAB_VALUE))
            .isPresent();
    int before = size ? node.get().first - 1 : token;
    // "of", "measuring"
    before -= size && graph.nodeAt(before).isEmpty() ? 1 : 0;
    return before < sentence.first
        ? Optional.empty()
        : graph.nodeAt(before).filter(ProcedureVerbs::isObject);
  }

  private static boolean isOfSite(Graph graph, int token) {
    return OWNERS.contains(graph.token(token).lower())
        || graph.nodeAt(token).filter(node -> node.is(MentionType.BIOLOGICAL_STRUCTURE)).isPresent()
        || graph
            .nodeAt(token)
            .filter(node -> node.is(MentionType.DETAILED_DESCRIPTION))
            .isPresent();
  }

  // "a mass of 3 cm on the left and a mass of 4 cm on the right were resected": the same noun
  // behind "and" once more.
  private static Optional<Graph.Node> alike(
      Graph graph, Graph.Sentence sentence, Graph.Node object) {
    int joint = object.first - 1;
    while (ARTICLES.contains(graph.lower(sentence, joint))) {
      joint--;
    }
    String noun = graph.token(object.end - 1).lower();
    return JOINERS.contains(graph.lower(sentence, joint))
        ? sentence.nodes.stream()
            .filter(node -> node.end < object.first && isObject(node))
            .filter(node -> graph.token(node.end - 1).lower().equals(noun))
            .reduce((a, b) -> b)
        : Optional.empty();
  }

  // "fever, and a drain was removed": a noun that is no mention is what was removed.
  private static boolean isOtherSubject(Graph graph, Graph.Sentence sentence, int at, int verb) {
    boolean joint = JOINERS.contains(graph.token(at).lower());
    boolean noun = joint && ARTICLES.contains(graph.lower(sentence, at + 1));
    for (int i = at + 1; noun && i < verb; i++) {
      noun = !PREPOSITIONS.contains(graph.token(i).lower());
    }
    return noun;
  }

  private static String auxiliary(Graph graph, Graph.Sentence sentence, Graph.Node verb) {
    Set<String> adverbs = TokenPattern.wordClass("adverb-of-course");
    int at = verb.first - 1;
    while (adverbs.contains(graph.lower(sentence, at))) {
      at--;
    }
    return graph.lower(sentence, at);
  }

  private static boolean isObject(Graph.Node node) {
    return node.isProblem()
        || node.is(MentionType.COREFERENCE)
        || node.is(MentionType.BIOLOGICAL_STRUCTURE);
  }
}
