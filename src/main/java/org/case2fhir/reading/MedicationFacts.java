package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.document.SectionKind;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.notation.DoseParser;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Drugs: whether they were taken, still are or ended, and their doses in the order of the text. A
 * dose belongs to the drug before it, or behind it where "of" joins them; never across another drug.
 */
final class MedicationFacts {
  private static final int LONGEST_REGIMEN = 30;

  private final FactBuilder facts;
  private final Graph graph;
  private final DoseParser doses;
  private final Set<String> generic;

  private MedicationFacts(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    this.facts = facts;
    this.graph = facts.graph();
    this.doses = new DoseParser(new Units(units), vocabulary);
    this.generic =
        RuleTable.builtIn("treatment-terms.tsv").rows().stream()
            .filter(row -> row.get("kind").equals("generic"))
            .map(row -> row.get("word"))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    MedicationFacts medications = new MedicationFacts(facts, vocabulary, units);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      if (sentence.section() != SectionKind.FIGURE_LEGEND) {
        sentence.nodes(MentionType.MEDICATION).toList().forEach(n -> medications.read(sentence, n));
      }
    }
  }

  private void read(Graph.Sentence sentence, Graph.Node node) {
    if (!node.has(Property.Value.PATIENT)
        || node.has(Property.Value.HYPOTHETICAL)
        || facts.about(node).isPresent()
        || node.heads(Graph.Relation.SAME).findAny().isPresent()
        || isGeneric(node)) {
      return;
    }
    ConceptCoder.Coded coded =
        facts
            .coder()
            .code(List.of(graph.words(node)), List.of(Domain.MEDICATION, Domain.SUBSTANCE), sentence);
    if (!isGiven(sentence, node, coded.concept().isCoded())) {
      return;
    }
    FactDraft draft = facts.draft(FactKind.MEDICATION, coded.concept(), node, "medication");
    Timeline.Timing timing = facts.timeline().timing(node);
    draft.onset = timing.onset();
    draft.abatement = timing.end();
    draft.duration = timing.duration();
    draft.medicationStatus = status(node, timing);
    if (draft.medicationStatus != MedicationStatus.NOT_TAKEN) {
      regimen(sentence, node)
          .map(text -> doses.parseAll(text).value())
          .flatMap(parsed -> parsed)
          .ifPresent(draft.doses::addAll);
    }
  }

  // What only the vocabulary calls a drug may be a nutrient or an analyte, and what only the tagger
  // calls one may be anything: words must say that it was given, in what dose, or that it was not.
  private static boolean isGiven(Graph.Sentence sentence, Graph.Node node, boolean coded) {
    boolean tagged = node.origin.equals("tagger");
    boolean stated =
        node.details(Graph.Relation.DOSE).findAny().isPresent()
            || node.details(Graph.Relation.ROUTE).findAny().isPresent()
            || node.details(Graph.Relation.FREQUENCY).findAny().isPresent()
            || !node.has(Property.Value.UNSTATED)
            || !node.has(Property.Value.UNKNOWN)
            || node.has(Property.Value.ABSENT);
    boolean listed =
        sentence
            .coordination(node)
            .filter(
                list ->
                    list.members().stream()
                        .anyMatch(
                            other ->
                                other != node
                                    && other.type == MentionType.MEDICATION
                                    && other.origin.equals("tagger")))
            .isPresent();
    return coded && tagged || stated || listed;
  }

  private boolean isGeneric(Graph.Node node) {
    for (int i = node.first; i < node.end; i++) {
      Graph.Token token = graph.token(i);
      if (token.isWord() && !generic.contains(token.lower())) {
        return false;
      }
    }
    return true;
  }

  private static MedicationStatus status(Graph.Node node, Timeline.Timing timing) {
    if (node.has(Property.Value.ABSENT)
        || node.has(Property.Value.REFUTED)
        || node.has(Property.Value.NOT_DONE)) {
      return MedicationStatus.NOT_TAKEN;
    }
    if (node.has(Property.Value.PLANNED)) {
      return MedicationStatus.INTENDED;
    }
    return switch (node.get(Property.COURSE)) {
      case ACTIVE -> MedicationStatus.ACTIVE;
      case STOPPED -> MedicationStatus.STOPPED;
      case COMPLETED -> MedicationStatus.COMPLETED;
      case HELD -> MedicationStatus.ON_HOLD;
      default ->
          timing.end().isPresent() ? MedicationStatus.COMPLETED : MedicationStatus.UNKNOWN;
    };
  }

  /** The words of a drug's doses, from the first to the last where no other drug stands between. */
  private Optional<String> regimen(Graph.Sentence sentence, Graph.Node drug) {
    List<Graph.Node> details = new ArrayList<>();
    for (Graph.Relation relation :
        List.of(
            Graph.Relation.DOSE,
            Graph.Relation.FREQUENCY,
            Graph.Relation.ROUTE,
            Graph.Relation.DURATION)) {
      drug.details(relation).filter(node -> node.sentence == drug.sentence).forEach(details::add);
    }
    details.sort(Comparator.naturalOrder());
    if (details.isEmpty()) {
      return Optional.empty();
    }
    int first = details.get(0).first;
    int end = details.stream().mapToInt(node -> node.end).max().orElse(first);
    boolean whole =
        end - first <= LONGEST_REGIMEN
            && sentence
                .nodes(MentionType.MEDICATION)
                .noneMatch(other -> other.overlaps(first, end));
    return Optional.of(
        whole
            ? graph.words(first, end)
            : details.stream().map(graph::words).distinct().collect(Collectors.joining(" ")));
  }
}
