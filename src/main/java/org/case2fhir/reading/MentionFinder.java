package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.case2fhir.document.Passage;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;

/**
 * Finds the mentions of a text: the tagger proposes, vocabulary and grammar add, extend, split,
 * retype and drop.
 */
final class MentionFinder {
  private static final Set<MentionType> CLINICAL =
      EnumSet.of(
          MentionType.DISEASE_DISORDER,
          MentionType.SIGN_SYMPTOM,
          MentionType.MEDICATION,
          MentionType.DIAGNOSTIC_PROCEDURE,
          MentionType.THERAPEUTIC_PROCEDURE);
  private static final double KNOWN_NAME = 0.7;
  private static final int NEAR = 4;
  private static final int ANALYTE_SIGHT = 10;
  private static final Set<String> ANALYTE_LEADS = TokenPattern.wordClass("analyte-lead");
  private static final Set<String> ANALYTE_NOUNS = TokenPattern.wordClass("analyte-noun");
  private static final Set<String> ANALYTE_STATES = TokenPattern.wordClass("analyte-state");
  private static final Set<String> SHOWN = TokenPattern.wordClass("shown-or-had");
  private static final Set<String> HAD = TokenPattern.wordClass("have");
  private static final Set<String> STOPPED = TokenPattern.wordClass("stop-word");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> PERSONS = TokenPattern.wordClass("person");

  private final KnownNames names;
  private final GenericTerms generic = GenericTerms.builtIn();
  private final MentionCandidates candidates = new MentionCandidates();
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> kin = TokenPattern.wordClass("kin");
  private final Set<String> historyLeads = TokenPattern.wordClass("history-lead");
  private final Set<String> denials = TokenPattern.wordClass("leading-denial");

  MentionFinder(KnownNames names) {
    this.names = names;
  }

  /**
   * Adds the mentions of all sentences.
   *
   * @param taggers propose the mentions of a passage each
   */
  void find(Graph graph, Function<Passage, MentionTagger> taggers) {
    propose(graph, taggers);
    Abbreviations abbreviations = Abbreviations.in(graph.document().text());
    for (Graph.Sentence sentence : graph.sentences()) {
      openHistories(graph, sentence, abbreviations);
      trim(graph, sentence);
      split(graph, sentence);
      joinNames(graph, sentence);
      addKnownNames(graph, sentence, sentence.first, sentence.end, abbreviations);
      retype(graph, sentence, abbreviations);
      retypeAnalytes(graph, sentence);
      retypeShown(graph, sentence);
      dropCourses(graph, sentence);
      candidates.add(graph, sentence);
    }
  }

  // "a history of gout and stroke": what the history is of are problems of the past.
  private void openHistories(Graph graph, Graph.Sentence sentence, Abbreviations abbreviations) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.is(MentionType.HISTORY, MentionType.FAMILY_HISTORY)) {
        continue;
      }
      int first = node.first;
      boolean family = node.type == MentionType.FAMILY_HISTORY;
      while (first < node.end
          && (historyLeads.contains(graph.token(first).lower())
              || family && kin.contains(graph.token(first).lower()))) {
        first++;
      }
      List<Graph.Node> known = knownNames(graph, sentence, node, first, abbreviations);
      if (!known.isEmpty() || first == node.end) {
        graph.remove(node);
      } else if (first > node.first) {
        graph.resize(node, first, node.end, "history-of");
      }
      if (known.isEmpty() && first < node.end && !family) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "history");
        node.propose(past(node));
      }
      for (Graph.Node name : known) {
        name.propose(family ? ofFamily(name) : past(name));
      }
    }
  }

  private List<Graph.Node> knownNames(
      Graph graph,
      Graph.Sentence sentence,
      Graph.Node node,
      int first,
      Abbreviations abbreviations) {
    List<Graph.Node> others =
        sentence.nodes.stream()
            .filter(other -> other != node && CLINICAL.contains(other.type))
            .filter(other -> other.overlaps(node.first, node.end))
            .toList();
    if (!others.isEmpty()) {
      return others;
    }
    addKnownNames(graph, sentence, first, node.end, abbreviations);
    return sentence.nodes.stream()
        .filter(other -> other != node && CLINICAL.contains(other.type))
        .filter(other -> other.overlaps(node.first, node.end))
        .toList();
  }

  private static Graph.Proposal past(Graph.Node node) {
    return new Graph.Proposal(Property.Value.PAST, "history", 1, 0, node.first, node.first);
  }

  private static Graph.Proposal ofFamily(Graph.Node node) {
    return new Graph.Proposal(
        Property.Value.FAMILY, "family-history", 1, 0, node.first, node.first);
  }

  // "no fever" is fever, denied by the words before it; what joins two mentions is a part of none.
  private void trim(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!CLINICAL.contains(node.type) && node.type != MentionType.DETAILED_DESCRIPTION) {
        continue;
      }
      int first = node.first;
      int end = node.end;
      while (first < end - 1
          && (articles.contains(graph.token(first).lower())
              || joiners.contains(graph.token(first).lower())
              || denials.contains(graph.token(first).lower()))) {
        first++;
      }
      while (end > first + 1
          && (joiners.contains(graph.token(end - 1).lower())
              || graph.token(end - 1).lower().equals("."))) {
        end--;
      }
      if (first != node.first || end != node.end) {
        graph.resize(node, first, end, "trim");
      }
    }
  }

  // "hypertension and diabetes mellitus" in one mention are two, where both are known by
  // themselves.
  private void split(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean history = node.is(MentionType.HISTORY, MentionType.FAMILY_HISTORY);
      if (!CLINICAL.contains(node.type) && !history || node.length() < 3) {
        continue;
      }
      for (int i = node.first + 1; i < node.end - 1; i++) {
        if (joiners.contains(graph.token(i).lower())
            && domain(graph, node.first, i).isPresent()
            && domain(graph, i + 1, node.end).isPresent()) {
          int end = node.end;
          graph.resize(node, node.first, i, "split");
          Domain domain = domain(graph, i + 1, end).orElseThrow();
          Graph.Node rest =
              graph.add(KnownNames.type(domain), i + 1, end, node.confidence, node.origin);
          rest.trail.add("split");
          break;
        }
      }
    }
  }

  // "stereotactic body" and "radiation" side by side are one name of a treatment.
  private void joinNames(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      Optional<Graph.Node> next =
          sentence.nodes.stream()
              .filter(other -> other.first == node.end && other.type == node.type)
              .findFirst();
      if (node.type == MentionType.THERAPEUTIC_PROCEDURE
          && next.isPresent()
          && sentence.nodes.contains(node)
          && domain(graph, node.first, node.end).isEmpty()) {
        int end = next.get().end;
        graph.remove(next.get());
        graph.resize(node, node.first, end, "join");
      }
    }
  }

  private Optional<Domain> domain(Graph graph, int first, int end) {
    return end - first <= KnownNames.LONGEST
        ? names.domain(graph.words(first, end))
        : Optional.empty();
  }

  /** Names of the vocabulary that no mention holds, the longest first. */
  private void addKnownNames(
      Graph graph, Graph.Sentence sentence, int from, int to, Abbreviations abbreviations) {
    boolean[] taken = new boolean[sentence.end - sentence.first];
    for (Graph.Node node : sentence.nodes) {
      if (CLINICAL.contains(node.type)
          || node.is(MentionType.LAB_VALUE, MentionType.DOSAGE, MentionType.AGE)) {
        Arrays.fill(taken, node.first - sentence.first, node.end - sentence.first, true);
      }
    }
    for (int first = from; first < to; first++) {
      if (!graph.token(first).isWord()) {
        continue;
      }
      for (int end = Math.min(to, first + KnownNames.LONGEST); end > first; end--) {
        if (isTaken(taken, first - sentence.first, end - sentence.first)) {
          continue;
        }
        Optional<Domain> domain = names.domain(graph.words(first, end));
        if (domain.isEmpty() && end == first + 1) {
          domain = abbreviations.longForm(graph.token(first).text()).flatMap(names::domain);
        }
        if (domain.isPresent()) {
          MentionType type = KnownNames.type(domain.get());
          graph.add(type, first, end, KNOWN_NAME, "known-name");
          Arrays.fill(taken, first - sentence.first, end - sentence.first, true);
          first = end - 1;
          break;
        }
      }
    }
  }

  private static boolean isTaken(boolean[] taken, int first, int end) {
    for (int i = first; i < end; i++) {
      if (taken[i]) {
        return true;
      }
    }
    return false;
  }

  // The vocabulary knows better what a name is that it knows as one kind of thing only.
  private void retype(Graph graph, Graph.Sentence sentence, Abbreviations abbreviations) {
    for (Graph.Node node : sentence.nodes) {
      if (!CLINICAL.contains(node.type)) {
        continue;
      }
      String words = graph.words(node);
      Optional<Domain> domain =
          abbreviations
              .expand(words)
              .flatMap(names::domain)
              .or(() -> domain(graph, node.first, node.end));
      if (domain.isEmpty()
          && !node.isProblem()
          && abbreviations.longForm(words).filter(generic::isDiseaseName).isPresent()) {
        graph.retype(node, MentionType.DISEASE_DISORDER, "long-form");
      }
      if (domain.isEmpty()) {
        continue;
      }
      MentionType type = KnownNames.type(domain.get());
      boolean drug = node.type == MentionType.MEDICATION || type == MentionType.MEDICATION;
      boolean problem = node.isProblem();
      boolean known = type == MentionType.DISEASE_DISORDER || type == MentionType.SIGN_SYMPTOM;
      if (problem != known
          && (drug || problem && type == MentionType.MEDICATION || !problem && known)) {
        graph.retype(node, type, "known-type");
      } else if (!problem
          && !known
          && drug
          && node.type != type
          && type != MentionType.THERAPEUTIC_PROCEDURE) {
        graph.retype(node, type, "known-type");
      }
    }
  }

  // "serum calcium", "raised glutamine and alanine", "parathyroid hormone was high": what is both a
  // drug and a test, is a test where words say that it was measured.
  private void retypeAnalytes(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type == MentionType.MEDICATION
          && names.isTest(graph.lower(node))
          && isMeasured(graph, sentence, node)) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "analyte");
      }
    }
    // A list of tests has one kind of member.
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean listed =
          node.type == MentionType.MEDICATION
              && (names.isTest(graph.lower(node)) || isOfAnalytes(graph, sentence, node))
              && sentence.nodes.stream()
                  .filter(Graph.Node::isTest)
                  .anyMatch(
                      test ->
                          isJoined(graph, test.end, node.first)
                              || isJoined(graph, node.end, test.first));
      if (listed) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "analyte-in-list");
      }
    }
  }

  private boolean isMeasured(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    String before = graph.lower(sentence, node.first - 1);
    boolean of = before.equals("of") || before.equals("for") || before.equals("in");
    if (ANALYTE_LEADS.contains(before)
        || of && ANALYTE_NOUNS.contains(graph.lower(sentence, node.first - 2))) {
      return true;
    }
    int at = node.end;
    if (graph.lower(sentence, at).equals("(") && graph.lower(sentence, at + 2).equals(")")) {
      at += 3;
    }
    String next = graph.lower(sentence, at);
    boolean be = TokenPattern.wordClass("passive").contains(next) || next.equals("is");
    return ANALYTE_NOUNS.contains(next)
        || be && ANALYTE_STATES.contains(graph.lower(sentence, at + 1));
  }

  private boolean isOfAnalytes(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    for (int i = Math.max(sentence.first, node.first - ANALYTE_SIGHT); i < node.first; i++) {
      String word = graph.token(i).lower();
      if (ANALYTE_LEADS.contains(word) || ANALYTE_NOUNS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private boolean isJoined(Graph graph, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!joiners.contains(graph.token(i).lower())) {
        return false;
      }
    }
    return from < to && to - from <= 2;
  }

  // "CT revealed an anastomosis", "he had asynchrony": what is shown or had is a finding, unless
  // the
  // vocabulary knows it as something that is done.
  private void retypeShown(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.THERAPEUTIC_PROCEDURE || !node.origin.equals("tagger")) {
        continue;
      }
      int at = node.first - 1;
      while (at > sentence.first && node.first - at <= NEAR && isDescription(graph, at)) {
        at--;
      }
      String verb = graph.lower(sentence, at);
      boolean known = names.domain(graph.words(node)).isPresent();
      boolean named = generic.isProcedureName(graph.lower(node));
      boolean shown = SHOWN.contains(verb);
      if (shown && !known && !named && (!HAD.contains(verb) || node.length() == 1)) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "shown");
      }
    }
  }

  private boolean isDescription(Graph graph, int token) {
    return articles.contains(graph.token(token).lower())
        || graph
            .nodeAt(token)
            .filter(n -> n.is(MentionType.DETAILED_DESCRIPTION, MentionType.SEVERITY))
            .isPresent();
  }

  // "The drug was withdrawn" is no finding; "she was withdrawn" is.
  private void dropCourses(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.isProblem() || node.length() > 1 || !STOPPED.contains(graph.lower(node))) {
        continue;
      }
      int at = node.first - 1;
      while (at > sentence.first && ADVERBS.contains(graph.lower(sentence, at))) {
        at--;
      }
      boolean passive = TokenPattern.wordClass("passive").contains(graph.lower(sentence, at));
      boolean person = PERSONS.contains(graph.lower(sentence, at - 1));
      if (passive && !person) {
        graph.remove(node);
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
      for (Mention mention : taggers.apply(passage).tag(passage.text(), sentences)) {
        own.stream()
            .filter(s -> covers(s.source.sentence().span(), mention.span()))
            .findFirst()
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
      graph.add(mention.type(), first, end, mention.confidence(), "tagger");
    }
  }
}
