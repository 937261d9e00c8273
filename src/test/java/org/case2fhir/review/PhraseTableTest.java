package org.case2fhir.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.review.PhraseTable.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhraseTableTest {
  @ParameterizedTest
  @ValueSource(strings = {"care-phrases", "identifier-phrases"})
  void examplesOfEveryRowHold(String name) {
    PhraseTable table = PhraseTable.of(name);
    Set<String> ids = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    for (Row row : table.rows()) {
      if (!ids.add(row.id())) {
        wrong.add(row.id() + " is there twice");
      }
      if (row.matches().isBlank() || !row.pattern().matcher(row.matches()).find()) {
        wrong.add(row.id() + " does not match: " + row.matches());
      }
      if (table.find(row.gives(), row.matches()).stream()
          .noneMatch(m -> m.row().equals(row.id()))) {
        wrong.add(row.id() + " is ruled out: " + row.matches());
      }
      if (row.differs().isBlank() || row.pattern().matcher(row.differs()).find()) {
        wrong.add(row.id() + " matches: " + row.differs());
      }
    }
    assertThat(wrong).isEmpty();
  }
}
