package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of an archive all that can be read is read, and all that is not is named. */
@Tag("long")
class ArchiveFileTest {
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;

  @TempDir Path folder;

  private static byte[] caseOf(String name) {
    String id = Integer.toHexString(name.hashCode());
    return ("id: case-" + id + "\nsubject: {sex: male}\ndiagnoses: [gout]\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private CommandRun convert(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    Path out = folder.resolve("out");
    return CommandRun.of(
        "convert", file.toString(), "-o", out.toString(), "--no-index", "--validate", "none");
  }

  private List<String> written() throws IOException {
    Path out = folder.resolve("out");
    if (!Files.exists(out)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(out)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> out.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(caseOf(name));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(caseOf(name).length);
        tar.putArchiveEntry(entry);
        tar.write(caseOf(name));
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Changes a field of the second entry wherever it is written. */
  private static byte[] changed(byte[] zip, int central, int local, int size, long value) {
    ByteBuffer bytes = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int centrals = 0;
    int locals = 0;
    for (int i = 0; i + 4 <= zip.length; i++) {
      int at = -1;
      if (bytes.getInt(i) == CENTRAL && ++centrals == 2) {
        at = i + central;
      } else if (bytes.getInt(i) == LOCAL && ++locals == 2) {
        at = i + local;
      }
      if (at >= 0 && size == 2) {
        bytes.putShort(at, (short) value);
      } else if (at >= 0) {
        bytes.putInt(at, (int) value);
      }
    }
    return bytes.array();
  }

  @ParameterizedTest
  @CsvSource({
    "8, 6, 2, 0x809, is encrypted",
    "10, 8, 2, 99, is packed by a method that is not read (99)",
    "16, 14, 4, 0x1234, is damaged",
    "24, 22, 4, 9, is damaged",
    "20, 18, 4, 9, is damaged",
  })
  void anEntryOfAZipThatCannotBeReadIsNamedAndTheOthersAreRead(
      int central, int local, int size, String value, String what) throws IOException {
    byte[] zip =
        changed(zip("a.yaml", "b.yaml", "c.yaml"), central, local, size, Long.decode(value));
    CommandRun run = convert("z.zip", zip);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("z.zip: error: `b.yaml` " + what);
    assertThat(written()).containsExactly("z/a.json", "z/c.json");
  }

  @Test
  void aDirectoryThatEndsBeforeItsEndIsDamage() throws IOException {
    byte[] zip = zip("a.yaml", "b.yaml", "c.yaml");
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    int second = text.indexOf("PK\1\2", text.indexOf("PK\1\2") + 1);
    zip[second] = 'X';
    CommandRun run = convert("z.zip", zip);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("z.zip: error: this file cannot be read, or is damaged");
  }

  @Test
  void aTarThatIsCutBetweenEntriesOrHasNoHeadersIsDamaged() throws IOException {
    byte[] tar = tar("a.yaml", "b.yaml", "c.yaml");
    CommandRun cut = convert("cut.tar", Arrays.copyOf(tar, 2048));
    assertThat(cut.exitCode()).isEqualTo(1);
    assertThat(cut.err()).contains("cut.tar: error: this file cannot be read, or is damaged");
    assertThat(written()).containsExactly("cut/a.json", "cut/b.json");
    tar[1024 + 2] ^= 1;
    CommandRun changed = convert("changed.tar", tar);
    assertThat(changed.exitCode()).isEqualTo(1);
    assertThat(changed.err()).contains("changed.tar: error: this file cannot be read");
  }

  @Test
  void linksAndDevicesAreNamed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (byte kind :
          new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO}) {
        TarArchiveEntry entry = new TarArchiveEntry("l" + (char) kind + ".yaml", kind);
        entry.setLinkName("/etc/passwd");
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
    }
    CommandRun run = convert("l.tar", bytes.toByteArray());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("`l2.yaml` is a link to `/etc/passwd`")
        .contains("`l1.yaml` is a link to `/etc/passwd`")
        .contains("`l6.yaml` is a device or a pipe");

    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(zipped)) {
      ZipArchiveEntry entry = new ZipArchiveEntry("s.yaml");
      entry.setUnixMode(0120777);
      zip.putArchiveEntry(entry);
      zip.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
      zip.closeArchiveEntry();
    }
    CommandRun link = convert("l.zip", zipped.toByteArray());
    assertThat(link.exitCode()).isEqualTo(1);
    assertThat(link.err()).contains("`s.yaml` is a symbolic link");
    assertThat(written()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"in.zip", "a/in.tar.gz", "c.yaml.gz", "in.tgz", "lines.jsonl", "in.7z", "in.rar"})
  void whatIsPackedTwiceIsNamed(String name) throws IOException {
    for (byte[] archive : List.of(zip("a.yaml", name), tar("a.yaml", name))) {
      CommandRun run = convert(archive[0] == 'P' ? "n.zip" : "n.tar", archive);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("`" + name + "` is packed once more; it is not read");
    }
    assertThat(convert("m.zip", zip("a.yaml", "picture.png")).exitCode()).isZero();
    assertThat(written()).containsExactly("m/a.json", "n/a.json");
  }

  @Test
  @Timeout(60)
  void namesThatAreTooLongOrDeepAreRefusedAtOnce() throws IOException {
    String deep = "d/".repeat(1900) + "c.yaml";
    String longest = "x".repeat(30_000) + ".yaml";
    for (byte[] archive : List.of(zip("a.yaml", deep, longest), tar("a.yaml", deep, longest))) {
      CommandRun run = convert(archive[0] == 'P' ? "n.zip" : "n.tar", archive);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("has too long a name").hasSizeLessThan(3000);
    }
    assertThat(written()).containsExactly("n/a.json");
  }

  @Test
  void namesHaveNoCharactersThatNobodySees() throws IOException {
    byte[] zip = zip("a\nb.yaml", "\u009b31m.yaml", "x\u202egpj.yaml", "ä ö.yaml", "C:d.yaml");
    CommandRun run = convert("z.zip", zip);
    assertThat(run.err()).doesNotContain("\u009b", "\u202e").contains("`C:d.yaml` could lie");
    assertThat(written())
        .containsExactly("z/%C2%9B31m.json", "z/a%0Ab.json", "z/x%E2%80%AEgpj.json", "z/ä ö.json");
  }

  @Test
  void ofAZipThatHoldsTooMuchNothingIsRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a.yaml"));
      zip.write(caseOf("a.yaml"));
      zip.putNextEntry(new ZipEntry("b.yaml"));
      zip.write(new byte[70 << 20]);
    }
    CommandRun run = convert("bomb.zip", bytes.toByteArray());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("bomb.zip: error: unpacked it is too large for its size");
    assertThat(written()).isEmpty();
  }
}
