package org.case2fhir.terminology.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.ReleaseFiles.ReadProgress;
import org.case2fhir.terminology.index.IndexFolder;
import org.case2fhir.terminology.index.TermIndex;
import org.case2fhir.terminology.index.TermIndex.DamagedIndexException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no release, or is broken off, changes nothing that is installed. */
class DamagedReleaseTest {
  private static final String OLD = "system\tcode\tdisplay\tdomain\nurn:x\t1\tOld\tcondition\n";
  private static final String NEW = "system\tcode\tdisplay\tdomain\nurn:x\t2\tNew\tcondition\n";

  @TempDir Path folder;
  private Importing importing;

  @BeforeEach
  void installOld() throws IOException {
    importing = new Importing(folder);
    importing.run(importing.write("words.tsv", OLD));
  }

  private void assertOldIsWhole() throws IOException {
    assertThat(importing.codes(Domain.CONDITION, "old")).containsExactly("1");
    try (Stream<Path> files = Files.list(importing.index())) {
      assertThat(files).containsExactly(importing.index().resolve("words.terms"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "just some words\nand more of them\n",
        "{\"resourceType\": \"Patient\"}",
        "{\"graphs\": [{\"nodes\": [{\"id\": \"x",
        "{\"resourceType\": \"CodeSystem\", \"url\": \"urn:x\", \"concept\": [{\"code\": ",
        "system\tcode\tdisplay\n",
        "format-version: 1.2\n",
        "system,code,display\nurn:x,1,\"never closed\n"
      })
  void wrongFileIsRefusedWithAReason(String content) throws IOException {
    Path release = importing.write("words.tsv", content);
    assertThat(importing.refusal(release))
        .satisfies(
            issue -> {
              assertThat(issue.message()).isNotBlank();
              assertThat(issue.solution()).isNotBlank();
              assertThat(issue.location().source()).contains("words.tsv");
            });
    assertOldIsWhole();
  }

  @Test
  void otherEncodingIsRefusedAtItsLine() throws IOException {
    Path release = folder.resolve("words.tsv");
    Files.write(
        release, (NEW + "urn:x\t3\tM\u00e9ni\u00e8re\t\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(importing.refusal(release).message()).contains("UTF-8");
    assertOldIsWhole();
  }

  @Test
  void cutZipIsRefused() throws IOException {
    Path release = importing.zip("words.zip", Map.of("words.tsv", NEW));
    byte[] whole = Files.readAllBytes(release);
    Files.write(release, Arrays.copyOf(whole, whole.length - 30));
    assertThat(importing.refusal(release).message()).contains("damaged");
    assertOldIsWhole();
  }

  @Test
  void failureOfTheDiskLeavesTheOld() throws IOException {
    Path release = importing.write("words.tsv", NEW);
    ReadProgress failing =
        bytes -> {
          throw new IllegalStateException("as if the disk were full");
        };
    TerminologyImport terminologies = new TerminologyImport(new IndexFolder(importing.index()));
    assertThatThrownBy(() -> terminologies.run(release, ImportOptions.DEFAULT, failing))
        .isInstanceOf(IllegalStateException.class);
    assertOldIsWhole();
  }

  /** The process is killed when the new index is half built. */
  @Test
  void killedImportLeavesTheOldAndTheNextOneCleansUp() throws Exception {
    Path release = importing.write("words.tsv", NEW);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KilledImport.class.getName(),
            release.toString(),
            importing.index().toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(KilledImport.EXIT);
    assertThat(importing.codes(Domain.CONDITION, "old")).containsExactly("1");
    try (Stream<Path> files = Files.list(importing.index())) {
      assertThat(files).as("half an index is left").hasSize(2);
    }
    importing.run(importing.write("words.tsv", NEW));
    assertThat(importing.codes(Domain.CONDITION, "new")).containsExactly("2");
    try (Stream<Path> files = Files.list(importing.index())) {
      assertThat(files).hasSize(1);
    }
  }

  /** Ends itself as a kill would: nothing is cleaned up. */
  static final class KilledImport {
    static final int EXIT = 137;

    public static void main(String[] args) throws IOException {
      ReadProgress killing = bytes -> Runtime.getRuntime().halt(EXIT);
      new TerminologyImport(new IndexFolder(Path.of(args[1])))
          .run(Path.of(args[0]), ImportOptions.DEFAULT, killing);
    }
  }

  @Test
  void damagedIndexIsNeverRead() throws IOException {
    Path file = importing.index().resolve("words.terms");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 7) {
      Path cut = Files.write(folder.resolve("cut.terms"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> TermIndex.open(cut)).isInstanceOf(DamagedIndexException.class);
    }
  }

  @Test
  void aChangedByteNeverChangesWhatIsFound() throws IOException {
    Path file = importing.index().resolve("words.terms");
    byte[] whole = Files.readAllBytes(file);
    String asked = "old";
    List<String> right = found(file, asked);
    assertThat(right).isNotEmpty();
    Path changed = folder.resolve("changed.terms");
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] = (byte) (damaged[i] ^ 1);
      Files.write(changed, damaged);
      try {
        assertThat(found(changed, asked)).as("byte %s", i).isIn(right, List.of());
      } catch (DamagedIndexException e) {
        assertThat(e).hasMessageContaining("import its release again");
      }
    }
  }

  private static List<String> found(Path file, String form) throws IOException {
    try {
      return TermIndex.open(file).find(form).stream()
          .map(hit -> hit.concept() + " " + hit.kind() + " " + hit.source() + hit.version())
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
