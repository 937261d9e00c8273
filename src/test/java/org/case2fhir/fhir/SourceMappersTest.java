package org.case2fhir.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.diagnosis;
import static org.case2fhir.model.Told.plainly;

import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.CaseMapper.MappedCase;
import org.case2fhir.fhir.MappingOptions.SourceAttachment;
import org.case2fhir.model.Cases;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Told;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** DocumentReference, evidence and Provenance: where it all comes from. */
final class SourceMappersTest {
  private static final MappingOptions ATTACHED =
      MappingOptions.DEFAULT.withAttachment(
          new SourceAttachment("case.txt", "text/plain", "Text".getBytes(UTF_8)));

  @Test
  void thePublicationIsCited() {
    DocumentReference document = DocumentReferenceMapper.map(Contexts.sourced()).orElseThrow();

    assertThat(document.getDescription())
        .isEqualTo(
            "Doe J, Roe R. A case of something. Journal of Cases. 2011;57(Suppl 2):358-360."
                + " doi:10.1000/182. PMID: 123. PMCID: PMC123. License: CC-BY-4.0");
    assertThat(document.getMasterIdentifier().getValue()).isEqualTo("https://doi.org/10.1000/182");
    assertThat(document.getAuthor())
        .extracting(Reference::getDisplay)
        .containsExactly("Doe J", "Roe R");
    assertThat(document.hasDate()).isFalse();
    Attachment attachment = document.getContentFirstRep().getAttachment();
    assertThat(attachment.getUrl()).isEqualTo("https://doi.org/10.1000/182");
    assertThat(attachment.getCreationElement().getValueAsString()).isEqualTo("2011");
    assertThat(attachment.getLanguage()).isEqualTo("en");
    assertThat(attachment.hasData()).isFalse();
  }

  @Test
  void theFileTravelsAlongWhenAskedTo() {
    DocumentReference document = DocumentReferenceMapper.map(Contexts.of(ATTACHED)).orElseThrow();

    Attachment attachment = document.getContentFirstRep().getAttachment();
    assertThat(new String(attachment.getData(), UTF_8)).isEqualTo("Text");
    assertThat(attachment.getContentType()).isEqualTo("text/plain");
    assertThat(attachment.getTitle()).isEqualTo("case.txt");
  }

  @Test
  void withoutSourceThereIsNoDocument() {
    assertThat(DocumentReferenceMapper.map(Contexts.of())).isEmpty();
  }

  @Test
  void aBareSourceStillHasWords() {
    SourceCitation bare =
        new SourceCitation(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(DocumentReferenceMapper.citation(bare)).isEqualTo("Published case report");
    assertThat(DocumentReferenceMapper.address(bare)).isEmpty();
  }

  @Test
  void evidencePointsAtItsWords() {
    Diagnosis told = diagnosis("gout", plainly().evidence("gouty", 20).evidence("attacks"));

    Condition condition = ConditionMapper.map(told, Contexts.sourced(told));

    List<Extension> places = condition.getExtensionsByUrl(Systems.DERIVATION_REFERENCE);
    assertThat(places).hasSize(2);
    assertThat(places.get(0).getExtensionByUrl("offset").getValue().primitiveValue())
        .isEqualTo("20");
    assertThat(places.get(0).getExtensionByUrl("length").getValue().primitiveValue())
        .isEqualTo("5");
    assertThat(places.get(0).getExtensionByUrl("path")).isNull();
    assertThat(places.get(1).getExtensionByUrl("length")).as("der-1").isNull();
    assertThat(condition.getExtensionString(Systems.ORIGINAL_TEXT)).isEqualTo("gouty … attacks");
  }

  @Test
  void whatIsSaidAThousandTimesHasAHundredPlaces() {
    Told often = plainly();
    for (int i = 0; i < 1000; i++) {
      often = often.evidence("gouty", 20 * i);
    }
    Diagnosis told = diagnosis("gout", often);
    Condition condition = ConditionMapper.map(told, Contexts.sourced(told));
    assertThat(condition.getExtensionsByUrl(Systems.DERIVATION_REFERENCE)).hasSize(100);
    assertThat(condition.getExtensionString(Systems.ORIGINAL_TEXT)).hasSizeLessThan(1000);
  }

  @Test
  void evidenceOfAnUncitedTextRefersToIt() {
    Diagnosis told = diagnosis("gout", plainly().evidence("gouty", 20));

    Condition condition = ConditionMapper.map(told, Contexts.of(told));
    Condition attached = ConditionMapper.map(told, Contexts.of(ATTACHED, told));

    Extension derived = condition.getExtensionByUrl(Systems.DERIVATION_REFERENCE);
    assertThat(derived.hasExtension("reference")).isTrue();
    assertThat(derived.getExtensionByUrl("offset").getValue().primitiveValue()).isEqualTo("20");
    assertThat(derived.hasExtension("path")).isFalse();
    assertThat(condition.getExtensionString(Systems.ORIGINAL_TEXT)).isEqualTo("gouty");
    DocumentReference document = DocumentReferenceMapper.map(Contexts.of(told)).orElseThrow();
    assertThat(document.getContentFirstRep().getAttachment().getTitle()).isNotBlank();
    assertThat(
            attached
                .getExtensionByUrl(Systems.DERIVATION_REFERENCE)
                .getExtensionByUrl("path")
                .getValue()
                .primitiveValue())
        .isEqualTo("DocumentReference.content.attachment.data");
  }

  @Test
  void metaSourceIsTheDoiOrTheCase() {
    Condition cited = ConditionMapper.map(diagnosis("x", plainly()), Contexts.sourced());
    Condition bare = ConditionMapper.map(diagnosis("x", plainly()), Contexts.of());

    assertThat(cited.getMeta().getSource()).isEqualTo("https://doi.org/10.1000/182");
    assertThat(bare.getMeta().getSource()).startsWith("urn:uuid:");
    assertThat(cited.getMeta().hasProfile()).isFalse();
  }

  @Test
  void provenanceNamesSoftwareTargetsAndSource() {
    MappingOptions options = MappingOptions.DEFAULT.withSoftware("1.2.3");

    MappedCase mapped =
        CaseMapper.map(Cases.sourced(Cases.report(diagnosis("x", plainly()))), options);

    int last = mapped.bundle().getEntry().size() - 1;
    Provenance provenance = (Provenance) mapped.bundle().getEntry().get(last).getResource();
    assertThat(mapped.origin(last)).contains(FactRef.SOURCE);
    assertThat(provenance.getTarget()).as("patient and condition").hasSize(2);
    assertThat(provenance.getRecordedElement().hasValue()).as("nobody read the clock").isFalse();
    Device software = (Device) provenance.getContained().get(0);
    assertThat(software.getVersionFirstRep().getValue()).isEqualTo("1.2.3");
    assertThat(provenance.getEntityFirstRep().getWhat().getReference()).startsWith("urn:uuid:");
  }
}
