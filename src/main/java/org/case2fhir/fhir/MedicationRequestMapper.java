package org.case2fhir.fhir;

import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;

/**
 * A drug as an order, for receivers that know no MedicationStatement (<a
 * href="http://hl7.org/fhir/R4/medicationrequest.html">R4 MedicationRequest</a>). It is reported,
 * because nobody orders it by this resource, and a drug that is only intended is a plan. When it
 * was begun and ended is in the notes: R4 has room only for when it was ordered.
 */
final class MedicationRequestMapper {
  private MedicationRequestMapper() {}

  static MedicationRequest map(MedicationUse use, CaseContext context) {
    FactRef ref = FactRef.of(use);
    Circumstances circumstances = use.circumstances();
    MedicationRequest request = new MedicationRequest();
    context.stamp(request, ref, ResourceIds.PRIMARY);
    request.addIdentifier(CaseContext.identifier(request));
    request.setStatus(status(use));
    request.setIntent(
        use.status() == MedicationStatus.INTENDED
            ? MedicationRequestIntent.PLAN
            : MedicationRequestIntent.ORDER);
    request.setReported(new BooleanType(true));
    request.setMedication(CodeableConcepts.of(use.concept()));
    request.setSubject(context.subject());
    context.encounter(circumstances).ifPresent(request::setEncounter);
    use.context().termination().map(CodeableConcepts::of).ifPresent(request::setStatusReason);
    context.reasons(use.treats()).stream()
        .flatMap(fact -> context.reference(FactRef.of(fact)).stream())
        .forEach(request::addReasonReference);
    use.context().target().map(CodeableConcepts::of).ifPresent(request::addReasonCode);
    use.dosages().stream().map(DosageMapper::of).forEach(request::addDosageInstruction);
    DatedTime start = moment(use.start().or(circumstances::time), ref, context);
    DatedTime end = moment(use.end(), ref, context);
    NoteBuilder remarks =
        NoteBuilder.of(circumstances)
            .add("Started", start.text())
            .add("Ended", end.text())
            .add("Taken for", use.duration().map(TimeSpan::toString))
            .sites(circumstances)
            .severity(circumstances)
            .possible(circumstances);
    request.setNote(remarks.annotations());
    EvidenceMapper.add(request, circumstances, context);
    String doses = use.dosages().stream().map(Dose::text).collect(Collectors.joining("; "));
    request.setText(
        NarrativeBuilder.of(DisplayText.of(use))
            .item("Status", request.getStatus().toCode())
            .item("Reason for the status", use.context().termination().map(Concept::text))
            .item("Dosage", doses)
            .item("For", DisplayText.ofFacts(context.reasons(use.treats())))
            .item("Started", start.text())
            .item("Ended", end.text())
            .item("Encounter", context.visitLabel(circumstances))
            .notes(remarks)
            .build());
    return request;
  }

  private static DatedTime moment(Optional<When> when, FactRef ref, CaseContext context) {
    return when.map(given -> context.moment(ref, given)).orElse(DatedTime.NONE);
  }

  private static MedicationRequestStatus status(MedicationUse use) {
    return switch (use.status()) {
      case ACTIVE, INTENDED -> MedicationRequestStatus.ACTIVE;
      case COMPLETED -> MedicationRequestStatus.COMPLETED;
      case STOPPED -> MedicationRequestStatus.STOPPED;
      case ON_HOLD -> MedicationRequestStatus.ONHOLD;
      case NOT_TAKEN, UNKNOWN -> MedicationRequestStatus.UNKNOWN;
    };
  }
}
