package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertCommandTest {
  private static final String GOOD =
      """
      id: test-case
      subject: {sex: female}
      diagnoses: [hypertension]
      findings: [{absent: dysphagia}]
      """;

  private static final String ONE_ERROR = GOOD + "finding: [typo]\n";

  @TempDir Path folder;
  private Path good;

  @BeforeEach
  void writeCase() throws IOException {
    good = write("good.yaml", GOOD);
  }

  @Test
  void bundleGoesToStandardOutputAndSummaryToStandardError() {
    CommandRun run = convert(good.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("{").contains("\"type\": \"transaction\"").endsWith("}\n");
    assertThat(run.err())
        .contains("4 resources (1 Patient, 1 Condition, 1 Observation, 1 Provenance)");
    assertThat(run.err()).contains("0 errors, 0 warnings");
  }

  @Test
  void standardInputIsRead() {
    CommandRun run = CommandRun.withInput(GOOD, "convert", "-", "--no-validate");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(convert(good.toString()).out());
  }

  @Test
  void xmlIsWritten() {
    assertThat(convert(good.toString(), "--format", "xml").out())
        .startsWith("<Bundle xmlns=\"http://hl7.org/fhir\">");
  }

  @Test
  void fileIsWrittenWhole() throws IOException {
    Path target = folder.resolve("new/bundle.json");
    CommandRun run = convert(good.toString(), "-o", target.toString());
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(target)).isEqualTo(convert(good.toString()).out());
    try (Stream<Path> left = Files.list(target.getParent())) {
      assertThat(left).containsExactly(target);
    }
  }

  @Test
  void unwritableOutputIsAnIssueAndLeavesNothing() throws IOException {
    Path file = write("occupied", "text");
    CommandRun run = convert(good.toString(), "-o", file.resolve("bundle.json").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("error:").doesNotContain("Exception");
    assertThat(Files.readString(file)).isEqualTo("text");
  }

  @Test
  void folderIsWalkedAndItsShapeKept() throws IOException {
    write("cases/a/case.yaml", GOOD.replace("test-case", "case-a"));
    write("cases/b/case.yml", GOOD.replace("test-case", "case-b"));
    write("cases/.hidden/case.yaml", "nonsense");
    write("cases/notes.txt", "nonsense");
    write("cases/a/bundle.json", "{\"resourceType\": \"Bundle\", \"type\": \"collection\"}");
    Path out = folder.resolve("out");
    CommandRun run = convert(folder.resolve("cases").toString(), "-o", out.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out.resolve("a/case.json")).isRegularFile();
    assertThat(out.resolve("b/case.json")).isRegularFile();
    assertThat(run.err()).contains("bundle.json").doesNotContain("notes.txt");
  }

  @Test
  void twoCasesOfOneNameAreNotMixed() throws IOException {
    Path other = write("other.yaml", GOOD);
    Path out = folder.resolve("out");
    CommandRun run = convert(good.toString(), other.toString(), "-o", out.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("other.yaml").contains("`test-case`").contains("good.yaml");
    assertThat(out.resolve("good.json")).isRegularFile();
    assertThat(out.resolve("other.json")).doesNotExist();
  }

  @Test
  void goodFactsSurviveAnError() throws IOException {
    CommandRun run = convert(write("bad.yaml", ONE_ERROR).toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("\"hypertension\"");
    assertThat(run.err()).contains("bad.yaml:5:1: error:").contains("did you mean `findings`?");
  }

  @Test
  void strictWritesNothingOnAnError() throws IOException {
    CommandRun run = convert(write("bad.yaml", ONE_ERROR).toString(), "--strict");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no Bundle");
  }

  @Test
  void failOnWarningFails() throws IOException {
    String twice = GOOD.replace("[hypertension]", "[hypertension, hypertension]");
    Path path = write("twice.yaml", twice);
    assertThat(convert(path.toString()).exitCode()).isZero();
    assertThat(convert(path.toString(), "--fail-on", "warning").exitCode()).isEqualTo(1);
  }

  @Test
  void quietPrintsErrorsOnly() throws IOException {
    assertThat(convert(good.toString(), "--quiet").err()).isEmpty();
    assertThat(convert(write("bad.yaml", ONE_ERROR).toString(), "-q").err().lines()).hasSize(1);
  }

  @Test
  void issuesAsJsonLines() throws IOException {
    List<String> lines =
        convert(write("bad.yaml", ONE_ERROR).toString(), "--issues", "json").err().lines().toList();
    assertThat(lines.get(0))
        .startsWith("{\"severity\":\"error\",\"code\":\"unknown-key\"")
        .contains("\"line\":5", "\"column\":1");
    assertThat(lines.get(lines.size() - 1)).startsWith("{\"summary\":").contains("\"Patient\":1");
  }

  @Test
  void coloursOnlyOnATerminal() throws IOException {
    String path = write("bad.yaml", ONE_ERROR).toString();
    assertThat(CommandRun.onColourTerminal("convert", path, "--no-validate").err())
        .contains("\u001b[");
    assertThat(convert(path).err()).doesNotContain("\u001b[");
  }

  @Test
  void controlCharactersOfAnInputDoNotReachTheTerminal() throws IOException {
    Path path = write("escape.yaml", GOOD + "\"\\u001b[31mred\": 1\n");
    assertThat(convert(path.toString()).err()).contains("unknown key").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "missing.yaml",
        "--no-such-option",
        "--format=pdf",
        "--bundle=document",
        "--absent=maybe"
      })
  void wrongUsageIsTwo(String argument) {
    CommandRun run = convert(good.toString(), argument);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isNotBlank().doesNotContain("Exception");
  }

  @Test
  void severalInputsNeedAFolder() throws IOException {
    Path other = write("other.yaml", GOOD);
    assertThat(convert(good.toString(), other.toString()).exitCode()).isEqualTo(2);
    assertThat(convert(good.toString(), other.toString(), "-o", good.toString()).exitCode())
        .isEqualTo(2);
  }

  @Test
  void anInputIsNeverOverwritten() throws IOException {
    assertThat(convert(good.toString(), "-o", good.toString()).exitCode()).isEqualTo(2);
    assertThat(Files.readString(good)).isEqualTo(GOOD);
  }

  @Test
  void everyPolicyReachesTheMapping() {
    assertThat(option("--bundle", "collection")).contains("\"type\": \"collection\"");
    assertThat(option("--absent", "omit")).doesNotContain("dysphagia");
    assertThat(option("--absent", "refuted")).contains("\"refuted\"");
    assertThat(option("--write", "create")).contains("\"ifNoneExist\"");
    assertThat(option("--security-label", "HTEST,R")).contains("\"HTEST\"").contains("\"R\"");
    assertThat(option("--attach-source", "--quiet")).contains("\"data\":");
  }

  @Test
  void anotherNameOfAnInputIsNotOverwritten() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), good);
    CommandRun run = convert(link.toString(), "-o", good.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("would overwrite an input");
    assertThat(Files.readString(good)).isEqualTo(GOOD);
  }

  @Test
  void anOutputThatIsALinkStaysOne() throws IOException {
    Path target = write("old.json", "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), target);
    assertThat(convert(good.toString(), "-o", link.toString()).exitCode()).isZero();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(target)).startsWith("{");
  }

  @Test
  void aFolderWithoutCasesIsNamedAndTheOthersAreConverted() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    CommandRun run = convert(empty.toString(), "-o", folder.resolve("out").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(empty + ": error: the folder has no file that ends in .json, .yaml, .yml");
    Path out = folder.resolve("out");
    run = convert(empty.toString(), good.toString(), "-o", out.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(out).isDirectoryContaining("glob:**.json");
  }

  @Test
  void aFolderOfWhichNothingCameIsNamed() throws IOException {
    Path other = write("other/x.yaml", "foo: 1").getParent();
    CommandRun run = convert(other.toString(), "-o", folder.resolve("out").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(other + ": error: nothing came of the files in this folder");
  }

  @Test
  void anArticleThatSaysNothingOfItsPatientIsNoSuccess() throws IOException {
    Path bare = write("m.txt", "A 40-year-old man.");
    for (String command : new String[] {"convert", "extract"}) {
      CommandRun run =
          CommandRun.of(
              command,
              bare.toString(),
              "--tagger",
              "fast",
              "-o",
              folder.resolve("m.out").toString());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("m.txt: error: no fact about its patient was found");
    }
  }

  @Test
  void linksInAFolderAreNotFollowedAndNamed() throws IOException {
    Path secret = write("secret/other.yaml", GOOD);
    Path inside = write("in/c.yaml", GOOD);
    Path in = inside.getParent();
    Files.createSymbolicLink(in.resolve("l.yaml"), secret);
    Files.createSymbolicLink(in.resolve("folder"), secret.getParent());
    Files.createSymbolicLink(in.resolve("loop"), in);
    Files.createSymbolicLink(in.resolve("same.yaml"), inside);
    Files.createSymbolicLink(in.resolve("nowhere.yaml"), in.resolve("none"));
    Path out = folder.resolve("out");
    CommandRun run = convert(in.toString(), "-o", out.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    for (String left : new String[] {"l.yaml", "folder", "loop", "nowhere.yaml"}) {
      assertThat(run.err()).contains(in.resolve(left) + ": warning: this symbolic link is not");
    }
    assertThat(run.err()).doesNotContain("same.yaml");
    try (Stream<Path> written = Files.list(out)) {
      assertThat(written).containsExactly(out.resolve("c.json"));
    }
  }

  @Test
  void aLinkToAFolderIsWalked() throws IOException {
    write("cases/case.yaml", GOOD);
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("cases"));
    Path out = folder.resolve("out");
    assertThat(convert(link.toString(), "-o", out.toString()).exitCode()).isZero();
    assertThat(out.resolve("case.json")).isRegularFile();
  }

  @Test
  void charactersThatFhirCannotCarryBecomeSpaces() throws IOException {
    Path path = write("control.yaml", "id: x\ndiagnoses: [\"a\\eb\\0c\\uFFFEd\"]\n");
    CommandRun run = convert(path.toString(), "--format", "xml");
    assertThat(run.out()).contains("a b c d");
    assertThat(run.err()).contains("control.yaml:2:13: warning:");
  }

  private String option(String... options) {
    String[] args =
        Stream.concat(Stream.of(good.toString()), Stream.of(options)).toArray(String[]::new);
    CommandRun run = convert(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private static CommandRun convert(String... args) {
    return CommandRun.of(
        Stream.concat(Stream.of("convert", "--no-validate"), Stream.of(args))
            .toArray(String[]::new));
  }

  @Test
  void otherVersionsOfFhirAreWrittenValidatedAndShown() throws IOException {
    Path given = write("drug.yaml", GOOD + "medications: [{drug: aspirin, status: completed}]\n");
    Path r5 = folder.resolve("r5.json");
    CommandRun run = convert(given.toString(), "--fhir", "R5", "-o", r5.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("drug.yaml:5:", "MedicationStatement.status: R5 has no drug that is `completed`");
    assertThat(Files.readString(r5)).contains("\"status\": \"recorded\"");
    assertThat(CommandRun.of("validate", "--fhir", "R5", r5.toString()).exitCode()).isZero();
    assertThat(CommandRun.of("validate", r5.toString()).exitCode()).isEqualTo(1);
    CommandRun page = CommandRun.of("view", "--format", "md", r5.toString());
    assertThat(page.err()).contains("the file is of FHIR R5");
    assertThat(page.out()).contains("aspirin", "completed", "hypertension");

    CommandRun r4b = convert(given.toString(), "--fhir", "R4B");
    assertThat(r4b.out()).isEqualTo(convert(given.toString()).out());
    assertThat(CommandRun.withInput(r4b.out(), "validate", "--fhir", "R4B", "-").exitCode())
        .isZero();
  }

  @Test
  void turtleIsWritten() {
    CommandRun run = convert(good.toString(), "--format", "turtle");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("@prefix fhir:").contains("a fhir:Bundle", "a sct:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--for us-core",
        "--for ips",
        "--to case",
        "--format turtle",
        "--ig hl7.terminology",
        "--profile https://example.org/p"
      })
  void whatIsForR4OnlyIsRefusedForR5(String options) {
    List<String> words = new ArrayList<>(List.of(good.toString(), "--fhir", "R5"));
    words.addAll(List.of(options.split(" ")));
    CommandRun run = convert(words.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
  }

  private Path write(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** As FHIR Bulk Data lays it out: a file for each type, a resource on each line, a manifest. */
  @Test
  void linesAreAFileForEachTypeAndAManifest(@TempDir Path out) throws IOException {
    CommandRun run =
        CommandRun.of(
            "convert",
            "fhir-examples/neonatal-sepsis/case.yaml",
            "fhir-examples/minimal/case.yaml",
            "--format",
            "ndjson",
            "--recorded",
            "2026-11-28T09:30:00Z",
            "--no-validate",
            "--no-index",
            "-o",
            out.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode manifest = new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
    assertThat(manifest.get("transactionTime").asText()).isEqualTo("2026-11-28T09:30:00Z");
    Set<String> ids = new HashSet<>();
    Set<String> references = new HashSet<>();
    for (JsonNode file : manifest.get("output")) {
      List<String> lines = Files.readAllLines(out.resolve(file.get("url").asText()));
      assertThat(lines).hasSize(file.get("count").asInt());
      for (String line : lines) {
        JsonNode resource = new ObjectMapper().readTree(line);
        assertThat(resource.get("resourceType").asText()).isEqualTo(file.get("type").asText());
        ids.add(file.get("type").asText() + "/" + resource.get("id").asText());
        resource.findValues("reference").stream()
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .filter(reference -> !reference.startsWith("#"))
            .forEach(references::add);
      }
    }
    assertThat(Files.readAllLines(out.resolve("Patient.ndjson"))).hasSize(2);
    assertThat(ids).containsAll(references);
  }

  @Test
  void aFileOfATypeIsReplacedOnlyWithAllOthers() throws IOException {
    Path old = write("out/Patient.ndjson", "{\"resourceType\":\"Patient\"}\n");
    write("out/manifest.json/a", "a folder where the manifest goes");
    CommandRun run =
        CommandRun.of(
            "convert",
            "fhir-examples/minimal/case.yaml",
            "--format=ndjson",
            "--recorded=2026-11-28T09:30:00Z",
            "--no-validate",
            "--no-index",
            "-o",
            folder.resolve("out").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("cannot be written").doesNotContain("\tat ");
    assertThat(old).hasContent("{\"resourceType\":\"Patient\"}\n");
    try (Stream<Path> all = Files.list(folder.resolve("out"))) {
      assertThat(all).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--bundle=document", "--to=case", "--bundle=batch"})
  void linesAreNoBundle(String other, @TempDir Path out) {
    CommandRun run =
        CommandRun.of(
            "convert",
            "fhir-examples/minimal/case.yaml",
            "--format=ndjson",
            "--recorded=2026-11-28T09:30:00Z",
            other,
            "-o",
            out.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("writes no Bundle");
    assertThat(out).isEmptyDirectory();
  }
}
