package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.RecordedPauses;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.Ledger.EarlierRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A status of success is not believed where the same answer says otherwise. */
class EntryAnswerTest {
  private static final String OUTCOME =
      """
      {"resourceType": "OperationOutcome", "issue": [
        {"severity": "information", "code": "informational", "diagnostics": "hello"},
        {"severity": "%s", "code": "exception", "diagnostics": "not stored"}]}
      """;

  private final FakeFhir fake = new FakeFhir();
  private final StubServer stub = new StubServer(fake);

  @AfterEach
  void stop() {
    stub.close();
  }

  private EntryResult push(Bundles bundle, ExportMode mode) throws Exception {
    List<EntryResult> results = pushAll(bundle, mode);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private List<EntryResult> pushAll(Bundles bundle, ExportMode mode) throws Exception {
    FhirClient client =
        new FhirClient(
            FhirEndpoint.of(stub.base()), Authorization.NONE, new RecordedPauses().timer(0));
    FhirExporter exporter = FhirExporter.connect(client).value().orElseThrow();
    ExportPlan plan =
        exporter
            .plan("b", bundle.of("batch"), new ExportOptions(Optional.of(mode), 50))
            .value()
            .orElseThrow();
    return exporter.run(plan, Ledger.none(), EarlierRun.none());
  }

  private void answer(int status, String outcome, String location, boolean asResource) {
    fake.fault =
        (request, wire) -> {
          if (request.method().equals("GET")) {
            return false;
          }
          String place = location.isEmpty() ? "" : ", \"location\": \"" + location + "\"";
          String said = outcome.isEmpty() || asResource ? "" : ", \"outcome\": " + outcome;
          String beside = asResource ? ", \"resource\": " + outcome : "";
          String entry =
              "{\"response\": {\"status\": \"" + status + "\"" + place + said + "}" + beside + "}";
          if (request.path().equals("/fhir")) {
            wire.json(
                200,
                "{\"resourceType\": \"Bundle\", \"type\": \"batch-response\", \"entry\": ["
                    + entry
                    + "]}");
          } else {
            wire.json(status, outcome, location.isEmpty() ? "X: y" : "Location: " + location);
          }
          return true;
        };
  }

  @ParameterizedTest
  @CsvSource({
    "200,error,BATCH,REFUSED",
    "200,fatal,BATCH,REFUSED",
    "200,error,TRANSACTION,REFUSED",
    "200,fatal,RESOURCES,REFUSED",
    "201,error,BATCH,UNKNOWN",
    "304,error,BATCH,REFUSED",
    "200,Error,BATCH,UNKNOWN",
    "200,warning,BATCH,UPDATED",
    "200,information,RESOURCES,UPDATED",
    "100,information,BATCH,UNKNOWN",
    "206,information,BATCH,UNKNOWN"
  })
  void anOutcomeOfAnErrorIsNoSuccess(
      int status, String severity, ExportMode mode, EntryOutcome expected) throws Exception {
    for (boolean asResource : new boolean[] {false, true}) {
      answer(status, OUTCOME.formatted(severity), "", asResource);
      EntryResult result = push(new Bundles().with("Patient", "1"), mode);
      assertThat(result.outcome()).isEqualTo(expected);
      assertThat(result.words().isEmpty()).isEqualTo(expected == EntryOutcome.UPDATED);
    }
  }

  @Test
  void thatAPlainCreateWentWrongIsNotSure() throws Exception {
    answer(200, OUTCOME.formatted("error"), "", false);
    EntryResult result = push(new Bundles().created("Patient", "1"), ExportMode.BATCH);
    assertThat(result.outcome()).isEqualTo(EntryOutcome.UNKNOWN);
    assertThat(result.words()).isEqualTo("200 with error: hello; not stored");
  }

  @ParameterizedTest
  @CsvSource({
    "BASE/Patient/1,CREATED",
    "BASE/Patient/1/_history/2,CREATED",
    "/fhir/Patient/1,CREATED",
    "Patient/1,CREATED",
    "Patient/a..b,CREATED",
    "http://evil.example.org/fhir/Patient/1,UNKNOWN",
    "//evil.example.org/fhir/Patient/1,UNKNOWN",
    "http://127.0.0.1:1/fhir/Patient/1,UNKNOWN",
    "http://127.0.0.1@evil.example.org/fhir/Patient/1,UNKNOWN",
    "BASE/../other/Patient/1,UNKNOWN",
    "BASE/Patient/..,UNKNOWN",
    "BASE/Patient/1?x=y,UNKNOWN",
    "BASE/Patient/%2e%2e,UNKNOWN",
    "/other/Patient/1,UNKNOWN",
    "../Patient/1,UNKNOWN",
    "BASE/Observation/1,UNKNOWN",
    "Observation/1,UNKNOWN",
    "urn:uuid:1,UNKNOWN",
    "file:///fhir/Patient/1,UNKNOWN",
    "not an address,UNKNOWN"
  })
  void aPlaceThatIsNotOursIsNotBelieved(String place, EntryOutcome expected) throws Exception {
    for (ExportMode mode : ExportMode.values()) {
      answer(201, "", place.replace("BASE", stub.base().toString()), false);
      EntryResult result = push(new Bundles().with("Patient", "1"), mode);
      assertThat(result.outcome()).as(mode.word()).isEqualTo(expected);
      assertThat(result.hasLocation()).isEqualTo(expected == EntryOutcome.CREATED);
    }
  }

  @Test
  void anUpdateByIdIsAtThatId() throws Exception {
    String request = "\"method\": \"PUT\", \"url\": \"Patient/7\"";
    answer(200, "", "Patient/8/_history/1", false);
    EntryResult result = push(new Bundles().asking("Patient", "1", request), ExportMode.BATCH);
    assertThat(result.outcome()).isEqualTo(EntryOutcome.UNKNOWN);
    assertThat(result.words()).contains("names another resource");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "text/html|<html><title>Log in</title></html>|UNKNOWN",
        "application/fhir+json|<html><title>Log in</title></html>|UNKNOWN",
        "text/plain|OK|UNKNOWN",
        "application/fhir+json|{'resourceType': 'Bundle', 'type': 'searchset'}|UNKNOWN",
        "application/fhir+json|{'resourceType': 'Patient', 'id': '8'}|UNKNOWN",
        "application/fhir+json|{'resourceType': 'Pat|UNKNOWN",
        "application/fhir+json|[]|UNKNOWN",
        "application/fhir+json|{'resourceType': 'Patient', 'id': '7'}|UPDATED",
        "application/fhir+json|{'resourceType': 'Patient'}|UPDATED",
        "application/fhir+xml|<Patient xmlns='http://hl7.org/fhir'/>|UPDATED",
        "application/fhir+json|\" \"|UPDATED"
      })
  void somethingElseThanTheResourceIsNoSuccess(String type, String body, EntryOutcome expected)
      throws Exception {
    fake.fault =
        (request, wire) -> {
          boolean write = request.method().equals("PUT");
          if (write) {
            wire.send(200, type, body.replace('\'', '"'));
          }
          return write;
        };
    String request = "\"method\": \"PUT\", \"url\": \"Patient/7\"";
    EntryResult result = push(new Bundles().asking("Patient", "1", request), ExportMode.RESOURCES);
    assertThat(result.outcome()).isEqualTo(expected);
  }

  @Test
  void twoNewResourcesAreNotAtOnePlace() throws Exception {
    fake.fault =
        (request, wire) -> {
          boolean write = request.method().equals("POST");
          if (write) {
            String entry = "{\"response\": {\"status\": \"201\", \"location\": \"Patient/1\"}}";
            String all = entry + ", " + entry + ", " + entry.replace("Patient/1", "Patient/2");
            wire.json(
                200,
                "{\"resourceType\": \"Bundle\", \"type\": \"transaction-response\", \"entry\": ["
                    + all
                    + "]}");
          }
          return write;
        };
    Bundles three = new Bundles().with("Patient", "1").with("Patient", "2").with("Patient", "3");
    assertThat(pushAll(three, ExportMode.TRANSACTION))
        .extracting(EntryResult::outcome)
        .containsExactly(EntryOutcome.UNKNOWN, EntryOutcome.UNKNOWN, EntryOutcome.CREATED);
  }
}
