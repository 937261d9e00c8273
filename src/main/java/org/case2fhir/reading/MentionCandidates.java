package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.BackgroundFacts.StatementRules;

/**
 * Finds mentions by grammar that no tagger marked: the noun phrases behind words that show or deny
 * something, and the states of parts of the body ("the larynx was deviated", "dilated left
 * ventricle").
 */
final class MentionCandidates {
  /** Origin of a mention that says that a part of the body is as it should be. */
  static final String NORMAL_STATE = "part-is-normal";

  /** Origin of a mention that says in what state a part of the body is. */
  static final String STATE = "part-is-state";

  private static final double CONFIDENCE = 0.6;
  private static final int LONGEST_PHRASE = 7;
  private static final int MOST_MEMBERS = 12;
  private static final int FARTHEST_NUMBER = 3;

  private final GenericTerms generic = GenericTerms.builtIn();
  private final StatementRules statements = StatementRules.builtIn();
  private final CuePhrases shows = CuePhrases.builtIn("show-verbs.tsv");
  private final Set<String> abnormal = new HashSet<>();
  private final Set<String> normal = new HashSet<>();
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> denials = TokenPattern.wordClass("leading-denial");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> resolutions = TokenPattern.wordClass("resolution");
  private final Set<String> persons = TokenPattern.wordClass("person");
  private final Set<String> linkVerbs = TokenPattern.wordClass("link-verb");
  private final Set<String> measures = TokenPattern.wordClass("measure-noun");
  private final Set<String> dimensions = TokenPattern.wordClass("dimension-noun");
  private final Set<String> leadsToNumber = TokenPattern.wordClass("number-lead");
  private final Set<String> stateAdverbs = TokenPattern.wordClass("state-adverb");
  private final Set<String> ends = new HashSet<>();

  MentionCandidates() {
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
    for (CuePhrases.Found show : shown) {
      if (show.phrase().right()) {
        addPhrases(graph, sentence, show.end(), show.phrase().id());
      }
    }
  }

  // "common bile duct diameter was 12 mm", "(valve area 0.8 cm2)": what a number behind its noun
  // measures is a test, whatever part of its name the tagger took for something else.
  private void addMeasures(Graph graph, Graph.Sentence sentence, List<CuePhrases.Found> shown) {
    for (int i = sentence.first + 1; i < sentence.end; i++) {
      if (!graph.token(i).isNumber()) {
        continue;
      }
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
      if (!addPredicate(graph, sentence, site)) {
        addAttribute(graph, sentence, site);
      }
    }
  }

  private boolean addPredicate(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    int before = site.first - 1;
    while (articles.contains(graph.lower(sentence, before))) {
      before--;
    }
    // "an MRI of the brain was normal": the study was, not the part.
    boolean ofAnother = graph.lower(sentence, before).equals("of");
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
    boolean isNormal = normal.contains(graph.lower(sentence, state)) && end == state + 1;
    boolean covered = cover(graph, site.first, end, isNormal ? NORMAL_STATE : STATE);
    if (covered && isNormal) {
      addNormalParts(graph, sentence, site);
    }
    return covered;
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

  private void addAttribute(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    int state = site.first - 1;
    boolean noun =
        site.end < sentence.end
            && graph.token(site.end).isWord()
            && !ends.contains(graph.token(site.end).lower());
    if (!noun && abnormal.contains(graph.lower(sentence, state))) {
      cover(graph, state, site.end, "state-of-part");
    }
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
    // "electrical signs of hypokalaemia": what they are signs of is the finding.
    boolean ofAnother =
        (generic.isHead(last) || resolutions.contains(last))
            && graph.lower(graph.sentenceOf(first), end).equals("of");
    boolean noun =
        !ofAnother
            && graph.token(end - 1).isWord()
            && !generic.isModifier(last)
            && !isState(last)
            && !last.endsWith("ly")
            && !last.endsWith("ing")
            && !last.endsWith("ed");
    boolean part =
        graph.nodeAt(end - 1).filter(n -> n.type == MentionType.BIOLOGICAL_STRUCTURE).isPresent();
    if (end - first > 1 && noun && !part && !generic.isGeneric(graph.words(first, end))) {
      graph.add(MentionType.SIGN_SYMPTOM, first, end, CONFIDENCE, rule);
    }
  }

  private static boolean isDescription(Graph.Node node) {
    return MentionTypeRepair.describes(node) || node.type == MentionType.BIOLOGICAL_STRUCTURE;
  }
}
