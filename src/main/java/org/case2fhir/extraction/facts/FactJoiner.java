package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.SectionKind;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Code;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.MedicationStatus;

/**
 * Makes one fact of a fact that is told twice, with the evidence of both.
 *
 * <p>Two drafts are one fact if they have the same kind, concept and assertion, no different sites,
 * visits, times or values, and neither says more than that of the other. A disease stays the same
 * over visits; a suspicion that was confirmed later is the confirmed disease.
 */
final class FactJoiner {
  private final Map<String, List<Draft>> byConcept = new LinkedHashMap<>();
  private final Map<Draft, Draft> joined = new HashMap<>();
  private final List<Draft> kept = new ArrayList<>();

  private FactJoiner() {}

  static List<Draft> join(List<Draft> drafts) {
    FactJoiner joiner = new FactJoiner();
    drafts.forEach(joiner::add);
    joiner.joinAsides();
    joiner.joinSigns();
    joiner.kept.forEach(joiner::relink);
    return joiner.kept;
  }

  private void add(Draft draft) {
    List<Draft> alike = byConcept.computeIfAbsent(key(draft), key -> new ArrayList<>());
    List<Draft> same = alike.stream().filter(other -> isSame(other, draft)).toList();
    if (!same.isEmpty() && !isAmbiguous(same, draft)) {
      merge(same.get(0), draft);
      joined.put(draft, same.get(0));
    } else {
      alike.add(draft);
      kept.add(draft);
    }
  }

  // "Masses" in a legend may be the left one, the right one or both.
  private static boolean isAmbiguous(List<Draft> same, Draft draft) {
    boolean sided = same.stream().anyMatch(other -> !other.sites.isEmpty());
    return draft.kind == FactKind.FINDING
        && draft.sites.isEmpty()
        && sided
        && (same.size() > 1 || draft.sentence().section() == SectionKind.FIGURE_LEGEND);
  }

  // What other parts of the article call a finding may be the disease that the case tells of.
  private void joinAsides() {
    Map<String, Draft> diseases = new HashMap<>();
    for (Draft draft : kept) {
      if (draft.kind == FactKind.DIAGNOSIS && draft.assertion == Assertion.PRESENT) {
        diseases.putIfAbsent(name(draft), draft);
      }
    }
    for (Draft draft : List.copyOf(kept)) {
      Draft disease = diseases.get(name(draft));
      boolean aside =
          draft.kind == FactKind.FINDING
              && draft.assertion == Assertion.PRESENT
              && !draft.sentence().inCase();
      if (aside && disease != null) {
        disease.evidence.addAll(draft.evidence);
        disease.sites.addAll(draft.sites);
        kept.remove(draft);
        joined.put(draft, disease);
      }
    }
  }

  // An aside may call a disease what the case tells as a sign.
  private void joinSigns() {
    for (Draft draft : List.copyOf(kept)) {
      boolean aside =
          draft.kind == FactKind.DIAGNOSIS
              && draft.assertion == Assertion.PRESENT
              && !draft.concept.isCoded()
              && !draft.sentence().inCase();
      Optional<Draft> sign =
          kept.stream()
              .filter(other -> aside && other.kind == FactKind.FINDING)
              .filter(other -> other.assertion == Assertion.PRESENT && other.sentence().inCase())
              .filter(other -> name(other).equals(name(draft)))
              .findFirst();
      if (sign.isPresent()) {
        sign.get().evidence.addAll(draft.evidence);
        kept.remove(draft);
        joined.put(draft, sign.get());
      }
    }
  }

  private static String key(Draft draft) {
    return draft.kind + " " + name(draft);
  }

  private static String name(Draft draft) {
    return draft.concept.codes().stream()
        .findFirst()
        .map(Code::toString)
        .orElseGet(() -> FactIds.slug(draft.concept.text()).replaceFirst("s$", ""));
  }

  private static boolean isSame(Draft a, Draft b) {
    boolean disease = a.kind == FactKind.DIAGNOSIS;
    boolean together = !disease && a.place.index() == b.place.index();
    return !together
        && (a.assertion == b.assertion || (disease && isConfirmed(a, b)))
        && sitesFit(a.sites, b.sites)
        && (disease || fits(a.visit, b.visit) || isBackground(a))
        && (disease || fits(a.time, b.time))
        && fits(a.value, b.value)
        && fits(a.interpretation, b.interpretation)
        && a.illnesses.equals(b.illnesses)
        && fits(a.specimen, b.specimen)
        && isShownTogether(a, b)
        && (a.doses.isEmpty() || b.doses.isEmpty() || a.doses.equals(b.doses))
        && (a.kind != FactKind.MEDICATION
            || a.medicationStatus == b.medicationStatus
            || fitsStatus(a, b))
        && fits(a.conclusion, b.conclusion);
  }

  // What two studies show are two findings, even where they show the same.
  private static boolean isShownTogether(Draft a, Draft b) {
    return a.kind != FactKind.FINDING
        || a.report.isEmpty()
        || b.report.isEmpty()
        || a.findingCategory == b.findingCategory
            && name(a.report.get()).equals(name(b.report.get()));
  }

  private static boolean fitsStatus(Draft a, Draft b) {
    boolean negative = a.assertion == Assertion.ABSENT;
    return !negative
        && (a.medicationStatus == MedicationStatus.UNKNOWN
            || b.medicationStatus == MedicationStatus.UNKNOWN);
  }

  private static boolean isConfirmed(Draft a, Draft b) {
    return a.assertion == Assertion.POSSIBLE && b.assertion == Assertion.PRESENT
        || a.assertion == Assertion.PRESENT && b.assertion == Assertion.POSSIBLE;
  }

  private static boolean isBackground(Draft draft) {
    return draft.kind == FactKind.FAMILY_HISTORY || draft.kind == FactKind.ALLERGY;
  }

  private static <T> boolean fits(Optional<T> a, Optional<T> b) {
    return a.isEmpty() || b.isEmpty() || a.equals(b);
  }

  // A draft that names no site may mean any; one side is not both.
  private static boolean sitesFit(Set<BodySite> a, Set<BodySite> b) {
    return a.isEmpty() || b.isEmpty() || a.equals(b);
  }

  private static void merge(Draft into, Draft other) {
    if (into.assertion == Assertion.POSSIBLE) {
      into.assertion = other.assertion;
    }
    into.evidence.addAll(other.evidence);
    into.sites.addAll(other.sites);
    into.notes.addAll(other.notes);
    into.stage.addAll(other.stage);
    into.comorbidity |= other.comorbidity;
    into.visit = into.visit.or(() -> other.visit);
    into.time = into.time.or(() -> other.time);
    into.severity = into.severity.or(() -> other.severity);
    into.value = into.value.or(() -> other.value);
    into.interpretation = into.interpretation.or(() -> other.interpretation);
    into.reference = into.reference.or(() -> other.reference);
    into.onset = into.onset.or(() -> other.onset);
    into.duration = into.duration.or(() -> other.duration);
    into.abatement = into.abatement.or(() -> other.abatement);
    into.response = into.response.or(() -> other.response);
    into.conclusion = into.conclusion.or(() -> other.conclusion);
    into.procedure = into.procedure.or(() -> other.procedure);
    into.report = into.report.or(() -> other.report);
    into.reasons.addAll(other.reasons);
    into.responseTo.addAll(other.responseTo);
    into.processing.addAll(other.processing);
    if (into.doses.isEmpty()) {
      into.doses.addAll(other.doses);
    }
    if (into.medicationStatus == MedicationStatus.UNKNOWN) {
      into.medicationStatus = other.medicationStatus;
    }
  }

  private void relink(Draft draft) {
    draft.procedure = draft.procedure.map(this::target);
    draft.report = draft.report.map(this::target);
    draft.specimen = draft.specimen.map(this::target);
    relink(draft.reasons);
    relink(draft.responseTo);
    relink(draft.specimens);
    relink(draft.operations);
  }

  private void relink(Set<Draft> links) {
    Set<Draft> targets = new LinkedHashSet<>();
    links.stream().map(this::target).forEach(targets::add);
    links.clear();
    links.addAll(targets);
  }

  private Draft target(Draft draft) {
    return joined.getOrDefault(draft, draft);
  }
}
