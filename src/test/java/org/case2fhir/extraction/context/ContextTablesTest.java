package org.case2fhir.extraction.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.case2fhir.extraction.context.RegimenReader.Course;
import org.case2fhir.model.Interpretation;
import org.junit.jupiter.api.Test;

/** Lint of the tables of this package. */
class ContextTablesTest {
  @Test
  void triggers() {
    Set<String> seen = new HashSet<>();
    for (String[] row : TriggerTable.rows("triggers.tsv", TriggerTable.WIDTH)) {
      String key = String.join("|", row[0], row[1], row[2], row[4]);
      assertThat(seen.add(key)).as("twice: " + key).isTrue();
      assertThat(row[0]).as(key).isEqualTo(row[0].toLowerCase(Locale.ROOT).strip());
      Phrase phrase = Phrase.of(row[0]);
      assertThat(phrase.parts().get(0).optional()).as("begins optional: " + key).isFalse();
      Category category = Category.of(row[1]);
      assertThat(category.isScoped()).as(key).isEqualTo(!row[2].equals("none"));
      Trigger.Direction.valueOf(row[2].toUpperCase(Locale.ROOT));
      Applies.of(row[4]);
      if (!row[3].isEmpty()) {
        assertThat(Integer.parseInt(row[3])).as(key).isBetween(1, TriggerTable.FARTHEST);
      }
    }
  }

  @Test
  void courses() {
    Set<String> seen = new HashSet<>();
    for (String[] row : TriggerTable.rows("courses.tsv", CourseTable.WIDTH)) {
      assertThat(seen.add(row[0] + row[2])).as("twice: " + row[0]).isTrue();
      assertThat(Phrase.of(row[0]).parts().get(0).optional()).isFalse();
      Course.valueOf(row[1]);
      assertThat(row[2]).isIn("before", "after");
      assertThat(Integer.parseInt(row[3])).isBetween(1, 20);
    }
  }

  @Test
  void resultWords() {
    for (String[] row : TriggerTable.rows("result-words.tsv", 2)) {
      assertThat(row[0]).isEqualTo(row[0].toLowerCase(Locale.ROOT).strip());
      assertThat(ResultWords.of(row[0])).contains(Interpretation.valueOf(row[1]));
    }
  }

  @Test
  void weightsAreNumbersOfKnownFeatures() {
    Set<String> seen = new HashSet<>();
    for (String[] row : TriggerTable.rows("relation-weights.tsv", 2)) {
      assertThat(seen.add(row[0])).as("twice: " + row[0]).isTrue();
      assertThat(Double.parseDouble(row[1])).isNotZero();
      assertThat(row[0]).doesNotContain("\t").hasSizeLessThan(120);
    }
  }
}
