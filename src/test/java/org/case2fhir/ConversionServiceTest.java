package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.server.ConversionServer;
import org.case2fhir.server.ConversionServer.ServerOptions;
import org.case2fhir.validation.ValidationOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send and get, over HTTP. */
class ConversionServiceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("fhir-examples");
  private static final Path PACKETS = Path.of("../shared/corpora/phenopackets-dev");
  private static final int CLIENTS = 64;
  private static final String PROSE =
      "A 54-year-old man was admitted with fever and cough. He had no chest pain. He took"
          + " metformin 500 mg twice daily. C-reactive protein was 120 mg/L. Pneumonia was"
          + " diagnosed.";

  private static ConversionServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws IOException {
    ConversionService service =
        new ConversionService(
            Terminologies.builtIn(),
            TaggerOptions.FAST,
            ReadingOptions.DEFAULT,
            ValidationOptions.DEFAULT);
    ServerOptions options =
        new ServerOptions("127.0.0.1", 0, 1 << 20, 2, CLIENTS, 0, Optional.empty());
    server = ConversionServer.start(options, service);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> send(String path, String type, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    HttpRequest built = headers.length == 0 ? request.build() : request.headers(headers).build();
    return client.send(built, BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(String path, String type, String body, String... headers)
      throws IOException, InterruptedException {
    return send(path, type, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  private static String counts(HttpResponse<String> answer) {
    return answer.headers().firstValue("Case2fhir-Issues").orElse("");
  }

  private static byte[] example(String path) throws IOException {
    return Files.readAllBytes(EXAMPLES.resolve(path));
  }

  @Test
  void aCaseBecomesTheBundleOfTheCommand() throws Exception {
    byte[] file = example("septic-shock/case.yaml");
    HttpResponse<String> answer = send("/convert", "application/yaml", file);
    Conversion expected =
        new CaseConverter(ConversionOptions.DEFAULT).convert(new Input("input.yaml", file));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("application/fhir+json");
    assertThat(answer.body()).isEqualTo(expected.encoded().orElseThrow());
    assertThat(counts(answer)).startsWith("errors=0, warnings=");
  }

  @ParameterizedTest
  @CsvSource({
    "application/fhir+xml,<Bundle",
    "text/turtle,@prefix",
    "application/yaml,id:",
    "application/json,{\"cases\":[{\"id\":"
  })
  void acceptChoosesTheAnswer(String accept, String begin) throws Exception {
    HttpResponse<String> answer =
        send(
            "/convert?validate=false",
            "application/yaml; charset=UTF-8",
            example("minimal/case.yaml"),
            "Accept",
            "text/csv, " + accept + ";q=0.9");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(type(answer)).startsWith(accept);
    assertThat(answer.body()).contains(begin);
  }

  @Test
  void optionsAreThoseOfTheCommand() throws Exception {
    HttpResponse<String> answer =
        send(
            "/convert?bundle=document&recorded=2026-11-28T09:30:00Z&for=ips&validate=false",
            "application/yaml",
            example("minimal/case.yaml"));
    assertThat(JSON.readTree(answer.body()).path("type").asText()).isEqualTo("document");
    assertThat(answer.body()).contains("http://hl7.org/fhir/uv/ips/");
    HttpResponse<String> later =
        send("/convert?fhir=r5", "application/yaml", example("minimal/case.yaml"));
    assertThat(later.statusCode()).as(later.body()).isEqualTo(200);
    JsonNode packet =
        JSON.readTree(
            send("/convert?to=phenopacket", "application/yaml", example("septic-shock/case.yaml"))
                .body());
    assertThat(packet.at("/cases/0/phenopacket/metaData").isObject()).isTrue();
    assertThat(packet.path("issues")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bundle=heap",
        "bundle=document",
        "for=us-core&fhir=R5",
        "bundel=batch",
        "fhir=R4&fhir=R5",
        "patient=0",
        "min-confidence=2",
        "recorded=today",
        "name=../x",
        "validate=perhaps",
        "security-label=X"
      })
  void queriesThatCannotBeUnderstoodAreRefused(String query) throws Exception {
    HttpResponse<String> answer = send("/convert?" + query, "application/yaml", "findings: [gout]");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(type(answer)).isEqualTo("application/problem+json");
  }

  @Test
  void errorsAreAnOutcomeUnlessTheClientIsLenient() throws Exception {
    String wrong = "diagnoses: [gout]\nfindigs: [fever]\n";
    HttpResponse<String> answer = send("/convert", "application/yaml", wrong);
    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode outcome = JSON.readTree(answer.body());
    assertThat(outcome.path("resourceType").asText()).isEqualTo("OperationOutcome");
    assertThat(outcome.path("issue"))
        .anySatisfy(
            issue -> {
              assertThat(issue.path("severity").asText()).isEqualTo("error");
              assertThat(issue.path("diagnostics").asText()).contains("input.yaml:2:1");
            });
    assertThat(counts(answer)).startsWith("errors=1,");
    HttpResponse<String> xml =
        send("/convert", "application/yaml", wrong, "Accept", "application/fhir+xml");
    assertThat(xml.body()).startsWith("<OperationOutcome");
    HttpResponse<String> lenient =
        send("/convert", "application/yaml", wrong, "Prefer", "handling=lenient");
    assertThat(lenient.statusCode()).isEqualTo(200);
    assertThat(counts(lenient)).startsWith("errors=1,");
    assertThat(JSON.readTree(lenient.body()).path("resourceType").asText()).isEqualTo("Bundle");
    HttpResponse<String> whole =
        send("/convert", "application/yaml", wrong, "Accept", "application/json");
    assertThat(whole.statusCode()).isEqualTo(422);
    assertThat(JSON.readTree(whole.body()).at("/cases/0/bundle/resourceType").asText())
        .isEqualTo("Bundle");
    assertThat(JSON.readTree(whole.body()).path("issues"))
        .anySatisfy(issue -> assertThat(issue.path("line").asInt()).isEqualTo(2));
  }

  @ParameterizedTest
  @CsvSource({
    "/convert,application/x-www-form-urlencoded,text",
    "/convert,application/fhir+json,{}",
    "/convert,application/pdf,not one",
    "/convert,text/plain; charset=utf-16,text",
    "/extract,application/yaml,id: a",
    "/validate,text/plain,text"
  })
  void otherTypesAreRefused(String path, String type, String body) throws Exception {
    HttpResponse<String> answer = send(path, type, body);
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(type(answer)).isEqualTo("application/problem+json");
  }

  @Test
  void otherAnswersAndEmptyBodiesAreRefused() throws Exception {
    assertThat(send("/convert", "text/plain", PROSE, "Accept", "image/png").statusCode())
        .isEqualTo(406);
    assertThat(send("/convert", "text/plain", "").statusCode()).isEqualTo(400);
  }

  @Test
  void onlyWhatHasNoTypeIsGuessedAt() throws Exception {
    String type = "application/octet-stream";
    assertThat(send("/convert?validate=false", type, PROSE).statusCode()).isEqualTo(200);
    assertThat(send("/convert?validate=false", type, example("minimal/case.yaml")).statusCode())
        .isEqualTo(200);
    assertThat(send("/validate", type, example("minimal/bundle.json")).body())
        .contains("OperationOutcome");
  }

  @Test
  void anArticleBecomesACaseFileWithItsCoverage() throws Exception {
    HttpResponse<String> alone = send("/extract", "text/plain", PROSE);
    assertThat(alone.statusCode()).isEqualTo(200);
    assertThat(type(alone)).startsWith("application/yaml");
    assertThat(alone.body()).contains("metformin").contains("absent: chest pain");
    JsonNode whole =
        JSON.readTree(
            send(
                    "/extract?confidence=true&coverage=true",
                    "text/plain",
                    PROSE,
                    "Accept",
                    "application/json")
                .body());
    assertThat(whole.at("/coverage/facts").asInt()).isGreaterThan(4);
    assertThat(whole.at("/coverage/document/sentences")).isNotEmpty();
    assertThat(whole.at("/cases/0/case").toString()).contains("confidence");
    HttpResponse<String> nothing = send("/extract", "text/plain", "The weather was fine.");
    assertThat(nothing.statusCode()).isEqualTo(422);
    assertThat(nothing.body()).contains("OperationOutcome");
  }

  @Test
  void aResourceIsValidated() throws Exception {
    HttpResponse<String> good =
        send("/validate", "application/fhir+json", example("minimal/bundle.json"));
    assertThat(good.statusCode()).isEqualTo(200);
    assertThat(counts(good)).startsWith("errors=0,");
    String wrong = "{\"resourceType\":\"Patient\",\"gender\":\"man\"}";
    HttpResponse<String> bad = send("/validate", "application/fhir+json", wrong);
    assertThat(bad.statusCode()).isEqualTo(200);
    assertThat(counts(bad)).doesNotContain("errors=0");
    JsonNode whole =
        JSON.readTree(
            send("/validate", "application/json", wrong, "Accept", "application/json").body());
    assertThat(whole.path("valid").asBoolean(true)).isFalse();
    assertThat(send("/validate", "application/fhir+xml", "<Patient").body())
        .contains("OperationOutcome");
  }

  @Test
  void theDescriptionNamesEveryPathAndParameter() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/openapi.json")).build();
    JsonNode api = JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    for (String path : List.of("/convert", "/extract", "/validate")) {
      List<String> described = new ArrayList<>();
      for (JsonNode each : api.path("paths").path(path).path("post").path("parameters")) {
        if (each.path("in").asText().equals("query")) {
          described.add(each.path("name").asText());
        }
      }
      String type = path.equals("/validate") ? "application/json" : "text/plain";
      String refusal = send(path + "?none=1", type, "{}").body();
      String known = JSON.readTree(refusal).path("detail").asText();
      assertThat(known.substring(known.indexOf("are ") + 4).split(", "))
          .containsExactlyInAnyOrderElementsOf(described);
    }
  }

  /** A body, and the answer that one client alone would get. */
  private record Sample(String path, String type, byte[] body, String expected) {}

  @Test
  void sixtyFourClientsGetWhatOneWouldGet() throws Exception {
    List<Sample> samples = samples();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Callable<Optional<String>>> tasks = new ArrayList<>();
      for (int i = 0; i < 4 * CLIENTS; i++) {
        Sample sample = samples.get(i % samples.size());
        tasks.add(() -> difference(sample));
      }
      List<String> wrong = new ArrayList<>();
      for (Future<Optional<String>> each : clients.invokeAll(tasks)) {
        each.get().ifPresent(wrong::add);
      }
      assertThat(wrong).isEmpty();
    } finally {
      clients.shutdownNow();
    }
  }

  private static Optional<String> difference(Sample sample) throws Exception {
    HttpResponse<String> answer =
        send(sample.path(), sample.type(), sample.body(), "Prefer", "handling=lenient");
    return answer.body().equals(sample.expected())
        ? Optional.empty()
        : Optional.of(answer.statusCode() + " of " + sample.path());
  }

  /** Case files, phenopackets where there are any, and prose; answers made on one thread. */
  private static List<Sample> samples() throws IOException {
    CaseConverter converter =
        new CaseConverter(
            new ConversionOptions(
                MappingOptions.DEFAULT.withSoftware(Version.current()),
                BundleFormat.JSON,
                /* validate= */ false,
                /* strict= */ false,
                /* attachSource= */ false),
            Terminologies.builtIn(),
            TaggerOptions.FAST);
    CaseExtractor extractor =
        new CaseExtractor(ExtractionOptions.DEFAULT, Terminologies.builtIn(), TaggerOptions.FAST);
    String convert = "/convert?validate=false";
    List<Sample> samples = new ArrayList<>();
    for (Path file : files(EXAMPLES, "case.yaml", 12)) {
      samples.add(sample(converter, convert, "application/yaml", Files.readAllBytes(file)));
    }
    if (Files.isDirectory(PACKETS)) {
      for (Path file : files(PACKETS, ".json", 24)) {
        samples.add(sample(converter, convert, "application/json", Files.readAllBytes(file)));
      }
    }
    for (int age = 31; age < 43; age++) {
      byte[] prose = PROSE.replace("54", "" + age).getBytes(StandardCharsets.UTF_8);
      samples.add(sample(converter, convert, "text/plain", prose));
      String text = extractor.extract(new Input("input.txt", prose)).outputs().get(0).text();
      samples.add(new Sample("/extract", "text/plain", prose, text));
    }
    samples.removeIf(sample -> sample.expected().isEmpty());
    assertThat(samples).hasSizeGreaterThan(24);
    return samples;
  }

  private static Sample sample(CaseConverter converter, String path, String type, byte[] body) {
    Map<String, String> names =
        new LinkedHashMap<>(
            Map.of(
                "application/yaml", "input.yaml",
                "application/json", "input.json",
                "text/plain", "input.txt"));
    Conversion expected = converter.convert(new Input(names.get(type), body));
    return new Sample(path, type, body, expected.encoded().orElse(""));
  }

  private static List<Path> files(Path folder, String end, int most) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().limit(most).toList();
    }
  }
}
