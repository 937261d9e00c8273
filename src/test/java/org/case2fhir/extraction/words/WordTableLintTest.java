package org.case2fhir.extraction.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lint of the tables of words and word patterns that reading articles rests on. */
class WordTableLintTest {
  private static final Path TABLES = Path.of("src/main/resources/org/case2fhir/extraction");

  static List<String> tables() throws IOException {
    try (Stream<Path> files = Files.walk(TABLES)) {
      return files
          .filter(file -> file.toString().endsWith(".tsv"))
          .filter(file -> !file.toString().contains("weights"))
          .map(file -> TABLES.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void rowsAreWholeAndToldOnce(String table) throws IOException {
    List<String> lines =
        Files.readAllLines(TABLES.resolve(table)).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    int columns = lines.get(0).split("\t", -1).length;
    Set<String> seen = new HashSet<>();
    for (String line : lines) {
      assertThat(line).as(table).isNotBlank().doesNotContain(" \t", "\t ").doesNotEndWith(" ");
      assertThat(line.split("\t", -1).length).as(table + ": " + line).isLessThanOrEqualTo(columns);
      assertThat(seen.add(line)).as("twice in " + table + ": " + line).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "facts/outcomes.tsv",
        "facts/treatment-courses.tsv",
        "facts/specimen-processing.tsv",
        "facts/general-procedures.tsv",
        "facts/generic-problems.tsv",
        "facts/studies.tsv",
        "patient/result-columns.tsv",
        "patient/vague-ages.tsv",
        "timeline/visit-cues.tsv"
      })
  void patternsCompileAndMatchNoEmptyWords(String table) throws IOException {
    List<String> lines = Files.readAllLines(TABLES.resolve(table));
    for (String line : lines.subList(1, lines.size())) {
      Pattern pattern = Pattern.compile(line.split("\t")[0], Pattern.CASE_INSENSITIVE);
      assertThat(pattern.matcher("").matches()).as(table + ": " + line).isFalse();
    }
  }
}
