package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Immunization.ImmunizationStatus;
import org.hl7.fhir.r4.model.StringType;

/**
 * A vaccine given, or expressly not given (<a href="http://hl7.org/fhir/R4/immunization.html">R4
 * Immunization</a>). The occurrence, which R4 demands, is the date, or the words for it, or said to
 * be unknown.
 */
final class ImmunizationMapper {
  private ImmunizationMapper() {}

  static Immunization map(org.case2fhir.model.Immunization given, CaseContext context) {
    FactRef ref = FactRef.of(given);
    Circumstances circumstances = given.circumstances();
    Immunization immunization = new Immunization();
    context.stamp(immunization, ref, ResourceIds.PRIMARY);
    immunization.addIdentifier(CaseContext.identifier(immunization));
    boolean absent = circumstances.assertion() == Assertion.ABSENT;
    immunization.setStatus(absent ? ImmunizationStatus.NOTDONE : ImmunizationStatus.COMPLETED);
    immunization.setVaccineCode(CodeableConcepts.of(given.concept()));
    immunization.setPatient(context.subject());
    context.encounter(circumstances).ifPresent(immunization::setEncounter);
    DatedTime moment = context.moment(ref, circumstances);
    NoteBuilder remarks = NoteBuilder.of(circumstances).severity(circumstances);
    setOccurrence(immunization, moment, remarks);
    given.lot().ifPresent(immunization::setLotNumber);
    given.route().map(CodeableConcepts::of).ifPresent(immunization::setRoute);
    if (circumstances.bodySites().size() == 1) {
      immunization.setSite(CodeableConcepts.plainSite(circumstances.bodySites().get(0)));
    } else {
      remarks.sites(circumstances);
    }
    given
        .doseNumber()
        .ifPresent(
            number -> immunization.addProtocolApplied().setDoseNumber(new StringType(number)));
    immunization.setNote(remarks.annotations());
    EvidenceMapper.add(immunization, circumstances, context);
    immunization.setText(
        NarrativeBuilder.of(DisplayText.of(given))
            .item("Status", immunization.getStatus().toCode())
            .item("Dose", given.doseNumber())
            .item("Time", moment.text())
            .item("Body site", DisplayText.ofSites(circumstances.bodySites()))
            .item("Encounter", context.visitLabel(circumstances))
            .notes(remarks)
            .build());
    return immunization;
  }

  // A period has no place in it: a vaccination takes a moment of it.
  private static void setOccurrence(
      Immunization immunization, DatedTime moment, NoteBuilder remarks) {
    if (moment.date().isPresent()) {
      immunization.setOccurrence(FhirValues.dateTime(moment.date().get()));
      return;
    }
    Optional<String> words = moment.onlyWords();
    if (words.isPresent()) {
      immunization.setOccurrence(new StringType(words.get()));
    } else {
      immunization.setOccurrence(FhirValues.unknownDateTime());
      remarks.add("Time", moment.text());
    }
  }
}
