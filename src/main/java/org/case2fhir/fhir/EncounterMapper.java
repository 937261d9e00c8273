package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Visit;
import org.case2fhir.model.Visit.VisitClass;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;

/**
 * A visit. {@code class} must be there: where the case does not give it, it says that it is
 * unknown, because v3-NullFlavor is outside the value set. A time that cannot be dated is given in
 * the narrative alone: Encounter has no place for words.
 */
final class EncounterMapper {
  private EncounterMapper() {}

  static Encounter map(Visit visit, CaseContext context) {
    FactRef ref = FactRef.ofVisit(visit);
    Encounter encounter = new Encounter();
    context.stamp(encounter, ref, ResourceIds.PRIMARY);
    encounter.addIdentifier(CaseContext.identifier(encounter));
    encounter.setStatus(Encounter.EncounterStatus.FINISHED);
    encounter.setClass_(classOf(visit));
    visit.type().ifPresent(type -> encounter.addType(CodeableConcepts.of(type)));
    encounter.setSubject(context.subject());
    DatedTime start = moment(visit.start(), ref, context);
    DatedTime end = moment(visit.end(), ref, context);
    setPeriod(encounter, start, endsWithItsDay(visit) ? start : end);
    visit.reasons().forEach(reason -> encounter.addReasonCode(CodeableConcepts.of(reason)));
    visit
        .discharge()
        .map(CodeableConcepts::of)
        .ifPresent(to -> encounter.getHospitalization().setDischargeDisposition(to));
    EvidenceMapper.add(encounter, visit.evidence(), context);
    encounter.setText(narrative(visit, start, end).build());
    return encounter;
  }

  // Without an end a server would take the visit to be going on still.
  private static boolean endsWithItsDay(Visit visit) {
    return visit.end().isEmpty()
        && visit.visitClass().filter(EncounterMapper::isWithinADay).isPresent();
  }

  private static boolean isWithinADay(VisitClass setting) {
    return switch (setting) {
      case AMBULATORY, HOME, VIRTUAL -> true;
      case EMERGENCY, INPATIENT, FIELD -> false;
    };
  }

  private static Coding classOf(Visit visit) {
    if (visit.visitClass().isEmpty()) {
      Coding unknown = new Coding();
      unknown.addExtension(FhirValues.dataAbsent());
      return unknown;
    }
    VisitClass told = visit.visitClass().get();
    return CodeableConcepts.coding(new Code(Systems.ACT_CODE, told.code(), told.display()));
  }

  private static DatedTime moment(Optional<When> when, FactRef ref, CaseContext context) {
    return when.map(told -> context.moment(ref, told)).orElse(DatedTime.NONE);
  }

  private static void setPeriod(Encounter encounter, DatedTime start, DatedTime end) {
    if (start.date().isEmpty() && end.date().isEmpty()) {
      return;
    }
    encounter.setPeriod(FhirValues.period(start.date(), end.date()));
  }

  private static NarrativeBuilder narrative(Visit visit, DatedTime start, DatedTime end) {
    return NarrativeBuilder.of("Encounter: " + visit.label())
        .item("Class", visit.visitClass().map(VisitClass::display))
        .item("Type", visit.type().map(Concept::text))
        .item("Date", start.date().flatMap(date -> start.text()))
        .onlyHere("Date", start.onlyWords())
        .item("Until", end.date().flatMap(date -> end.text()))
        .onlyHere("Until", end.onlyWords())
        .item("Reason", DisplayText.ofConcepts(visit.reasons()))
        .item("Discharged to", visit.discharge().map(Concept::text));
  }
}
