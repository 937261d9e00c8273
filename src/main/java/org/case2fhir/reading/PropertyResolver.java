package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Subject.Sex;

/**
 * Says of each mention whether it holds, really happened, whose it is and when: cues propose, the
 * most specific proposal stays. What a cue speaks of is its {@link CueScope}; persons other than
 * the patient are found by {@link RelativeSubjects}, {@link PerinatalFindings} and {@link
 * PronounSubjects} as well.
 */
final class PropertyResolver {
  private static final Set<String> COURSES = TokenPattern.wordClass("course-of-disease");
  private static final Set<String> DETERMINERS = TokenPattern.wordClass("article");
  private static final Set<String> STOPS = TokenPattern.wordClass("stop-transitive");
  private static final String GERUND = "ing";
  private static final Set<String> ING_PREPOSITIONS = TokenPattern.wordClass("ing-preposition");
  private static final Set<String> NONE = TokenPattern.wordClass("denial-before-noun");
  private static final Set<String> TAKING = TokenPattern.wordClass("stop-activity");
  private static final int ALTERNATIVE_SIGHT = 3;
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> LIST = TokenPattern.wordClass("denied-list-joint");
  private static final Set<String> OR = TokenPattern.wordClass("alternative-joint");
  private static final Set<String> UNABLE = TokenPattern.wordClass("ability");
  private static final Set<String> ABILITIES = TokenPattern.wordClass("ability-verb");
  private static final Set<String> INFINITIVE = TokenPattern.wordClass("infinitive-mark");
  private static final Set<String> OF_DRUGS = TokenPattern.wordClass("of-drugs");

  private final CueTable cues;

  PropertyResolver(CueTable cues) {
    this.cues = cues;
  }

  /** Resolves all properties of all mentions of a patient who may have relatives only. */
  void resolve(Graph graph) {
    resolve(graph, false, Optional.empty());
  }

  /**
   * Resolves all properties of all mentions.
   *
   * @param woman whether the patient is a grown woman: where a birth is told, she is the mother
   * @param sex of the patient, which says whom a pronoun cannot mean
   */
  void resolve(Graph graph, boolean woman, Optional<Sex> sex) {
    boolean mother =
        woman
            && graph.sentences().stream()
                .anyMatch(sentence -> PerinatalFindings.tellsBirth(graph, sentence));
    for (Graph.Sentence sentence : graph.sentences()) {
      ClauseBoundaries clauses = new ClauseBoundaries(graph, sentence, cues);
      CueScope cueScope = new CueScope(graph, sentence, clauses);
      KinshipTerms kinship = new KinshipTerms(graph, sentence, clauses, mother);
      PerinatalFindings perinatal = new PerinatalFindings(graph, sentence, clauses);
      RelativeSubjects relatives =
          new RelativeSubjects(graph, sentence, clauses, kinship, perinatal, woman);
      for (Property property : Property.values()) {
        for (CueTable.Found found : cues.find(graph, sentence, CueTable.Axis.of(property))) {
          if (found.cue().value().isEmpty()) {
            denyWithin(graph, sentence, found);
          }
          found
              .cue()
              .value()
              .filter(value -> value != Property.Value.FAMILY || !relatives.isOfPatient(found))
              .filter(
                  value -> value != Property.Value.RESOLVED || !hasObject(graph, sentence, found))
              .ifPresent(value -> propose(graph, sentence, found, value, cueScope.scope(found)));
        }
      }
      sentence.nodes.forEach(PropertyResolver::byType);
      if (mother) {
        perinatal.proposeNewborn();
      }
      relatives.proposeRelatives();
      proposeAlternatives(sentence, clauses);
      sentence.nodes.forEach(PropertyResolver::withSharedNoun);
      sentence.nodes.forEach(node -> withDrugsOf(graph, sentence, node));
    }
    PronounSubjects.propose(graph, sex);
    ConfirmedSuspicions.propose(graph);
  }

  private static void propose(
      Graph graph,
      Graph.Sentence sentence,
      CueTable.Found found,
      Property.Value value,
      List<Graph.Node> scope) {
    for (Graph.Node node : scope) {
      // "never-smoker", "does not drink alcohol" deny nothing: the words of the cue are the name.
      boolean own =
          (node.type == MentionType.PERSONAL_BACKGROUND
                  || node.origin.equals("known-name")
                  || node.origin.equals(MentionCandidates.STATE)
                  || UNABLE.contains(graph.lower(sentence, found.first()))
                      && ABILITIES.contains(graph.lower(sentence, found.end())))
              && found.first() >= node.first
              && found.end() <= node.end;
      if (own) {
        continue;
      }
      if (value == Property.Value.POSSIBLE
          && COURSES.contains(graph.lower(sentence, node.end))
          && node.isProblem()) {
        continue;
      }
      // "was weaned from the ventilator and [extubated]": a second verb is an act of its own.
      if (found.cue().axis() == CueTable.Axis.COURSE && ProcedureVerbs.verb(graph, node) != null) {
        continue;
      }
      int distance = Math.max(0, Math.max(node.first - found.end(), found.first() - node.end));
      boolean refutable = node.type == MentionType.DISEASE_DISORDER;
      Property.Value fitting =
          value == Property.Value.REFUTED && !refutable ? Property.Value.ABSENT : value;
      node.propose(
          new Graph.Proposal(
              fitting, found.cue().id(), found.cue().rank(), distance, found.first(), found.end()));
    }
  }

  // "No remission of symptoms", "no relief of pain": the pain is there, the remission or relief is
  // not, where it is a finding itself.
  private static void denyWithin(Graph graph, Graph.Sentence sentence, CueTable.Found found) {
    if (found.cue().axis() != CueTable.Axis.HOLDS
        || !NONE.contains(graph.lower(sentence, found.first()))) {
      return;
    }
    sentence.nodes.stream()
        .filter(Graph.Node::isProblem)
        .filter(node -> node.first > found.first() && node.first < found.end())
        .forEach(
            node ->
                node.propose(
                    new Graph.Proposal(
                        Property.Value.ABSENT,
                        found.cue().id(),
                        found.cue().rank(),
                        0,
                        found.first(),
                        found.end())));
  }

  // "A woman with gout had stopped her allopurinol", "he was well when he stopped eating": the drug
  // was stopped, the gout did not stop.
  private static boolean hasObject(Graph graph, Graph.Sentence sentence, CueTable.Found found) {
    int object = found.end();
    object += DETERMINERS.contains(graph.lower(sentence, object)) ? 1 : 0;
    return STOPS.contains(graph.lower(sentence, found.end() - 1))
        && (TAKING.contains(graph.lower(sentence, found.end()))
            || graph.lower(sentence, found.end()).endsWith(GERUND)
                && !ING_PREPOSITIONS.contains(graph.lower(sentence, found.end()))
            || object < sentence.end
                && graph.nodeAt(object).filter(Graph.Node::isTreatment).isPresent());
  }

  // "Primary and secondary adrenal insufficiency were ruled out": what reaches the noun reaches
  // each.
  private static void withSharedNoun(Graph.Node node) {
    node.sharedNoun()
        .ifPresent(
            noun -> {
              for (Property property : Property.values()) {
                if (node.proposal(property).isEmpty()) {
                  noun.proposal(property).ifPresent(node::propose);
                }
              }
            });
  }

  // "He refused chemotherapy with A, B and C", "he was to start chemotherapy with A": what was not
  // done, was not done with its drugs.
  private static void withDrugsOf(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    Optional<Graph.Proposal> reality =
        node.isTreatment()
            ? node.proposal(Property.REALITY)
                .filter(
                    said ->
                        said.value() == Property.Value.NOT_DONE
                            || said.value() == Property.Value.HYPOTHETICAL
                                && INFINITIVE.contains(graph.lower(sentence, said.end() - 2)))
                .filter(said -> said.end() <= node.first)
            : Optional.empty();
    if (reality.isEmpty() || !OF_DRUGS.contains(graph.lower(sentence, node.end))) {
      return;
    }
    sentence.nodes.stream()
        .filter(drug -> drug.first == node.end + 1 && drug.type == MentionType.MEDICATION)
        .findFirst()
        .map(
            drug ->
                sentence.coordination(drug).map(Graph.Coordination::members).orElse(List.of(drug)))
        .ifPresent(
            drugs ->
                drugs.stream()
                    .filter(drug -> drug.proposal(Property.REALITY).isEmpty())
                    .forEach(drug -> drug.propose(reality.get())));
  }

  private static void byType(Graph.Node node) {
    if (node.type == MentionType.FAMILY_HISTORY) {
      node.propose(new Graph.Proposal(Property.Value.FAMILY, "type", 1, 0, node.first, node.first));
    }
    if (node.type == MentionType.HISTORY) {
      node.propose(new Graph.Proposal(Property.Value.PAST, "type", 1, 0, node.first, node.first));
    }
  }

  // "typical of sarcoidosis or tuberculosis", "a melanoma or a nevus": of two diseases that are
  // named as alternatives, neither is certain.
  private static void proposeAlternatives(Graph.Sentence sentence, ClauseBoundaries clauses) {
    for (int or = sentence.first + 1; or < sentence.end; or++) {
      Graph.Node one =
          clauses.inside(or) == null && OR.contains(clauses.at(or)) ? clauses.inside(or - 1) : null;
      Graph.Node other = one == null ? null : alternative(sentence, clauses, or);
      boolean disease =
          other != null
              && one.type == MentionType.DISEASE_DISORDER
              && other.type == MentionType.DISEASE_DISORDER;
      if (!disease) {
        continue;
      }
      for (Graph.Node candidate : List.of(one, other)) {
        candidate.propose(
            new Graph.Proposal(Property.Value.POSSIBLE, "alternative", 0, 0, or, or + 1));
      }
    }
  }

  private static Graph.Node alternative(Graph.Sentence sentence, ClauseBoundaries clauses, int or) {
    int last = Math.min(sentence.end, or + ALTERNATIVE_SIGHT + 1);
    for (int i = or + 1; i < last; i++) {
      Graph.Node node = clauses.inside(i);
      if (node != null && node.isProblem()) {
        return node;
      }
      boolean ends =
          VERBS.contains(clauses.at(i))
              || LIST.contains(clauses.at(i))
              || PREPOSITIONS.contains(clauses.at(i));
      if (node == null && ends) {
        return null;
      }
    }
    return null;
  }
}
