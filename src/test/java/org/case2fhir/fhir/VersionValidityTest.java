package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.MedicationPolicy;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ResourceValidator;
import org.case2fhir.validation.ValidationOptions;
import org.case2fhir.version.FhirVersion;
import org.case2fhir.version.VersionConverter;
import org.case2fhir.version.VersionConverter.VersionNote;
import org.case2fhir.version.VersionConverter.VersionedBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written in a version of FHIR is valid by the definitions of that version. */
@Tag("corpus")
class VersionValidityTest {
  private static final MappingOptions OPTIONS =
      MappingOptions.DEFAULT.withRecorded(Instant.parse("2026-11-28T09:30:00Z"));

  private static List<Bundle> bundles() throws IOException {
    List<Bundle> all = new ArrayList<>();
    for (BundleKind kind : BundleKind.values()) {
      all.add(CaseMapper.map(WholeCase.report(), OPTIONS.withBundle(kind)).bundle());
    }
    MappingOptions orders = OPTIONS.withMedications(MedicationPolicy.REQUEST);
    all.add(CaseMapper.map(WholeCase.report(), orders).bundle());
    Path every = Path.of("src/test/resources/org/case2fhir/version/every-kind.json");
    all.add(
        FhirContext.forR4Cached()
            .newJsonParser()
            .parseResource(Bundle.class, Files.readString(every)));
    return all;
  }

  @ParameterizedTest
  @EnumSource(FhirVersion.class)
  void ourValidatorFindsNoError(FhirVersion version) throws IOException {
    ResourceValidator validator = new ResourceValidator(ValidationOptions.of(version));
    for (Bundle bundle : bundles()) {
      VersionedBundle versioned = VersionConverter.convert(bundle, version);
      assertThat(versioned.notes()).noneMatch(note -> note.kind() == VersionNote.Kind.LOST);
      String json = BundleEncoder.encode(versioned.bundle(), BundleFormat.JSON);
      assertThat(validator.validate(json))
          .filteredOn(finding -> finding.severity().atLeast(Severity.WARNING))
          .isEmpty();
    }
  }

  /** The same from HAPI's own validator over HAPI's own definitions, which are not trimmed. */
  @ParameterizedTest
  @EnumSource(
      value = FhirVersion.class,
      names = {"R4B", "R5"})
  void hapisValidatorFindsNoError(FhirVersion version) throws IOException {
    FhirContext context =
        version == FhirVersion.R5 ? FhirContext.forR5Cached() : FhirContext.forR4BCached();
    FhirValidator validator = Hl7Validator.of(context, List.of());
    List<Bundle> all = bundles();
    for (Bundle bundle : List.of(all.get(0), all.get(all.size() - 1))) {
      String json =
          BundleEncoder.encode(
              VersionConverter.convert(bundle, version).bundle(), BundleFormat.JSON);
      assertThat(validator.validateWithResult(json).getMessages())
          .filteredOn(
              message -> message.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal())
          .extracting(message -> message.getLocationString() + ": " + message.getMessage())
          .isEmpty();
    }
  }
}
