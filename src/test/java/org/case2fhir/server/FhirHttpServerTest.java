package org.case2fhir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.server.Conversation.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As a client sees it, over HTTP. */
class FhirHttpServerTest {
  private static final Issue FOUND =
      Issue.error("x", "not good", new Location("request", 0, 0, "Patient.gender"), "mend it");

  private static FhirHttpServer server;
  private static Conversation http;

  @BeforeAll
  static void start() throws IOException {
    server =
        FhirHttpServer.start(
            FhirHttpServer.Options.at("127.0.0.1", 0).withLimits(1 << 20, 200),
            body ->
                new String(body, StandardCharsets.UTF_8).contains("girl")
                    ? List.of(FOUND)
                    : List.of());
    http = Conversation.with(server.address());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String patient(String family, String value) {
    return """
    {"resourceType": "Patient", "identifier": [{"system": "urn:test", "value": "%s"}],
     "name": [{"family": "%s"}]}\
    """
        .formatted(value, family);
  }

  private static String transaction(String... entries) {
    return bundle("transaction", entries);
  }

  private static String bundle(String type, String... entries) {
    return "{\"resourceType\": \"Bundle\", \"type\": \"%s\", \"entry\": [%s]}"
        .formatted(type, String.join(",", entries));
  }

  private static String entry(String fullUrl, String method, String url, String resource) {
    return "{\"fullUrl\": \"%s\", \"resource\": %s, \"request\": {\"method\": \"%s\", \"url\": \"%s\"}}"
        .formatted(fullUrl, resource, method, url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"septic-shock", "colon-cancer", "long-qt-syncope", "minimal"})
  void aTransactionSentTwiceIsThereOnce(String example) throws IOException {
    String bundle = Files.readString(Path.of("fhir-examples", example, "bundle.json"));
    Reply first = http.send("POST", "", bundle);
    assertThat(first.status()).as(first.words()).isEqualTo(200);
    assertThat(first.entryStatus()).isNotEmpty().containsOnly("201 Created");
    Set<String> types = new TreeSet<>();
    first
        .body()
        .path("entry")
        .forEach(e -> types.add(e.at("/response/location").asText().split("/")[0]));
    List<Integer> counts = types.stream().map(http::count).toList();

    Reply second = http.send("POST", "", bundle);
    assertThat(second.entryStatus()).containsOnly("200 OK");
    assertThat(second.body().findValuesAsText("etag")).containsOnly("W/\"1\"");
    assertThat(second.body().findValuesAsText("location"))
        .isEqualTo(first.body().findValuesAsText("location"));
    assertThat(types.stream().map(http::count).toList()).isEqualTo(counts);
    assertReferencesResolve(second);
  }

  /** No reference is left as it was in the Bundle, and each leads to what is there. */
  private static void assertReferencesResolve(Reply written) {
    for (String location : written.body().findValuesAsText("location")) {
      Reply resource = http.get("/" + location);
      assertThat(resource.status()).isEqualTo(200);
      for (String reference : resource.body().findValuesAsText("reference")) {
        assertThat(reference).matches("[A-Z][A-Za-z]+/\\d+|#.*");
      }
    }
  }

  @Test
  void aCorrectionIsANewVersionOfTheSameResource() {
    String put = "Patient?identifier=urn:test|correction";
    Reply first = http.send("PUT", "/" + put, patient("Old", "correction"));
    assertThat(first.status()).isEqualTo(201);
    Reply same = http.send("PUT", "/" + put, patient("Old", "correction"));
    assertThat(same.status()).isEqualTo(200);
    assertThat(same.etag()).isEqualTo("W/\"1\"");
    Reply other = http.send("PUT", "/" + put, patient("New", "correction"));
    assertThat(other.etag()).isEqualTo("W/\"2\"");
    String id = other.body().path("id").asText();
    assertThat(http.get("/Patient/" + id).body().at("/name/0/family").asText()).isEqualTo("New");
    assertThat(http.get("/Patient/" + id + "/_history/1").body().at("/name/0/family").asText())
        .isEqualTo("Old");
    assertThat(http.get("/Patient/" + id + "/_history").body().path("entry")).hasSize(2);
    assertThat(http.count("Patient?identifier=correction")).isEqualTo(1);
  }

  @Test
  void aConditionalCreateKeepsWhatIsThere() {
    String[] condition = {"If-None-Exist", "identifier=urn:test|create"};
    assertThat(http.send("POST", "/Patient", patient("A", "create"), condition).status())
        .isEqualTo(201);
    Reply again = http.send("POST", "/Patient", patient("B", "create"), condition);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().at("/name/0/family").asText()).isEqualTo("A");
  }

  @Test
  void aTransactionIsAllOrNothing() {
    String good = entry("urn:uuid:p", "POST", "Patient", patient("Atom", "atom"));
    String bad =
        entry(
            "urn:uuid:c",
            "POST",
            "Condition",
            "{\"resourceType\": \"Condition\", \"subject\": {\"reference\": \"urn:uuid:nobody\"}}");
    Reply reply = http.send("POST", "", transaction(good, bad));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.words()).contains("urn:uuid:nobody");
    String dangling = bad.replace("urn:uuid:nobody", "Patient/none");
    assertThat(http.send("POST", "", transaction(good, dangling)).status()).isEqualTo(400);
    assertThat(http.send("POST", "", transaction(good, good)).status()).isEqualTo(400);
    assertThat(http.count("Patient?identifier=atom")).isZero();
  }

  @Test
  void theEntriesOfABatchStandAlone() {
    Reply reply =
        http.send(
            "POST",
            "",
            bundle(
                "batch",
                entry("urn:uuid:1", "POST", "Patient", patient("Batch", "batch")),
                entry("urn:uuid:2", "PUT", "Patient?identifier=", patient("B", "b")),
                "{\"request\": {\"method\": \"GET\", \"url\": \"Patient/none\"}}",
                "{\"request\": {\"method\": \"GET\", \"url\": \"Patient?identifier=batch\"}}"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.entryStatus())
        .containsExactly("201 Created", "400 Bad Request", "404 Not Found", "200 OK");
    assertThat(reply.body().at("/entry/3/resource/total").asInt()).isEqualTo(1);
    assertThat(reply.body().at("/entry/1/response/outcome/issue")).isNotEmpty();
  }

  @Test
  void aConditionThatFindsSeveralIsRefused() {
    http.send("POST", "/Patient", patient("Twin", "twin"));
    http.send("POST", "/Patient", patient("Twin", "twin"));
    String condition = "/Patient?identifier=urn:test|twin";
    assertThat(http.send("PUT", condition, patient("Twin", "twin")).status()).isEqualTo(412);
    assertThat(http.send("DELETE", condition, "").status()).isEqualTo(412);
  }

  @Test
  void whatIsDeletedIsGoneUnlessOthersReferToIt() {
    String patient =
        http.send("POST", "/Patient", patient("Gone", "gone")).body().path("id").asText();
    String condition =
        "{\"resourceType\": \"Condition\", \"subject\": {\"reference\": \"Patient/%s\"}}"
            .formatted(patient);
    String other = http.send("POST", "/Condition", condition).body().path("id").asText();
    assertThat(http.send("DELETE", "/Patient/" + patient, "").status()).isEqualTo(409);
    assertThat(http.send("DELETE", "/Condition/" + other, "").status()).isBetween(200, 204);
    assertThat(http.send("DELETE", "/Patient/" + patient, "").status()).isBetween(200, 204);
    assertThat(http.get("/Patient/" + patient).status()).isEqualTo(410);
    assertThat(http.get("/Patient/" + patient + "/_history/1").status()).isEqualTo(200);
    assertThat(http.count("Patient?identifier=gone")).isZero();
    Reply back = http.send("PUT", "/Patient/" + patient, withId(patient("Gone", "gone"), patient));
    assertThat(back.status()).isEqualTo(201);
    assertThat(back.etag()).isEqualTo("W/\"3\"");
  }

  private static String withId(String resource, String id) {
    return resource.replaceFirst("\\{", "{\"id\": \"" + id + "\", ");
  }

  @Test
  void anUpdateOfAnotherVersionIsAConflict() {
    http.send("PUT", "/Patient/own", withId(patient("A", "own"), "own"));
    Reply reply =
        http.send("PUT", "/Patient/own", withId(patient("B", "own"), "own"), "If-Match", "W/\"7\"");
    assertThat(reply.status()).isIn(409, 412);
    assertThat(reply.words()).contains("version 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GET;/Patient/none;'';404",
        "GET;/Nonsense;'';404",
        "GET;/Patient?nonsense=1;'';400",
        "GET;/Patient?birthdate=yesterday;'';400",
        "POST;/Patient;{\"resourceType\": \"Patient\";400",
        "POST;/Patient;{\"resourceType\": \"Patient\", \"gender\": \"girl\"};400",
        "POST;/Patient;{\"resourceType\": \"Patient\", \"shoe\": 4};400",
        "POST;/Patient;{\"resourceType\": \"Group\"};400",
        "POST;'';{\"resourceType\": \"Bundle\", \"type\": \"collection\"};400",
      })
  void whatCannotBeDoneIsAnOutcome(String method, String path, String body, int status) {
    Reply reply = http.send(method, path, body);
    assertThat(reply.status()).as(reply.words()).isEqualTo(status);
    assertThat(reply.body().path("resourceType").asText()).isEqualTo("OperationOutcome");
  }

  @Test
  void whatIsTooLargeIsRefused() {
    String large = patient("x".repeat(1 << 20), "large");
    for (int i = 0; i < 20; i++) {
      assertThat(http.send("POST", "/Patient", large).status()).isEqualTo(413);
      assertThat(http.stream("/Patient", large).status()).isEqualTo(413);
    }
    String[] entries = new String[201];
    Arrays.setAll(entries, i -> entry("urn:uuid:" + i, "POST", "Patient", patient("M", "m" + i)));
    assertThat(http.send("POST", "", transaction(entries)).status()).isEqualTo(413);
    assertThat(http.count("Patient?identifier=m0")).isZero();
  }

  @Test
  void packedBodiesAreRefused() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      String request =
          """
          POST /fhir HTTP/1.1
          Host: localhost
          Content-Type: application/fhir+json
          Content-Encoding: gzip
          Content-Length: 2
          Connection: close

          xx\
          """
              .replace("\n", "\r\n");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(reply).startsWith("HTTP/1.1 415");
    }
  }

  @Test
  void slowSendersKeepNobodyWaiting() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket("127.0.0.1", server.address().getPort());
        slow.add(socket);
        String begun =
            "POST /fhir HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\n"
                + "Content-Length: 1000\r\n\r\n{";
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(http.get("/metadata").status()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void pagesOfOtherSitesAreKeptOut() {
    assertThat(http.send("GET", "/Patient", "", "Origin", "https://evil.example").status())
        .isEqualTo(403);
    assertThat(http.send("GET", "/Patient", "", "Origin", "http://localhost:3000").status())
        .isEqualTo(200);
  }

  @Test
  void validatesWithOurValidator() {
    String girl = "{\"resourceType\": \"Patient\", \"gender\": \"girl\"}";
    Reply reply = http.send("POST", "/Patient/$validate", girl);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.words()).isEqualTo("not good (mend it)");
    assertThat(reply.body().at("/issue/0/expression/0").asText()).isEqualTo("Patient.gender");
    String parameters =
        "{\"resourceType\": \"Parameters\", \"parameter\": [{\"name\": \"resource\", \"resource\":"
            + " {\"resourceType\": \"Patient\"}}]}";
    assertThat(http.send("POST", "/$validate", parameters).words()).isEqualTo("no issues found");
  }

  @Test
  void metadataTellWhatItCanDo() {
    Reply reply = http.get("/metadata");
    assertThat(reply.body().path("fhirVersion").asText()).isEqualTo("4.0.1");
    var rest = reply.body().at("/rest/0");
    assertThat(rest.path("interaction").findValuesAsText("code")).contains("transaction");
    var patient = rest.path("resource").get(0);
    for (var each : rest.path("resource")) {
      patient = each.path("type").asText().equals("Patient") ? each : patient;
    }
    assertThat(patient.path("conditionalUpdate").asBoolean()).isTrue();
    assertThat(patient.path("conditionalCreate").asBoolean()).isTrue();
    assertThat(patient.path("interaction").findValuesAsText("code"))
        .contains("read", "vread", "create", "update", "delete", "search-type");
    assertThat(patient.path("searchParam").findValuesAsText("name"))
        .contains("_id", "identifier", "birthdate")
        .doesNotContain("family");
  }

  @Test
  void aPortThatIsTakenIsTold() {
    int port = server.address().getPort();
    assertThatThrownBy(
            () ->
                FhirHttpServer.start(FhirHttpServer.Options.at("127.0.0.1", port), b -> List.of()))
        .isInstanceOf(IOException.class);
  }
}
