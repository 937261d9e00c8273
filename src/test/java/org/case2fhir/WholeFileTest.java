package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.WholeFile.Drafts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a file that is not completed, in its folder and in memory. */
class WholeFileTest {
  @TempDir private Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void nothingIsKeptOfFilesThatAreDone() throws Exception {
    int before = Drafts.open();
    for (int i = 0; i < 20; i++) {
      WholeFile.write(folder.resolve("a" + i % 3), bytes("x"));
    }
    try (WholeFile given = WholeFile.open(folder.resolve("b"))) {
      given.out().write(1);
      assertThat(Drafts.open()).isEqualTo(before + 1);
    }
    Path folderAsFile = Files.createDirectory(folder.resolve("c"));
    assertThatThrownBy(() -> WholeFile.write(folderAsFile, bytes("x")))
        .isInstanceOf(IOException.class);
    assertThat(Drafts.open()).isEqualTo(before);
    assertThat(names()).containsExactly("a0", "a1", "a2", "c");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it ends processes without telling them")
  void aProcessThatIsToldToStopLeavesNoDraftAndTheOldFile() throws Exception {
    Path file = Files.writeString(folder.resolve("case.json"), "old");
    Process process = start(file);
    try {
      assertThat(process.getInputStream().read()).isEqualTo('w');
      assertThat(names()).hasSize(2);
      process.toHandle().destroy(); // unlike Process.destroy it leaves the streams open
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isEqualTo(143);
      assertThat(said).isEmpty();
    } finally {
      process.destroyForcibly();
    }
    assertThat(names()).containsExactly("case.json");
    assertThat(file).hasContent("old");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "drafts are not locked there")
  void theDraftOfAKilledProcessGoesAndThatOfALivingOneStays() throws Exception {
    Path file = Files.writeString(folder.resolve("case.json"), "old");
    Files.writeString(folder.resolve(".case2fhir-notes.tmp"), "the user's");
    Process killed = start(file);
    Process living = start(file);
    try {
      assertThat(killed.getInputStream().read()).isEqualTo('w');
      assertThat(living.getInputStream().read()).isEqualTo('w');
      Set<String> both = new HashSet<>(names());
      killed.destroyForcibly().waitFor();
      assertThat(names()).as("nobody could remove it").hasSize(4).containsAll(both);

      Process next = start(file);
      try {
        assertThat(next.getInputStream().read()).isEqualTo('w');
        assertThat(names()).as("two drafts of living processes").hasSize(4);
        Set<String> left = new HashSet<>(both);
        left.removeAll(names());
        assertThat(left).as("the draft of the one that was killed").hasSize(1);
      } finally {
        next.destroyForcibly().waitFor();
      }
    } finally {
      killed.destroyForcibly();
      living.destroyForcibly();
    }
    assertThat(file).hasContent("old");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no modes")
  void anOldFileThatIsWithdrawnIsGoneAndItsModeStays() throws Exception {
    Path file = Files.writeString(folder.resolve("manifest.json"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    try (WholeFile next = WholeFile.open(file)) {
      next.out().write(bytes("new"));
      next.store();
      assertThat(file).hasContent("old");
      next.withdrawOld();
      assertThat(file).doesNotExist();
      next.commit();
    }
    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(names()).containsExactly("manifest.json");
  }

  private static Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            file.toString())
        .redirectErrorStream(true)
        .start();
  }

  /** Writes files until it is stopped: one is always begun. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (WholeFile file = WholeFile.open(Path.of(arguments[0]))) {
        file.out().write(1);
        System.out.print('w');
        System.out.flush();
        Thread.sleep(600_000);
        file.commit();
      }
    }
  }

  @Test
  @Timeout(10)
  void theIdentityOfADeepNameIsFoundAtOnce() throws IOException {
    Path deep = folder.resolve("d/".repeat(1900) + "x");
    assertThat(WholeFile.identity(deep)).isEqualTo(WholeFile.identity(deep.resolve("../x")));
    assertThat(WholeFile.identity(deep)).isNotEqualTo(WholeFile.identity(deep.resolve("x")));
  }
}
