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
import org.case2fhir.diagnostic.Result;
import org.case2fhir.export.EntryOutcome;
import org.case2fhir.export.ExportMode;
import org.case2fhir.export.ExportOptions;
import org.case2fhir.server.LocalServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users do with it: push, push again, look. */
class LocalServerTest {
  private static final Path EXAMPLE = Path.of("fhir-examples", "septic-shock", "bundle.json");

  private static LocalServer start() {
    return LocalServer.start(LocalServerOptions.at("127.0.0.1", 0)).value().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void pushedTwiceInAnyModeItIsThereOnce(ExportMode mode) throws Exception {
    String bundle = Files.readString(EXAMPLE);
    PushOptions options =
        new PushOptions(
            new ExportOptions(Optional.of(mode), Integer.MAX_VALUE),
            false,
            Optional.empty(),
            false);
    try (LocalServer server = start()) {
      List<ExportedEntry> first = push(server, options, bundle);
      assertThat(first).isNotEmpty().allMatch(e -> e.outcome() == EntryOutcome.CREATED);
      int patients = count(server, "Patient");
      int observations = count(server, "Observation");
      List<ExportedEntry> second = push(server, options, bundle);
      assertThat(second).allMatch(e -> e.outcome() == EntryOutcome.UNCHANGED);
      assertThat(second).extracting(ExportedEntry::version).containsOnly("1");
      assertThat(count(server, "Patient")).isEqualTo(patients).isEqualTo(1);
      assertThat(count(server, "Observation")).isEqualTo(observations).isPositive();
    }
  }

  private static List<ExportedEntry> push(LocalServer server, PushOptions options, String bundle)
      throws IOException {
    Result<CaseExporter> connected =
        CaseExporter.connect(ServerOptions.of(server.address()), Credentials.none(), options);
    try (CaseExporter exporter = connected.value().orElseThrow()) {
      return exporter.push("example", bundle).entries();
    }
  }

  private static int count(LocalServer server, String type) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + "/" + type + "?_summary=count"))
            .build();
    String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return Integer.parseInt(body.replaceAll("(?s).*\"total\": *(\\d+).*", "$1"));
  }

  @Test
  void loadsBundlesAndTellsWhatIsWrongWithOthers() throws Exception {
    try (LocalServer server = start()) {
      assertThat(server.isLoopback()).isTrue();
      assertThat(server.load(new Input("x", Files.readAllBytes(EXAMPLE)))).isEmpty();
      assertThat(count(server, "Patient")).isEqualTo(1);
      assertThat(server.load(new Input("bad.json", new byte[] {'{'})))
          .singleElement()
          .satisfies(issue -> assertThat(issue.location().source()).isEqualTo("bad.json"));
    }
  }

  @Test
  void aPortThatIsTakenIsAnIssue() {
    try (LocalServer server = start()) {
      int port = server.address().getPort();
      assertThat(LocalServer.start(LocalServerOptions.at("127.0.0.1", port)).issues())
          .singleElement()
          .satisfies(issue -> assertThat(issue.message()).contains("port " + port + " is taken"));
    }
  }
}
