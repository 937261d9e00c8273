package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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
import org.case2fhir.export.Ledger.UnusableLedgerException;
import org.case2fhir.export.Write.WriteKind;
import org.case2fhir.export.Write.WriteTarget;
import org.case2fhir.issue.Issue;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a ledger tells whom, at every moment of a run, and what is believed of it. */
class LedgerTest {
  @TempDir Path folder;
  private final FakeFhir fake = new FakeFhir();
  private final StubServer stub = new StubServer(fake);
  private Path file;
  private String base;

  @BeforeEach
  void name() {
    file = folder.resolve("ledger.jsonl");
    base = stub.base().toString();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private List<EntryOutcome> push(String bundle, ExportMode mode) throws Exception {
    Optional<EarlierRun> earlier =
        Files.exists(file) ? EarlierRun.read(file, base).value() : Optional.of(EarlierRun.none());
    FhirClient client =
        new FhirClient(
            FhirEndpoint.of(stub.base()), Authorization.NONE, new RecordedPauses().timer(0));
    FhirExporter exporter = FhirExporter.connect(client).value().orElseThrow();
    ExportPlan plan =
        exporter.plan("b", bundle, new ExportOptions(Optional.of(mode), 50)).value().orElseThrow();
    try (Ledger ledger = Ledger.open(file, base)) {
      return exporter.run(plan, ledger, earlier.orElseThrow()).stream()
          .map(EntryResult::outcome)
          .toList();
    }
  }

  private List<String> issues() {
    return EarlierRun.read(file, base).issues().stream().map(Issue::code).toList();
  }

  @ParameterizedTest
  @EnumSource(ExportMode.class)
  void whatIsAboutToBeSentIsOnTheDiskWhenTheRequestArrives(ExportMode mode) throws Exception {
    List<String> atArrival = new ArrayList<>();
    fake.fault =
        (request, wire) -> {
          if (!request.method().equals("GET")) {
            atArrival.add(Files.readString(file));
          }
          return false;
        };
    push(new Bundles().with("Patient", "1").with("Observation", "2", "1").of("transaction"), mode);
    assertThat(atArrival).isNotEmpty().allMatch(ledger -> ledger.contains("\"sending\""));
  }

  /** The process ends between the request and the answer: the ledger ends at that moment. */
  @Test
  void aRunThatWasKilledWhileItWaitedSendsNoPlainCreateTwice() throws Exception {
    List<String> atArrival = new ArrayList<>();
    fake.fault =
        (request, wire) -> {
          if (request.method().equals("POST")) {
            atArrival.add(Files.readString(file));
          }
          return false;
        };
    String bundle = new Bundles().created("Observation", "1").with("Patient", "2").of("batch");
    push(bundle, ExportMode.BATCH);
    Files.writeString(file, atArrival.get(0));
    assertThat(push(bundle, ExportMode.BATCH))
        .containsExactly(EntryOutcome.UNKNOWN, EntryOutcome.UNCHANGED);
    assertThat(fake.writes).hasValue(3);
  }

  @Test
  void anIdOrNameOfTheUserIsNowhereInTheLedger() throws Exception {
    String bundle =
        """
        {"resourceType": "Bundle", "type": "transaction", "entry": [
          {"fullUrl": "http://ehr.example.org/Patient/mrn-4711",
           "resource": {"resourceType": "Patient", "id": "mrn-4711"},
           "request": {"method": "PUT", "url": "Patient/mrn-4711"}}]}
        """;
    assertThat(push(bundle, ExportMode.RESOURCES)).containsExactly(EntryOutcome.CREATED);
    assertThat(Files.readString(file)).contains("created").doesNotContain("4711", "ehr.example");
    assertThat(push(bundle, ExportMode.RESOURCES)).containsExactly(EntryOutcome.EARLIER);
  }

  /** Who has only the ledger, and guesses the name, cannot see from the hash that it is right. */
  @Test
  void twoLedgersNameTheSameDifferently() throws Exception {
    String bundle = new Bundles().with("Patient", "1").of("transaction");
    push(bundle, ExportMode.BATCH);
    List<String> first = Files.readAllLines(file);
    file = folder.resolve("other.jsonl");
    push(bundle, ExportMode.BATCH);
    List<String> second = Files.readAllLines(file);
    ObjectMapper json = new ObjectMapper();
    for (String hashed : List.of("entry", "request", "content")) {
      assertThat(json.readTree(first.get(1)).path(hashed))
          .isNotEqualTo(json.readTree(second.get(1)).path(hashed));
    }
  }

  @Test
  void theKeyIsBesideTheLedgerForItsOwnerOnlyAndBothAreNeeded() throws Exception {
    push(Bundles.usual().of("transaction"), ExportMode.TRANSACTION);
    Path key = folder.resolve("ledger.jsonl.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).doesNotContain(Files.readString(key).strip());
    assertThat(issues()).isEmpty();
    Files.writeString(key, "0".repeat(64) + "\n");
    assertThat(issues()).containsExactly("changed-ledger");
    Files.writeString(key, "my notes");
    assertThat(issues()).containsExactly("no-ledger-key");
    Files.delete(key);
    assertThat(issues()).containsExactly("no-ledger-key");
  }

  /** Who put it there would know it, or can read it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "0a1b", "abababababababababababababababababababababababababababababababab"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no modes")
  void aKeyThatOthersKnowIsNotTaken(String content) throws Exception {
    Path key = Files.writeString(folder.resolve("ledger.jsonl.key"), content);
    for (String mode : List.of("rw-r-----", "rw----rw-")) {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> Ledger.open(file, base))
          .isInstanceOf(UnusableLedgerException.class)
          .hasMessageContaining("remove it");
      assertThat(key).hasContent(content);
      assertThat(file).doesNotExist();
    }
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Ledger.open(file, base).close();
    assertThat(Files.readString(key)).matches("[0-9a-f]{64}\n?");
  }

  @Test
  void aFileThatIsNoKeyIsNotOverwritten() throws Exception {
    Path key = Files.writeString(folder.resolve("ledger.jsonl.key"), "my notes");
    assertThatThrownBy(() -> Ledger.open(file, base)).isInstanceOf(UnusableLedgerException.class);
    assertThat(key).hasContent("my notes");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example.org/fhir/Patient/1",
        "//evil.example.org/Patient/1",
        "/Patient/1",
        "../Patient/1",
        "Patient/..",
        "Patient/../Observation/1",
        "Patient/1/_history/2",
        "Patient/1?x=y",
        "Observation/1",
        "Patient/2"
      })
  void aLocationThatWasChangedIsRefused(String location) throws Exception {
    push(new Bundles().with("Patient", "a").of("transaction"), ExportMode.BATCH);
    assertThat(Files.readString(file)).contains("\"location\":\"Patient/1\"");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"location\":\"Patient/1\"", "\"location\":\"" + location + "\""));
    assertThat(issues()).containsExactly("changed-ledger");
    assertThat(EarlierRun.read(file, base).value()).isEmpty();
  }

  @Test
  void anyOtherChangeIsRefusedAndWhatWasCutOffIsNot() throws Exception {
    push(new Bundles().with("Patient", "1").of("transaction"), ExportMode.BATCH);
    String whole = Files.readString(file);
    Files.writeString(file, whole.replace("\"created\"", "\"unchanged\""));
    assertThat(issues()).containsExactly("changed-ledger");
    Files.writeString(file, whole.replaceFirst("127.0.0.1", "127.0.0.2"));
    assertThat(issues()).containsExactly("changed-ledger");
    Files.writeString(file, whole.replaceAll(",\"mac\":\"\\w+\"\\}\n$", "}\n"));
    assertThat(issues()).containsExactly("changed-ledger");
    for (int cut = whole.indexOf('\n') + 2; cut < whole.length() - 1; cut += 7) {
      Files.writeString(file, whole.substring(0, cut) + "\n\0\0\0");
      assertThat(issues()).as("cut at " + cut).containsExactly("damaged-ledger");
    }
    Files.writeString(file, "{\"ledger\":1,\"server\":\"" + base + "\"}\n");
    assertThat(issues()).containsExactly("old-ledger");
  }

  @Test
  void noLineCanBeTakenOutOrPutElsewhere() throws Exception {
    push(new Bundles().with("Patient", "1").of("transaction"), ExportMode.BATCH);
    push(new Bundles().with("Patient", "2").of("transaction"), ExportMode.BATCH);
    List<String> lines = Files.readAllLines(file).stream().filter(l -> !l.isEmpty()).toList();
    assertThat(lines).hasSizeGreaterThan(4);
    for (int i = 1; i < lines.size() - 1; i++) {
      List<String> without = new ArrayList<>(lines);
      String taken = without.remove(i);
      Files.write(file, without);
      assertThat(issues()).as("without line " + i).containsExactly("changed-ledger");
      without.add(taken);
      Files.write(file, without);
      assertThat(issues()).as("line " + i + " at the end").containsExactly("changed-ledger");
    }
    Files.write(file, lines);
    assertThat(issues()).isEmpty();
  }

  @Test
  void aRunBehindALineThatWasCutOffGoesOnFromTheLastWholeOne() throws Exception {
    push(new Bundles().with("Patient", "1").of("transaction"), ExportMode.BATCH);
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() - 20));
    push(new Bundles().with("Patient", "2").of("transaction"), ExportMode.BATCH);
    assertThat(issues()).containsExactly("damaged-ledger");
    assertThat(EarlierRun.read(file, base).value()).isPresent();
  }

  /** As it was written when a line's hash covered nothing but the line. */
  @Test
  void aLedgerWithoutLinksIsReadAndWrittenOn() throws Exception {
    String server = "https://example.org/fhir";
    Files.writeString(folder.resolve("ledger.jsonl.key"), "ab".repeat(32) + "\n");
    Files.writeString(
        file,
        """
        {"ledger":2,"server":"https://example.org/fhir","mac":"9ac44da8cada258eeec4a2f0ab7c7059"}
        {"entry":"00","type":"Patient","request":"00","content":"00","outcome":"created","mac":"7f6a46f37304e094212009f0652c69f6"}
        """);
    assertThat(EarlierRun.read(file, server).issues()).isEmpty();
    Write write =
        new Write("urn:1", new Patient(), new WriteTarget(WriteKind.CREATE, "Patient", "", ""));
    try (Ledger ledger = Ledger.open(file, server)) {
      assertThat(ledger.sending(List.of(write))).isTrue();
    }
    assertThat(Files.readAllLines(file)).hasSize(4);
    assertThat(EarlierRun.read(file, server).issues()).isEmpty();
  }

  /** Ends that a process can come to before anything is sent: in the key, or in the first line. */
  @ParameterizedTest
  @CsvSource({"'',", "0a1b,", "KEY,''", "KEY,'{\"led'", "KEY,'{\"ledger\":3,\"server\":\"http'"})
  void aRunThatWasKilledBeforeItsFirstLineIsBegunAnew(String key, String start) throws Exception {
    Path keyFile = folder.resolve("ledger.jsonl.key");
    if (key.equals("KEY")) {
      Ledger.open(file, base).close();
      Files.writeString(file, start);
    } else {
      createPrivate(keyFile, key);
    }
    String bundle = new Bundles().created("Observation", "1").of("transaction");
    assertThat(push(bundle, ExportMode.TRANSACTION)).containsExactly(EntryOutcome.CREATED);
    assertThat(push(bundle, ExportMode.TRANSACTION)).containsExactly(EntryOutcome.EARLIER);
    assertThat(issues()).isEmpty();
    assertThat(Files.readString(keyFile)).matches("[0-9a-f]{64}\n");
  }

  private static void createPrivate(Path file, String content) throws IOException {
    Files.writeString(file, content);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void twoRunsDoNotWriteOneLedger() throws Exception {
    try (Ledger first = Ledger.open(file, base)) {
      assertThat(first.isBroken()).isFalse();
      assertThatThrownBy(() -> Ledger.open(file, base))
          .isInstanceOf(UnusableLedgerException.class)
          .hasMessageContaining("another run");
    }
    assertThat(issues()).isEmpty();
  }

  /** On Linux, a disk without room. */
  @Test
  void aLedgerThatCannotBeBegunIsNotOpened() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    Files.createSymbolicLink(file, full);
    createPrivate(folder.resolve("ledger.jsonl.key"), "0".repeat(64));
    assertThatThrownBy(() -> Ledger.open(file, base))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(UnusableLedgerException.class);
    Files.delete(file);
  }

  @Test
  void aPlainCreateInACircleIsNotSentTwice() throws Exception {
    String bundle =
        new Bundles().created("Procedure", "1", "2").created("Observation", "2", "1").of("batch");
    assertThat(push(bundle, ExportMode.RESOURCES))
        .contains(EntryOutcome.INCOMPLETE, EntryOutcome.CREATED);
    assertThat(fake.writes).hasValue(2);
  }
}
