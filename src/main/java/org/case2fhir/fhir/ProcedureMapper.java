package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.TreatmentContext;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.StringType;

/**
 * Something done to the patient, or expressly not done. {@code performed} is as precise as given: a
 * date, a period, or words; what was not done has none.
 */
final class ProcedureMapper {
  private ProcedureMapper() {}

  static Procedure map(Intervention intervention, CaseContext context) {
    return map(intervention, FactRef.of(intervention), context);
  }

  /**
   * Something done as a Procedure of another kind of fact.
   *
   * @param ref the fact that gives the resource its identity
   */
  static Procedure map(Intervention intervention, FactRef ref, CaseContext context) {
    Circumstances circumstances = intervention.circumstances();
    Procedure procedure = new Procedure();
    context.stamp(procedure, ref, ResourceIds.PRIMARY);
    procedure.addIdentifier(CaseContext.identifier(procedure));
    procedure.setStatus(status(intervention));
    category(intervention).ifPresent(procedure::setCategory);
    procedure.setCode(CodeableConcepts.of(intervention.concept()));
    TreatmentContext treatment = intervention.context();
    treatment.target().map(CodeableConcepts::of).ifPresent(procedure::addReasonCode);
    treatment.termination().map(CodeableConcepts::of).ifPresent(procedure::setStatusReason);
    procedure.setSubject(context.subject());
    context.encounter(circumstances).ifPresent(procedure::setEncounter);
    context.reasons(intervention.reasons()).stream()
        .flatMap(fact -> context.reference(FactRef.of(fact)).stream())
        .forEach(procedure::addReasonReference);
    CodeableConcepts.bodySites(circumstances.bodySites(), procedure, context)
        .forEach(procedure::addBodySite);
    intervention.outcome().map(CodeableConcepts::of).ifPresent(procedure::setOutcome);
    intervention.complications().stream()
        .map(CodeableConcepts::of)
        .forEach(procedure::addComplication);
    context.reports(ref).forEach(procedure::addReport);
    context.devices(ref).forEach(device -> procedure.addFocalDevice().setManipulated(device));
    DatedTime start = context.moment(ref, circumstances);
    DatedTime end =
        intervention.end().map(when -> context.moment(ref, when)).orElse(DatedTime.NONE);
    NoteBuilder remarks =
        NoteBuilder.of(circumstances).severity(circumstances).possible(circumstances);
    setPerformed(procedure, start, end, remarks);
    procedure.setNote(remarks.annotations());
    EvidenceMapper.add(procedure, circumstances, context);
    procedure.setText(narrative(intervention, start, end, remarks, context).build());
    return procedure;
  }

  private static Optional<CodeableConcept> category(Intervention intervention) {
    return switch (intervention.type()) {
      case PROCEDURE -> Optional.empty();
      case RADIOTHERAPY -> Optional.of(CodeableConcepts.ofText("Radiotherapy"));
      case REGIMEN -> Optional.of(CodeableConcepts.ofText("Therapeutic regimen"));
    };
  }

  private static ProcedureStatus status(Intervention intervention) {
    if (isNotDone(intervention)) {
      return ProcedureStatus.NOTDONE;
    }
    return switch (intervention.status()) {
      case PREPARATION -> ProcedureStatus.PREPARATION;
      case IN_PROGRESS -> ProcedureStatus.INPROGRESS;
      case NOT_DONE -> ProcedureStatus.NOTDONE;
      case STOPPED -> ProcedureStatus.STOPPED;
      case COMPLETED -> ProcedureStatus.COMPLETED;
      case UNKNOWN -> ProcedureStatus.UNKNOWN;
    };
  }

  private static void setPerformed(
      Procedure procedure, DatedTime start, DatedTime end, NoteBuilder remarks) {
    if (procedure.getStatus() == ProcedureStatus.NOTDONE) {
      remarks.add("Time", start.onlyWords());
      return;
    }
    if (end.date().isPresent()) {
      procedure.setPerformed(FhirValues.period(start.date(), end.date()));
      remarks.add("Time", start.onlyWords());
      return;
    }
    if (start.isDated()) {
      FhirValues.time(start).ifPresent(procedure::setPerformed);
    } else {
      start.words().map(StringType::new).ifPresent(procedure::setPerformed);
    }
    remarks.add("Until", end.onlyWords());
  }

  private static NarrativeBuilder narrative(
      Intervention intervention,
      DatedTime start,
      DatedTime end,
      NoteBuilder remarks,
      CaseContext context) {
    Circumstances circumstances = intervention.circumstances();
    Optional<String> outcome = intervention.outcome().map(Concept::text);
    return NarrativeBuilder.of(DisplayText.of(intervention))
        .item("Status", status(intervention).toCode())
        .item("Body site", DisplayText.ofSites(circumstances.bodySites()))
        .item("Time", isNotDone(intervention) ? Optional.empty() : start.text())
        .item("Until", end.text())
        .item("Reason", DisplayText.ofFacts(context.reasons(intervention.reasons())))
        .item("Outcome", outcome)
        .item("Complications", DisplayText.ofConcepts(intervention.complications()))
        .item("Encounter", context.visitLabel(circumstances))
        .notes(remarks);
  }

  static boolean isNotDone(Intervention intervention) {
    return intervention.status() == InterventionStatus.NOT_DONE
        || intervention.circumstances().assertion() == Assertion.ABSENT;
  }
}
