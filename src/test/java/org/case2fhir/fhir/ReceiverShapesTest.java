package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExtractor;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions;
import org.case2fhir.Extraction;
import org.case2fhir.ExtractionOptions;
import org.case2fhir.Input;
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
  private static final Path SHARED = Path.of("..", "shared");
  private static final Path GUIDES = SHARED.resolve("igs");
  private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/";
  private static final int SAMPLE = 30;

  private static FhirValidator judge;
  private static final List<Input> caseFiles = new ArrayList<>();

  private static MappingOptions options(Receiver receiver, BundleKind kind) {
    return MappingOptions.DEFAULT
        .withBundle(kind)
        .withReceiver(receiver)
        .withRecorded(Instant.parse("2026-11-28T09:30:00Z"));
  }

  private static Bundle bundle(CaseReport report, Receiver receiver, BundleKind kind) {
    return CaseMapper.map(report, options(receiver, kind)).bundle();
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
    for (CaseReport report : List.of(WholeCase.report(), Cases.report())) {
      String json = BundleEncoder.encode(bundle(report, receiver, kind), BundleFormat.JSON);
      assertThat(OfGuides.VALIDATOR.validate(json))
          .filteredOn(finding -> finding.severity().atLeast(Severity.ERROR))
          .isEmpty();
    }
  }

  /**
   * The same of the examples and of articles, by a judge that shares nothing with our validator.
   * Nothing that it calls an error is left out: of codes of terminologies that no package brings it
   * only warns.
   */
  @ParameterizedTest
  @CsvSource({
    "PLAIN, TRANSACTION",
    "US_CORE, TRANSACTION",
    "IPS, TRANSACTION",
    "IPS, DOCUMENT",
    "US_CORE, DOCUMENT"
  })
  void hl7sValidatorFindsNoError(Receiver receiver, BundleKind kind) throws IOException {
    assumeTrue(isThere());
    CaseConverter converter =
        new CaseConverter(
            new ConversionOptions(
                options(receiver, kind),
                BundleFormat.JSON,
                /* validate= */ false,
                /* strict= */ false,
                /* attachSource= */ false));
    FhirValidator judge = judge();
    // Both are safe for several threads; this is the longest of all tests.
    List<String> errors =
        caseFiles().parallelStream()
            .flatMap(file -> errors(judge, file.name(), converter.convert(file)).stream())
            .toList();
    assertThat(errors).isEmpty();
  }

  private static List<String> errors(FhirValidator judge, String name, Conversion conversion) {
    return judge.validateWithResult(conversion.encoded().orElseThrow()).getMessages().stream()
        .filter(found -> found.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal())
        .map(found -> name + " " + found.getLocationString() + ": " + found.getMessage())
        .toList();
  }

  private static boolean isThere() {
    boolean there = Files.isDirectory(SHARED.resolve("facts-dev")) && Files.isDirectory(GUIDES);
    if (!there) {
      System.err.println(
          "SKIPPED: no shape is judged by HL7's validator, " + SHARED + " lacks texts");
    }
    return there;
  }

  private static FhirValidator judge() throws IOException {
    if (judge == null) {
      judge = Hl7Validator.of(FhirContext.forR4Cached(), files(GUIDES, ".tgz", 1));
    }
    return judge;
  }

  /** The examples, and the case files of articles, which are read once for all shapes. */
  private static List<Input> caseFiles() throws IOException {
    if (caseFiles.isEmpty()) {
      for (Path example : files(Path.of("fhir-examples"), "case.yaml", 2)) {
        String name = example.getParent().getFileName() + ".yaml";
        caseFiles.add(new Input(name, Files.readAllBytes(example)));
      }
      List<Path> articles = new ArrayList<>(files(SHARED.resolve("facts-dev"), ".txt", 1));
      List<Path> corpora = files(SHARED.resolve("corpora"), ".txt", 2);
      int step = Math.max(1, corpora.size() / SAMPLE);
      for (int i = 0; i < corpora.size(); i += step) {
        articles.add(corpora.get(i));
      }
      CaseExtractor extractor = new CaseExtractor(ExtractionOptions.DEFAULT);
      for (Path article : articles) {
        Input input = new Input(article.getFileName().toString(), Files.readAllBytes(article));
        for (Extraction.Output output : extractor.extract(input).outputs()) {
          byte[] yaml = output.text().getBytes(StandardCharsets.UTF_8);
          caseFiles.add(new Input(input.name() + ".yaml", yaml));
        }
      }
    }
    assertThat(caseFiles).hasSizeGreaterThan(SAMPLE);
    return caseFiles;
  }

  private static List<Path> files(Path folder, String ending, int depth) throws IOException {
    try (Stream<Path> paths = Files.walk(folder, depth)) {
      return paths.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** HL7's FHIRPath of vs-1 admits no period: such a vital sign claims no profile that has it. */
  @Test
  void aVitalSignWithoutADayClaimsNoProfileOfVitalSigns() {
    List<Observation> vital =
        all(bundle(WholeCase.report(), Receiver.US_CORE, BundleKind.TRANSACTION), Observation.class)
            .stream()
            .filter(observation -> code(observation).equals("8867-4"))
            .toList();

    assertThat(vital).isNotEmpty();
    for (Observation observation : vital) {
      boolean claims = observation.getMeta().hasProfile(US_CORE + "us-core-heart-rate");
      assertThat(claims).isEqualTo(observation.hasEffectiveDateTimeType());
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

  /** Made where it is first needed: reading three guides takes as long as ten Bundles. */
  static final class OfGuides {
    static final ResourceValidator VALIDATOR =
        new ResourceValidator(
            new ValidationOptions(List.of(GUIDES.toString()), List.of(), Optional.empty()));
  }
}
