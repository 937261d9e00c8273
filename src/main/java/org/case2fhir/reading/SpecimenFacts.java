package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.ReportCategory;
import org.case2fhir.terminology.Domain;

/**
 * Specimens: what was taken and how it was prepared, step by step. Words for a specimen make one
 * only where a step is stated too; later steps belong to the specimen mentioned last, and a report
 * of the pathologist rests on it.
 */
final class SpecimenFacts {
  private static final int REACH = 3;
  private static final int LONGEST_MATERIAL = 4;
  private static final int MOST = 12;
  private static final double CONFIDENCE = 0.7;

  private final FactBuilder facts;
  private final Graph graph;
  private final List<TokenPattern> steps =
      RuleTable.builtIn("specimen-processing.tsv").rows().stream()
          .map(row -> TokenPattern.of(row.get("cue")))
          .toList();
  private final Set<String> nouns = TokenPattern.wordClass("specimen-noun");
  private final Set<String> noMaterial = TokenPattern.wordClass("no-material");
  private final List<FactDraft> specimens = new ArrayList<>();

  private SpecimenFacts(FactBuilder facts) {
    this.facts = facts;
    this.graph = facts.graph();
  }

  /** Adds the specimens of all sentences; when procedures and reports are known. */
  static void read(FactBuilder facts) {
    SpecimenFacts specimens = new SpecimenFacts(facts);
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
      for (TokenPattern step : steps) {
        int to =
            step.firstWords().contains(graph.token(i).lower()) || graph.token(i).isNumber()
                ? step.end(graph, sentence, i)
                : -1;
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
    Optional<FactDraft> specimen = noun(sentence).or(() -> last(sentence));
    if (specimen.isPresent()) {
      specimen.get().processing.addAll(stated);
      specimen.get().evidence.add(graph.evidence(first, end));
    }
  }

  private Optional<FactDraft> last(Graph.Sentence sentence) {
    return specimens.isEmpty()
        ? Optional.empty()
        : Optional.of(specimens.get(specimens.size() - 1))
            .filter(draft -> sentence.index - draft.head.sentence <= REACH);
  }

  private Optional<FactDraft> noun(Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (nouns.contains(graph.token(i).lower())) {
        int at = i;
        int first = i;
        while (first > sentence.first && at - first < LONGEST_MATERIAL && isMaterial(first - 1)) {
          first--;
        }
        String material = first < i ? graph.words(first, i) : "tissue";
        Graph.Node head =
            graph.add(MentionType.COREFERENCE, first, i + 1, CONFIDENCE, "specimen-noun");
        FactDraft draft =
            facts.draft(
                FactKind.SPECIMEN,
                facts
                    .coder()
                    .code(
                        List.of(material, material + " " + graph.token(i).lower()),
                        List.of(Domain.SPECIMEN),
                        sentence)
                    .concept(),
                head,
                "specimen");
        draft.assertion = Assertion.PRESENT;
        specimens.add(draft);
        return Optional.of(draft);
      }
    }
    return Optional.empty();
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
