package org.case2fhir.fhir;

import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.DrugSource;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;

/**
 * A drug that is, was, will be or was not taken.
 *
 * <p>{@code effective} holds only a start and an end that are given, never the visit's date: a drug
 * is seldom taken on one day. How long it was taken is kept in words, because a period without its
 * ends cannot say it.
 */
final class MedicationStatementMapper {
  private MedicationStatementMapper() {}

  static MedicationStatement map(MedicationUse use, CaseContext context) {
    FactRef ref = FactRef.of(use);
    Circumstances circumstances = use.circumstances();
    MedicationStatement statement = new MedicationStatement();
    context.stamp(statement, ref, ResourceIds.PRIMARY);
    statement.addIdentifier(CaseContext.identifier(statement));
    statement.setStatus(status(use));
    statement.setMedication(CodeableConcepts.of(use.concept()));
    statement.setSubject(context.subject());
    context.encounter(circumstances).ifPresent(statement::setContext);
    context.reasons(use.treats()).stream()
        .flatMap(fact -> context.reference(FactRef.of(fact)).stream())
        .forEach(statement::addReasonReference);
    use.context().target().map(CodeableConcepts::of).ifPresent(statement::addReasonCode);
    use.context().termination().map(CodeableConcepts::of).ifPresent(statement::addStatusReason);
    use.dosages().stream().map(DosageMapper::of).forEach(statement::addDosage);
    NoteBuilder remarks = NoteBuilder.of(circumstances);
    setEffective(statement, use, remarks, context);
    remarks
        .add(taken(use), use.duration().map(TimeSpan::toString))
        .add("Known from", use.source().map(MedicationStatementMapper::words))
        .sites(circumstances)
        .severity(circumstances)
        .possible(circumstances);
    statement.setNote(remarks.annotations());
    EvidenceMapper.add(statement, circumstances, context);
    statement.setText(narrative(use, remarks, context).build());
    return statement;
  }

  private static MedicationStatementStatus status(MedicationUse use) {
    if (isNotTaken(use)) {
      return MedicationStatementStatus.NOTTAKEN;
    }
    return switch (use.status()) {
      case ACTIVE -> MedicationStatementStatus.ACTIVE;
      case COMPLETED -> MedicationStatementStatus.COMPLETED;
      case STOPPED -> MedicationStatementStatus.STOPPED;
      case ON_HOLD -> MedicationStatementStatus.ONHOLD;
      case INTENDED -> MedicationStatementStatus.INTENDED;
      case NOT_TAKEN -> MedicationStatementStatus.NOTTAKEN;
      case UNKNOWN -> MedicationStatementStatus.UNKNOWN;
    };
  }

  // "Taken for" beside the encounter at which the drug was begun would read as past.
  private static String taken(MedicationUse use) {
    return use.status() == MedicationStatus.ACTIVE ? "Taken so far for" : "Taken for";
  }

  private static String words(DrugSource source) {
    return switch (source) {
      case PRESCRIPTION -> "prescription";
      case EHR_MEDICATION_LIST -> "medication list of the electronic health record";
      case ADMINISTRATION_RELATED_TO_PROCEDURE -> "administration related to a procedure";
    };
  }

  private static void setEffective(
      MedicationStatement statement, MedicationUse use, NoteBuilder remarks, CaseContext context) {
    FactRef ref = FactRef.of(use);
    DatedTime start = moment(use.start(), ref, context);
    DatedTime end = moment(use.end(), ref, context);
    DatedTime time = moment(use.circumstances().time(), ref, context);
    if (start.date().isPresent() || end.date().isPresent()) {
      statement.setEffective(FhirValues.period(start.date(), end.date()));
      remarks.add("Time", time.text());
    } else {
      time.date().map(FhirValues::dateTime).ifPresent(statement::setEffective);
      remarks.add("Time", time.onlyWords());
    }
    remarks.add("Started", start.onlyWords()).add("Ended", end.onlyWords());
  }

  private static DatedTime moment(Optional<When> when, FactRef ref, CaseContext context) {
    return when.map(told -> context.moment(ref, told)).orElse(DatedTime.NONE);
  }

  private static NarrativeBuilder narrative(
      MedicationUse use, NoteBuilder remarks, CaseContext context) {
    CaseTimeline timeline = context.timeline();
    String doses = use.dosages().stream().map(Dose::text).collect(Collectors.joining("; "));
    return NarrativeBuilder.of(DisplayText.of(use))
        .item("Status", status(use).toCode())
        .item("Reason for the status", use.context().termination().map(Concept::text))
        .item("Dosage", doses)
        .item("For", DisplayText.ofFacts(context.reasons(use.treats())))
        .item("Started", use.start().flatMap(when -> timeline.moment(when).text()))
        .item("Ended", use.end().flatMap(when -> timeline.moment(when).text()))
        .item("Encounter", context.visitLabel(use.circumstances()))
        .notes(remarks);
  }

  static boolean isNotTaken(MedicationUse use) {
    return use.status() == MedicationStatus.NOT_TAKEN
        || use.circumstances().assertion() == Assertion.ABSENT;
  }
}
