package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.case2fhir.document.Passage;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary.Term;

/**
 * Finds the mentions of a text: the tagger proposes, vocabulary and grammar add, extend, split,
 * retype and drop.
 */
final class MentionFinder {
  /** The origin of a mention that a tagger proposed. */
  static final String TAGGER = "tagger";

  private static final Set<String> COMBINATIONS = TokenPattern.wordClass("combination-noun");
  private static final Set<String> HABIT_VERBS = TokenPattern.wordClass("habit-verb");
  private static final Set<String> TAKING = TokenPattern.wordClass("taking-word");
  private static final Set<String> NONE = TokenPattern.wordClass("pronoun-of-none");
  private static final Set<String> AUXILIARIES = TokenPattern.wordClass("passive-auxiliary");
  private static final int FARTHEST_SIZE = 6;

  private final Gazetteer names;
  private final MentionCandidates candidates;
  private final MentionTypeRepair types;
  private final AttributiveAdjectives attributes;
  private final Coordinations.SharedNouns shared;
  private final Set<String> occurrences = TokenPattern.wordClass("occurrence-adjective");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> prepositions = TokenPattern.wordClass("preposition");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> materials = TokenPattern.wordClass("material-noun");
  private final Set<String> reporting = TokenPattern.wordClass("reporting");
  private final Set<String> linkVerbs = TokenPattern.wordClass("link-verb");
  private final Set<String> quantities = TokenPattern.wordClass("leading-quantity");
  private final Set<String> denials = TokenPattern.wordClass("leading-denial");
  private final VocabularyNames vocabularyNames;
  private final HistoryMentions histories;
  private final MultiwordNames multiword;

  MentionFinder(Gazetteer names) {
    this.names = names;
    this.candidates = new MentionCandidates(names);
    this.types = new MentionTypeRepair(names);
    this.attributes = new AttributiveAdjectives(names);
    this.shared = new Coordinations.SharedNouns(names);
    this.vocabularyNames = new VocabularyNames(names);
    this.histories = new HistoryMentions(names, vocabularyNames);
    this.multiword = new MultiwordNames(names, vocabularyNames);
  }

  /**
   * Adds the mentions of all sentences.
   *
   * @param taggers propose the mentions of a passage each
   * @param abbreviations that the document defines
   */
  void find(
      Graph graph, Function<Passage, MentionTagger> taggers, DefinedAbbreviations abbreviations) {
    propose(graph, taggers);
    for (Graph.Sentence sentence : graph.sentences()) {
      histories.openHistories(graph, sentence, abbreviations);
      takeUp(graph, sentence);
      trim(graph, sentence);
      split(graph, sentence);
      multiword.join(graph, sentence);
      multiword.joinNamed(graph, sentence);
      AbbreviatedNames.joinAcrossAbbreviation(graph, sentence, abbreviations);
      AbbreviatedNames.widenToLongForm(graph, sentence, abbreviations);
      multiword.complete(graph, sentence);
      cut(graph, sentence);
      multiword.joinWholeNames(graph, sentence);
      vocabularyNames.addKnownNames(graph, sentence, sentence.first, sentence.end, abbreviations);
      vocabularyNames.addShortIllnesses(graph, sentence, abbreviations);
      dropMaterials(graph, sentence);
      multiword.joinCarriers(graph, sentence);
      types.retypeByName(graph, sentence, abbreviations);
      LetteredNames.addLettered(graph, sentence);
      types.repair(graph, sentence);
      shared.find(graph, sentence);
      candidates.add(graph, sentence);
      attributes.retype(graph, sentence);
    }
  }

  // "leukocyte common antigen (", "LCx) artery", "right chest wall, dull percussion note": a name
  // reaches over no bracket that it does not hold whole, and over no end of a site's phrase.
  private void cut(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.isClinical() && node.type != MentionType.BIOLOGICAL_STRUCTURE) {
        continue;
      }
      int open = -1;
      int first = node.first;
      int end = node.end;
      for (int i = first; i < end; i++) {
        String mark = graph.token(i).text();
        if (mark.equals("--") || mark.equals("—")) {
          first = i + 1;
        } else if (mark.equals("(")) {
          open = i;
        } else if (mark.equals(")") && open < 0) {
          first = beforeBracket(graph, sentence, node).orElse(i + 1);
        } else if (mark.equals(")")) {
          open = -1;
        } else if (mark.equals(":") && node.isTest() && isColon(graph, i) && i + 1 < end) {
          // "hepatitis: HBsAg"; not "DRB1*15:01"
          first = i + 1;
        } else if (mark.equals(",") && node.isProblem() && isSite(sentence, first, i)) {
          first = i + 1;
        }
      }
      if (open > first) {
        end = open;
      }
      if (first >= end) {
        end = node.end - (first == node.end ? 1 : 0);
        first = node.first;
      }
      if (first != node.first || end != node.end) {
        graph.resize(node, first, end, "cut");
      }
    }
  }

  // "left ventricular (LV) dysfunction": where the name begins whose abbreviation is in the
  // bracket.
  private static boolean isColon(Graph graph, int token) {
    return graph.token(token).span().end() < graph.token(token + 1).span().start();
  }

  private static Optional<Integer> beforeBracket(
      Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return Optional.of(node.first - 1)
        .filter(open -> graph.lower(sentence, open).equals("("))
        .filter(open -> open > sentence.first)
        .flatMap(open -> graph.nodeAt(open - 1))
        .filter(part -> part.type == MentionType.BIOLOGICAL_STRUCTURE)
        .map(part -> part.first);
  }

  private static boolean isSite(Graph.Sentence sentence, int first, int end) {
    return sentence
        .nodes(MentionType.BIOLOGICAL_STRUCTURE)
        .anyMatch(site -> site.first <= first && site.end == end);
  }

  private static boolean isOfNoLonger(Graph graph, Graph.Sentence sentence, int token) {
    return graph.token(token).lower().equals("longer")
        && graph.lower(sentence, token - 1).equals("no");
  }

  // "no fever" is fever, denied by the words before it; what joins two mentions is a part of none.
  // "has [never been given] colchicine", "had [last] taken", "no [previous use] of steroids"
  private static boolean isTaking(Graph graph, int first, int end) {
    return IntStream.range(first, end).allMatch(i -> TAKING.contains(graph.token(i).lower()));
  }

  private void trim(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.is(MentionType.BIOLOGICAL_STRUCTURE, MentionType.FAMILY_HISTORY)
          && node.length() == 2
          && joiners.contains(graph.token(node.end - 1).lower())) {
        graph.resize(node, node.first, node.first + 1, "trim");
      }
      if (!node.isClinical() && node.type != MentionType.DETAILED_DESCRIPTION) {
        continue;
      }
      int first = node.first;
      int end = node.end;
      // "[changes in] [ostomy output]" are joined later.
      boolean leadsOn =
          end < sentence.end && graph.nodeAt(end).filter(Graph.Node::isProblem).isPresent();
      while (first < end - 1
          && (articles.contains(graph.token(first).lower())
              || joiners.contains(graph.token(first).lower())
              || denials.contains(graph.token(first).lower())
              // "no [longer at school]"
              || isOfNoLonger(graph, sentence, first)
              || Repetition.isCount(graph, node, first)
              // "suspected lupus", "concomitant lupus" are lupus.
              || node.isProblem() && occurrences.contains(graph.token(first).lower())
              || node.isProblem() && quantities.contains(graph.token(first).lower()))) {
        first++;
      }
      while (end > first + 1
          && (joiners.contains(graph.token(end - 1).lower())
              // "hepatitis A" ends with its letter.
              || articles.contains(graph.token(end - 1).text())
              || (node.isProblem() || node.isTreatment())
                  && !leadsOn
                  && prepositions.contains(graph.token(end - 1).lower())
              || graph.token(end - 1).lower().equals("of")
              // "nivolumab and [ipilimumab combination] therapy"
              || node.type == MentionType.MEDICATION
                  && COMBINATIONS.contains(graph.token(end - 1).lower())
              || graph.token(end - 1).lower().equals("."))) {
        end--;
      }
      String word = graph.token(first).lower();
      // "[previously been] on methotrexate"
      boolean verb = node.isProblem() && AUXILIARIES.contains(graph.token(end - 1).lower());
      // "[nothing in the history]": it names nobody's illness.
      boolean none = node.isProblem() && NONE.contains(graph.token(node.first).lower());
      if (verb
          || none
          || node.isProblem() && isTaking(graph, first, end)
          || end - first == 1 && (denials.contains(word) || reporting.contains(word))) {
        graph.remove(node);
      } else if (first != node.first || end != node.end) {
        graph.resize(node, first, end, "trim");
      }
    }
  }

  // "tumor cells", "tumor markers": the name of a problem that only says which is none.
  private void dropMaterials(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean material =
          node.isProblem()
              && node.end < sentence.end
              && materials.contains(graph.token(node.end).lower())
              && (node.length() == 1 || !graph.token(node.end).lower().startsWith("cell"));
      // "hemangiopericytoma-like"
      material |=
          node.type == MentionType.DISEASE_DISORDER
              && graph.lower(sentence, node.end).equals("-")
              && graph.lower(sentence, node.end + 1).equals("like");
      if (material) {
        graph.remove(node);
      }
    }
  }

  // "hypertension and diabetes mellitus" in one mention are two, where both are known by
  // themselves.
  private void split(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      splitAtDrug(graph, sentence, node);
      boolean history = node.is(MentionType.HISTORY, MentionType.FAMILY_HISTORY);
      if (!node.isClinical() && !history || node.length() < 3) {
        continue;
      }
      if (names.isCombination(graph.words(node)) || splitHabits(graph, node)) {
        continue;
      }
      if (node.isProblem() || node.type == MentionType.HISTORY) {
        vocabularyNames.splitShortIllnesses(graph, node);
      }
      for (int i = node.first + 1; i < node.end - 1; i++) {
        if (joiners.contains(graph.token(i).lower())
            && names.domain(graph, node.first, i).isPresent()
            && names.domain(graph, i + 1, node.end).isPresent()) {
          int end = node.end;
          graph.resize(node, node.first, i, "split");
          Domain domain = names.domain(graph, i + 1, end).orElseThrow();
          Graph.Node rest =
              graph.add(Gazetteer.type(domain), i + 1, end, node.confidence, node.origin);
          rest.trail.add("split");
          break;
        }
      }
    }
  }

  // "does not [smoke or drink alcohol]": two habits.
  private boolean splitHabits(Graph graph, Graph.Node node) {
    int first = node.first;
    while (first < node.end && !HABIT_VERBS.contains(graph.token(first).lower())) {
      first++;
    }
    boolean split = false;
    Graph.Node rest = node;
    for (int i = first + 1; i < rest.end - 1; i++) {
      if (joiners.contains(graph.token(i).lower())
          && HABIT_VERBS.contains(graph.token(i + 1).lower())) {
        int end = rest.end;
        graph.resize(rest, split ? rest.first : first, i, "split");
        rest = graph.add(node.type, i + 1, end, node.confidence, node.origin);
        rest.trail.add("split");
        split = true;
      }
    }
    return split;
  }

  // "[metformin HbA1c] was 7%" is a drug and a test, "[slow infusion + thiopental]" how one drug is
  // given and the next drug, "[20% albumin]" how strong it is.
  private void splitAtDrug(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean drug = node.type == MentionType.MEDICATION;
    boolean known = drug && names.domain(graph.words(node)).isPresent();
    if (!drug && node.type != MentionType.DOSAGE || known) {
      return;
    }
    for (int i = node.first + 1; i < node.end; i++) {
      boolean splits =
          drug
              ? isMeasured(graph, sentence, i, node.end) && isDrug(graph, node.first, i)
              : i - 1 > node.first && isJoint(graph, i - 1) && isDrug(graph, i, node.end);
      if (splits) {
        int end = node.end;
        boolean joint = !drug && !graph.token(i - 1).text().equals("%");
        graph.resize(node, node.first, joint ? i - 1 : i, "split");
        MentionType type = drug ? MentionType.DIAGNOSTIC_PROCEDURE : MentionType.MEDICATION;
        graph.add(type, i, end, node.confidence, "split");
        return;
      }
    }
  }

  private boolean isDrug(Graph graph, int first, int end) {
    return names.domain(graph, first, end).equals(Optional.of(Domain.MEDICATION));
  }

  private boolean isJoint(Graph graph, int token) {
    String word = graph.token(token).lower();
    return word.equals("+") || word.equals("%") || joiners.contains(word);
  }

  // "enoxaparin [sodium]" is a salt, "with digoxin [potassium] was 5.1" a test, and so are capitals
  // with a number: "on warfarin [INR] was 2.5".
  private boolean isMeasured(Graph graph, Graph.Sentence sentence, int first, int end) {
    String words = graph.words(first, end);
    boolean valued =
        linkVerbs.contains(graph.lower(sentence, end))
            && end + 1 < sentence.end
            && graph.token(end + 1).isNumber();
    boolean test = names.isTest(words.toLowerCase(Locale.ROOT));
    // "oseltamivir phosphate" is a salt, too; "HbA1c" is none.
    boolean small = words.equals(words.toLowerCase(Locale.ROOT));
    return test && !small && !isDrug(graph, first, end)
        || valued && (test || Term.isInitialism(words) && !isDrug(graph, first, end));
  }

  // "The mass measured 3 cm": what is taken up again is a finding where its size is stated.
  private void takeUp(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : sentence.nodes(MentionType.COREFERENCE).toList()) {
      boolean sized =
          sentence.nodes.stream()
              .anyMatch(
                  other ->
                      other.is(MentionType.AREA, MentionType.VOLUME, MentionType.DISTANCE)
                          && other.first > node.end
                          && other.first - node.end <= FARTHEST_SIZE);
      if (sized && names.isProblemNoun(graph.token(node.end - 1).lower())) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "taken-up");
      }
    }
  }

  // A passage is tagged whole, since its sentences are each other's context.
  private static void propose(Graph graph, Function<Passage, MentionTagger> taggers) {
    Map<Passage, List<Graph.Sentence>> passages = new IdentityHashMap<>();
    List<Passage> order = new ArrayList<>();
    for (Graph.Sentence sentence : graph.sentences()) {
      Passage passage = sentence.source.passage();
      if (!passages.containsKey(passage)) {
        passages.put(passage, new ArrayList<>());
        order.add(passage);
      }
      passages.get(passage).add(sentence);
    }
    for (Passage passage : order) {
      List<Graph.Sentence> own = passages.get(passage);
      List<Sentence> sentences = own.stream().map(s -> s.source.sentence()).toList();
      NavigableMap<Integer, Graph.Sentence> byStart = new TreeMap<>();
      own.forEach(s -> byStart.putIfAbsent(s.source.sentence().span().start(), s));
      for (Mention mention : taggers.apply(passage).tag(passage.text(), sentences)) {
        Optional.ofNullable(byStart.floorEntry(mention.span().start()))
            .map(Map.Entry::getValue)
            .filter(s -> covers(s.source.sentence().span(), mention.span()))
            .ifPresent(sentence -> add(graph, sentence, mention));
      }
    }
  }

  private static boolean covers(Span outer, Span inner) {
    return outer.start() <= inner.start() && inner.end() <= outer.end();
  }

  private static void add(Graph graph, Graph.Sentence sentence, Mention mention) {
    int first = sentence.first;
    while (first < sentence.end && graph.token(first).span().end() <= mention.span().start()) {
      first++;
    }
    int end = first;
    while (end < sentence.end && graph.token(end).span().start() < mention.span().end()) {
      end++;
    }
    if (first < end) {
      graph.add(mention.type(), first, end, mention.confidence(), TAGGER);
    }
  }
}
