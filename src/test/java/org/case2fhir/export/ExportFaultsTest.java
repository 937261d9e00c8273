package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.RecordedPauses;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.Ledger.EarlierRun;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said, and what is sent again, when a server fails in any way that it can. */
class ExportFaultsTest {
  private static final String OUTCOME =
      """
      {"resourceType": "OperationOutcome", "issue": [
        {"severity": "error", "code": "invalid", "diagnostics": "status: \\u001b[31mnot known"}]}
      """;

  @TempDir Path folder;
  private final RecordedPauses pauses = new RecordedPauses();
  private final FakeFhir fake = new FakeFhir();
  private final StubServer stub = new StubServer(fake);

  @AfterEach
  void stop() {
    stub.close();
  }

  private Result<FhirExporter> connect() throws ExchangeException {
    FhirEndpoint endpoint =
        FhirEndpoint.of(stub.base()).withTimeout(Duration.ofSeconds(20)).withMaxBytes(50_000);
    return FhirExporter.connect(new FhirClient(endpoint, Authorization.NONE, pauses.timer(2)));
  }

  private static ExportOptions options(ExportMode mode, int most) {
    return new ExportOptions(Optional.of(mode), most);
  }

  private List<EntryResult> push(String bundle, ExportOptions options) throws Exception {
    return push(bundle, options, Ledger.none(), EarlierRun.none());
  }

  private List<EntryResult> push(
      String bundle, ExportOptions options, Ledger ledger, EarlierRun earlier) throws Exception {
    FhirExporter exporter = connect().value().orElseThrow();
    ExportPlan plan = exporter.plan("b", bundle, options).value().orElseThrow();
    return exporter.run(plan, ledger, earlier);
  }

  private static List<EntryOutcome> outcomes(List<EntryResult> results) {
    return results.stream().map(EntryResult::outcome).toList();
  }

  private static List<String> words(List<EntryResult> results) {
    return results.stream().map(EntryResult::words).distinct().toList();
  }

  private long sent(String method) {
    return stub.requests().stream().filter(r -> r.method().equals(method)).count();
  }

  private List<String> refusal(String bundle, ExportOptions options) throws Exception {
    Result<FhirExporter> exporter = connect();
    List<Issue> issues = new ArrayList<>(exporter.issues());
    exporter.value().ifPresent(e -> issues.addAll(e.plan("b", bundle, options).issues()));
    assertThat(sent("POST") + sent("PUT")).isZero();
    return issues.stream().map(Issue::message).toList();
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void everyModeStoresTheSameAndRefersToWhatTheServerStored(ExportMode mode) throws Exception {
    List<EntryResult> results = push(Bundles.usual().of("transaction"), options(mode, 2));
    assertThat(outcomes(results)).containsOnly(EntryOutcome.CREATED).hasSize(5);
    JsonNode report = fake.stored.get(Bundles.url("DiagnosticReport", "5"));
    assertThat(report.path("extension").findValuesAsText("reference"))
        .containsExactlyElementsOf(
            List.of("1", "2", "3", "4").stream()
                .map(key -> Bundles.url(key.equals("1") ? "Patient" : "Observation", key))
                .map(fake.locations::get)
                .toList());
    assertThat(outcomes(push(Bundles.usual().of("transaction"), options(mode, 2))))
        .containsOnly(EntryOutcome.UNCHANGED);
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void aCircleIsClosedAndStaysUnchangedAfterwards(ExportMode mode) throws Exception {
    ExportOptions options = options(mode, 2);
    List<EntryResult> results = push(Bundles.circle().of("transaction"), options);
    assertThat(outcomes(results)).containsOnly(EntryOutcome.CREATED).hasSize(4);
    fake.stored
        .values()
        .forEach(
            stored ->
                assertThat(stored.findValuesAsText("reference"))
                    .allMatch(reference -> fake.locations.containsValue(reference)));
    assertThat(fake.stored.get(Bundles.url("Procedure", "2")).findValues("valueReference"))
        .hasSize(2);
    int writes = fake.writes.get();
    assertThat(outcomes(push(Bundles.circle().of("transaction"), options)))
        .containsOnly(EntryOutcome.UNCHANGED);
    assertThat(fake.writes.get() - writes).isEqualTo(4);
  }

  @Test
  void aWholeTransactionKeepsTheReferencesForTheServerToResolve() throws Exception {
    push(Bundles.circle().of("transaction"), ExportOptions.DEFAULT);
    assertThat(sent("POST")).isEqualTo(1);
    JsonNode first = new ObjectMapper().readTree(stub.requests().get(1).body()).at("/entry/0");
    assertThat(first.findValuesAsText("reference"))
        .containsExactly(Bundles.name("1"), Bundles.name("3"));
  }

  @ParameterizedTest
  @CsvSource({"3.0.2", "5.0.0", "4.3.0", "1.0.2"})
  void anotherVersionOfFhirIsAnErrorBeforeAnythingIsSent(String version) throws Exception {
    fake.metadata = FakeFhir.capabilities(version, "transaction");
    assertThat(refusal(Bundles.usual().of("transaction"), ExportOptions.DEFAULT))
        .containsExactly("the server speaks FHIR " + version + " and the Bundle is FHIR 4.0.1");
  }

  @Test
  void aModeThatTheServerDoesNotOfferIsAnErrorAndAnotherIsPickedIfNoneIsAskedFor()
      throws Exception {
    fake.metadata = FakeFhir.capabilities("4.0.1", "batch");
    assertThat(
            refusal(
                Bundles.usual().of("transaction"),
                options(ExportMode.TRANSACTION, Integer.MAX_VALUE)))
        .containsExactly("the server offers no transaction");
    FhirExporter exporter = connect().value().orElseThrow();
    ExportPlan plan =
        exporter
            .plan("b", Bundles.usual().of("transaction"), ExportOptions.DEFAULT)
            .value()
            .orElseThrow();
    assertThat(plan.mode()).isEqualTo(ExportMode.BATCH);
    assertThat(plan.parts()).hasSize(3);
  }

  @Test
  void whatTheServerDoesNotOfferIsNotSentNorWhatRefersToIt() throws Exception {
    fake.metadata = fake.metadata.replace("\"Observation\"", "\"Basic\"");
    List<EntryResult> results = push(Bundles.usual().of("transaction"), ExportOptions.DEFAULT);
    assertThat(words(results))
        .containsExactly(
            "not sent: it refers to what would be refused (Observation)",
            "not sent: the server has no Observation",
            "");
    assertThat(fake.stored).containsOnlyKeys(Bundles.url("Patient", "1"));
  }

  @ParameterizedTest
  @CsvSource({"401,1", "403,1", "409,1", "412,1", "422,1", "429,3", "503,3"})
  void aRefusedTransactionIsToldInTheServersWords(int status, int requests) throws Exception {
    fake.fault = fails(status, OUTCOME);
    List<EntryResult> results = push(Bundles.usual().of("transaction"), ExportOptions.DEFAULT);
    assertThat(outcomes(results)).containsOnly(EntryOutcome.REFUSED).hasSize(5);
    assertThat(words(results)).containsExactly(status + " status: [31mnot known");
    assertThat(sent("POST")).isEqualTo(requests);
    assertThat(fake.stored).isEmpty();
  }

  private static FakeFhir.Fault fails(int status, String body) {
    return (request, wire) -> {
      if (request.method().equals("GET")) {
        return false;
      }
      wire.json(status, body);
      return true;
    };
  }

  @Test
  void aPageInPlaceOfAnAnswerLeavesTheOutcomeUnknown() throws Exception {
    fake.fault =
        (request, wire) -> {
          if (request.method().equals("POST")) {
            wire.html(200, "<html><title>Please log in</title></html>");
          }
          return request.method().equals("POST");
        };
    List<EntryResult> results = push(Bundles.usual().of("transaction"), ExportOptions.DEFAULT);
    assertThat(outcomes(results)).containsOnly(EntryOutcome.UNKNOWN);
    assertThat(words(results)).containsExactly("a web page instead of FHIR: Please log in");
  }

  @Test
  void metadataThatIsAPageOrIsMissingOrTooLargeSendsNothing() throws Exception {
    fake.fault =
        (request, wire) -> {
          wire.html(200, "<!doctype html><title>Welcome</title>");
          return true;
        };
    assertThat(refusal("{}", ExportOptions.DEFAULT).toString()).contains("no CapabilityStatement");
    fake.fault =
        (request, wire) -> {
          wire.json(404, OUTCOME);
          return true;
        };
    assertThat(refusal("{}", ExportOptions.DEFAULT).toString()).contains("it answers 404: status");
    fake.fault =
        (request, wire) -> {
          wire.json(200, " ".repeat(60_000));
          return true;
        };
    assertThat(refusal("{}", ExportOptions.DEFAULT).toString()).contains("more than 50000 bytes");
  }

  @Test
  void aBatchOf200HidesNothing() throws Exception {
    AtomicInteger batches = new AtomicInteger();
    fake.fault =
        (request, wire) -> {
          if (!request.method().equals("POST") || batches.incrementAndGet() != 2) {
            return false;
          }
          wire.json(
              200,
              """
              {"resourceType": "Bundle", "type": "batch-response", "entry": [
                {"response": {"status": "201 Created", "location": "Observation/77/_history/1"}},
                {"response": {"status": "422 Unprocessable", "outcome": %s}},
                {"response": {"status": "503 Busy"}}]}
              """
                  .formatted(OUTCOME));
          return true;
        };
    List<EntryResult> results =
        push(Bundles.usual().of("transaction"), options(ExportMode.BATCH, 50));
    assertThat(outcomes(results))
        .containsExactly(
            EntryOutcome.NOT_SENT,
            EntryOutcome.CREATED,
            EntryOutcome.REFUSED,
            EntryOutcome.CREATED,
            EntryOutcome.CREATED);
    assertThat(results.get(0).words()).isEqualTo("it refers to what was not written (Observation)");
    assertThat(results.get(2).words()).isEqualTo("422 status: [31mnot known");
    // Only the entry that was wanted later has been sent again.
    assertThat(pauses.all()).hasSize(1);
    assertThat(fake.stored)
        .containsOnlyKeys(Bundles.url("Patient", "1"), Bundles.url("Observation", "4"));
  }

  @Test
  void anAnswerWithOtherEntriesIsNotBelieved() throws Exception {
    fake.fault = fails(200, "{\"resourceType\": \"Bundle\", \"type\": \"transaction-response\"}");
    List<EntryResult> results = push(Bundles.usual().of("transaction"), ExportOptions.DEFAULT);
    assertThat(outcomes(results)).containsOnly(EntryOutcome.UNKNOWN);
    assertThat(words(results)).containsExactly("the answer has 0 entries");
  }

  @Test
  void aTransactionOfConditionalUpdatesIsSentAgainAfterAResetButNotOneThatCreates()
      throws Exception {
    AtomicInteger posts = new AtomicInteger();
    fake.fault =
        (request, wire) -> {
          boolean first = request.method().equals("POST") && posts.incrementAndGet() == 1;
          if (first) {
            wire.reset();
          }
          return first;
        };
    assertThat(outcomes(push(Bundles.usual().of("transaction"), ExportOptions.DEFAULT)))
        .containsOnly(EntryOutcome.CREATED);
    posts.set(0);
    String creating = Bundles.usual().created("Observation", "9").of("transaction");
    List<EntryResult> results = push(creating, ExportOptions.DEFAULT);
    assertThat(outcomes(results)).containsOnly(EntryOutcome.UNKNOWN);
    assertThat(words(results)).containsExactly("the connection to the server broke");
    assertThat(posts).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void anUpdateOfACertainVersionIsNotRepeatedWhenItMayHaveArrived(ExportMode mode)
      throws Exception {
    String request = "\"method\": \"PUT\", \"url\": \"Patient/7\", \"ifMatch\": \"W/\\\"3\\\"\"";
    fake.fault =
        (seen, wire) -> {
          if (!seen.method().equals("GET")) {
            wire.reset();
          }
          return !seen.method().equals("GET");
        };
    String bundle = new Bundles().asking("Patient", "1", request).of("transaction");
    assertThat(outcomes(push(bundle, options(mode, 9)))).containsExactly(EntryOutcome.UNKNOWN);
    assertThat(sent("PUT") + sent("POST")).isEqualTo(1);
    String seen = stub.requests().get(1).toString();
    assertThat(seen).contains("W/");
  }

  @Test
  void aServerThatDiesHalfWayIsContinuedFromTheLedger() throws Exception {
    Path file = folder.resolve("ledger.jsonl");
    fake.fault =
        (request, wire) -> {
          boolean dead = fake.writes.get() >= 2;
          if (dead) {
            wire.half(200, "{\"resourceType\": \"Bundle\"}");
          }
          return dead;
        };
    ExportOptions singly = options(ExportMode.RESOURCES, 50);
    String base = stub.base().toString();
    try (Ledger ledger = Ledger.open(file, base)) {
      List<EntryResult> results =
          push(Bundles.usual().of("transaction"), singly, ledger, EarlierRun.none());
      assertThat(outcomes(results))
          .containsExactly(
              EntryOutcome.NOT_SENT,
              EntryOutcome.CREATED,
              EntryOutcome.UNKNOWN,
              EntryOutcome.NOT_SENT,
              EntryOutcome.CREATED);
    }
    fake.fault = (request, wire) -> false;
    Files.writeString(file, Files.readString(file) + "{\"entry\": \"cut o");
    Result<EarlierRun> earlier = EarlierRun.read(file, base);
    assertThat(earlier.issues()).extracting(Issue::code).containsExactly("damaged-ledger");
    try (Ledger ledger = Ledger.open(file, base)) {
      List<EntryResult> results =
          push(Bundles.usual().of("transaction"), singly, ledger, earlier.value().orElseThrow());
      assertThat(outcomes(results))
          .containsExactly(
              EntryOutcome.CREATED,
              EntryOutcome.EARLIER,
              EntryOutcome.CREATED,
              EntryOutcome.CREATED,
              EntryOutcome.EARLIER);
    }
    assertThat(fake.writes).hasValue(5);
    assertThat(fake.stored.get(Bundles.url("DiagnosticReport", "5")).findValuesAsText("reference"))
        .allMatch(fake.locations::containsValue)
        .hasSize(4);
    EarlierRun whole = EarlierRun.read(file, base).value().orElseThrow();
    assertThat(outcomes(push(Bundles.usual().of("transaction"), singly, Ledger.none(), whole)))
        .containsOnly(EntryOutcome.EARLIER);
    assertThat(EarlierRun.read(file, "http://other/fhir").issues())
        .extracting(Issue::code)
        .containsExactly("other-server");
  }

  @Test
  void aCreateOfUnknownEndIsNotSentASecondTime() throws Exception {
    Path file = folder.resolve("ledger.jsonl");
    String bundle = new Bundles().created("Observation", "1").of("transaction");
    fake.fault = (request, wire) -> request.method().equals("POST");
    try (Ledger ledger = Ledger.open(file, stub.base().toString())) {
      assertThat(outcomes(push(bundle, ExportOptions.DEFAULT, ledger, EarlierRun.none())))
          .containsExactly(EntryOutcome.UNKNOWN);
    }
    EarlierRun earlier = EarlierRun.read(file, stub.base().toString()).value().orElseThrow();
    fake.fault = (request, wire) -> false;
    assertThat(outcomes(push(bundle, ExportOptions.DEFAULT, Ledger.none(), earlier)))
        .containsExactly(EntryOutcome.UNKNOWN);
    assertThat(fake.writes).hasValue(0);
  }

  @Test
  void theLedgerHasOneObjectALineAndNoWordOfThePatientOrTheServer() throws Exception {
    Path file = folder.resolve("ledger.jsonl");
    fake.fault =
        (request, wire) -> {
          boolean second = fake.writes.get() == 1;
          if (second) {
            wire.json(422, OUTCOME);
          }
          return second;
        };
    try (Ledger ledger = Ledger.open(file, stub.base().toString())) {
      push(
          Bundles.usual().of("transaction"),
          options(ExportMode.RESOURCES, 1),
          ledger,
          EarlierRun.none());
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1 + 2 + 3 * 2 + 1);
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(lines.get(1)).path("outcome").asText()).isEqualTo("sending");
    JsonNode first = json.readTree(lines.get(2));
    assertThat(first.path("outcome").asText()).isEqualTo("created");
    for (String hashed : List.of("entry", "request", "content", "mac")) {
      assertThat(first.path(hashed).asText()).as(hashed).matches("[0-9a-f]{32}");
    }
    assertThat(Files.readString(file))
        .doesNotContain("identifier", "urn:x", "not known", Bundles.name("1"));
  }
}
