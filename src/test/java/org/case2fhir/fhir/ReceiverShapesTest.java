package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.Receiver;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Cases;
import org.case2fhir.validation.ResourceValidator;
import org.case2fhir.validation.ValidationOptions;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources as US Core and the International Patient Summary want them, and documents. */
@Tag("corpus")
final class ReceiverShapesTest {
  private static final Path GUIDES = Path.of("..", "shared", "igs");

  private static Bundle bundle(CaseReport report, Receiver receiver, BundleKind kind) {
    MappingOptions options =
        MappingOptions.DEFAULT
            .withBundle(kind)
            .withReceiver(receiver)
            .withRecorded(Instant.parse("2026-11-28T09:30:00Z"));
    return CaseMapper.map(report, options).bundle();
  }

  private static String code(Observation observation) {
    return observation.getCode().hasCoding() ? Contexts.code(observation.getCode()) : "";
  }

  private static <R extends Resource> List<R> all(Bundle bundle, Class<R> type) {
    return bundle.getEntry().stream()
        .map(entry -> entry.getResource())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "US_CORE, TRANSACTION",
    "IPS, TRANSACTION",
    "IPS, DOCUMENT",
    "US_CORE, DOCUMENT",
    "PLAIN, DOCUMENT"
  })
  void theProfilesThatAreClaimedAreMet(Receiver receiver, BundleKind kind) {
    assumeTrue(Files.isDirectory(GUIDES), "SKIPPED: no guides in ../shared/igs");
    ResourceValidator validator =
        new ResourceValidator(
            new ValidationOptions(List.of(GUIDES.toString()), List.of(), Optional.empty()));

    for (CaseReport report : List.of(WholeCase.report(), Cases.report())) {
      String json = BundleEncoder.encode(bundle(report, receiver, kind), BundleFormat.JSON);
      assertThat(validator.validate(json))
          .filteredOn(finding -> finding.severity().atLeast(Severity.ERROR))
          .isEmpty();
    }
  }

  @Test
  void whatIsNotKnownIsSaidToBeUnknown() {
    Patient patient =
        all(bundle(Cases.report(), Receiver.US_CORE, BundleKind.TRANSACTION), Patient.class).get(0);

    assertThat(patient.getNameFirstRep().getExtensionString(Systems.DATA_ABSENT_REASON))
        .isEqualTo("unknown");
    assertThat(patient.getMeta().getProfile())
        .extracting(profile -> profile.getValue())
        .containsExactly("http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient");
  }

  @Test
  void plainResourcesClaimNothing() {
    assertThat(
            all(bundle(WholeCase.report(), Receiver.PLAIN, BundleKind.TRANSACTION), Resource.class))
        .allMatch(resource -> resource.getMeta().getProfile().isEmpty());
  }

  @Test
  void aPartialDateBecomesAPeriodForUsCore() {
    List<Observation> observations =
        all(
            bundle(WholeCase.report(), Receiver.US_CORE, BundleKind.TRANSACTION),
            Observation.class);

    assertThat(observations)
        .filteredOn(o -> o.hasCategory() && o.hasEffectiveDateTimeType())
        // The status profiles want a dateTime of any precision.
        .filteredOn(o -> !List.of("72166-2", "11341-5").contains(code(o)))
        .allMatch(o -> o.getEffectiveDateTimeType().getValueAsString().length() >= 10);
  }

  @Test
  void aDocumentIsLedByItsCompositionAndListsWhatItHolds() {
    Bundle bundle = bundle(WholeCase.report(), Receiver.PLAIN, BundleKind.DOCUMENT);

    Composition composition = (Composition) bundle.getEntryFirstRep().getResource();
    assertThat(bundle.getTimestampElement().getValueAsString()).isEqualTo("2026-11-28T09:30:00Z");
    List<String> listed =
        composition.getSection().stream()
            .flatMap(section -> section.getEntry().stream())
            .map(Reference::getReference)
            .toList();
    assertThat(listed).doesNotHaveDuplicates();
    List<String> facts =
        bundle.getEntry().stream()
            .filter(
                entry ->
                    !List.of(
                            "Composition",
                            "Patient",
                            "Device",
                            "Provenance",
                            "Specimen",
                            "DocumentReference")
                        .contains(entry.getResource().fhirType()))
            .map(entry -> entry.getFullUrl())
            .toList();
    assertThat(listed).containsAll(facts);
    assertThat(composition.getSection())
        .allSatisfy(section -> assertThat(section.getText().getDivAsString()).contains("<p>"));
  }

  @Test
  void ofNothingKnownADocumentSaysSo() {
    Composition plain =
        (Composition)
            bundle(Cases.report(), Receiver.PLAIN, BundleKind.DOCUMENT)
                .getEntryFirstRep()
                .getResource();
    Composition summary =
        (Composition)
            bundle(Cases.report(), Receiver.IPS, BundleKind.DOCUMENT)
                .getEntryFirstRep()
                .getResource();

    assertThat(plain.getSection()).allMatch(SectionComponent::hasEmptyReason).hasSize(3);
    assertThat(summary.getSection()).allMatch(SectionComponent::hasEntry).hasSize(3);
  }
}
