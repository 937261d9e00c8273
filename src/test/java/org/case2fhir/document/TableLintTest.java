package org.case2fhir.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.case2fhir.document.Outline.ClassifiedBlocks.Openings;
import org.case2fhir.issue.BundledTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableLintTest {
  @ParameterizedTest
  @CsvSource({"headings,3", "openings,2", "hyphen-words,2", "latex-signs,2", "languages,3"})
  void rowsAreWholeAndUnique(String table, int width) {
    Set<String> keys = new HashSet<>();
    for (String[] row : BundledTable.rows(DocumentReader.class, table)) {
      assertThat(row).as(table + ": " + String.join(" ", row)).hasSize(width);
      assertThat(row[0]).isNotBlank().isEqualTo(row[0].strip());
      String key = table.equals("hyphen-words") ? row[0] + row[1] : row[0];
      assertThat(keys.add(key)).as(table + ": " + row[0]).isTrue();
    }
  }

  @Test
  void headingsAreLowerCaseAndOfAKnownKind() {
    for (String[] row : BundledTable.rows(DocumentReader.class, "headings")) {
      assertThat(row[0]).isEqualTo(row[0].toLowerCase(Locale.ROOT));
      assertThat(Headings.kind(row[0])).contains(SectionKind.valueOf(row[1]));
      assertThat(row[2]).isIn("no", "any", "sentence", "part");
      assertThat(!row[2].equals("part") || row[1].equals("CASE")).as(row[0]).isTrue();
    }
  }

  @Test
  void openingsAreLowerCaseAndOfAKnownKind() {
    for (String[] row : BundledTable.rows(DocumentReader.class, "openings")) {
      assertThat(row[0]).isEqualTo(row[0].toLowerCase(Locale.ROOT));
      assertThat(Openings.kind(row[0] + " x", 20)).contains(SectionKind.valueOf(row[1]));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Case 1,1",
    "CASE REPORT 2,2",
    "Case II: a woman,ii",
    "Patient A,a",
    "Case #3.,3",
    "2.1. Case 1,1",
    "Patient no. 4,4"
  })
  void labelsOfPatients(String heading, String label) {
    assertThat(Headings.label(heading)).contains(label);
  }

  @Test
  void wordsThatOnlyLookLikeLabels() {
    for (String text :
        List.of("Case report", "Patient admitted", "A case", "Case in point", "Patient was")) {
      assertThat(Headings.label(text)).as(text).isEmpty();
    }
  }
}
