package org.case2fhir.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Writes invented releases in the official formats, as large as real ones and always the same, to
 * measure imports by {@link TerminologyLoad}. By hand only; the arguments are a folder and the
 * number of rows of each release.
 */
public final class GeneratedReleases {
  private static final String[] SYLLABLES = {
    "ba", "cor", "dil", "fen", "gas", "hem", "ira", "jun", "kel", "lum", "mor", "nep", "oxi", "pul",
    "qua", "ren", "sta", "tor", "urb", "vex"
  };
  private static final int WORDS = 160_000;

  private final Path folder;
  private final int rows;

  private GeneratedReleases(Path folder, int rows) {
    this.folder = folder;
    this.rows = rows;
  }

  public static void main(String[] args) throws IOException {
    GeneratedReleases releases = new GeneratedReleases(Path.of(args[0]), Integer.parseInt(args[1]));
    releases.snomed();
    releases.loinc();
    releases.rxnorm();
    releases.icd10cm();
    releases.hpo();
    releases.names();
  }

  /** Half of the rows are descriptions, a quarter each concepts and language members. */
  private void snomed() throws IOException {
    String root = "rf2/Snapshot/";
    int concepts = rows / 4;
    write(
        root + "Terminology/sct2_Concept_Snapshot_INT_20250101.txt",
        "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId",
        concepts,
        i -> id(i) + "\t20250101\t1\t900000000000207008\t900000000000074008");
    write(
        root + "Terminology/sct2_Description_Snapshot-en_INT_20250101.txt",
        "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId",
        2 * concepts,
        i -> description(i, concepts));
    write(
        root + "Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20250101.txt",
        "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId",
        concepts,
        i ->
            "m%d\t20250101\t1\t900000000000207008\t900000000000509007\t%d\t900000000000548007"
                .formatted(i, id(i)));
  }

  /** Full names first, then a synonym of each concept. */
  private static String description(int i, int concepts) {
    boolean full = i < concepts;
    String type = full ? "900000000000003001" : "900000000000013009";
    String term = full ? name(i) + " (disorder)" : name(i);
    return "%d\t20250101\t1\t900000000000207008\t%d\ten\t%s\t%s\t900000000000448009"
        .formatted(id(i), id(i % concepts), type, term);
  }

  private static long id(int i) {
    return 10_000_000_007L + 1_000L * i;
  }

  private void loinc() throws IOException {
    write(
        "loinc/Loinc.csv",
        "\"LOINC_NUM\",\"COMPONENT\",\"PROPERTY\",\"TIME_ASPCT\",\"SYSTEM\",\"SCALE_TYP\","
            + "\"METHOD_TYP\",\"CLASS\",\"VersionLastChanged\",\"STATUS\",\"CONSUMER_NAME\","
            + "\"RELATEDNAMES2\",\"SHORTNAME\",\"LONG_COMMON_NAME\",\"EXAMPLE_UCUM_UNITS\","
            + "\"DisplayName\"",
        rows,
        i ->
            "\"%d-%d\",\"%s\",\"MCnc\",\"Pt\",\"Ser\",\"Qn\",\"\",\"CHEM\",\"2.80\",\"ACTIVE\",\"\",\"%s; Level\",\"%s SerPl\",\"%s [Mass/volume] in Serum\",\"mg/dL\",\"%s\""
                .formatted(i, i % 10, name(i), name(i), name(i), name(i), name(i)));
  }

  private void rxnorm() throws IOException {
    write(
        "rrf/RXNCONSO.RRF",
        "",
        rows,
        i ->
            "%d|ENG||||||%d||%d||RXNORM|%s|%d|%s||N|4096|"
                .formatted(i + 1, i, i + 1, i % 2 == 0 ? "IN" : "SCD", i + 1, name(i)));
  }

  private void icd10cm() throws IOException {
    write(
        "icd10cm-order-2025.txt",
        "",
        rows,
        i -> {
          String code = "%c%02d%04d".formatted('A' + i / 1_000_000, i / 10_000 % 100, i % 10_000);
          return "%05d %-7s 1 %-60s %s".formatted(i % 100_000, code, name(i), name(i));
        });
  }

  private void hpo() throws IOException {
    write(
        "hp.obo",
        "format-version: 1.2\ndata-version: hp/releases/2025-01-01\nontology: hp\n",
        rows / 4,
        i ->
            "[Term]\nid: HP:%07d\nname: %s\nsynonym: \"%s\" EXACT []\n"
                .formatted(i + 1, name(i), name(i + rows)));
  }

  /** Terms to look up: each second one is known. */
  private void names() throws IOException {
    write("names.txt", "", 200_000, i -> i % 2 == 0 ? name(i) : name(i) + " unknown");
  }

  private void write(String file, String header, int count, IntFunction<String> row)
      throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    try (BufferedWriter out = Files.newBufferedWriter(path)) {
      out.write(header.isEmpty() ? "" : header + "\n");
      for (int i = 0; i < count; i++) {
        out.write(row.apply(i));
        out.write('\n');
      }
    }
  }

  /** Three invented words, others for each number. */
  private static String name(int i) {
    return word(i % WORDS)
        + " "
        + word(i / WORDS)
        + " "
        + word(i * 31 % 997).toLowerCase(Locale.ROOT);
  }

  private static String word(int number) {
    StringBuilder word = new StringBuilder();
    int left = Math.abs(number) + SYLLABLES.length;
    while (left > 0) {
      word.append(SYLLABLES[left % SYLLABLES.length]);
      left /= SYLLABLES.length;
    }
    return word.toString();
  }
}
