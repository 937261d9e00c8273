package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.mention.Tokenizer;
import org.case2fhir.model.Span;
import org.case2fhir.reading.ResultTableFacts.ResultTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the tables about patients does what its own examples say. */
class PatientTablesTest {
  static Stream<RuleTable.Row> cues() {
    return RuleTable.builtIn("patient-cues.tsv").rows().stream();
  }

  static Stream<RuleTable.Row> persons() {
    return RuleTable.builtIn("persons.tsv").rows().stream();
  }

  static Stream<RuleTable.Row> vagueAges() {
    return RuleTable.builtIn("vague-ages.tsv").rows().stream();
  }

  static Stream<RuleTable.Row> columns() {
    return RuleTable.builtIn("result-columns.tsv").rows().stream();
  }

  @ParameterizedTest
  @MethodSource("cues")
  void aCueStandsInItsExampleAndNotInTheOther(RuleTable.Row row) {
    TokenPattern.Table<Statement.Cue> one =
        new TokenPattern.Table<>(new RuleTable(row.table(), List.of(row)), Statement.Cue.class);
    assertThat(one.find(lower(row.get("matches")), 0)).hasSize(1);
    assertThat(one.find(lower(row.get("differs")), 0)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("persons")
  void aPersonIsFoundInItsExampleAndNotInTheOther(RuleTable.Row row) {
    assertThat(named(row, "matches"))
        .get()
        .satisfies(
            person -> {
              assertThat(person.role().name()).isEqualToIgnoringCase(row.get("role"));
              assertThat(person.sex().map(Enum::name).orElse("")).isEqualTo(row.get("sex"));
            });
    assertThat(named(row, "differs")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("vagueAges")
  void anAgeInWordsStandsInItsExampleAndNotInTheOther(RuleTable.Row row) {
    assertThat(matches(row.get("pattern"), row.get("matches"))).isTrue();
    assertThat(matches(row.get("pattern"), row.get("differs"))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("columns")
  void aColumnIsKnownByItsExampleAndNotByTheOther(RuleTable.Row row) {
    assertThat(ResultTable.role(row.get("matches")))
        .get()
        .extracting(Enum::name)
        .isEqualTo(row.get("role").toUpperCase(Locale.ROOT));
    assertThat(ResultTable.role(row.get("differs"))).isEmpty();
  }

  private static boolean matches(String pattern, String text) {
    List<String> lower = lower(text);
    TokenPattern tokens = TokenPattern.of(pattern);
    return Stream.iterate(0, i -> i + 1)
        .limit(lower.size())
        .anyMatch(i -> tokens.end(lower, i) > 0);
  }

  /** The person whose noun stands in brackets. */
  private static Optional<PersonPhrase> named(RuleTable.Row row, String column) {
    String text = row.get(column);
    int at = text.indexOf('[');
    assertThat(at).as("brackets in %s", row).isNotNegative();
    String plain = text.replace("[", "").replace("]", "");
    List<Span> tokens = Tokenizer.tokens(plain);
    return PersonPhrase.find(words(plain), lower(plain)).stream()
        .filter(person -> tokens.get(person.end() - 1).start() == at)
        .findFirst();
  }

  private static List<String> words(String text) {
    return Tokenizer.tokens(text).stream()
        .map(span -> text.substring(span.start(), span.end()))
        .toList();
  }

  private static List<String> lower(String text) {
    return words(text).stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
  }
}
