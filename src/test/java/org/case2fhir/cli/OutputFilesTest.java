package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.case2fhir.WholeFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No output ever destroys an input or another output, and nobody else reads one. */
class OutputFilesTest {
  private static final String CASE = "id: c\nsubject: {sex: male}\ndiagnoses: [gout]\n";
  private static final String TABLE = "term\tsystem\tcode\tdomain\ngout\turn:x\tg\tcondition\n";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(folder.resolve("in"));
    Files.createDirectory(folder.resolve("out"));
    Files.writeString(folder.resolve("c.yaml"), CASE);
    Files.writeString(folder.resolve("in/c.yaml"), CASE);
    Files.writeString(folder.resolve("words.tsv"), TABLE);
    Files.writeString(
        folder.resolve("p.json"), "{\"resourceType\": \"Patient\", \"gender\": \"male\"}");
    Files.writeString(folder.resolve("a.txt"), "A 40-year-old man presented with fever.");
    Files.createSymbolicLink(folder.resolve("link.yaml"), folder.resolve("c.yaml"));
    Files.createSymbolicLink(folder.resolve("dangling.json"), Path.of("b.json"));
    Files.createSymbolicLink(folder.resolve("lin"), Path.of("in"));
    Files.createLink(folder.resolve("hard.json"), folder.resolve("c.yaml"));
    Files.createLink(folder.resolve("hard-words.json"), folder.resolve("words.tsv"));
    Files.createDirectory(folder.resolve("ann"));
    Files.writeString(folder.resolve("ann/a.json"), "{}");
    Files.createLink(folder.resolve("out/c.json"), folder.resolve("words.tsv"));
  }

  private CommandRun run(String arguments) {
    return CommandRun.of(
        Stream.of(arguments.split(" "))
            .map(word -> word.replace("@", folder + "/"))
            .toArray(String[]::new));
  }

  private List<String> contents() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.add(folder.relativize(file) + ": " + Files.readString(file));
      }
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "convert --no-validate @c.yaml -o @b.json --report json --report-file @c.yaml",
    "convert --no-validate @c.yaml -o @b.json --report json --report-file @b.json",
    "convert --no-validate @c.yaml -o @b.json --report json --report-file @out/../c.yaml",
    "convert --no-validate @c.yaml -o @b.json --report json --report-file @link.yaml",
    "convert --no-validate @c.yaml -o @out/ --report json --report-file @out/c.json",
    "convert --no-validate @c.yaml -o @words.tsv --terminology @words.tsv",
    "convert --no-validate @c.yaml --terminology @words.tsv -o @b.json --report json --report-file"
        + " @words.tsv",
    "convert --no-validate @in -o @out --report json --report-file @in/c.yaml",
    "convert --no-validate @link.yaml -o @c.yaml",
    "validate @p.json --report json -o @p.json",
    "convert --no-validate @c.yaml -o @hard.json",
    "convert --no-validate @c.yaml -o @b.json --terminology @words.tsv --report json --report-file"
        + " @hard-words.json",
    "convert --no-validate @in -o @out --terminology @words.tsv",
    "convert --no-validate @c.yaml -o @dangling.json --report json --report-file @b.json",
    "convert --no-validate @c.yaml -o @new/b.json --report json --report-file @new/../new/b.json",
    "convert --no-validate @in/c.yaml -o @lin/c.yaml",
    "extract --tagger fast @a.txt -o @ann/ --format json --mentions @ann",
    "push @c.yaml --server http://127.0.0.1:1/fhir --resume @c.yaml",
    "push @c.yaml --server http://127.0.0.1:1/fhir --ledger @hard.json",
    "extract @a.txt -o @c2.yaml --coverage @a.txt",
    "extract @a.txt -o @x.json --coverage @x.json --format json",
  })
  void whatWouldDestroyAFileIsWrongUsage(String arguments) throws IOException {
    List<String> before = contents();
    CommandRun run = run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("case2fhir: ");
    assertThat(contents()).isEqualTo(before);
  }

  /** An article often lies beside itself in another format. */
  @Test
  void filesOfOneNameInAFolderOrAnArchiveKeepTheirExtensions() throws IOException {
    Path both = Files.createDirectory(folder.resolve("both"));
    Files.writeString(
        both.resolve("a.json"),
        "{\"id\": \"j\", \"subject\": {\"sex\": \"male\"}, \"diagnoses\": [\"asthma\"]}");
    Files.writeString(both.resolve("a.yaml"), CASE);
    Files.writeString(
        both.resolve("b.yaml"), CASE.replace("id: c", "id: b").replace("gout", "migraine"));
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("both.zip")))) {
      for (String name : List.of("a.json", "a.yaml", "b.yaml")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Files.readAllBytes(both.resolve(name)));
      }
    }
    for (String input : List.of("both", "both.zip")) {
      CommandRun run = run("convert --no-validate @" + input + " -o @of-" + input);
      assertThat(run.err()).doesNotContain("error:");
      assertThat(run.exitCode()).isZero();
    }
    for (String made : List.of("of-both", "of-both.zip/both")) {
      Path place = folder.resolve(made);
      assertThat(place.resolve("a.json")).content().contains("asthma");
      assertThat(place.resolve("a.yaml.json")).content().contains("gout");
      assertThat(place.resolve("b.json")).content().contains("migraine");
    }
    CommandRun named = run("convert --no-validate @c.yaml @in/c.yaml -o @of-named");
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.err()).contains("rename one, or name the folder above them");
    assertThat(folder.resolve("of-named")).doesNotExist();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void filesAreForTheirOwnerAndKeepTheModeTheyHad() throws IOException {
    Path shared = Files.writeString(folder.resolve("shared.json"), "{}");
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-r--r--"));
    String report = " --report json --report-file ";
    assertThat(run("convert --no-validate @c.yaml -o @new.json" + report + "@r.jsonl").exitCode())
        .isZero();
    assertThat(run("convert --no-validate @c.yaml -o @shared.json").exitCode()).isZero();
    assertThat(mode("new.json")).isEqualTo("rw-------");
    assertThat(mode("r.jsonl")).isEqualTo("rw-------");
    assertThat(mode("shared.json")).isEqualTo("rw-r--r--");
    assertThat(Files.readString(shared)).contains("gout");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void foldersThatAreMadeAreForTheirOwner() throws IOException {
    assertThat(run("convert --no-validate @in -o @made/below").exitCode()).isZero();
    assertThat(mode("made")).isEqualTo("rwx------");
    assertThat(mode("made/below/c.json")).isEqualTo("rw-------");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatAnotherUserPutIntoASharedFolderIsNotWrittenTo() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setAttribute(shared, "unix:mode", 01777);
    Path trap = Files.writeString(shared.resolve("b.json"), "trap");
    Files.setPosixFilePermissions(trap, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path link = Files.createSymbolicLink(shared.resolve("l.json"), folder.resolve("p.json"));
    for (Path file : List.of(trap, link)) {
      Files.setAttribute(file, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
      List<String> before = contents();
      CommandRun run = run("convert --no-validate @c.yaml -o " + file);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("it is another user's, in a folder where all may write");
      assertThat(contents()).isEqualTo(before);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileOfALongNameIsWritten() {
    String name = "n".repeat(250) + ".json";
    assertThat(run("convert --no-validate @c.yaml -o @" + name).exitCode()).isZero();
  }

  /** The process is killed when half of a file is written. */
  @Test
  void aKilledWriteLeavesTheOldFile() throws Exception {
    Path old = Files.writeString(folder.resolve("old.json"), "old");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KilledWrite.class.getName(),
            old.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(KilledWrite.EXIT);
    assertThat(Files.readString(old)).isEqualTo("old");
  }

  /** Ends itself as a kill would: nothing is cleaned up. */
  static final class KilledWrite {
    static final int EXIT = 137;

    public static void main(String[] args) throws IOException {
      try (WholeFile file = WholeFile.open(Path.of(args[0]))) {
        file.out().write(new byte[1 << 16]);
        Runtime.getRuntime().halt(EXIT);
      }
    }
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksStayLinksAndDevicesDevices() throws IOException {
    Path old = Files.writeString(folder.resolve("old.jsonl"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), old);
    assertThat(run("validate @p.json --report json -o @link.jsonl").exitCode()).isZero();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(old)).contains("p.json");
    assertThat(run("validate @p.json --report json -o /dev/null").exitCode()).isZero();
    assertThat(run("convert --no-validate @c.yaml -o /dev/null").exitCode()).isZero();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void linesOfWhichOneCouldNotBeWrittenDoNotReplaceAnEarlierFile() throws IOException {
    Path target = Files.writeString(folder.resolve("all.ndjson"), "old\n");
    OutputFiles.JsonLinesFile lines = OutputFiles.JsonLinesFile.open(target);
    lines.add("{}".getBytes(StandardCharsets.UTF_8));
    lines.close(); // as good as a full disk: the next one cannot be written
    assertThatThrownBy(() -> lines.add("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(lines::finish)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not all lines could be written");
    assertThat(target).hasContent("old\n");
    assertThat(folder.resolve(".all.ndjson.part")).hasContent("{}\n");
  }
}
