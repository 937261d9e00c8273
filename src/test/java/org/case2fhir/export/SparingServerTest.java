package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirClient.RequestCount;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.RecordedPauses;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.Ledger.EarlierRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is made of the answers of a server that says no more than that it has done something. */
class SparingServerTest {
  @TempDir Path folder;
  private final RecordedPauses pauses = new RecordedPauses();
  private final FakeFhir fake = new FakeFhir();
  private final StubServer stub = new StubServer(fake);
  private FhirExporter exporter;

  @BeforeEach
  void connect() throws Exception {
    fake.tellsSame = false;
    FhirClient conversation =
        new FhirClient(
            FhirEndpoint.of(stub.base()), Authorization.NONE, pauses.timer(/* retries= */ 2));
    exporter = FhirExporter.connect(conversation).value().orElseThrow();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private List<EntryOutcome> push(String bundle, ExportMode mode) {
    return push(bundle, mode, Ledger.none(), EarlierRun.none());
  }

  private List<EntryOutcome> push(
      String bundle, ExportMode mode, Ledger ledger, EarlierRun earlier) {
    ExportOptions options = new ExportOptions(Optional.of(mode), 50);
    ExportPlan plan = exporter.plan("b", bundle, options).value().orElseThrow();
    return exporter.run(plan, ledger, earlier).stream().map(EntryResult::outcome).toList();
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void aSuccessWithoutMoreIsAnUpdate(ExportMode mode) {
    String bundle = Bundles.usual().of("transaction");
    assertThat(push(bundle, mode)).containsOnly(EntryOutcome.CREATED).hasSize(5);
    assertThat(push(bundle, mode)).containsOnly(EntryOutcome.UPDATED).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void aServerThatComparesOnlyWhenAskedIsAsked(ExportMode mode) {
    fake.fault =
        (request, wire) -> {
          fake.tellsSame = "true".equals(request.headers().get("x-fhir-update-if-modified"));
          return false;
        };
    String bundle = Bundles.usual().of("transaction");
    assertThat(push(bundle, mode)).containsOnly(EntryOutcome.CREATED).hasSize(5);
    assertThat(push(bundle, mode)).containsOnly(EntryOutcome.UNCHANGED).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void whatTheServerDoesNotCallNewIsNotCalledCreatedUnlessItCanBeNothingElse(ExportMode mode) {
    fake.tellsNew = false;
    String bundle =
        new Bundles()
            .with("Patient", "1")
            .created("Observation", "2")
            .asking(
                "Condition",
                "3",
                "\"method\": \"POST\", \"url\": \"Condition\","
                    + " \"ifNoneExist\": \"identifier=urn:x|3\"")
            .of("transaction");
    assertThat(push(bundle, mode))
        .containsExactly(EntryOutcome.UPDATED, EntryOutcome.CREATED, EntryOutcome.KEPT);
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void theTagOfAnEarlierRunIsNoWordThatNothingWasDifferent(ExportMode mode) throws Exception {
    fake.tag = "W/\"1\"";
    Path file = folder.resolve("ledger.jsonl");
    String bundle = new Bundles().with("Patient", "1").with("Observation", "2").of("transaction");
    try (Ledger ledger = Ledger.open(file, stub.base().toString())) {
      push(bundle, mode, ledger, EarlierRun.none());
    }
    EarlierRun earlier = EarlierRun.read(file, stub.base().toString()).value().orElseThrow();
    String changed = bundle.replace("\"Patient\",", "\"Patient\", \"birthDate\": \"1950\",");
    assertThat(push(changed, mode, Ledger.none(), earlier))
        .containsExactly(EntryOutcome.UPDATED, EntryOutcome.EARLIER);
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void whatIsOnlyAcceptedIsNotYetThere(ExportMode mode) {
    fake.fault =
        (request, wire) -> {
          wire.json(202, "");
          return true;
        };
    assertThat(push(new Bundles().with("Patient", "1").of("transaction"), mode))
        .containsExactly(EntryOutcome.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void whatIsSentAgainIsCounted(ExportMode mode) {
    AtomicInteger left = new AtomicInteger(2);
    fake.fault =
        (request, wire) -> {
          boolean busy = left.getAndDecrement() > 0;
          if (busy) {
            wire.json(left.get() > 0 ? 429 : 503, "", "Retry-After: 1");
          }
          return busy;
        };
    RequestCount before = exporter.requestCount();
    assertThat(push(new Bundles().with("Patient", "1").of("transaction"), mode))
        .containsExactly(EntryOutcome.CREATED);
    assertThat(exporter.requestCount().since(before)).isEqualTo(new RequestCount(3, 2));
  }

  @Test
  void aPartOfABatchThatIsSentAgainIsCounted() {
    AtomicInteger batches = new AtomicInteger();
    fake.fault =
        (request, wire) -> {
          boolean first = batches.getAndIncrement() == 0;
          if (first) {
            wire.json(
                200,
                """
                {"resourceType": "Bundle", "type": "batch-response", "entry": [
                  {"response": {"status": "201 Created", "location": "Patient/1/_history/1"}},
                  {"response": {"status": "503 Busy"}}]}
                """);
          }
          return first;
        };
    RequestCount before = exporter.requestCount();
    String bundle = new Bundles().with("Patient", "1").with("Observation", "2").of("transaction");
    assertThat(push(bundle, ExportMode.BATCH)).containsOnly(EntryOutcome.CREATED);
    assertThat(exporter.requestCount().since(before)).isEqualTo(new RequestCount(2, 1));
  }
}
