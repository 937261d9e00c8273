package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
}
