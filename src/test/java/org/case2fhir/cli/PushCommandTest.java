package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.export.FakeFhir;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushCommandTest {
  private static final String CASE = "id: pushed\nsubject: {sex: male}\ndiagnoses: [gout]\n";

  @TempDir Path folder;
  private final FakeFhir fake = new FakeFhir();
  private final StubServer stub = new StubServer(fake);
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = Files.writeString(folder.resolve("case.yaml"), CASE);
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private CommandRun push(String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("push", "--server", stub.base().toString(), "--no-validate"));
    args.addAll(List.of("--retries", "0"));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void aBundleWithoutEntriesIsNoSuccess() throws Exception {
    Path empty =
        Files.writeString(
            folder.resolve("e.json"), "{\"resourceType\": \"Bundle\", \"type\": \"transaction\"}");
    CommandRun run = push(empty.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("e.json: error: the Bundle has no entry");
    Path none = Files.createDirectory(folder.resolve("none"));
    run = push(none.toString(), file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(none + ": error: the folder has no file");
    assertThat(run.out()).contains("Condition           1");
  }

  @Test
  void aCaseIsWrittenAndToldInATable() {
    CommandRun run = push(file.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            %s: transaction, 1 request
                            created    updated  unchanged    refused
              Patient             1          0          0          0
              Condition           1          0          0          0
              Provenance          1          0          0          0
              all                 3          0          0          0
            """
                .formatted(file));
    assertThat(push(file.toString()).out()).contains("all                 0          0          3");
  }

  @Test
  void nothingOfACaseWithErrorsIsSentUnlessForced() throws Exception {
    Files.writeString(file, CASE + "measurements: [{test: ESR, value: 44 mm/hrr}]\n");
    CommandRun run = push(file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no Bundle");
    assertThat(stub.requests()).hasSize(1);
    CommandRun forced = push(file.toString(), "--force");
    assertThat(forced.exitCode()).isEqualTo(1);
    assertThat(forced.out()).containsPattern("Condition +1 +0 +0 +0");
  }

  @Test
  void aDryRunSendsNothing() {
    fake.metadata = fake.metadata.replace("\"Condition\"", "\"Basic\"");
    CommandRun run = push(file.toString(), "--dry-run");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "software: Fake 1",
            "FHIR version: 4.0.1",
            "modes: transaction, batch, resources",
            "1 conditional update of Condition, 1 would be refused",
            "refused: the server has no Condition (Condition urn:uuid:");
    assertThat(stub.requests())
        .as("it asks what the server can do, and whose this id is")
        .hasSize(2)
        .allMatch(request -> request.method().equals("GET"));
  }

  @Test
  void aBundleIsWrittenAsItIsAndABadOneIsNot() throws Exception {
    Path bundle = folder.resolve("bundle.json");
    assertThat(CommandRun.of("convert", file.toString(), "-o", bundle.toString()).exitCode())
        .isZero();
    assertThat(push(bundle.toString()).exitCode()).isZero();
    assertThat(fake.stored).hasSize(3);
    Files.writeString(bundle, "{\"type\": \"document\", \"resourceType\": \"Bundle\"}");
    CommandRun run = push(bundle.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("a Bundle of the type document does not say");
  }

  @Test
  void whatFailedIsContinuedFromTheLedger() throws Exception {
    Path ledger = folder.resolve("ledger.jsonl");
    fake.fault =
        (request, wire) -> {
          boolean second = fake.writes.get() == 1;
          if (second) {
            wire.json(422, "{\"resourceType\": \"OperationOutcome\"}");
          }
          return second;
        };
    CommandRun first = push(file.toString(), "--mode", "resources", "--ledger", ledger.toString());
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.out()).contains("refused: 422").contains("not-sent: it refers to");
    assertThat(first.err()).contains("2 of 3 resources were not written", "--resume");
    assertThat(push(file.toString(), "--ledger", ledger.toString()).exitCode()).isEqualTo(2);
    fake.fault = (request, wire) -> false;
    CommandRun second = push(file.toString(), "--resume", ledger.toString());
    assertThat(second.exitCode()).isZero();
    assertThat(second.out()).contains("earlier");
    assertThat(fake.writes).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({"403,resources", "412,resources", "403,transaction", "412,transaction"})
  void aRefusalIsToldInTheTableAndInTheLedger(int status, String mode) throws Exception {
    Path ledger = folder.resolve("ledger.jsonl");
    String outcome =
        "{\"resourceType\": \"OperationOutcome\", \"issue\": [{\"diagnostics\": \"not you\"}]}";
    fake.fault =
        (request, wire) -> {
          boolean refused = request.body().contains("\"Condition\"");
          if (refused) {
            wire.json(status, outcome);
          }
          return refused;
        };
    CommandRun run = push(file.toString(), "--mode", mode, "--ledger", ledger.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("refused: " + status + " not you (");
    assertThat(Files.readString(ledger))
        .contains("\"outcome\":\"refused\",\"status\":" + status)
        .doesNotContain("not you");
    assertThat(run.err()).contains("were not written").contains("continue with --resume");
  }

  @ParameterizedTest
  @CsvSource({
    "401,give credentials",
    "403,the right to read",
    "503,try again later",
    "404,the base address"
  })
  void aServerThatDoesNotSayWhatItCanIsToldWithWhatHelps(int status, String remedy) {
    fake.fault =
        (request, wire) -> {
          wire.json(status, "");
          return true;
        };
    Path ledger = folder.resolve("ledger.jsonl");
    CommandRun run = push(file.toString(), "--ledger", ledger.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("it answers " + status, remedy).hasLineCount(1);
    assertThat(ledger).doesNotExist();
  }

  @Test
  void aServerThatDiesOnTheWayIsContinuedFromTheLedger() throws Exception {
    Path ledger = folder.resolve("ledger.jsonl");
    Path other =
        Files.writeString(folder.resolve("other.yaml"), CASE.replace("pushed", "pushed-too"));
    fake.fault =
        (request, wire) -> {
          boolean dead = fake.writes.get() > 0;
          if (dead) {
            wire.reset();
          }
          return dead;
        };
    CommandRun first =
        push(
            file.toString(),
            other.toString(),
            "--mode",
            "resources",
            "--ledger",
            ledger.toString());
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.out())
        .contains("unknown: the connection to the server broke (Condition ")
        .contains("not-sent: the connection to the server broke (Provenance ");
    fake.fault = (request, wire) -> false;
    List<String> again = List.of(file.toString(), other.toString(), "--resume", ledger.toString());
    CommandRun second = push(again.toArray(String[]::new));
    assertThat(second.exitCode()).isZero();
    assertThat(fake.writes).hasValue(6);
    assertThat(second.out()).containsPattern("all +2 +0 +0 +1 +0\n");
    assertThat(push(again.toArray(String[]::new)).out()).contains(", 0 requests");
    assertThat(fake.writes).hasValue(6);
  }

  @Test
  void whatIsSentAgainIsInTheNumberOfRequests() {
    AtomicInteger posts = new AtomicInteger();
    fake.fault =
        (request, wire) -> {
          boolean busy = request.method().equals("POST") && posts.incrementAndGet() == 1;
          if (busy) {
            wire.json(429, "", "Retry-After: 0");
          }
          return busy;
        };
    CommandRun run =
        CommandRun.of("push", "--server", stub.base().toString(), "--no-validate", "" + file);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith(file + ": transaction, 2 requests, 1 of them sent again\n");
  }

  @Test
  void twoCasesOfOneNameAreNotMixed() throws Exception {
    Path other = Files.writeString(folder.resolve("other.yaml"), CASE.replace("gout", "fever"));
    CommandRun run = push(file.toString(), other.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("other.yaml: error: its case `pushed` is also in");
    assertThat(fake.writes).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({
    "--timeout,0",
    "--retries,-1",
    "--max-entries,0",
    "--mode,all",
    "--resume,no-such-file"
  })
  void wrongOptionsAreWrongUsage(String option, String value) {
    assertThat(push(file.toString(), option, value).exitCode()).isEqualTo(2);
    assertThat(stub.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ftp://host/fhir", "https://user:secret@host/fhir", "https://host/fhir?token=secret"})
  void anAddressThatNoServerHasIsWrongUsage(String address) {
    CommandRun run = CommandRun.of("push", file.toString(), "--server", address);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--server: ").doesNotContain("secret");
  }

  @Test
  void noServerIsToldInOneLine() {
    stub.close();
    CommandRun run = push(file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the server cannot be reached").hasLineCount(1);
  }
}
