package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.junit.jupiter.api.Test;

/** Sources around the built-in tables: a user's words win, releases fill gaps. */
class TermSourcesTest {
  /** Whole terms by their normal form. */
  private record Words(String name, Map<String, String> terms) implements TermSource {
    @Override
    public Optional<TermMatch> match(Domain domain, String normalForm, String text) {
      return Optional.ofNullable(terms.get(normalForm))
          .map(code -> List.of(new Code("http://example.org/local", code, "")))
          .map(codes -> TermMatch.of(normalForm, codes, MatchKind.TERM, normalForm, name));
    }
  }

  private static String code(Vocabulary vocabulary, String text) {
    return vocabulary
        .match(Domain.CONDITION, text)
        .map(match -> match.source() + " " + match.codes().get(0).code())
        .orElse("");
  }

  @Test
  void aUsersWordsWin() {
    Vocabulary own =
        Vocabulary.builtIn().with(List.of(new Words("mine", Map.of("pneumonia", "1"))), List.of());
    assertThat(code(own, "Pneumonia")).isEqualTo("mine 1");
    assertThat(code(own, "severe pneumonia")).isEqualTo("mine 1");
    assertThat(code(own, "hypertension")).isEqualTo("built-in 38341003");
  }

  @Test
  void releasesAreAskedForTheRest() {
    Vocabulary wide =
        Vocabulary.builtIn()
            .with(
                List.of(),
                List.of(new Words("release", Map.of("pneumonia", "2", "rare disease x9", "3"))));
    assertThat(code(wide, "pneumonia")).startsWith("built-in");
    assertThat(code(wide, "Rare diseases X9")).isEqualTo("release 3");
    assertThat(code(wide, "left-sided rare disease X9")).isEqualTo("release 3");
    assertThat(code(wide, "no rare disease X9")).isEmpty();
  }

  /** A source that knows nothing and counts how often it is asked. */
  private record Silent(AtomicInteger asked) implements TermSource {
    @Override
    public String name() {
      return "silent";
    }

    @Override
    public Optional<TermMatch> match(Domain domain, String normalForm, String text) {
      asked.incrementAndGet();
      return Optional.empty();
    }
  }

  @Test
  void wordsOfADocumentAreLookedUpOnce() {
    Silent silent = new Silent(new AtomicInteger());
    Vocabulary document = Vocabulary.builtIn().with(List.of(), List.of(silent)).remembering();
    document.match(Domain.CONDITION, "rare disease x9");
    int once = silent.asked().get();
    for (int i = 0; i < 100; i++) {
      assertThat(document.match(Domain.CONDITION, "rare disease x9")).isEmpty();
      assertThat(document.find(Domain.CONDITION, "rare disease x9")).isEmpty();
    }
    assertThat(silent.asked()).hasValue(once).hasPositiveValue();
    document.match(Domain.CONDITION, "rare disease x9", List.of("fever"));
    document.match(Domain.FINDING, "rare disease x9");
    assertThat(silent.asked()).hasValueGreaterThan(once);
  }

  /** A source that gives one code of a system to one term, for tests with a value as well. */
  private record Release(String system, String term, String code) implements TermSource {
    @Override
    public String name() {
      return "release";
    }

    @Override
    public Optional<TermMatch> match(Domain domain, String normalForm, String text) {
      List<Code> codes = List.of(new Code(system, code, ""));
      return normalForm.equals(term)
          ? Optional.of(TermMatch.of(term, codes, MatchKind.TERM, term, name()))
          : Optional.empty();
    }

    @Override
    public boolean supplements() {
      return true;
    }
  }

  private static List<Code> codes(TermSource release, Domain domain, String text) {
    return Vocabulary.builtIn()
        .with(List.of(), List.of(release))
        .match(domain, text)
        .map(TermMatch::codes)
        .orElse(List.of());
  }

  @Test
  void releasesAddCodesInSystemsThatTheTablesLack() {
    List<Code> own = Vocabulary.builtIn().find(Domain.CONDITION, "pneumonia");
    TermSource local = new Release("http://example.org/x", "pneumonia", "7");
    assertThat(codes(local, Domain.CONDITION, "severe pneumonias"))
        .startsWith(own.toArray(new Code[0]))
        .hasSize(own.size() + 1)
        .contains(new Code("http://example.org/x", "7", ""));
    TermSource snomed = new Release(CodeSystem.SNOMED.uri(), "pneumonia", "1");
    assertThat(codes(snomed, Domain.CONDITION, "pneumonia")).isEqualTo(own);
  }

  @Test
  void releasesDoNotReviveTheClassOfADrugThatIsNotTakenSystemically() {
    TermSource atc = new Release(CodeSystem.ATC.uri(), "dexamethasone", "H02AB02");
    assertThat(codes(atc, Domain.MEDICATION, "topical dexamethasone"))
        .extracting(Code::system)
        .doesNotContain(CodeSystem.ATC.uri());
  }

  @Test
  void noLoincCodeIsAddedToATestWithoutAValue() {
    TermSource loinc = new Release(CodeSystem.LOINC.uri(), "d dimer", "1-8");
    assertThat(codes(loinc, Domain.TEST, "D-dimer")).extracting(Code::code).doesNotContain("1-8");
  }

  @Test
  void anAmbiguousAbbreviationIsNoOneElsesBusiness() {
    Vocabulary wide =
        Vocabulary.builtIn().with(List.of(), List.of(new Words("release", Map.of("ms", "4"))));
    assertThat(code(wide, "MS")).isEmpty();
  }
}
