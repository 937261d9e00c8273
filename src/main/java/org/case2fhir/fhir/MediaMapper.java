package org.case2fhir.fhir;

import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Image;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Media;
import org.hl7.fhir.r4.model.Media.MediaStatus;

/**
 * A picture of the patient (<a href="http://hl7.org/fhir/R4/media.html">R4 Media</a>): its address
 * and its legend, never its bytes. The report that it belongs to lists it.
 */
final class MediaMapper {
  private MediaMapper() {}

  static Media map(Image image, CaseContext context) {
    FactRef ref = FactRef.of(image);
    Circumstances circumstances = image.circumstances();
    Media media = new Media();
    context.stamp(media, ref, ResourceIds.PRIMARY);
    media.addIdentifier(CaseContext.identifier(media));
    media.setStatus(MediaStatus.COMPLETED);
    media.setSubject(context.subject());
    context.encounter(circumstances).ifPresent(media::setEncounter);
    DatedTime moment = context.moment(ref, circumstances);
    FhirValues.time(moment).ifPresent(media::setCreated);
    NoteBuilder remarks =
        NoteBuilder.of(circumstances).severity(circumstances).add("Time", moment.onlyWords());
    if (circumstances.bodySites().size() == 1) {
      media.setBodySite(CodeableConcepts.plainSite(circumstances.bodySites().get(0)));
    } else {
      remarks.sites(circumstances);
    }
    Attachment content = new Attachment().setTitle(image.concept().text());
    image.url().ifPresent(content::setUrl);
    media.setContent(content);
    media.setNote(remarks.annotations());
    EvidenceMapper.add(media, circumstances, context);
    media.setText(
        NarrativeBuilder.of("Image: " + image.concept().text())
            .item("Address", image.url())
            .item("Time", moment.text())
            .item("Body site", DisplayText.ofSites(circumstances.bodySites()))
            .item("Encounter", context.visitLabel(circumstances))
            .notes(remarks)
            .build());
    return media;
  }
}
