package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.notation.ScoreScales;
import org.case2fhir.reading.BackgroundFacts.StatementRules;

/**
 * Finds mentions by grammar that no tagger marked: the noun phrases behind words that show or deny
 * something, the states of parts of the body ("the larynx was deviated", "dilated left ventricle"),
 * and the injuries that a verb states ("fractured her hip").
 */
final class MentionCandidates {
  /** Origin of a mention that says that a part of the body is as it should be. */
  static final String NORMAL_STATE = "part-is-normal";

  /** Origin of a mention that says in what state a part of the body is. */
  static final String STATE = "part-is-state";

  /** Origin of a part of the body that is a finding by its size. */
  static final String SIZED = "sized-part";

  /** Origin of a part of the body of which a verb says that it was injured. */
  private static final String INJURY = "injured-part";

  private static final double CONFIDENCE = 0.6;
  private static final int LONGEST_PART = 4;
  private static final int LONGEST_PHRASE = 7;
  private static final int MOST_MEMBERS = 12;
  private static final int FARTHEST_NUMBER = 3;
  private static final int FARTHEST_OBJECT = 3;

  private final GenericTerms generic = GenericTerms.builtIn();
  private final StatementRules statements = StatementRules.builtIn();
  private final CuePhrases shows = CuePhrases.builtIn("show-verbs.tsv");
  private static final Map<String, RuleTable.Row> INJURIES =
      RuleTable.builtIn("injury-verbs.tsv").rows().stream()
          .collect(Collectors.toUnmodifiableMap(row -> row.get("verb"), Function.identity()));
  private static final Set<String> INJURY_LEADS = TokenPattern.wordClass("injury-lead");
  private static final Set<String> SPREAD_LEADS = TokenPattern.wordClass("spread-lead");
  // What a hospital or a journal keeps, and no finding.
  private static final Set<String> USES = TokenPattern.wordClass("habit-use");
  private static final Set<String> ABSTRACT = TokenPattern.wordClass("abstract-noun");
  // "densely packed round to oval cells", "solid / cystic": what is behind belongs to the name.
  private static final Set<String> UNENDED = TokenPattern.wordClass("phrase-goes-on");
  private static final Set<String> GROWTHS = TokenPattern.wordClass("lump");
  private static final Set<String> KEPT = TokenPattern.wordClass("kept-participle");
  private static final Pattern NOUN_ENDING =
      Pattern.compile("(?:ment|[ts]ion|ness|ity|ance|ence|sis|ing)s?$");
  private static final Set<String> PAPERS = TokenPattern.wordClass("administrative-noun");
  private static final Set<String> SCORE_LEADS = TokenPattern.wordClass("scale-number-lead");
  private static final int FARTHEST_SCORE = 5;
  private static final int LONGEST_SCORE = 5;
  private static final Set<String> ABILITIES = TokenPattern.wordClass("ability-verb");
  private static final Set<String> UNABLE = TokenPattern.wordClass("inability");
  private static final Set<String> ABLE = TokenPattern.wordClass("ability");
  private static final int LONGEST_ABILITY = 2;
  private static final Set<String> SPREAD_ORIGINS = TokenPattern.wordClass("spread-origin");
  private static final Set<String> SIDES = TokenPattern.wordClass("side");
  private static final Set<String> INJURY_VERBAL = TokenPattern.wordClass("injury-verbal");
  private static final Set<String> INJURY_OWNERS = TokenPattern.wordClass("injury-possessive");

  private static final Set<String> NEGATIVE_PREFIX = TokenPattern.wordClass("negative-prefix");
  private static final Set<String> SIZED_PARTS = TokenPattern.wordClass("sized-part");
  private static final Set<String> SIZE_LEADS = TokenPattern.wordClass("size-lead");

  private final Gazetteer names;
  private final Set<String> passives = TokenPattern.wordClass("passive-auxiliary");
  private final Set<String> abnormal = new HashSet<>();
  private final Set<String> normal = new HashSet<>();
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> denials = TokenPattern.wordClass("leading-denial");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> resolutions = TokenPattern.wordClass("resolution");
  private final Set<String> persons = TokenPattern.wordClass("person");
  private final Set<String> clauseEnds = TokenPattern.wordClass("clause-end");
  private final Set<String> singularVerbs = TokenPattern.wordClass("singular-auxiliary");
  private final Set<String> linkVerbs = TokenPattern.wordClass("link-verb");
  private final Set<String> measures = TokenPattern.wordClass("measure-noun");
  private final Set<String> dimensions = TokenPattern.wordClass("dimension-noun");
  private final Set<String> leadsToNumber = TokenPattern.wordClass("number-lead");
  private final Set<String> stateAdverbs = TokenPattern.wordClass("state-adverb");
  private final Set<String> ends = new HashSet<>();

  /**
   * An injury that a verb states.
   *
   * @param part of the body, with its side
   */
  record Injury(String part, RuleTable.Row verb) {
    /** "hip fracture" */
    String name() {
      return part + " " + verb.get("noun");
    }
  }

  /**
   * @param names knows the parts of the body
   */
  MentionCandidates(Gazetteer names) {
    this.names = names;
    for (RuleTable.Row row : RuleTable.builtIn("states.tsv").rows()) {
      (row.get("kind").equals("normal") ? normal : abnormal).add(row.get("word"));
    }
    ends.addAll(TokenPattern.wordClass("list-breaker"));
    ends.addAll(joiners);
    ends.addAll(articles);
    ends.addAll(TokenPattern.wordClass("preposition"));
    ends.addAll(TokenPattern.wordClass("verb"));
  }

  /** Adds the candidates of a sentence whose tagged mentions are known. */
  void add(Graph graph, Graph.Sentence sentence) {
    statements.find(graph, sentence);
    List<CuePhrases.Found> shown = shows.find(graph, sentence);
    addMeasures(graph, sentence, shown);
    addStates(graph, sentence);
    addInabilities(graph, sentence);
    addInjuries(graph, sentence);
    for (CuePhrases.Found show : shown) {
      if (show.phrase().right()) {
        addPhrases(graph, sentence, show.end(), show.phrase().id());
      }
    }
  }

  // "he [could not sit alone]": what cannot be done is the finding, and "could" alone is none.
  private static void addInabilities(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int last = node.end - 1;
      if (node.isProblem() && ABILITIES.contains(graph.lower(sentence, node.first))) {
        // "could not [extend his fingers]"
        int first = node.first;
        Set<String> before = new HashSet<>();
        while (ABLE.contains(graph.lower(sentence, first - 1))) {
          first--;
          before.add(graph.lower(sentence, first));
        }
        boolean not = before.contains("not") && before.size() > 1;
        if (not || !Collections.disjoint(before, UNABLE)) {
          graph.resize(node, first, node.end, "inability");
        }
        continue;
      }
      boolean able =
          node.isProblem()
              && node.length() <= LONGEST_ABILITY
              && IntStream.range(node.first, node.end)
                  .allMatch(i -> ABLE.contains(graph.token(i).lower()));
      if (!able) {
        continue;
      }
      int act = last + 1;
      while (ABLE.contains(graph.lower(sentence, act))) {
        act++;
      }
      Optional<Graph.Node> activity =
          act < sentence.end
              ? graph.nodeAt(act).filter(next -> next.is(MentionType.ACTIVITY))
              : Optional.empty();
      graph.remove(node);
      activity.ifPresent(
          next -> {
            graph.remove(next);
            graph.add(MentionType.SIGN_SYMPTOM, node.first, next.end, CONFIDENCE, "inability");
          });
    }
  }

  // "common bile duct diameter was 12 mm", "(valve area 0.8 cm2)": what a number behind its noun
  // measures is a test, whatever part of its name the tagger took for something else.
  private void addMeasures(Graph graph, Graph.Sentence sentence, List<CuePhrases.Found> shown) {
    for (int i = sentence.first + 1; i < sentence.end; i++) {
      if (!graph.token(i).isNumber()) {
        continue;
      }
      addScore(graph, sentence, i);
      int noun = i - 1;
      while (i - noun <= FARTHEST_NUMBER && leadsToNumber.contains(graph.lower(sentence, noun))) {
        noun--;
      }
      String word = graph.lower(sentence, noun);
      boolean dimension = dimensions.contains(word);
      if (!dimension && !measures.contains(word)) {
        continue;
      }
      int first = noun;
      while (first > sentence.first
          && noun - first < LONGEST_PHRASE - 1
          && isOfPhrase(graph, shown, first - 1)) {
        first--;
      }
      addMeasure(graph, sentence, first, noun + 1, dimension);
      boolean measured = graph.nodesOver(noun, noun + 1).anyMatch(Graph.Node::isTest);
      if (measured) {
        graph
            .nodeAt(i)
            .filter(node -> node.is(MentionType.DISTANCE, MentionType.AREA, MentionType.VOLUME))
            .ifPresent(size -> graph.retype(size, MentionType.LAB_VALUE, "measured-size"));
      }
    }
  }

  // "the NIHSS had fallen to 6", "(HAM-D 31)": the name of a scale before a number, whatever the
  // tagger took it for.
  private void addScore(Graph graph, Graph.Sentence sentence, int number) {
    OptionalInt amount = TimeExpression.Lexicon.number(graph.lower(sentence, number));
    int last = amount.isPresent() ? number - 1 : sentence.first - 1;
    while (number - last <= FARTHEST_SCORE
        && (leadsToNumber.contains(graph.lower(sentence, last))
            || SCORE_LEADS.contains(graph.lower(sentence, last)))) {
      last--;
    }
    for (int first = Math.max(sentence.first, last - LONGEST_SCORE); first <= last; first++) {
      String name = graph.words(first, last + 1);
      int from = first;
      int end = last + 1;
      boolean scale =
          name.chars().skip(1).anyMatch(Character::isUpperCase)
              && ScoreScales.maximum(name)
                  .filter(most -> most.intValue() >= amount.getAsInt())
                  .isPresent()
              && graph
                  .nodesOver(from, end)
                  .noneMatch(node -> node.end <= number && (node.isTest() || node.isTreatment()));
      if (scale) {
        graph.nodesOver(from, end).toList().forEach(graph::remove);
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, from, end, CONFIDENCE, "scale");
        if (graph.nodeAt(number).isEmpty()) {
          graph.add(MentionType.LAB_VALUE, number, number + 1, CONFIDENCE, "scale");
        }
        return;
      }
    }
  }

  private boolean isOfPhrase(Graph graph, List<CuePhrases.Found> shown, int token) {
    boolean hyphen = graph.token(token).text().equals("-");
    boolean word = graph.token(token).isWord() && !ends.contains(graph.token(token).lower());
    // What shows something ("revealed", "showing") is no part of what it shows.
    boolean show = shown.stream().anyMatch(s -> s.first() <= token && s.end() > token);
    return (hyphen || word) && !show;
  }

  private void addMeasure(
      Graph graph, Graph.Sentence sentence, int first, int end, boolean dimension) {
    List<Graph.Node> inside =
        sentence.nodes.stream()
            .filter(node -> node.overlaps(first, end))
            .filter(node -> node.isClinical())
            .toList();
    boolean replaced =
        inside.stream()
            .allMatch(
                node -> node.isProblem() && !dimension && node.first >= first && node.end <= end);
    // "a maximum diameter", "a remarkable titer": of what is said elsewhere.
    boolean named =
        !inside.isEmpty()
            || sentence
                .nodes(MentionType.BIOLOGICAL_STRUCTURE)
                .anyMatch(site -> site.overlaps(first, end));
    // "head circumference was 33 cm and length 48 cm"
    boolean listed =
        end - first == 1
            && joiners.contains(graph.lower(sentence, first - 1))
            && sentence.nodes.stream()
                .filter(node -> node.isClinical() && node.end < first)
                .reduce((one, next) -> next)
                .filter(node -> node.isTest() && dimensions.contains(graph.last(node).lower()))
                .isPresent();
    if (replaced && (listed || named && end - first > 1)) {
      inside.forEach(graph::remove);
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, CONFIDENCE, "measure-of-number");
    }
  }

  // "the larynx was deviated", "severely dilated left ventricle": part and state are one finding.
  private void addStates(Graph graph, Graph.Sentence sentence) {
    List<Graph.Node> sites = List.copyOf(sentence.nodes(MentionType.BIOLOGICAL_STRUCTURE).toList());
    for (Graph.Node site : sites) {
      if (!addPredicate(graph, sentence, site) && !addAttribute(graph, sentence, site)) {
        addSized(graph, sentence, site);
      }
    }
  }

  private boolean addPredicate(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    int before = site.first - 1;
    while (articles.contains(graph.lower(sentence, before))) {
      before--;
    }
    // "an MRI of the brain was normal": the study was, not the part.
    boolean ofAnother =
        isOfStudy(graph, sentence, site) || graph.lower(sentence, before).equals("of");
    if (ofAnother || !linkVerbs.contains(graph.lower(sentence, site.end))) {
      return false;
    }
    int state = site.end + 1;
    while (stateAdverbs.contains(graph.lower(sentence, state))
        || graph.lower(sentence, state).endsWith("ly")) {
      state++;
    }
    if (!isState(graph.lower(sentence, state))) {
      return false;
    }
    int end = state + 1;
    while (graph.lower(sentence, end).equals("and") && isState(graph.lower(sentence, end + 1))) {
      end += 2;
    }
    // "the ovaries were preserved" in an operation: they were left, whatever state they are in.
    if (KEPT.contains(graph.lower(sentence, state)) && isOperation(graph, sentence)) {
      return false;
    }
    boolean isNormal = normal.contains(graph.lower(sentence, state)) && end == state + 1;
    boolean covered = cover(graph, site.first, end, isNormal ? NORMAL_STATE : STATE);
    if (covered && isNormal) {
      addNormalParts(graph, sentence, site);
    }
    return covered;
  }

  // Whether a sentence or the one before tells of an operation.
  private static boolean isOperation(Graph graph, Graph.Sentence sentence) {
    return sentence.nodes.stream().anyMatch(node -> node.is(MentionType.THERAPEUTIC_PROCEDURE))
        || sentence.first > 0
            && graph.sentenceOf(sentence.first - 1).nodes.stream()
                .anyMatch(node -> node.is(MentionType.THERAPEUTIC_PROCEDURE));
  }

  // "MRI of the brain, orbits and [neck] was normal"
  private boolean isOfStudy(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    int at = site.first - 1;
    while (at > sentence.first) {
      int end = at + 1;
      Optional<Graph.Node> part =
          sentence
              .nodes(MentionType.BIOLOGICAL_STRUCTURE)
              .filter(node -> node.end == end)
              .findFirst();
      String word = graph.token(at).lower();
      if (word.equals("of")) {
        return graph
            .nodeAt(at - 1)
            .filter(node -> StudyKind.of(graph, node).isPresent())
            .isPresent();
      }
      if (part.isEmpty()
          && (word.equals(";") || !joiners.contains(word) && !articles.contains(word))) {
        return false;
      }
      at = part.map(node -> node.first).orElse(at) - 1;
    }
    return false;
  }

  // "the heart, lungs and [abdomen were normal]": each part of the list is.
  private void addNormalParts(Graph graph, Graph.Sentence sentence, Graph.Node last) {
    List<Graph.Node> parts = new ArrayList<>();
    int first = last.first;
    boolean more = true;
    while (more) {
      int at = first - 1;
      boolean joined = false;
      // "a wound of the glans; the scrotum and testicles were intact"
      while (!graph.lower(sentence, at).equals(";")
          && (joiners.contains(graph.lower(sentence, at))
              || articles.contains(graph.lower(sentence, at)))) {
        joined |= joiners.contains(graph.lower(sentence, at));
        at--;
      }
      int end = at + 1;
      Optional<Graph.Node> part =
          sentence
              .nodes(MentionType.BIOLOGICAL_STRUCTURE)
              .filter(node -> node.end == end)
              .findFirst();
      more = joined && part.filter(p -> StudyKind.of(graph, p).isEmpty()).isPresent();
      if (!more && graph.lower(sentence, at).equals("of")) {
        // "fractures of the skull, femur and tibia"
        return;
      }
      if (more) {
        parts.add(part.get());
        first = part.get().first;
      }
    }
    // "a mass, a pelvic right kidney, and the uterus is normal": the verb is that of the last.
    int before = first - 1;
    while (articles.contains(graph.lower(sentence, before))) {
      before--;
    }
    boolean opens = before < sentence.first || clauseEnds.contains(graph.lower(sentence, before));
    if (!opens && singularVerbs.contains(graph.lower(sentence, last.end))) {
      return;
    }
    for (Graph.Node part : parts) {
      boolean taken =
          sentence.nodes.stream().anyMatch(n -> n != part && n.overlaps(part.first, part.end));
      if (!taken) {
        Graph.Node state =
            graph.add(MentionType.SIGN_SYMPTOM, part.first, part.end, CONFIDENCE, NORMAL_STATE);
        graph.join(Graph.Relation.SITE, state, part, NORMAL_STATE);
      }
    }
  }

  // "a hard, mobile lymph node": each state belongs to the name. "A soft, non-tender abdomen":
  // where all are denied, the last one is.
  private boolean addAttribute(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    if (isOfNoun(graph, sentence, site.end)) {
      return false;
    }
    int first = nameStart(graph, sentence, site);
    boolean found = false;
    int at = first - 1;
    while (isDescribing(graph, sentence, at)) {
      boolean hyphen = graph.lower(sentence, at - 1).equals("-");
      int before = hyphen ? at - 2 : at - 1;
      boolean denied = NEGATIVE_PREFIX.contains(graph.lower(sentence, before));
      if (hyphen && !denied) {
        break;
      }
      first = denied ? before : at;
      found |= !denied && abnormal.contains(graph.lower(sentence, at));
      at = first - 1;
      if (joiners.contains(graph.lower(sentence, at)) && isDescribing(graph, sentence, at - 1)) {
        at--;
      }
    }
    if (!found && abnormal.contains(graph.lower(sentence, site.first - 1))) {
      return cover(graph, site.first - 1, site.end, "state-of-part");
    }
    return found && coverPart(graph, first, site, "state-of-part");
  }

  // "mobile" is no state by itself.
  private boolean isDescribing(Graph graph, Graph.Sentence sentence, int token) {
    return abnormal.contains(graph.lower(sentence, token))
        || token >= sentence.first
            && graph
                .nodeAt(token)
                .filter(node -> node.is(MentionType.DETAILED_DESCRIPTION) && node.length() == 1)
                .isPresent();
  }

  // "a 3 cm [supraclavicular lymph node]", "[lymph nodes] measuring up to 2 cm": parts that are
  // told with a size only where they were found, unless they were taken out.
  private void addSized(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    if (!SIZED_PARTS.contains(graph.last(site).lower()) || isOfNoun(graph, sentence, site.end)) {
      return;
    }
    int first = nameStart(graph, sentence, site);
    int behind = site.end;
    while (SIZE_LEADS.contains(graph.lower(sentence, behind))) {
      behind++;
    }
    boolean sized = isSize(graph, sentence, first - 1) || isSize(graph, sentence, behind);
    boolean object = graph.lower(sentence, beforeArticles(graph, sentence, first)).equals("of");
    boolean removed =
        sentence.nodes.stream().anyMatch(node -> node.is(MentionType.THERAPEUTIC_PROCEDURE))
            || IntStream.range(sentence.first, sentence.end)
                .mapToObj(i -> graph.token(i).lower())
                // "normal lymph nodes measuring 0.5 cm" are no finding.
                .anyMatch(word -> ProcedureVerbs.isSurgical(word) || normal.contains(word));
    if (sized && !object && !removed) {
      coverPart(graph, first, site, SIZED);
    }
  }

  // "a hard [supraclavicular] lymph node" is there, "a dilated left ventricle" is itself the site.
  private boolean coverPart(Graph graph, int first, Graph.Node site, String rule) {
    Graph.Sentence sentence = graph.sentenceOf(site);
    boolean alone = !SIZED_PARTS.contains(graph.last(site).lower());
    List<Graph.Node> regions =
        sentence
            .nodes(MentionType.BIOLOGICAL_STRUCTURE)
            .filter(part -> part.first >= first && part.end <= (alone ? site.end : site.first))
            .toList();
    if (!cover(graph, first, site.end, rule)) {
      return false;
    }
    sentence.nodes.stream()
        .filter(node -> node.origin.equals(rule) && node.first == first && node.end == site.end)
        .forEach(
            state ->
                regions.forEach(region -> graph.join(Graph.Relation.SITE, state, region, rule)));
    return true;
  }

  private int beforeArticles(Graph graph, Graph.Sentence sentence, int first) {
    int before = first - 1;
    while (before >= sentence.first
        && (articles.contains(graph.token(before).lower()) || isSize(graph, sentence, before))) {
      before--;
    }
    return before;
  }

  private static boolean isSize(Graph graph, Graph.Sentence sentence, int token) {
    return token >= sentence.first
        && token < sentence.end
        && graph
            .nodesOver(token, token + 1)
            .anyMatch(node -> node.is(MentionType.DISTANCE, MentionType.AREA, MentionType.VOLUME));
  }

  // "[left supraclavicular] lymph node": parts and sides before a part are of its name.
  private int nameStart(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    int first = site.first;
    boolean more = true;
    while (more && first > sentence.first) {
      Optional<Graph.Node> part =
          graph
              .nodeAt(first - 1)
              .filter(node -> node.is(MentionType.BIOLOGICAL_STRUCTURE))
              .filter(node -> !isState(graph.lower(node)));
      more = part.isPresent() || SIDES.contains(graph.lower(sentence, first - 1));
      if (more) {
        first = part.map(node -> node.first).orElse(first - 1);
      }
    }
    return first;
  }

  // "dilated [pancreatic] duct": the part is only a part of the name of another noun.
  private boolean isOfNoun(Graph graph, Graph.Sentence sentence, int end) {
    return end < sentence.end
        && graph.token(end).isWord()
        && !ends.contains(graph.token(end).lower())
        && !SIZE_LEADS.contains(graph.token(end).lower());
  }

  // "fractured her hip and wrist", "a broken arm", "the hip was fractured": verb and part are one
  // injury, each further part one more.
  private void addInjuries(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      RuleTable.Row verb = INJURIES.get(graph.token(i).lower());
      if (verb == null) {
        continue;
      }
      if (verb.get("form").startsWith("spread")) {
        addSpread(graph, sentence, verb, i);
        continue;
      }
      boolean past = verb.get("form").equals("past");
      boolean had = isPredicate(graph, sentence, i);
      int part = i + 1;
      boolean owned = INJURY_OWNERS.contains(graph.lower(sentence, part));
      boolean led = false;
      while (INJURY_LEADS.contains(graph.lower(sentence, part))) {
        led = true;
        part++;
      }
      int end = partEnd(graph, sentence, verb, part);
      // "the cyst dislocated the stomach": what a growth did to a part, and no injury.
      int subject = i;
      boolean growth =
          graph
              .nodeAt(i - 1)
              .filter(node -> node.isProblem() && node.end == subject)
              .filter(node -> GROWTHS.contains(graph.last(node).lower()))
              .isPresent();
      boolean object = led && !had && !growth && (owned || !verb.get("form").equals("base"));
      boolean attribute = !led && past && !had;
      if (end > part && (object || attribute)) {
        injure(graph, sentence, i, end);
        addFurtherParts(graph, sentence, verb, end);
      } else if (past) {
        addInjuredSubject(graph, sentence, verb, i);
      }
    }
  }

  // "cancer metastatic to the liver", "metastatic cancer to the liver": the primary is elsewhere.
  private void addSpread(Graph graph, Graph.Sentence sentence, RuleTable.Row verb, int token) {
    int lead = token + 1;
    boolean tumor = false;
    while (lead < sentence.end && graph.nodeAt(lead).filter(Graph.Node::isProblem).isPresent()) {
      tumor = true;
      lead++;
    }
    if (!SPREAD_LEADS.contains(graph.lower(sentence, lead))) {
      if (verb.get("form").equals("spread")
          && SPREAD_ORIGINS.contains(graph.lower(sentence, token + 1))) {
        dropAlone(graph, sentence, token);
      }
      return;
    }
    int part = lead + 1;
    while (INJURY_LEADS.contains(graph.lower(sentence, part))) {
      part++;
    }
    int end = partEnd(graph, sentence, verb, part);
    // "metastatic disease to the spine" is no primary.
    if (end == part || tumor && generic.isHead(graph.token(lead - 1).lower())) {
      return;
    }
    List.copyOf(sentence.nodes).stream()
        .filter(node -> node.isProblem() && node.first < token && node.end == token + 1)
        .forEach(node -> graph.resize(node, node.first, token, INJURY));
    injure(graph, sentence, tumor ? part : token, end);
    addFurtherParts(graph, sentence, verb, end);
  }

  private static void dropAlone(Graph graph, Graph.Sentence sentence, int token) {
    List.copyOf(sentence.nodes).stream()
        .filter(node -> node.isProblem() && node.first == token && node.end == token + 1)
        .forEach(graph::remove);
  }

  // "a fractured segment" names no part of the body.
  private static boolean isSaidOf(RuleTable.Row verb, String part) {
    String parts = verb.get("parts");
    return !TokenPattern.wordClass("no-injured-part").contains(part)
        && (parts.equals("-") || TokenPattern.wordClass(parts).contains(part));
  }

  // "was found to be fractured"
  private boolean isPredicate(Graph graph, Graph.Sentence sentence, int verb) {
    boolean predicate = false;
    for (int i = subjectEnd(graph, sentence, verb); i < verb; i++) {
      predicate |= passives.contains(graph.token(i).lower());
    }
    return predicate;
  }

  // Where the name of a part ends that begins at a token, with its side before it; the token
  // itself where there is none, or where it belongs to the noun behind it ("a fractured tooth
  // restoration").
  private int partEnd(Graph graph, Graph.Sentence sentence, RuleTable.Row verb, int first) {
    for (int end = Math.min(sentence.end, first + LONGEST_PART); end > first; end--) {
      String last = graph.token(end - 1).lower();
      if (isSaidOf(verb, last) && isPart(graph, sentence, first, end)) {
        boolean noun =
            end < sentence.end
                && graph.token(end).isWord()
                && !ends.contains(graph.token(end).lower())
                && !TokenPattern.wordClass("behind-part").contains(graph.token(end).lower())
                && !graph.token(end).lower().endsWith("ly");
        return noun ? first : end;
      }
    }
    return first;
  }

  private boolean isPart(Graph graph, Graph.Sentence sentence, int first, int end) {
    boolean words = true;
    for (int i = first; i < end; i++) {
      words &= graph.token(i).isWord() && !ends.contains(graph.token(i).lower());
    }
    boolean marked =
        sentence
            .nodes(MentionType.BIOLOGICAL_STRUCTURE)
            .anyMatch(site -> site.end == end && site.first >= first);
    boolean known = false;
    for (int from = first; from < end; from++) {
      known |= names.isPart(graph.words(from, end));
    }
    return words && (marked || known);
  }

  private void addFurtherParts(
      Graph graph, Graph.Sentence sentence, RuleTable.Row verb, int behind) {
    int at = behind;
    while (at < sentence.end && joiners.contains(graph.token(at).lower())) {
      while (joiners.contains(graph.lower(sentence, at))
          || INJURY_LEADS.contains(graph.lower(sentence, at))) {
        at++;
      }
      int end = partEnd(graph, sentence, verb, at);
      if (end == at) {
        return;
      }
      injure(graph, sentence, at, end);
      at = end;
    }
  }

  private void addInjuredSubject(
      Graph graph, Graph.Sentence sentence, RuleTable.Row verb, int token) {
    int end = subjectEnd(graph, sentence, token);
    int subjectEnd = end;
    int part = end;
    for (int first = end - 1; first >= Math.max(sentence.first, end - LONGEST_PART); first--) {
      part = isPart(graph, sentence, first, end) ? first : part;
    }
    if (part < end
        && isSaidOf(verb, graph.lower(sentence, end - 1))
        && isPredicate(graph, sentence, token)) {
      int first = part;
      boolean marked =
          sentence
              .nodes(MentionType.BIOLOGICAL_STRUCTURE)
              .anyMatch(site -> site.overlaps(first, subjectEnd));
      if (!marked) {
        graph.add(MentionType.BIOLOGICAL_STRUCTURE, part, end, CONFIDENCE, INJURY);
      }
      // The verb alone, so that what denies it stands outside.
      List.copyOf(sentence.nodes).stream()
          .filter(node -> node.isClinical() && node.first >= first && node.end == token + 1)
          .forEach(graph::remove);
      injure(graph, sentence, token, token + 1);
    }
  }

  private static void injure(Graph graph, Graph.Sentence sentence, int first, int end) {
    List<Graph.Node> inside =
        sentence.nodes.stream()
            .filter(node -> node.overlaps(first, end) && node.isClinical())
            .toList();
    if (inside.stream().allMatch(node -> node.first >= first && node.end <= end)) {
      inside.forEach(graph::remove);
      graph.add(MentionType.DISEASE_DISORDER, first, end, CONFIDENCE, INJURY);
    }
  }

  // "the hip had been found to be [fractured]": where its subject ends.
  private static int subjectEnd(Graph graph, Graph.Sentence sentence, int verb) {
    int end = verb;
    while (end > sentence.first + 1 && INJURY_VERBAL.contains(graph.token(end - 1).lower())) {
      end--;
    }
    return end;
  }

  /** The injury whose verb and part a mention holds. */
  static Optional<Injury> injury(Graph graph, Graph.Node node) {
    if (!node.origin.equals(INJURY)) {
      return Optional.empty();
    }
    Graph.Sentence sentence = graph.sentenceOf(node);
    int verb = node.end - 1;
    while (verb > sentence.first && !INJURIES.containsKey(graph.token(verb).lower())) {
      verb--;
    }
    // The part stands behind the verb, in a list behind it, or is its subject.
    int end =
        node.length() == 1 && verb == node.first ? subjectEnd(graph, sentence, verb) : node.end;
    int first = verb == node.first ? verb + 1 : node.first;
    if (end < node.end) {
      first = graph.nodeAt(end - 1).map(part -> part.first).orElse(end - 1);
      first -= SIDES.contains(graph.lower(sentence, first - 1)) ? 1 : 0;
    }
    while (first < end
        && (INJURY_LEADS.contains(graph.token(first).lower())
            || SPREAD_LEADS.contains(graph.token(first).lower()))) {
      first++;
    }
    return Optional.of(
        new Injury(graph.words(first, end), INJURIES.get(graph.token(verb).lower())));
  }

  private boolean isState(String lower) {
    return abnormal.contains(lower) || normal.contains(lower);
  }

  // One mention for all of it, instead of the mentions of the state alone.
  private boolean cover(Graph graph, int first, int end, String rule) {
    Graph.Sentence sentence = graph.sentenceOf(first);
    List<Graph.Node> inside =
        sentence.nodes.stream()
            .filter(node -> node.overlaps(first, end))
            .filter(node -> node.isProblem() || node.isTest() || node.isTreatment())
            .toList();
    boolean stateOnly =
        inside.stream()
            .allMatch(
                node ->
                    node.isProblem()
                        && node.first >= first
                        && node.end <= end
                        && (isState(graph.lower(node)) || generic.isGeneric(graph.words(node))));
    if (!stateOnly) {
      return false;
    }
    inside.forEach(graph::remove);
    graph.add(MentionType.SIGN_SYMPTOM, first, end, CONFIDENCE, rule);
    return true;
  }

  // The noun phrases of a list behind a word that shows them.
  private void addPhrases(Graph graph, Graph.Sentence sentence, int from, String rule) {
    int at = from;
    for (int member = 0; member < MOST_MEMBERS; member++) {
      int first = at;
      while (first < sentence.end
          && (articles.contains(graph.token(first).lower())
              || denials.contains(graph.token(first).lower()))) {
        first++;
      }
      int end = phraseEnd(graph, sentence, first);
      if (end == first) {
        return;
      }
      boolean clause =
          linkVerbs.contains(graph.lower(sentence, end))
              || TokenPattern.wordClass("verb").contains(graph.lower(sentence, end));
      if (member > 0 && clause) {
        return;
      }
      addPhrase(graph, first, end, rule);
      at = end;
      boolean joined = false;
      while (at < sentence.end && joiners.contains(graph.token(at).lower())) {
        joined = true;
        at++;
      }
      if (!joined) {
        return;
      }
    }
  }

  private int phraseEnd(Graph graph, Graph.Sentence sentence, int first) {
    int end = first;
    while (end < sentence.end
        && end - first < LONGEST_PHRASE
        && (graph.token(end).isWord() || graph.token(end).text().equals("-"))
        && !ends.contains(graph.token(end).lower())) {
      end++;
    }
    return end;
  }

  private void addPhrase(Graph graph, int first, int end, String rule) {
    // All nodes: a known name may lie where the tagger found a description.
    boolean taken =
        graph.sentenceOf(first).nodes.stream()
            .anyMatch(node -> node.overlaps(first, end) && !isDescription(node));
    if (taken) {
      return;
    }
    for (int i = first; i < end; i++) {
      if (persons.contains(graph.token(i).lower())) {
        return;
      }
    }
    String last = graph.token(end - 1).lower();
    // "electrical signs of hypokalaemia", "previous use of steroids": what they are of is meant.
    boolean ofAnother =
        (generic.isHead(last) || resolutions.contains(last) || USES.contains(last))
            && graph.lower(graph.sentenceOf(first), end).equals("of");
    boolean noun =
        !ofAnother
            && !isOfProblem(graph, end)
            && IntStream.range(first, end).noneMatch(i -> isAbstract(graph, i, end))
            && !UNENDED.contains(graph.lower(graph.sentenceOf(first), end))
            && graph.token(end - 1).isWord()
            && !PAPERS.contains(last)
            && !generic.isModifier(last)
            && !isState(last)
            && !last.endsWith("ly")
            && !last.endsWith("ing")
            && !last.endsWith("ed");
    boolean part =
        graph.nodeAt(end - 1).filter(n -> n.type == MentionType.BIOLOGICAL_STRUCTURE).isPresent();
    boolean several = end - first > 1 || isDescribedNoun(graph, first);
    if (several && noun && !part && !generic.isGeneric(graph.words(first, end))) {
      graph.add(MentionType.SIGN_SYMPTOM, first, end, CONFIDENCE, rule);
    }
  }

  // "for no obvious reason", "sudden onset of back": names nothing that a patient can have.
  private static boolean isAbstract(Graph graph, int token, int end) {
    return ABSTRACT.contains(graph.token(token).lower())
        && (token == end - 1 || graph.token(token + 1).lower().equals("of"));
  }

  // "without [enhancement]": a noun that the tagger took for a description of what stands before.
  private static boolean isDescribedNoun(Graph graph, int token) {
    return graph.nodesOver(token, token + 1).anyMatch(AttributiveAdjectives::describes)
        && NOUN_ENDING.matcher(graph.token(token).lower()).find();
  }

  // "a high possibility of [schwannoma]", "a new variant of [lipoma]": what stands behind is told.
  private static boolean isOfProblem(Graph graph, int end) {
    Graph.Sentence sentence = graph.sentenceOf(end - 1);
    return graph.lower(sentence, end).equals("of")
        && sentence.nodes.stream()
            .anyMatch(
                node ->
                    node.isProblem() && node.first > end && node.first <= end + FARTHEST_OBJECT);
  }

  private static boolean isDescription(Graph.Node node) {
    return AttributiveAdjectives.describes(node) || node.type == MentionType.BIOLOGICAL_STRUCTURE;
  }
}
