package org.case2fhir.extraction.facts;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.StudyReport;

/**
 * Makes the fact of a draft.
 *
 * @param ids of all drafts that stay
 */
record DraftedFact(Draft draft, Map<Draft, String> ids) {

  Fact fact() {
    return switch (draft.kind) {
      case DIAGNOSIS -> diagnosis();
      case FINDING -> finding();
      case MEASUREMENT -> measurement();
      case MEDICATION -> medication();
      case PROCEDURE -> intervention();
      case SPECIMEN ->
          new Sample(
              id(),
              draft.concept,
              draft.circumstances(),
              id(draft.procedure),
              List.copyOf(draft.processing));
      case REPORT -> report();
      case FAMILY_HISTORY ->
          new FamilyHistory(
              id(),
              draft.concept,
              draft.circumstances(),
              draft.sex,
              Optional.empty(),
              draft.illnesses);
      case ALLERGY ->
          new Sensitivity(
              id(),
              draft.concept,
              draft.circumstances(),
              Optional.empty(),
              List.of(),
              Optional.empty());
    };
  }

  private Diagnosis diagnosis() {
    return new Diagnosis(
        id(),
        draft.concept,
        draft.circumstances(),
        draft.comorbidity,
        /* differential= */ false,
        draft.assertion == Assertion.ABSENT ? Optional.empty() : draft.clinicalStatus,
        draft.onset,
        draft.assertion == Assertion.PRESENT ? draft.abatement : Optional.empty(),
        List.copyOf(draft.stage));
  }

  private Finding finding() {
    return new Finding(
        id(),
        draft.concept,
        draft.circumstances(),
        draft.findingCategory,
        draft.value,
        draft.onset,
        draft.duration,
        draft.abatement,
        links());
  }

  private Measurement measurement() {
    return new Measurement(
        id(),
        draft.concept,
        draft.circumstances(),
        draft.measurementCategory,
        draft.value,
        draft.interpretation,
        draft.reference,
        Optional.empty(),
        links());
  }

  private MedicationUse medication() {
    return new MedicationUse(
        id(),
        draft.concept,
        draft.circumstances(),
        draft.medicationStatus,
        draft.doses,
        draft.onset,
        draft.abatement,
        draft.duration,
        ids(draft.reasons, FactKind.DIAGNOSIS, FactKind.FINDING),
        draft.response);
  }

  private Intervention intervention() {
    return new Intervention(
        id(),
        draft.concept,
        draft.circumstances(),
        draft.interventionStatus,
        Optional.empty(),
        ids(draft.reasons, FactKind.DIAGNOSIS, FactKind.FINDING),
        Optional.empty(),
        List.of());
  }

  private StudyReport report() {
    return new StudyReport(
        id(),
        draft.concept,
        draft.circumstances(),
        draft.reportCategory,
        Stream.concat(
                id(draft.procedure).stream(), ids(draft.operations, FactKind.PROCEDURE).stream())
            .distinct()
            .toList(),
        ids(draft.specimens, FactKind.SPECIMEN),
        draft.conclusion);
  }

  private Links links() {
    return new Links(
        ids(draft.supports, FactKind.DIAGNOSIS),
        ids(draft.responseTo, FactKind.MEDICATION),
        id(draft.procedure),
        id(draft.specimen),
        id(draft.report));
  }

  private String id() {
    return ids.get(draft);
  }

  private Optional<String> id(Optional<Draft> other) {
    return other.map(ids::get);
  }

  private List<String> ids(Collection<Draft> others, FactKind... kinds) {
    return others.stream()
        .filter(other -> List.of(kinds).contains(other.kind))
        .map(ids::get)
        .distinct()
        .toList();
  }
}
