package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.CanonicalForm.Equivalences;
import org.case2fhir.terminology.CanonicalForm.JoinedWords;
import org.case2fhir.terminology.Lookup.AbbreviationTable;
import org.case2fhir.terminology.Lookup.Salts;
import org.case2fhir.terminology.Lookup.SplitWords;
import org.case2fhir.terminology.Misspellings.LookAlikes;
import org.case2fhir.terminology.TermMatch.QualifierKind;
import org.case2fhir.terminology.TermTable.Scope;
import org.case2fhir.terminology.TextForm.PluralEndings;
import org.case2fhir.terminology.TextForm.WordForms;
import org.case2fhir.terminology.Vocabulary.Term;
import org.case2fhir.terminology.Vocabulary.TestLookup.TestWords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables by which words are compared: spellings, equal words, split words, abbreviations. */
class WordLintTest {
  /**
   * Readings that no source has an exact code for. They stay where the abbreviation has another
   * reading with one: without them "TGA" of a memory would be a heart defect.
   */
  private static final Set<String> WITHOUT_TERM =
      Set.of("TGA CONDITION: transient global amnesia", "ARF CONDITION: acute rheumatic fever");

  static List<String> tables() {
    return TableLintTest.TABLES;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void noTwoConceptsSayTheSameInOtherWords(String table) {
    Scope scope = Scope.ofTable(table);
    Map<String, Term> owner = new HashMap<>();
    List<String> clashes = new ArrayList<>();
    for (Term term : BuiltInTables.table(table).terms()) {
      List<String> names = new ArrayList<>(term.synonyms());
      names.add(term.text());
      for (String name : names) {
        Term other = owner.putIfAbsent(CanonicalForm.of(scope, TextForm.of(name)), term);
        if (other != null && other != term) {
          clashes.add(name + " of " + term.text() + " is also " + other.text());
        }
      }
    }
    assertThat(clashes).isEmpty();
  }

  @Test
  void everyWordFormStandsForOneWord() {
    Set<String> forms = new HashSet<>();
    for (String[] row : Tables.read(WordForms.TABLE, 2)) {
      assertThat(TextForm.of(row[0])).as(row[0]).isEqualTo(row[0]);
      for (String form : Tables.list(row[1])) {
        assertThat(forms.add(form)).as("twice: " + form).isTrue();
        assertThat(TextForm.of(form)).as(form).isEqualTo(row[0]);
      }
    }
  }

  @Test
  void pluralEndingsMakeSingulars() {
    for (String[] row : Tables.read(PluralEndings.TABLE, PluralEndings.WIDTH)) {
      int letters = Integer.parseInt(row[2]);
      String plural = "x".repeat(Math.max(0, letters - row[0].length())) + row[0];
      assertThat(TextForm.of(plural)).as(row[0]).endsWith(row[1]);
      assertThat(TextForm.of(TextForm.of(plural))).as(row[0]).isEqualTo(TextForm.of(plural));
    }
  }

  @Test
  void saltsHavePlaces() {
    Set<String> seen = new HashSet<>();
    for (String[] row : Tables.read(Salts.TABLE, Salts.WIDTH)) {
      assertThat(row[1]).as(row[0]).isIn("end", "front", "keeps");
      assertThat(seen.add(TextForm.of(row[0]) + row[1])).as("twice: " + row[0]).isTrue();
    }
  }

  @Test
  void joinedWordsAreKeys() {
    Set<String> seen = new HashSet<>();
    for (String[] row : Tables.read(JoinedWords.TABLE, 1)) {
      assertThat(TextForm.of(row[0])).isEqualTo(row[0]);
      assertThat(seen.add(row[0])).as("twice: " + row[0]).isTrue();
    }
  }

  @Test
  void equalWordsHaveOneReading() {
    Set<String> seen = new HashSet<>();
    for (String[] row : Tables.read(Equivalences.TABLE, Equivalences.WIDTH)) {
      assertThat(Scope.values()).as(row[0]).contains(Scope.named(row[2]));
      List<String> words = List.of(Tables.split(TextForm.of(row[0]), ' '));
      assertThat(Equivalences.replace(Scope.named(row[2]), words))
          .as("read further: " + row[0])
          .isEqualTo(words);
      for (String same : Tables.list(row[1])) {
        assertThat(seen.add(TextForm.of(same) + " " + row[2])).as("twice: " + same).isTrue();
      }
    }
  }

  @Test
  void splitWordsNeverNegateOrDoubt() {
    Set<String> changing =
        Set.of(
            "no",
            "not",
            "non",
            "without",
            "history",
            "risk",
            "post",
            "pre",
            "anti",
            "pseudo",
            "suspected",
            "possible",
            "probable",
            "family",
            "prevention",
            "prophylaxis",
            "absent",
            "resolved",
            "congenital",
            "malignant",
            "benign",
            "like",
            "familial");
    for (String[] row : Tables.read(SplitWords.TABLE, SplitWords.WIDTH)) {
      if (!row[1].equals(SplitWords.NOTHING)) {
        assertThat(QualifierKind.values())
            .contains(QualifierKind.valueOf(Tables.split(row[1], ' ')[0]));
      }
      assertThat(row[2]).as(row[0]).isIn("any", "front", "end");
      assertThat(TableLintTest.TABLES).as(row[0]).contains(Tables.list(row[3]));
      if (!row[1].equals("MANNER")) {
        assertThat(Tables.split(TextForm.of(row[0]), ' '))
            .as(row[0])
            .doesNotContainAnyElementsOf(changing);
      }
    }
  }

  @Test
  void wordsAroundTestsAreDemandedOfCodesThatExist() {
    List<Code> codes =
        BuiltInTables.table("tests").terms().stream().flatMap(t -> t.codes().stream()).toList();
    Set<String> seen = new HashSet<>();
    for (String[] row : Tables.read(TestWords.TABLE, TestWords.WIDTH)) {
      assertThat(row[1]).as(row[0]).isIn("front", "end");
      assertThat(seen.add(TextForm.of(row[0]) + row[1])).as("twice: " + row[0]).isTrue();
      for (String part : Tables.list(row[2])) {
        assertThat(codes).as(part).anyMatch(code -> code.display().contains(part));
      }
    }
  }

  @Test
  void wordsThatMakeAnotherTestStay() {
    for (String other :
        List.of("fasting", "24-hour", "free", "ionized", "total", "random", "urinary", "sweat")) {
      for (String[] row : Tables.read(TestWords.TABLE, TestWords.WIDTH)) {
        boolean demanding = !row[2].isEmpty();
        assertThat(row[0].equals(other) && !demanding).as(row[0]).isFalse();
      }
    }
  }

  @Test
  void acuteAndChronicAreSplitOffSymptomsAlone() {
    for (String[] row : Tables.read(SplitWords.TABLE, SplitWords.WIDTH)) {
      if (Set.of("acute", "chronic", "subacute").contains(row[0])) {
        assertThat(row[3]).isEqualTo("findings");
      }
    }
  }

  @Test
  void abbreviationsHaveContextWhereTheyClash() {
    Map<String, Set<String>> terms = new HashMap<>();
    Map<String, Boolean> bare = new HashMap<>();
    for (String[] row : AbbreviationTable.rows()) {
      String key = row[0] + " " + Domain.valueOf(row[1]);
      assertThat(terms.computeIfAbsent(key, k -> new HashSet<>()).add(row[2])).as(key).isTrue();
      bare.merge(key, row[3].isEmpty(), Boolean::logicalOr);
    }
    terms.forEach(
        (key, own) -> assertThat(own.size() > 1 && bare.get(key)).as("context: " + key).isFalse());
  }

  @Test
  void abbreviationsStandForTermsOfTheirDomain() {
    List<String> waiting = new ArrayList<>();
    for (String[] row : AbbreviationTable.rows()) {
      Domain domain = Domain.valueOf(row[1]);
      boolean known =
          Vocabulary.builtIn().match(domain, row[2]).filter(TermMatch::isWhole).isPresent();
      if (!known) {
        waiting.add(row[0] + " " + domain + ": " + row[2]);
      }
    }
    assertThat(waiting).containsExactlyInAnyOrderElementsOf(WITHOUT_TERM);
  }

  @Test
  void noTableKnowsAnAbbreviationAsSomethingElse() {
    List<String> clashes = new ArrayList<>();
    for (String[] row : AbbreviationTable.rows()) {
      Domain domain = Domain.valueOf(row[1]);
      BuiltInTables.findExact(domain, TextForm.of(row[0]), row[0])
          .filter(match -> !match.term().equals(row[2]))
          .ifPresent(match -> clashes.add(row[0] + " is " + match.term() + ", not " + row[2]));
    }
    assertThat(clashes).isEmpty();
  }

  @Test
  void lookAlikesAreOpposed() {
    for (String[] row : Tables.read(LookAlikes.TABLE, LookAlikes.WIDTH)) {
      assertThat(row[0]).isIn("start", "end");
      assertThat(Tables.list(row[1])).as(row[1]).hasSizeGreaterThan(1).doesNotHaveDuplicates();
      assertThat(row[2]).as(row[1]).isIn("", "yes", "shown");
    }
  }

  @Test
  void realWordsAreNeverCorrected() {
    for (String[] row : Tables.read(Misspellings.TABLE, 1)) {
      for (Domain domain : Domain.values()) {
        assertThat(Vocabulary.builtIn().match(domain, row[0]).flatMap(TermMatch::respelling))
            .as(row[0])
            .isEmpty();
      }
    }
  }
}
