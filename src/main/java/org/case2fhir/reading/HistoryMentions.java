package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;

/**
 * Opens mentions of a history: in "a history of gout and stroke" the illnesses are what is stated,
 * as the patient's past or as that of the family. A history of which is not said what it holds
 * states nothing.
 */
final class HistoryMentions {
  /** Rule that marks a history of which is not said what it holds. */
  static final String EMPTY_HISTORY = "empty-history";

  private static final Set<String> OWNERS = TokenPattern.wordClass("patient-pronoun");
  private static final Set<String> CLAUSE_LEADS = TokenPattern.wordClass("clause-end");
  private static final TokenPattern ALSO = TokenPattern.of("<also-lead> <also-verb>");
  private static final TokenPattern LIKE = TokenPattern.of("like <owner>");
  private static final int HISTORY_LEAD = 5;
  private static final Set<String> EXAMPLES = TokenPattern.wordClass("example-opening");
  private static final double ITEM = 0.7;
  private static final int LONGEST_ITEM = 5;

  private final Gazetteer names;
  private final GenericTerms generic = GenericTerms.builtIn();
  private final Set<String> adjectiveEndings = TokenPattern.wordClass("adjective-ending");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> prepositions = TokenPattern.wordClass("preposition");
  private final Set<String> kin = TokenPattern.wordClass("kin");
  private final Set<String> historyLeads = TokenPattern.wordClass("history-lead");
  private final Set<String> personals = TokenPattern.wordClass("personal");
  private final Set<String> coming = TokenPattern.wordClass("coming");
  private final Set<String> contrasts = TokenPattern.wordClass("clause-end");
  private final Set<String> familial = TokenPattern.wordClass("familial");
  private final Set<String> reporting = TokenPattern.wordClass("reporting");
  private final Set<String> denials = TokenPattern.wordClass("leading-denial");
  private final VocabularyNames vocabularyNames;

  HistoryMentions(Gazetteer names, VocabularyNames vocabularyNames) {
    this.names = names;
    this.vocabularyNames = vocabularyNames;
  }

  // "a history of gout and stroke": what the history is of are problems of the past.
  void openHistories(Graph graph, Graph.Sentence sentence, DefinedAbbreviations abbreviations) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.is(MentionType.HISTORY, MentionType.FAMILY_HISTORY)) {
        continue;
      }
      // "was admitted with status epilepticus": why the patient came is no history.
      boolean reason =
          prepositions.contains(graph.lower(sentence, node.first - 1))
              && coming.contains(graph.lower(sentence, node.first - 2));
      int first = node.first;
      if (reason
          && node.type == MentionType.HISTORY
          && !historyLeads.contains(graph.token(first).lower())) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "reason-for-coming");
        continue;
      }
      // "familial Mediterranean fever" is the name of an illness, whoever has it.
      int name = first;
      while (name < node.end && !familial.contains(graph.token(name).lower())) {
        name++;
      }
      Optional<Domain> named =
          name + 1 < node.end ? names.domain(graph, name, node.end) : Optional.empty();
      if (named.isPresent()) {
        graph.resize(node, name, node.end, "history-of");
        graph.retype(node, Gazetteer.type(named.get()), "known-name");
        continue;
      }
      boolean family =
          node.type == MentionType.FAMILY_HISTORY && namesRelative(graph, sentence, node);
      while (first < node.end
          && (historyLeads.contains(graph.token(first).lower())
              || family && kin.contains(graph.token(first).lower()))) {
        first++;
      }
      List<Graph.Node> known = knownNames(graph, sentence, node, first, abbreviations);
      known = withOtherItems(graph, node, first, known, family);
      if (!known.isEmpty() || first == node.end) {
        graph.remove(node);
      } else if (first > node.first) {
        graph.resize(node, first, node.end, "history-of");
      }
      boolean dated =
          sentence.nodes.stream()
              .anyMatch(
                  other ->
                      other.is(MentionType.AGE, MentionType.DATE, MentionType.DURATION)
                          && other.overlaps(node.first, node.end));
      if (known.isEmpty() && dated) {
        // "diagnosed at 42 years of age": when, and not what.
        graph.remove(node);
        continue;
      }
      if (known.isEmpty() && first < node.end && !family) {
        // "denied any previous medical history": the history itself is denied.
        while (first < node.end - 1
            && (denials.contains(graph.token(first).lower())
                || reporting.contains(graph.token(first).lower()))) {
          first++;
        }
        graph.resize(node, first, node.end, "history-of");
        // A history of nothing is no fact, but what is said of it reaches no further.
        boolean nothing = namesNothing(graph, node);
        graph.retype(node, MentionType.SIGN_SYMPTOM, nothing ? EMPTY_HISTORY : "history");
        node.propose(past(node));
      }
      for (Graph.Node illness : known) {
        if (family && isOfOwner(graph, sentence, illness)) {
          continue;
        }
        illness.propose(family ? ofFamily(illness) : past(illness));
      }
    }
  }

  // A history of which no word says that it is of the family is the patient's.
  private boolean namesRelative(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean personal = false;
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      if (kin.contains(word) || familial.contains(word)) {
        return true;
      }
      personal |= personals.contains(word);
    }
    // "a [personal past history of] type II diabetes ... and a family history of stroke"
    for (int i = Math.max(sentence.first, node.first - HISTORY_LEAD); i < node.first; i++) {
      if (personals.contains(graph.token(i).lower())) {
        return false;
      }
    }
    for (int i = sentence.first; !personal && i < sentence.end; i++) {
      // "no history of asthma, but her daughter had": another clause.
      if (i >= node.end && contrasts.contains(graph.token(i).lower())) {
        return false;
      }
      if (kin.contains(graph.token(i).lower()) || familial.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "past medical history": of what is not said.
  private boolean namesNothing(Graph graph, Graph.Node node) {
    for (int i = node.first; i < node.end; i++) {
      if (!historyLeads.contains(graph.token(i).lower()) && graph.token(i).isWord()) {
        return false;
      }
    }
    return true;
  }

  private List<Graph.Node> knownNames(
      Graph graph,
      Graph.Sentence sentence,
      Graph.Node node,
      int first,
      DefinedAbbreviations abbreviations) {
    List<Graph.Node> others =
        sentence.nodes.stream()
            .filter(other -> other != node && other.isClinical())
            .filter(other -> other.overlaps(node.first, node.end))
            .toList();
    if (!others.isEmpty()) {
      return others;
    }
    vocabularyNames.addKnownNames(graph, sentence, first, node.end, abbreviations);
    return sentence.nodes.stream()
        .filter(other -> other != node && other.isClinical())
        .filter(other -> other.overlaps(node.first, node.end))
        .toList();
  }

  // "hypertension, cavum cancer 1 year ago", "asthma, congenital anomalies": what is listed
  // beside a known illness is one too, though no vocabulary knows it.
  private List<Graph.Node> withOtherItems(
      Graph graph, Graph.Node node, int from, List<Graph.Node> known, boolean family) {
    List<Graph.Node> all = new ArrayList<>(known);
    int first = from;
    while (!known.isEmpty() && first < node.end) {
      int end = first;
      while (end < node.end && !joiners.contains(graph.token(end).lower())) {
        end++;
      }
      int start = EXAMPLES.contains(graph.token(first).lower()) ? first + 1 : first;
      int last = itemEnd(graph, start, end);
      if (last > start && known.stream().noneMatch(other -> other.overlaps(start, last))) {
        boolean disease = generic.isDiseaseName(graph.token(last - 1).text());
        MentionType type = disease ? MentionType.DISEASE_DISORDER : MentionType.SIGN_SYMPTOM;
        // Of a family the other words may tell who had it.
        boolean whole = last == end;
        if (family ? disease && whole : disease || whole && !isModifier(graph, start, last)) {
          all.add(graph.add(type, start, last, ITEM, "history"));
        }
      }
      first = end + 1;
    }
    return all;
  }

  // "orofacial or cervical dystonia": a word that lacks its noun.
  private boolean isModifier(Graph graph, int first, int end) {
    String word = graph.token(end - 1).lower();
    return end == first + 1 && adjectiveEndings.stream().anyMatch(word::endsWith);
  }

  // Behind the words of an item before a preposition or number; its beginning where it says of
  // nothing, or denies.
  private int itemEnd(Graph graph, int first, int end) {
    int last = first;
    while (last < end
        && graph.token(last).isWord()
        && !prepositions.contains(graph.token(last).lower())) {
      String word = graph.token(last).lower();
      if (denials.contains(word) || reporting.contains(word) || historyLeads.contains(word)) {
        return first;
      }
      last++;
    }
    return last - first <= LONGEST_ITEM ? last : first;
  }

  // "her father has gout; she does not have [gout]", "she had [gout], as did her sister", "had
  // [gout] like her father": the patient's own, where she is the subject.
  private boolean isOfOwner(Graph graph, Graph.Sentence sentence, Graph.Node illness) {
    for (int i = illness.first - 1; i > sentence.first; i--) {
      String word = graph.lower(sentence, i);
      if (KinshipTerms.isKin(word) || familial.contains(word)) {
        break;
      }
      if (OWNERS.contains(word) && CLAUSE_LEADS.contains(graph.lower(sentence, i - 1))) {
        return true;
      }
    }
    return ALSO.end(graph, sentence, illness.end) > illness.end
        || LIKE.end(graph, sentence, illness.end) > illness.end;
  }

  private static Graph.Proposal past(Graph.Node node) {
    return new Graph.Proposal(Property.Value.PAST, "history", 1, 0, node.first, node.first);
  }

  private static Graph.Proposal ofFamily(Graph.Node node) {
    return new Graph.Proposal(
        Property.Value.FAMILY, "family-history", 1, 0, node.first, node.first);
  }
}
