package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Finding.FindingCategory;

/**
 * The study that is the evidence of a problem: the one before it in its sentence that shows it, or
 * the histology of the sentences before, and the part of the body that a specimen was taken from.
 *
 * @see StudyKind for what kinds of studies there are
 */
final class StudyEvidence {
  private static final int LONGEST_STUDY = 3;
  private static final int TAKING_SIGHT = 6;
  private static final Set<String> OBTAINED = TokenPattern.wordClass("specimen-obtained");
  private static final Set<String> LEADS = TokenPattern.wordClass("study-lead");
  private static final Set<String> SHOWING = TokenPattern.wordClass("shown-or-had");
  private static final Set<String> AFTER = TokenPattern.wordClass("after-word");
  private static final Set<String> FOUND = TokenPattern.wordClass("found");
  private static final Set<String> PATIENTS = TokenPattern.wordClass("case-noun");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> TISSUES = TokenPattern.wordClass("histology-subject");
  private static final int TISSUE_SIGHT = 5;
  private static final int MICROSCOPY = 4;
  private static final int FARTHEST_STUDY = 80;

  private final Graph graph;

  StudyEvidence(Graph graph) {
    this.graph = graph;
  }

  /** The study that shows a problem: the nearest before it in its sentence. */
  Optional<StudyKind> study(Graph.Sentence sentence, Graph.Node node) {
    Optional<StudyKind> found = Optional.empty();
    int last = -1;
    int from = Math.max(sentence.first, node.first - FARTHEST_STUDY);
    for (int i = from; i < node.first; i++) {
      boolean past = graph.lower(sentence, i + 1).equals("history");
      Optional<StudyKind> kind = past ? Optional.empty() : StudyKind.at(graph, sentence, i);
      // "microscopic examination", "ultrasonography screening examination": the first word says
      // what kind of examination.
      boolean general =
          kind.filter(StudyKind::isGeneral).isPresent()
              && (last == i - 1 || last == i - 2 && graph.nodeAt(last).equals(graph.nodeAt(i)));
      if (kind.isPresent()
          && !(general && found.isPresent())
          && !(found.isPresent() && isOfTaking(sentence, i))
          && !isOfOther(sentence, i, node.first)
          && !isBeforehand(sentence, i, node.first)) {
        found = kind;
        last = i;
      }
    }
    OptionalInt behind = StudyKind.behind(graph, sentence, node);
    if (behind.isPresent()) {
      return StudyKind.at(graph, sentence, behind.getAsInt());
    }
    if (StudyKind.isReason(graph, sentence, last, node.first)) {
      return Optional.empty();
    }
    return found.or(() -> microscopy(sentence));
  }

  // "Histology showed ulcers. The lamina propria was fibrous": still under the microscope.
  private Optional<StudyKind> microscopy(Graph.Sentence sentence) {
    for (int i = sentence.index; i > Math.max(0, sentence.index - MICROSCOPY); i--) {
      if (!isOfTissue(graph.sentences().get(i))) {
        return Optional.empty();
      }
      Optional<StudyKind> before = lastStudy(graph.sentences().get(i - 1));
      if (before.isPresent()) {
        return before.filter(kind -> kind.category() == FindingCategory.PATHOLOGY);
      }
    }
    return Optional.empty();
  }

  private boolean isOfTissue(Graph.Sentence sentence) {
    int end = Math.min(sentence.end, sentence.first + TISSUE_SIGHT);
    for (int i = sentence.first; i < end; i++) {
      if (TISSUES.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  private Optional<StudyKind> lastStudy(Graph.Sentence sentence) {
    for (int i = sentence.end - 1; i >= sentence.first; i--) {
      Optional<StudyKind> kind = StudyKind.at(graph, sentence, i);
      if (kind.isPresent()) {
        return kind;
      }
    }
    return Optional.empty();
  }

  // "Histology of samples that were obtained during [laparotomy] showed granulomas"
  private boolean isOfTaking(Graph.Sentence sentence, int study) {
    int from = Math.max(sentence.first, study - TAKING_SIGHT);
    return IntStream.range(from, study)
        .anyMatch(
            i ->
                OBTAINED.contains(graph.token(i).lower())
                    && LEADS.contains(graph.lower(sentence, i + 1)));
  }

  // "After CT angiography, the patient had fever": the study did not show it. "After MRI, he was
  // found to have a tumor": it did. "After MRI, she experienced nausea" is none of its findings.
  private boolean isBeforehand(Graph.Sentence sentence, int study, int problem) {
    int after = study;
    while (after > sentence.first
        && !AFTER.contains(graph.token(after).lower())
        && !FINITE.contains(graph.token(after).lower())) {
      after--;
    }
    return AFTER.contains(graph.token(after).lower())
        && IntStream.range(study + 1, problem).anyMatch(i -> isPatient(graph.token(i).lower()))
        && IntStream.range(study + 1, problem).noneMatch(i -> isFound(sentence, i));
  }

  private boolean isFound(Graph.Sentence sentence, int at) {
    return FOUND.contains(graph.token(at).lower())
        && (BE.contains(graph.lower(sentence, at - 1))
            || BE.contains(graph.lower(sentence, at - 2)));
  }

  private static boolean isPatient(String word) {
    return PATIENTS.contains(word) || TokenPattern.wordClass("patient-pronoun").contains(word);
  }

  // "a mass on CT and a rash": the study showed the mass.
  private boolean isOfOther(Graph.Sentence sentence, int study, int problem) {
    boolean joined = false;
    for (int i = study + 1; i < problem; i++) {
      String word = graph.token(i).lower();
      if (SHOWING.contains(word) || FINITE.contains(word)) {
        return false;
      }
      joined |= JOINERS.contains(word);
    }
    return joined
        && sentence.nodes.stream()
            .filter(other -> other.isProblem() && other.end <= study)
            .anyMatch(
                other -> {
                  OptionalInt beside = StudyKind.beside(graph, sentence, other);
                  // "computed tomography scan" names a study three times.
                  return beside.isPresent()
                      && beside.getAsInt() <= study
                      && study - beside.getAsInt() < LONGEST_STUDY;
                });
  }

  // "A bone marrow biopsy revealed foam cells": they are where the specimen is from.
  Optional<Graph.Node> sampled(Graph.Sentence sentence, Graph.Node node) {
    Optional<Graph.Node> study =
        sentence.nodes.stream()
            .filter(other -> other.isTest() && other.first < node.first)
            .filter(
                other ->
                    StudyKind.of(graph, other)
                        .filter(kind -> kind.category() == FindingCategory.PATHOLOGY)
                        .isPresent())
            .reduce((one, next) -> next);
    if (study.isEmpty()) {
      return Optional.empty();
    }
    Graph.Node sampling = study.get();
    List<Graph.Node> parts =
        sentence.nodes.stream()
            .filter(other -> other.type == MentionType.BIOLOGICAL_STRUCTURE)
            .filter(other -> other.end <= node.first && !BodySites.isSpecimen(graph, other))
            .filter(
                other ->
                    other.overlaps(sampling.first, sampling.end)
                        || other.heads(Graph.Relation.SITE).anyMatch(head -> head == sampling)
                        || other.end == sampling.first)
            .toList();
    return parts.size() == 1 ? Optional.of(parts.get(0)) : Optional.empty();
  }
}
