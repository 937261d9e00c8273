package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenPatternTest {
  private static TokenPattern.Index<String> index(String... rows) {
    return new TokenPattern.Index<>(List.of(rows), TokenPattern::of);
  }

  @Test
  void onlyRowsThatMayBeginAtAWordAreTried() {
    TokenPattern.Index<String> rows =
        index("was seen", "(is|was) given", "NUM days", "24 hours", "NUM weeks", "in hospital");
    assertThat(rows.of("was")).containsExactly("was seen", "(is|was) given");
    assertThat(rows.of("is")).containsExactly("(is|was) given");
    assertThat(rows.of("12")).containsExactly("NUM days", "NUM weeks");
    assertThat(rows.of("24")).containsExactly("NUM days", "24 hours", "NUM weeks");
    assertThat(rows.of("given")).isEmpty();
    assertThat(rows.of("")).isEmpty();
  }

  /** What a token costs is bounded by the rows of one word, not by the table. */
  @Test
  void fewRowsOfATableAreTriedAtAToken() {
    List<String> patterns =
        Stream.of("visit-cues.tsv", "value-cues.tsv", "show-verbs.tsv")
            .flatMap(table -> RuleTable.builtIn(table).rows().stream())
            .map(row -> row.get("cue"))
            .toList();
    TokenPattern.Index<String> rows = index(patterns.toArray(String[]::new));
    assertThat(rows.of("fever")).isEmpty();
    for (String pattern : patterns) {
      for (String word : TokenPattern.of(pattern).firstWords()) {
        assertThat(rows.of(word)).contains(pattern).hasSizeLessThan(patterns.size() / 4);
      }
    }
  }
}
