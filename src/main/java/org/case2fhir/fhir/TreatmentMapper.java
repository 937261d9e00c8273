package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.Observations.ObservationCategory;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.Radiation;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.TreatmentContext;
import org.case2fhir.model.Unit;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Type;

/**
 * What R4's MedicationStatement and Procedure have no element for: intent, response and adverse
 * events as concepts, the dose in all. Each is an Observation that is part of the treatment. No
 * verified code means these questions exactly, so they have none.
 */
final class TreatmentMapper {
  private final Fact treatment;
  private final CaseContext context;
  private final List<Observation> details = new ArrayList<>();

  private TreatmentMapper(Fact treatment, CaseContext context) {
    this.treatment = treatment;
    this.context = context;
  }

  static List<Observation> map(MedicationUse use, CaseContext context) {
    TreatmentMapper mapper = new TreatmentMapper(use, context);
    mapper.add(use.context());
    use.cumulative()
        .ifPresent(
            dose ->
                mapper.add(
                    "cumulative-dose",
                    "Cumulative dose",
                    FhirValues.quantity(dose),
                    DisplayText.of(dose)));
    return mapper.details;
  }

  static List<Observation> map(Intervention done, CaseContext context) {
    TreatmentMapper mapper = new TreatmentMapper(done, context);
    mapper.add(done.context());
    done.radiation().ifPresent(mapper::add);
    return mapper.details;
  }

  private void add(TreatmentContext of) {
    add("intent", "Treatment intent", of.intent());
    add("coded-response", "Response to treatment", of.response());
    int number = 0;
    for (Concept event : of.adverseEvents()) {
      number++;
      add("adverse-event-" + number, "Adverse event", Optional.of(event));
    }
  }

  private void add(Radiation radiation) {
    radiation
        .dose()
        .ifPresent(
            dose ->
                add(
                    "radiation-dose",
                    "Radiation dose",
                    FhirValues.quantity(dose),
                    DisplayText.of(dose)));
    radiation
        .fractions()
        .map(count -> Amount.of(String.valueOf(count), Unit.NONE))
        .ifPresent(
            count ->
                add(
                    "fractions",
                    "Number of fractions",
                    FhirValues.quantity(count),
                    DisplayText.of(count)));
  }

  private void add(String role, String question, Optional<Concept> answer) {
    answer.ifPresent(concept -> add(role, question, CodeableConcepts.of(concept), concept.text()));
  }

  private void add(String role, String question, Type answer, String words) {
    Circumstances circumstances = treatment.circumstances();
    FactRef ref = FactRef.of(treatment);
    Optional<CodeableConcept> category = ObservationCategory.of(FindingCategory.OUTCOME);
    Observation observation =
        Observations.begin(ref, role, category, CodeableConcepts.ofText(question), context);
    observation.setValue(answer);
    if (treatment instanceof MedicationUse use) {
      Observations.addCause(observation, use.id(), context);
    } else {
      context.reference(ref).ifPresent(observation::addPartOf);
    }
    context.encounter(circumstances).ifPresent(observation::setEncounter);
    setEffective(observation, ref, circumstances);
    observation.setText(
        NarrativeBuilder.of(question + ", " + treatment.concept().text() + ": " + words)
            .item("Encounter", context.visitLabel(circumstances))
            .build());
    details.add(observation);
  }

  // What was given in all, was given when the procedure was done.
  private void setEffective(Observation observation, FactRef ref, Circumstances circumstances) {
    DatedTime moment = context.visitMoment(circumstances);
    if (treatment instanceof Intervention done && !moment.isDated()) {
      DatedTime start = context.moment(ref, circumstances);
      DatedTime end = done.end().map(when -> context.moment(ref, when)).orElse(DatedTime.NONE);
      if (end.date().isPresent()) {
        observation.setEffective(FhirValues.period(start.date(), end.date()));
        return;
      }
      moment = start;
    }
    Observations.setEffective(observation, moment);
  }
}
