package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Sample;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenCollectionComponent;

/**
 * Material taken from the patient. R4 gives a Specimen no link to the Procedure that yielded it, so
 * the note names it; the Observations made on it refer to both.
 */
final class SpecimenMapper {
  private SpecimenMapper() {}

  static Specimen map(Sample sample, CaseContext context) {
    FactRef ref = FactRef.of(sample);
    Circumstances circumstances = sample.circumstances();
    Specimen specimen = new Specimen();
    context.stamp(specimen, ref, ResourceIds.PRIMARY);
    specimen.addIdentifier(CaseContext.identifier(specimen));
    specimen.setType(CodeableConcepts.of(sample.concept()));
    specimen.setSubject(context.subject());
    DatedTime moment = context.moment(ref, circumstances);
    NoteBuilder remarks = remarks(sample, moment, context);
    FhirValues.time(moment).ifPresent(time -> specimen.getCollection().setCollected(time));
    addSites(specimen, circumstances, context);
    sample.processing().forEach(step -> specimen.addProcessing().setDescription(step));
    specimen.setNote(remarks.annotations());
    EvidenceMapper.add(specimen, circumstances, context);
    specimen.setText(
        NarrativeBuilder.of("Specimen: " + DisplayText.of(sample))
            .item("Body site", DisplayText.ofSites(circumstances.bodySites()))
            .item("Collected", moment.text())
            .item("Processing", String.join(", ", sample.processing()))
            .notes(remarks)
            .build());
    return specimen;
  }

  private static NoteBuilder remarks(Sample sample, DatedTime moment, CaseContext context) {
    Circumstances circumstances = sample.circumstances();
    Optional<String> procedure =
        sample
            .procedure()
            .flatMap(id -> context.fact(FactKind.PROCEDURE, id))
            .map(DisplayText::withSite);
    return NoteBuilder.of(circumstances)
        .add("Obtained by", procedure)
        .add("Encounter", context.visitLabel(circumstances))
        .add("Collected", moment.onlyWords())
        .severity(circumstances)
        .possible(circumstances);
  }

  // Room for one site: several are named together.
  private static void addSites(
      Specimen specimen, Circumstances circumstances, CaseContext context) {
    if (circumstances.bodySites().size() == 1) {
      BodySite site = circumstances.bodySites().get(0);
      SpecimenCollectionComponent collection = specimen.getCollection();
      collection.setBodySite(CodeableConcepts.plainSite(site));
      CodeableConcepts.structure(site, specimen, context).ifPresent(collection::addExtension);
    } else if (!circumstances.bodySites().isEmpty()) {
      specimen
          .getCollection()
          .setBodySite(CodeableConcepts.ofText(DisplayText.ofSites(circumstances.bodySites())));
    }
  }
}
