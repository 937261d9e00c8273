package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each code and display stands in the file that the row names; where that file has the code without
 * a display, the code suffices. Skipped where the files are not.
 */
class TableSourceTest {
  private static final Path SOURCES = Path.of("..", "shared", "terminology");
  // The relationships' source is no such file; RoleCodes checks them.
  private static final List<String> TABLES =
      TableLintTest.TABLES.stream().filter(table -> !table.equals("relationships")).toList();

  /** Marks the source of a code that groups billable ones: {@code icd10cm-2022.tsv category}. */
  static final String CATEGORY = " category";

  private final Map<String, Set<String>> pairs = new HashMap<>();

  @Test
  void everyPairIsInItsSource() throws IOException {
    assumeTrue(Files.isDirectory(SOURCES), "no terminology sources here");
    for (String table : TABLES) {
      for (String[] row : TableLintTest.rows(table)) {
        Set<String> known = pairsOf(row[5].replace(CATEGORY, ""));
        assertThat(known.contains(pair(row[3], row[4])) || known.contains(pair(row[3], "")))
            .as(table + ": " + String.join(" | ", row))
            .isTrue();
      }
    }
  }

  @Test
  void everyResultOfATestIsInItsSource() throws IOException {
    assumeTrue(Files.isDirectory(SOURCES), "no terminology sources here");
    for (String[] row : Tables.rows("test-results")) {
      Set<String> known = pairsOf(row[7]);
      assertThat(known.contains(pair(row[5], row[6]))).as(String.join(" | ", row)).isTrue();
    }
  }

  @Test
  void icdCodesAreBillable() throws IOException {
    Path file = SOURCES.resolve("icd10cm-2022.tsv");
    assumeTrue(Files.exists(file), "no terminology sources here");
    Set<String> billable = new HashSet<>();
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      lines
          .map(line -> Tables.split(line, '\t'))
          .filter(cells -> cells[4].equals("1"))
          .forEach(cells -> billable.add(cells[1]));
    }
    for (String table : List.of("conditions", "findings")) {
      for (String[] row : Tables.read(table, TermTable.WIDTH)) {
        if (row[2].equals("ICD10CM") && !row[5].endsWith(CATEGORY)) {
          assertThat(billable.contains(row[3])).as(row[0] + " " + row[3]).isTrue();
        }
      }
    }
  }

  private Set<String> pairsOf(String file) throws IOException {
    Set<String> known = pairs.get(file);
    if (known == null) {
      known = new HashSet<>();
      for (String line : Files.readAllLines(SOURCES.resolve(file), StandardCharsets.UTF_8)) {
        String[] cells = Tables.split(line, '\t');
        switch (file) {
          case "loinc2hpo-annotations.tsv" -> known.add(pair(cells[0], ""));
          // In the seed list the fact stands before the system.
          case "seed-codes.tsv" -> known.add(pair(cells[2], cells[3]));
          default -> known.add(pair(cells[1], cells[2]));
        }
      }
      pairs.put(file, known);
    }
    return known;
  }

  /** ATC writes its names in capitals. */
  private static String pair(String code, String display) {
    boolean atc = code.matches("[A-Z]\\d\\d[A-Z]{2}\\d\\d");
    return code + ' ' + (atc ? display.toLowerCase(Locale.ROOT) : display);
  }
}
