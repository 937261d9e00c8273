package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.export.EntryResult;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.issue.Result;
import org.case2fhir.server.FhirHttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users do with it: push, push again, look. */
@Tag("long")
class LocalServerTest {
  private static LocalServer server;

  @BeforeAll
  static void startOnce() {
    server = start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Path example(String name) {
    return Path.of("fhir-examples", name, "bundle.json");
  }

  private static LocalServer start() {
    return LocalServer.start(FhirHttpServer.Options.at("127.0.0.1", 0)).value().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"TRANSACTION,septic-shock", "BATCH,neonatal-sepsis", "RESOURCES,long-qt-syncope"})
  void pushedTwiceInAnyModeItIsThereOnce(ExportMode mode, String example) throws Exception {
    String bundle = Files.readString(example(example));
    PushOptions options =
        new PushOptions(
            new ExportOptions(Optional.of(mode), Integer.MAX_VALUE),
            false,
            Optional.empty(),
            false);
    int patientsBefore = count("Patient");
    int observationsBefore = count("Observation");
    List<EntryResult> first = push(options, bundle);
    assertThat(first).isNotEmpty().allMatch(e -> e.outcome() == EntryOutcome.CREATED);
    int patients = count("Patient");
    int observations = count("Observation");
    List<EntryResult> second = push(options, bundle);
    assertThat(second).allMatch(e -> e.outcome() == EntryOutcome.UNCHANGED);
    assertThat(second).extracting(EntryResult::version).containsOnly("1");
    assertThat(count("Patient")).isEqualTo(patients).isEqualTo(patientsBefore + 1);
    assertThat(count("Observation")).isEqualTo(observations).isGreaterThan(observationsBefore);
  }

  private static List<EntryResult> push(PushOptions options, String bundle) throws IOException {
    Result<CaseExporter> connected =
        CaseExporter.connect(
            FhirEndpoint.of(server.address()), RetryPolicy.USUAL, Login.none(), options);
    try (CaseExporter exporter = connected.value().orElseThrow()) {
      return exporter.push("example", bundle).entries();
    }
  }

  private static int count(String type) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + "/" + type + "?_summary=count"))
            .build();
    String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return Integer.parseInt(body.replaceAll("(?s).*\"total\": *(\\d+).*", "$1"));
  }

  @Test
  void loadsBundlesAndTellsWhatIsWrongWithOthers() throws Exception {
    int before = count("Patient");
    assertThat(server.isLoopback()).isTrue();
    assertThat(server.load(new Input("x", Files.readAllBytes(example("minimal"))))).isEmpty();
    assertThat(count("Patient")).isEqualTo(before + 1);
    assertThat(server.load(new Input("bad.json", new byte[] {'{'})))
        .singleElement()
        .satisfies(issue -> assertThat(issue.location().source()).isEqualTo("bad.json"));
  }

  @Test
  void aPortThatIsTakenIsAnIssue() {
    int port = server.address().getPort();
    assertThat(LocalServer.start(FhirHttpServer.Options.at("127.0.0.1", port)).issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.message()).contains("port " + port + " is taken"));
  }
}
