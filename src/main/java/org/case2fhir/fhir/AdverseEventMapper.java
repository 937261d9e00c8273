package org.case2fhir.fhir;

import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.AdverseEvent.AdverseEventActuality;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * Harm that the case ascribes to a treatment (<a href="http://hl7.org/fhir/R4/adverseevent.html">R4
 * AdverseEvent</a>). Whether the case is right about the cause is not assessed. R4 has no note
 * here: what has no element is in the words of the event.
 */
final class AdverseEventMapper {
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/adverse-event-";

  private AdverseEventMapper() {}

  static AdverseEvent map(org.case2fhir.model.AdverseEvent happened, CaseContext context) {
    FactRef ref = FactRef.of(happened);
    Circumstances circumstances = happened.circumstances();
    AdverseEvent event = new AdverseEvent();
    context.stamp(event, ref, ResourceIds.PRIMARY);
    event.setIdentifier(CaseContext.identifier(event));
    event.setActuality(AdverseEventActuality.ACTUAL);
    event.setEvent(CodeableConcepts.of(happened.concept()));
    event.setSubject(context.subject());
    context.encounter(circumstances).ifPresent(event::setEncounter);
    DatedTime moment = context.moment(ref, circumstances);
    moment.date().map(FhirValues::dateTime).ifPresent(event::setDateElement);
    happened
        .serious()
        .map(serious -> coded("seriousness", serious ? "Serious" : "Non-serious"))
        .ifPresent(event::setSeriousness);
    circumstances
        .severity()
        .map(Concept::text)
        .filter(List.of("mild", "moderate", "severe")::contains)
        .map(word -> coded("severity", word))
        .ifPresent(event::setSeverity);
    happened
        .outcome()
        .map(o -> CodeableConcepts.of(new Code(TERMINOLOGY + "outcome", o.code(), o.display())))
        .ifPresent(event::setOutcome);
    List<Fact> suspects = suspects(happened, context);
    suspects.forEach(fact -> addSuspect(event, fact, context));
    NoteBuilder remarks =
        NoteBuilder.of(circumstances)
            .severity(circumstances)
            .sites(circumstances)
            .add("Time", moment.onlyWords());
    EvidenceMapper.add(event, circumstances, context);
    event.setText(
        NarrativeBuilder.of("Adverse event: " + happened.concept().text())
            .item("Suspected cause", DisplayText.ofFacts(suspects))
            .item("Severity", circumstances.severity().map(Concept::text))
            .item("Outcome", happened.outcome().map(o -> o.display()))
            .item("Time", moment.text())
            .item("Encounter", context.visitLabel(circumstances))
            .notes(remarks)
            .build());
    return event;
  }

  // R4 admits no order of a drug here, but the drug.
  private static void addSuspect(AdverseEvent event, Fact fact, CaseContext context) {
    if (context.type(fact).equals(Optional.of(ResourceType.MedicationRequest))) {
      Medication drug = new Medication().setCode(CodeableConcepts.of(fact.concept()));
      drug.setId("suspect-" + (event.getSuspectEntity().size() + 1));
      event.addContained(drug);
      Reference suspect = new Reference().setReference("#" + drug.getId());
      event.addSuspectEntity().setInstance(suspect.setDisplay(DisplayText.of(fact)));
    } else {
      context
          .reference(FactRef.of(fact))
          .ifPresent(suspect -> event.addSuspectEntity().setInstance(suspect));
    }
  }

  private static CodeableConcept coded(String system, String code) {
    return CodeableConcepts.of(new Code(TERMINOLOGY + system, code, DisplayText.capital(code)));
  }

  private static List<Fact> suspects(
      org.case2fhir.model.AdverseEvent happened, CaseContext context) {
    return happened.suspects().stream()
        .flatMap(
            id ->
                org.case2fhir.model.AdverseEvent.SUSPECTS.stream()
                    .flatMap(kind -> context.fact(kind, id).stream())
                    .limit(1))
        .toList();
  }
}
