package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Specimens: what was taken and how it was prepared, step by step. Words for a specimen make one
 * only where a step is stated too, and several where as many sizes are; later steps belong to the
 * specimens mentioned last, and a report of the pathologist rests on them.
 */
final class SpecimenFacts {
  private static final int REACH = 3;
  private static final int LONGEST_MATERIAL = 4;
  private static final int MOST = 12;
  private static final double CONFIDENCE = 0.7;
  private static final TokenPattern.Index<TokenPattern> STEPS =
      new TokenPattern.Index<>(
          RuleTable.builtIn("specimen-processing.tsv").rows().stream()
              .map(row -> TokenPattern.of(row.get("cue")))
              .toList(),
          Function.identity());

  private final FactBuilder facts;
  private final Graph graph;
  private final Set<String> nouns = TokenPattern.wordClass("specimen-noun");
  private final Set<String> noMaterial = TokenPattern.wordClass("no-material");
  private final List<FactDraft> specimens = new ArrayList<>();

  private final ResultReader results;

  private SpecimenFacts(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    this.facts = facts;
    this.graph = facts.graph();
    this.results = new ResultReader(units, vocabulary);
  }

  /** Adds the specimens of all sentences; when procedures and reports are known. */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    SpecimenFacts specimens = new SpecimenFacts(facts, vocabulary, units);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      if (sentence.inCase() && specimens.specimens.size() < MOST) {
        specimens.read(sentence);
      }
    }
    specimens.specimens.forEach(specimens::join);
  }

  private void read(Graph.Sentence sentence) {
    Set<String> stated = new LinkedHashSet<>();
    int first = sentence.end;
    int end = sentence.first;
    for (int i = sentence.first; i < sentence.end; i++) {
      for (TokenPattern step : STEPS.of(graph.token(i).lower())) {
        int to = step.end(graph, sentence, i);
        if (to > i) {
          stated.add(ConceptCoder.plain(graph.words(i, to)));
          first = Math.min(first, i);
          end = Math.max(end, to);
        }
      }
    }
    if (stated.isEmpty()) {
      return;
    }
    List<FactDraft> named = noun(sentence);
    for (FactDraft specimen : named.isEmpty() ? last(sentence) : named) {
      specimen.processing.addAll(stated);
      specimen.evidence.add(graph.evidence(first, end));
    }
  }

  // All of the sentence that mentioned any last.
  private List<FactDraft> last(Graph.Sentence sentence) {
    return specimens.stream()
        .filter(draft -> draft.head.sentence == specimens.get(specimens.size() - 1).head.sentence)
        .filter(draft -> sentence.index - draft.head.sentence <= REACH)
        .toList();
  }

  private List<FactDraft> noun(Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (nouns.contains(graph.token(i).lower())) {
        int at = i;
        int first = i;
        while (first > sentence.first && at - first < LONGEST_MATERIAL && isMaterial(first - 1)) {
          first--;
        }
        String material = first < i ? graph.words(first, i) : "tissue";
        Concept concept =
            facts
                .coder()
                .code(
                    List.of(material, material + " " + graph.token(i).lower()),
                    List.of(Domain.SPECIMEN),
                    sentence)
                .concept();
        List<Graph.Node> sizes = sizes(sentence, i);
        List<FactDraft> found = new ArrayList<>();
        for (int n = 0; n < Math.max(1, sizes.size()); n++) {
          Graph.Node head =
              graph.add(MentionType.COREFERENCE, first, i + 1, CONFIDENCE, "specimen-noun");
          FactDraft draft = facts.draft(FactKind.SPECIMEN, concept, head, "specimen");
          draft.assertion = Assertion.PRESENT;
          found.add(draft);
          if (!sizes.isEmpty()) {
            measure(sentence, draft, sizes.get(n));
          }
        }
        specimens.addAll(found);
        return found;
      }
    }
    return List.of();
  }

  // "two specimens measuring 4 x 3 cm and 5 x 4 cm": behind the noun, up to where a mention of
  // something else begins.
  private List<Graph.Node> sizes(Graph.Sentence sentence, int noun) {
    List<Graph.Node> sizes = new ArrayList<>();
    for (Graph.Node node : sentence.nodes) {
      if (node.first > noun && CueTable.Target.ALL.includes(node.type)) {
        break;
      }
      boolean size = node.is(MentionType.AREA, MentionType.VOLUME, MentionType.DISTANCE);
      if (size && node.first > noun && sizes.size() < MOST) {
        sizes.add(node);
      }
    }
    return sizes;
  }

  private void measure(Graph.Sentence sentence, FactDraft specimen, Graph.Node size) {
    Optional<Value> value =
        results.read(graph, sentence, size, size).map(ResultReader.Result::value);
    if (value.isPresent() && facts.about(size).isEmpty()) {
      FactDraft draft =
          facts.draft(
              FactKind.MEASUREMENT,
              Concept.ofText(specimen.concept.text() + " size"),
              size,
              "size-of-specimen");
      draft.measurementCategory = MeasurementCategory.EXAM;
      draft.assertion = Assertion.PRESENT;
      draft.value = value;
      draft.specimen = Optional.of(specimen);
    }
  }

  private boolean isMaterial(int token) {
    return graph.token(token).isWord() && !noMaterial.contains(graph.token(token).lower());
  }

  // The report on it behind, and the procedure that it came from before it.
  private void join(FactDraft specimen) {
    int index = specimen.head.sentence;
    for (FactDraft draft : facts.drafts()) {
      int apart = draft.head.sentence - index;
      if (draft.kind == FactKind.REPORT
          && draft.reportCategory == ReportCategory.PATHOLOGY
          && apart >= 0
          && apart <= REACH) {
        draft.specimens.add(specimen);
      }
      boolean taken =
          draft.kind == FactKind.PROCEDURE
              && draft.assertion == Assertion.PRESENT
              && ProcedureFacts.isRemoval(draft)
              && draft.head.first <= specimen.head.first
              && apart >= -REACH;
      if (taken) {
        specimen.procedure = Optional.of(draft);
      }
    }
  }
}
