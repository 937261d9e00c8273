package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.case2fhir.Input;
import org.case2fhir.cli.CorpusRun.Accepted;
import org.case2fhir.cli.CorpusRun.Steps;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.issue.Issue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Many inputs at once: the same bytes whatever the number of jobs, none lost, none twice. */
@Tag("long")
class CorpusRunTest {
  private static final String TEXT = "A %d-year-old man presented with fever and cough.";

  @TempDir Path folder;
  private Path cases;

  @BeforeEach
  void writeCases() throws IOException {
    cases = Files.createDirectory(folder.resolve("cases"));
    for (int i = 0; i < 24; i++) {
      Files.writeString(cases.resolve("c%02d.yaml".formatted(i)), caseFile(i));
    }
  }

  private static String caseFile(int number) {
    // Every sixth has an error.
    String facts = "\nfindings: [fever, " + (number % 2 == 0 ? "cough" : "vomiting") + "]\n";
    String error = number % 6 == 0 ? "finding: [typo]\n" : "";
    return "id: case-" + number + "\nsubject: {sex: male}\ndiagnoses: [gout]" + facts + error;
  }

  private CommandRun run(String arguments) {
    return CommandRun.of(arguments(arguments));
  }

  private String[] arguments(String arguments) {
    return Stream.of(arguments.split(" "))
        .map(word -> word.replace("@", folder + "/"))
        .toArray(String[]::new);
  }

  private Map<String, String> contents(Path root) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }

  /** Runs a command that is stopped when it comes to standard input. */
  private void stopped(String arguments) {
    InputStream stop =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("stopped by the test");
          }
        };
    try (Terminal terminal =
        new Terminal(
            stop,
            new ByteArrayOutputStream(),
            new PrintWriter(new StringWriter(), true),
            Ansi.OFF)) {
      assertThatThrownBy(() -> Main.run(terminal, arguments(arguments)))
          .hasMessageContaining("stopped by the test");
    }
  }

  // --- the number of jobs

  @Test
  void outputsAndIssuesAreTheSameWhateverTheNumberOfJobs() throws IOException {
    List<String> told = new ArrayList<>();
    List<Map<String, String>> written = new ArrayList<>();
    for (int jobs : new int[] {1, 2, 4}) {
      String common = "convert @cases --no-validate --jobs " + jobs;
      CommandRun inFolder = run(common + " -o @out" + jobs);
      assertThat(inFolder.exitCode()).isEqualTo(1);
      CommandRun inLines = run(common + " -o @lines" + jobs + "/all.ndjson");
      assertThat(inLines.err()).isEqualTo(inFolder.err());
      told.add(inFolder.err());
      written.add(contents(folder.resolve("out" + jobs)));
      written.add(contents(folder.resolve("lines" + jobs)));
    }
    assertThat(told).containsOnly(told.get(0));
    assertThat(written.get(0)).hasSize(24).isEqualTo(written.get(2)).isEqualTo(written.get(4));
    assertThat(written.get(1)).isEqualTo(written.get(3)).isEqualTo(written.get(5));
    assertThat(written.get(1)).containsOnlyKeys("all.ndjson");
  }

  @Test
  void linesAreTheBundlesInTheOrderOfTheInputs() throws IOException {
    run("convert @cases --no-validate -o @out");
    run("convert @cases --no-validate -o @all.ndjson");
    List<String> lines = Files.readAllLines(folder.resolve("all.ndjson"));
    ObjectMapper json = new ObjectMapper();
    List<String> bundles = new ArrayList<>(contents(folder.resolve("out")).values());
    assertThat(lines).hasSameSizeAs(bundles);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(json.readTree(lines.get(i))).isEqualTo(json.readTree(bundles.get(i)));
    }
  }

  @Test
  void manyInputsEndWithASummaryByKind() {
    CommandRun run = run("convert @cases --no-validate -o @out --jobs 2");
    assertThat(run.err())
        .contains("24 inputs: 24 written, 0 without an output\n")
        .containsPattern("  4 errors unknown-key: \\S+c00.yaml:5:1, \\S+c06.yaml:5:1, \\S+, …\n");
    CommandRun json = run("convert @cases --no-validate -o @out2 --issues json");
    assertThat(json.err())
        .contains("{\"inputs\":24,\"written\":24,\"earlier\":0,\"kinds\":[{\"severity\":\"error\"");
    String recorded = " --recorded 2026-11-28T09:30:00Z";
    assertThat(run("convert @cases --no-validate --format ndjson -o @bulk" + recorded).err())
        .contains("24 inputs: 24 written, 0 without an output\n");
    assertThat(run("convert @cases --no-validate -o @out3 -q").err()).doesNotContain("24 inputs");
  }

  // --- one bad input

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void anInputThatEndsInAnErrorEndsAlone(int jobs) throws IOException {
    Map<String, String> failures = new ConcurrentHashMap<>();
    List<String> accepted = new ArrayList<>();
    Steps<String> steps =
        new Steps<>() {
          @Override
          public String work(InputFile file, Input input) {
            switch (file.path().getFileName().toString()) {
              case "c03.yaml" -> throw new IllegalStateException("with a patient's words");
              case "c05.yaml" -> throw new StackOverflowError();
              case "c07.yaml" -> throw new OutOfMemoryError();
              case "c09.yaml" -> throw new NoClassDefFoundError("x");
              default -> {
                return "good";
              }
            }
          }

          @Override
          public String failed(InputFile file, Issue issue) {
            failures.put(file.path().getFileName().toString(), issue.toString());
            return "bad";
          }

          @Override
          public Accepted accept(InputFile file, String result) {
            accepted.add(file.path().getFileName() + " " + result);
            return Accepted.of(List.of());
          }
        };
    try (Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new ByteArrayOutputStream(),
            new PrintWriter(new StringWriter()),
            Ansi.OFF)) {
      InputFiles found = new InputFiles(Set.of("yaml"));
      ReportingOptions reporting = new ReportingOptions();
      new CommandLine(reporting).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();
      new CorpusRun<>(terminal, reporting, 1 << 20, steps)
          .jobs(jobs)
          .run(found, found.expand(List.of(cases.toString())));
    }
    assertThat(accepted).hasSize(24).isSorted();
    assertThat(accepted.stream().filter(each -> each.endsWith(" bad")))
        .containsExactly("c03.yaml bad", "c05.yaml bad", "c07.yaml bad", "c09.yaml bad");
    assertThat(failures.get("c03.yaml"))
        .contains("c03.yaml: error: ", "IllegalStateException")
        .doesNotContain("patient");
    assertThat(failures.get("c05.yaml")).contains("nested too deeply");
    assertThat(failures.get("c07.yaml")).contains("more memory");
  }

  @Test
  void aFolderOfUnknownKindsIsAnError() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (int i = 0; i < 40; i++) {
      Files.writeString(other.resolve(i + ".json"), "{\"rows\": [" + i + "]}");
    }
    CommandRun run = run("convert @other -o @out --no-validate");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("other: error: nothing came of the files in this folder");
    assertThat(run.err()).contains("40 inputs: 0 written, 40 without an output");
  }

  // --- a run that was stopped

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aStoppedRunIntoAFolderGoesOn(String jobs) throws IOException {
    String inputs = "@cases/c00.yaml @cases/c01.yaml @cases/c02.yaml - @cases/c04.yaml";
    String command = "convert " + inputs + " --no-validate --jobs " + jobs + " -o @";
    String last = caseFile(3);
    CommandRun whole = CommandRun.withInput(last, arguments(command + "whole"));
    stopped(command + "out");
    Path out = folder.resolve("out");
    assertThat(contents(out)).containsKeys(".case2fhir-run.jsonl", "c02.json");
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(out.resolve("c00.json"), old);
    Files.delete(out.resolve("c01.json"));
    Files.writeString(cases.resolve("c02.yaml"), caseFile(2).replace("gout", "asthma"));

    CommandRun rest = CommandRun.withInput(last, arguments(command + "out --resume"));
    assertThat(rest.exitCode()).as(rest.err()).isEqualTo(whole.exitCode()).isEqualTo(1);
    assertThat(rest.err()).doesNotContain("c00.yaml").contains("c01.yaml", "c02.yaml", "c04.yaml");
    assertThat(Files.getLastModifiedTime(out.resolve("c00.json"))).isEqualTo(old);
    assertThat(Files.readString(out.resolve("c02.json"))).contains("asthma");
    Map<String, String> now = contents(out);
    Map<String, String> wanted = contents(folder.resolve("whole"));
    now.remove("c02.json");
    wanted.remove("c02.json");
    assertThat(now).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aStoppedRunIntoAFileOfLinesGoesOn(String jobs) throws IOException {
    String inputs = "@cases/c00.yaml @cases/c01.yaml @cases/c02.yaml - @cases/c04.yaml";
    String command = "convert " + inputs + " --no-validate --jobs " + jobs + " -o @";
    CommandRun.withInput(caseFile(3), arguments(command + "whole.ndjson"));
    stopped(command + "l/out.ndjson");
    Path part = folder.resolve("l/.out.ndjson.part");
    assertThat(Files.readAllLines(part)).hasSize(3);
    assertThat(folder.resolve("l/out.ndjson")).doesNotExist();
    Files.writeString(part, "{\"resourceType\": \"Bun", StandardOpenOption.APPEND);
    Path record = folder.resolve("l/.out.ndjson.run.jsonl");
    Files.writeString(record, "{\"input\": \"", StandardOpenOption.APPEND);

    // Stopped a second time at the same place.
    stopped(command + "l/out.ndjson --resume");
    assertThat(Files.readString(part)).startsWith(Files.readAllLines(part).get(0));
    CommandRun rest =
        CommandRun.withInput(caseFile(3), arguments(command + "l/out.ndjson --resume"));
    assertThat(rest.err()).doesNotContain("c00.yaml").contains("c04.yaml");
    assertThat(contents(folder.resolve("l")))
        .isEqualTo(Map.of("out.ndjson", Files.readString(folder.resolve("whole.ndjson"))));
  }

  @Test
  void linesKeepTheOrderOfTheInputsAlsoWhenTheseChange() throws IOException {
    String rest = " @cases/c02.yaml - --no-validate --jobs 1 -o @";
    stopped("convert @cases/c00.yaml @cases/c01.yaml" + rest + "out.ndjson");
    String changed = "convert @cases/c00.yaml @cases/c05.yaml @cases/c01.yaml" + rest;
    stopped(changed + "out.ndjson --resume");
    CommandRun.withInput(caseFile(3), arguments(changed + "out.ndjson --resume"));
    CommandRun.withInput(caseFile(3), arguments(changed + "whole.ndjson"));
    assertThat(folder.resolve("out.ndjson"))
        .hasSameTextualContentAs(folder.resolve("whole.ndjson"));
  }

  @Test
  void otherOptionsBeginAnewAndSaySo() throws IOException {
    String command = "convert @cases/c01.yaml @cases/c02.yaml - --no-validate -o @out";
    stopped(command);
    CommandRun anew =
        CommandRun.withInput(caseFile(3), arguments(command + " --bundle batch --resume"));
    assertThat(anew.err()).contains("the earlier run had other options").contains("c01.yaml: 5");
    assertThat(Files.readString(folder.resolve("out/c01.json"))).contains("\"batch\"");
    CommandRun again = CommandRun.withInput(caseFile(3), arguments(command + " --resume"));
    assertThat(again.err()).contains("no run was stopped here").contains("c01.yaml: 5");
  }

  @Test
  void whatCannotBeResumedIsWrongUsage() {
    assertThat(run("convert @cases/c01.yaml --resume").exitCode()).isEqualTo(2);
    for (String lacking : List.of("--report json", "--format ndjson")) {
      CommandRun refused = run("convert @cases -o @out --resume " + lacking);
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains("start again without --resume");
    }
  }

  // --- files of many inputs

  @Test
  void archivesAreReadWithoutLeavingThem() throws IOException {
    List<String> names =
        List.of("./a/c1.yaml", "b/c2.yaml", "../evil.yaml", "/abs.yaml", ".hid/c.yaml", "n.txt");
    writeZip(folder.resolve("z.zip"), names);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(Files.newOutputStream(folder.resolve("t.tar.gz"))))) {
      for (int i = 0; i < names.size(); i++) {
        byte[] content = caseFile(i + 50).getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(names.get(i), /* preserveAbsolutePath= */ true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
      tar.putArchiveEntry(new TarArchiveEntry("link.yaml", TarArchiveEntry.LF_SYMLINK));
      tar.closeArchiveEntry();
    }
    CommandRun run = run("convert @z.zip @t.tar.gz -o @out/x --no-validate --jobs 2");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("z.zip: error: `../evil.yaml` could lie outside")
        .contains("t.tar.gz: error: `/abs.yaml` could lie outside")
        .contains("z.zip/b/c2.yaml: 5 resources");
    assertThat(contents(folder.resolve("out")))
        .containsOnlyKeys("x/z/a/c1.json", "x/z/b/c2.json", "x/t/a/c1.json", "x/t/b/c2.json");
  }

  private static void writeZip(Path file, List<String> names) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < names.size(); i++) {
        zip.putNextEntry(new ZipEntry(names.get(i)));
        zip.write(caseFile(i + 30).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void archivesThatAreDamagedOrTooLargeAreNamedAndTheRestGoesOn() throws IOException {
    Files.writeString(folder.resolve("no.zip"), "this is no archive");
    writeZip(folder.resolve("z.zip"), List.of("c.yaml"));
    byte[] zip = Files.readAllBytes(folder.resolve("z.zip"));
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(new byte[5000]);
      out.write(zip);
    }
    Files.write(folder.resolve("cut.tgz"), Arrays.copyOf(gzip.toByteArray(), 40));
    try (ZipOutputStream bomb =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("bomb.zip")))) {
      for (int i = 0; i < 16; i++) {
        bomb.putNextEntry(new ZipEntry(i + ".yaml"));
        bomb.write(new byte[21 << 20]);
      }
    }
    CommandRun run =
        run("convert @no.zip @cut.tgz @bomb.zip @z.zip @cases/c01.yaml -o @out --no-validate");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("no.zip: error: this file cannot be read")
        .contains("cut.tgz: error: ")
        .contains("bomb.zip: error: unpacked it is too large for its size");
    assertThat(contents(folder.resolve("out"))).containsOnlyKeys("z/c.json", "c01.json");
  }

  @Test
  void linesOfJsonAreTextsOrCases() throws IOException {
    Files.writeString(
        folder.resolve("in.jsonl"),
        "\ufeff{\"id\": \"one\", \"text\": \""
            + TEXT.formatted(41)
            + "\"}\n"
            + "\n"
            + "{\"text\": \"A 42-year-old woman presented with fever.\"}\r\n"
            + "{\"id\": \"../up\", \"subject\": {\"sex\": \"male\"}, \"diagnoses\": [\"gout\"]}\n"
            + "{\"id\": \"cut\n"
            + "{\"id\": 7, \"text\": \"\\u0041 43-year-old man presented with cough.\"}");
    CommandRun run = run("convert @in.jsonl -o @out --no-validate --tagger fast --jobs 2");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("in.jsonl:5:").contains("this line is not a JSON object");
    assertThat(contents(folder.resolve("out")))
        .containsOnlyKeys("in/one.json", "in/line-3.json", "in/%2E.%2Fup.json", "in/7.json");

    CommandRun extracted = run("extract @in.jsonl -o @x.jsonl --format json --tagger fast");
    assertThat(extracted.exitCode()).isEqualTo(1);
    assertThat(extracted.err()).contains("in.jsonl:4: error: this line has no `text`");
    assertThat(Files.readAllLines(folder.resolve("x.jsonl"))).hasSize(3);
    assertThat(run("extract @in.jsonl -o @y.jsonl --tagger fast").exitCode()).isEqualTo(2);
    assertThat(run("convert @in.jsonl").exitCode()).isEqualTo(2);
  }

  @Test
  void linesOfResourcesAreValidated() throws IOException {
    Files.writeString(
        folder.resolve("p.ndjson"),
        "{\"resourceType\":\"Patient\",\"gender\":\"male\"}\n"
            + "{\"resourceType\":\"Patient\",\"gender\":\"man\"}\n");
    CommandRun run = run("validate @p.ndjson");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("p.ndjson/line-2").contains("p.ndjson/line-1: 0 errors");
  }

  @Test
  void articlesInFoldersAreTakenOrToldToBeLeftOut() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.writeString(mixed.resolve("c.yaml"), caseFile(1));
    Files.writeString(mixed.resolve("a.txt"), TEXT.formatted(50));
    Files.writeString(mixed.resolve("l.jsonl"), "{\"id\": \"x\", \"text\": \"" + TEXT + "\"}\n");
    CommandRun cases = run("convert @mixed -o @out --no-validate");
    assertThat(cases.exitCode()).isZero();
    assertThat(cases.err()).contains("1 file in it is of a kind that is left out");
    run("convert @mixed -o @all --no-validate --from all --tagger fast");
    assertThat(contents(folder.resolve("all"))).containsOnlyKeys("c.json", "a.json", "l/x.json");
    run("convert @mixed -o @articles --no-validate --from articles --tagger fast");
    assertThat(contents(folder.resolve("articles"))).containsOnlyKeys("a.json");
  }

  // --- validation of a part

  @Test
  void aSampleIsValidatedAndItsSizeTold() throws IOException {
    CommandRun run = run("convert @cases -o @out --validate sample:25%");
    assertThat(run.err()).containsPattern("validated: ([1-9]|1\\d) of 24 inputs \\(sample:25%\\)");
    run("convert @cases -o @plain --validate none");
    assertThat(contents(folder.resolve("out"))).isEqualTo(contents(folder.resolve("plain")));
    assertThat(run("convert @cases -o @x --validate some").exitCode()).isEqualTo(2);
    assertThat(run("convert @cases -o @x --validate all --no-validate").exitCode()).isEqualTo(2);
  }
}
