package org.case2fhir.terminology.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.case2fhir.terminology.Domain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small release takes little memory and time, whatever is in it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@Tag("long")
class ImportLimitsTest {
  private static final String HEADER = "system\tcode\tdisplay\tdomain\n";
  private static final int MANY = 22_000;

  @TempDir Path folder;
  private Importing importing;

  @BeforeEach
  void start() {
    importing = new Importing(folder);
  }

  @Test
  void rowsThatUnpackToFarTooManyAreRefused() throws IOException {
    String rows = HEADER + "urn:x\t1\ta\tfinding\n".repeat(2_000_000);
    Path release = importing.zip("rows.zip", Map.of("rows.tsv", rows));
    assertThat(importing.refusal(release).message()).contains("times as large as the file");
    Path unpacked = importing.write("rows/rows.tsv", HEADER + "urn:x\t1\ta\tfinding\n");
    assertThat(importing.header(unpacked.getParent()).concepts()).isEqualTo(1);
  }

  @Test
  void manyFilesThatUnpackToFarTooManyBytesAreRefused() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < 2_000; i++) {
      files.put("f" + i + ".txt", "x".repeat(60_000));
    }
    Path release = importing.zip("many.zip", files);
    assertThat(importing.refusal(release).message()).contains("times as large as the file");
  }

  @Test
  void aPackageThatUnpacksToFarTooManyBytesIsRefused() throws IOException {
    String blanks = " ".repeat(40_000_000);
    Path release = importing.write("p.tgz", "");
    try (OutputStream out = Files.newOutputStream(release);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      byte[] content =
          ("{\"resourceType\": \"CodeSystem\", \"url\": \"urn:x\"" + blanks + "}")
              .getBytes(StandardCharsets.US_ASCII);
      TarArchiveEntry entry = new TarArchiveEntry("package/CodeSystem-a.json");
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    assertThat(importing.refusal(release).message()).contains("times as large as the file");
  }

  /** A chain of terms, and one that ends where it begins. */
  @ParameterizedTest
  @ValueSource(ints = {MANY + 1, MANY})
  void hierarchiesAreWalkedOnce(int turn) throws IOException {
    StringBuilder obo = new StringBuilder("format-version: 1.2\nontology: hp\n");
    for (int i = 0; i < MANY; i++) {
      obo.append("\n[Term]\nid: HP:%d\nname: n%d\nis_a: HP:%d\n".formatted(i, i, (i + 1) % turn));
    }
    assertThat(importing.header(importing.write("chain.obo", obo.toString())).concepts())
        .isEqualTo(MANY);
  }

  @Test
  void branchesThatAreNoFindingsGoDeep() throws IOException {
    String obo =
        """
        format-version: 1.2
        ontology: hp

        [Term]
        id: HP:0012823
        name: Clinical modifier

        [Term]
        id: HP:1
        name: First below
        is_a: HP:0012823

        [Term]
        id: HP:2
        name: Second below
        is_a: HP:1
        """;
    importing.run(importing.write("hp.obo", obo));
    assertThat(importing.codes(Domain.FINDING, "second below")).isEmpty();
    assertThat(importing.codes(Domain.QUALIFIER, "second below")).containsExactly("HP:2");
  }

  @Test
  void longSynonymsAndQuotedOnesAreRead() throws IOException {
    String obo =
        "format-version: 1.2\nontology: hp\n\n[Term]\nid: HP:1\nname: n\nsynonym: \""
            + "\\a".repeat(200_000)
            + "\" EXACT []\nsynonym: \"so \\\"called\\\" ache\" EXACT []\nsynonym: \"open";
    importing.run(importing.write("hp.obo", obo));
    assertThat(importing.codes(Domain.FINDING, "so \"called\" ache")).containsExactly("HP:1");
  }

  @Test
  void conceptsThatLieTooDeepAreNotLeftOutSilently() throws IOException {
    String deep = "[{\"code\": \"1\", \"display\": \"d\", \"concept\": ".repeat(300);
    String json =
        "{\"resourceType\": \"CodeSystem\", \"url\": \"urn:x\", \"concept\": "
            + deep
            + "[]"
            + "}]".repeat(300)
            + "}";
    assertThat(importing.refusal(importing.write("deep.json", json)).message())
        .contains("levels deep");
  }

  @Test
  void aNameThatIsTooLongIsLeftOutAndSaidSo() throws IOException {
    Path table =
        importing.write(
            "t.tsv",
            HEADER
                + "urn:x\t1\t"
                + "word ".repeat(100_000)
                + "\tfinding\nurn:x\t2\tTwo\tfinding\n");
    assertThat(importing.issues(table)).contains("name-too-long");
    assertThat(importing.codes(Domain.FINDING, "two")).containsExactly("2");
  }

  @Test
  void linksInAReleaseAreNotFollowed() throws IOException {
    Path table = importing.write("in/t.tsv", HEADER + "urn:x\t1\tOne\tfinding\n");
    Path other = importing.write("other.tsv", HEADER + "urn:x\t2\tTwo\tfinding\n");
    Files.createSymbolicLink(table.resolveSibling("l.tsv"), other);
    assertThat(importing.header(table.getParent()).concepts()).isEqualTo(1);
  }
}
