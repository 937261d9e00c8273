package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.case2fhir.mention.Tokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the tables about results does what its own examples say. */
class ResultTablesTest {
  static Stream<RuleTable.Row> words() {
    return RuleTable.builtIn("result-words.tsv").rows().stream();
  }

  static Stream<RuleTable.Row> cues() {
    return RuleTable.builtIn("value-cues.tsv").rows().stream();
  }

  static Stream<RuleTable.Row> classifications() {
    return RuleTable.builtIn("classifications.tsv").rows().stream();
  }

  @ParameterizedTest
  @MethodSource("words")
  void aJudgementIsItsWholeExample(RuleTable.Row row) {
    assertThat(whole(row.get("words"), bracketed(row.get("matches")))).isTrue();
    assertThat(whole(row.get("words"), row.get("differs"))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("cues")
  void aCueStandsBeforeTheNumberOfItsExample(RuleTable.Row row) {
    assertThat(stands(row.get("cue"), before(row.get("matches")))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("classifications")
  void aClassificationIsNamedInItsExampleAndNotInTheOther(RuleTable.Row row) {
    assertThat(whole(row.get("name"), bracketed(row.get("matches")))).isTrue();
    assertThat(ResultFixture.of("It was " + row.get("differs") + ".").classifications()).isEmpty();
    assertThat(
            ResultFixture.of("It was " + row.get("matches").replaceAll("[\\[\\]]", "") + ".")
                .classifications())
        .hasSize(1);
  }

  private static String bracketed(String example) {
    return example.substring(example.indexOf('[') + 1, example.lastIndexOf(']'));
  }

  private static String before(String example) {
    return example.substring(0, example.lastIndexOf('['));
  }

  private static boolean whole(String pattern, String text) {
    List<String> lower = lower(text);
    return TokenPattern.of(pattern).end(lower, 0) == lower.size();
  }

  private static boolean stands(String pattern, String text) {
    List<String> lower = lower(text);
    TokenPattern tokens = TokenPattern.of(pattern);
    return Stream.iterate(0, i -> i + 1)
        .limit(lower.size())
        .anyMatch(i -> tokens.end(lower, i) > 0);
  }

  private static List<String> lower(String text) {
    return Tokenizer.tokens(text).stream()
        .map(span -> text.substring(span.start(), span.end()).toLowerCase(Locale.ROOT))
        .toList();
  }
}
