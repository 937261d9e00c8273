package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.CaseExporter.Export;
import org.case2fhir.FileValidator;
import org.case2fhir.FileValidator.CheckedInput;
import org.case2fhir.Input;
import org.case2fhir.ReportItem;
import org.case2fhir.ReportItem.Speaker;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ValidationOptions;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against a real server. It is started once and keeps what the tests write, so that each test has
 * cases of its own.
 */
class ServerExportIT {
  /** Its procedure, report and observations refer to each other in a circle. */
  private static final String RICH = "gluteal-calcinosis";

  private final RealServer server = new RealServer();

  private static Map<EntryOutcome, Long> outcomes(Export export) {
    return export.entries().stream()
        .collect(Collectors.groupingBy(EntryResult::outcome, Collectors.counting()));
  }

  private static void allAre(EntryOutcome outcome, Export export) {
    assertThat(export.entries()).extracting(EntryResult::words).containsOnly("");
    assertThat(export.hasIssues(Severity.ERROR)).isFalse();
    assertThat(outcomes(export)).containsOnly(Map.entry(outcome, (long) export.entries().size()));
  }

  private static List<String> locations(Export export) {
    return export.entries().stream().map(EntryResult::location).toList();
  }

  @Test
  void aTransactionIsWrittenOnceHoweverOftenItIsPushed() throws Exception {
    String bundle = server.bundle(RealServer.example("colon-cancer", "transaction"));
    Export first = server.push(bundle);
    assertThat(first.mode()).contains(ExportMode.TRANSACTION);
    assertThat(first.requests()).isEqualTo(1);
    allAre(EntryOutcome.CREATED, first);
    server.referencesResolve(first);
    Map<String, Integer> counts = server.counts(first);
    for (ExportMode mode : ExportMode.values()) {
      Export again = server.push(bundle, mode);
      allAre(EntryOutcome.UNCHANGED, again);
      assertThat(again.entries()).extracting(EntryResult::version).containsOnly("1");
      assertThat(locations(again)).isEqualTo(locations(first));
    }
    assertThat(server.counts(first)).isEqualTo(counts);
  }

  @ParameterizedTest
  @CsvSource({"TRANSACTION,4", "BATCH,50", "RESOURCES,50"})
  void everyModeAndSmallPartsWriteWhatOneTransactionDoes(ExportMode mode, int most)
      throws Exception {
    String bundle = server.bundle(RealServer.example(RICH, "mode-" + mode));
    Export first = server.push(bundle, new ExportOptions(Optional.of(mode), most));
    assertThat(first.requests()).isGreaterThan(1);
    allAre(EntryOutcome.CREATED, first);
    server.referencesResolve(first);
    Map<String, Integer> counts = server.counts(first);
    Export second = server.push(bundle);
    allAre(EntryOutcome.UNCHANGED, second);
    assertThat(locations(second)).isEqualTo(locations(first));
    assertThat(server.counts(first)).isEqualTo(counts);
  }

  @Test
  void aCorrectionIsANewVersionOfTheSameResource() throws Exception {
    String text = RealServer.example(RICH, "correction");
    Export first = server.push(server.bundle(text));
    Map<String, Integer> counts = server.counts(first);
    String corrected = text.replace("value: 44 mm/hr", "value: 46 mm/hr");
    assertThat(corrected).isNotEqualTo(text);
    Export second = server.push(server.bundle(corrected));
    List<EntryResult> updated =
        second.entries().stream()
            .filter(entry -> entry.outcome() != EntryOutcome.UNCHANGED)
            .toList();
    assertThat(updated).hasSize(1);
    assertThat(updated.get(0).outcome()).isEqualTo(EntryOutcome.UPDATED);
    assertThat(updated.get(0).version()).isEqualTo("2");
    assertThat(locations(second)).isEqualTo(locations(first));
    assertThat(Write.json(server.read(updated.get(0).location()))).contains("46");
    assertThat(server.counts(first)).isEqualTo(counts);
    server.referencesResolve(second);
  }

  @Test
  void whatWasWrittenIsFoundByPatientCodeDateAndValue() throws Exception {
    Export export = server.push(server.bundle(RealServer.example(RICH, "searched")));
    String patient =
        export.entries().stream()
            .filter(entry -> entry.type().equals("Patient"))
            .map(EntryResult::location)
            .findFirst()
            .orElseThrow();
    long observations =
        export.entries().stream().filter(entry -> entry.type().equals("Observation")).count();
    String ofPatient = "Observation?patient=" + patient;
    assertThat(server.count(ofPatient)).isEqualTo((int) observations);
    assertThat(server.count(ofPatient + "&date=2006-02")).isBetween(1, (int) observations - 1);
    String glucose = ofPatient + "&value-quantity=126|http://unitsofmeasure.org|mg/dL";
    assertThat(server.search(glucose).getEntry()).hasSize(1);
    assertThat(server.count(ofPatient + "&value-quantity=127")).isZero();
    assertThat(
            server.count("Condition?patient=" + patient + "&code=http://snomed.info/sct|38341003"))
        .isEqualTo(1);
    String pathology = "DiagnosticReport?patient=" + patient + "&code=http://loinc.org|11526-1";
    assertThat(server.count(pathology)).isEqualTo(3);
  }

  @Test
  void everyExampleIsTakenAndValidToTheServer() throws Exception {
    Map<String, Resource> first = new LinkedHashMap<>();
    for (Path bundle : examples()) {
      Export export = server.push(Files.readString(bundle));
      allAre(EntryOutcome.CREATED, export);
      for (EntryResult entry : export.entries()) {
        if (!first.containsKey(entry.type())) {
          first.put(entry.type(), server.read(entry.location()));
        }
      }
    }
    for (Resource resource : first.values()) {
      assertThat(server.errors(resource)).as(resource.fhirType()).isEmpty();
    }
  }

  private static List<Path> examples() throws IOException {
    List<Path> bundles = new ArrayList<>();
    try (Stream<Path> folders = Files.list(Path.of("fhir-examples"))) {
      folders
          .map(folder -> folder.resolve("bundle.json"))
          .filter(Files::exists)
          .sorted()
          .forEach(bundles::add);
    }
    assertThat(bundles).isNotEmpty();
    return bundles;
  }

  /** Here, as the server starts once. */
  @Nested
  class Terminology extends TerminologyServerCases {}

  /** What a real server says of resources, beside what is found here; here, as it starts once. */
  @Nested
  class Validation {
    private final FileValidator validator =
        FileValidator.with(
            ValidationOptions.DEFAULT,
            FhirEndpoint.of(URI.create(JpaServer.address())),
            RetryPolicy.USUAL,
            Login.none());

    @Test
    void bothFindWhatIsWrongWithAResource() {
      List<ReportItem> findings =
          check("{\"resourceType\": \"Observation\", \"status\": \"final\"}");

      assertThat(findings)
          .anySatisfy(
              finding -> {
                assertThat(finding.speaker()).isEqualTo(Speaker.BOTH);
                assertThat(finding.issue().code()).isEqualTo("fhir-validation-val-profile-minimum");
              });
      assertThat(findings).noneMatch(f -> f.issue().code().equals("server-validation"));
    }

    @Test
    void aBundleIsJudgedToo() {
      List<ReportItem> findings =
          check(
              """
              {"resourceType": "Bundle", "type": "collection", "entry": [
                {"fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111",
                 "resource": {"resourceType": "Observation", "status": "final"}}]}\
              """);

      assertThat(findings)
          .filteredOn(f -> f.issue().location().path().startsWith("Bundle.entry[0].resource"))
          .anyMatch(f -> f.speaker() == Speaker.BOTH);
      assertThat(findings).noneMatch(f -> f.issue().code().equals("server-validation"));
    }

    private List<ReportItem> check(String resource) {
      CheckedInput checked =
          validator.check(new Input("x.json", resource.getBytes(StandardCharsets.UTF_8)));
      return checked.findings();
    }
  }
}
