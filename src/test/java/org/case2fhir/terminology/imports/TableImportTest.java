package org.case2fhir.terminology.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.case2fhir.terminology.Domain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableImportTest {
  @TempDir Path folder;
  private Importing importing;

  @BeforeEach
  void start() {
    importing = new Importing(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", ",", ";"})
  void anySeparatorIsUnderstood(String separator) throws IOException {
    String table =
        """
        Vocabulary_ID|concept-code|Concept Name|Domain
        ATC|N02BE01|paracetamol|Drug
        http://snomed.info/sct|22298006|Myocardial infarction (disorder)|
        LOINC|8867-4|Heart rate|Measurement
        """
            .replace("|", separator);
    importing.run(importing.write("words.txt", "\ufeff" + table.replace("\n", "\r\n")));
    assertThat(importing.codes(Domain.MEDICATION, "Paracetamol")).containsExactly("N02BE01");
    assertThat(importing.codes(Domain.CONDITION, "myocardial infarction"))
        .containsExactly("22298006");
    assertThat(importing.codes(Domain.TEST, "heart rate")).containsExactly("8867-4");
  }

  @Test
  void columnOfDomainsMayBeReplacedByAnOption() throws IOException {
    Path release =
        importing.write("ciel.csv", "id,display,retired\n1234,\"Malaria, severe\",\n99,Old,1\n");
    importing.run(release, Importing.options("CIEL", Domain.CONDITION));
    assertThat(importing.codes(Domain.CONDITION, "malaria, severe")).containsExactly("1234");
    assertThat(importing.codes(Domain.CONDITION, "old")).isEmpty();
  }

  @Test
  void preferredNameWinsOverASynonymAndTwoSynonymsAreNone() throws IOException {
    importing.run(
        importing.write(
            "conditions.tsv",
            """
            system\tcode\tdisplay\tsynonyms
            urn:x\t1\tCold\tchill
            urn:x\t2\tCoryza\tcold|chill
            """));
    assertThat(importing.codes(Domain.CONDITION, "cold")).containsExactly("1");
    assertThat(importing.codes(Domain.CONDITION, "chill")).isEmpty();
  }

  @Test
  void synonymsWithoutBarsAreReported() throws IOException {
    String rows =
        "system\tcode\tdisplay\tdomain\tsynonyms\nurn:x\t1\tCold\tcondition\t%s\n"
            + "urn:x\t2\tChill\tcondition\tchills|chilliness\n";
    Path joined = importing.write("t.tsv", rows.formatted("coryza;sniffles"));
    assertThat(importing.issues(joined)).containsExactly("unseparated-synonyms");
    Path tooLong = importing.write("u.tsv", rows.formatted("coryza ".repeat(50)));
    assertThat(importing.issues(tooLong)).containsExactly("unseparated-synonyms");
  }

  @Test
  void oneTermMayHaveCodesOfSeveralSystems() throws IOException {
    importing.run(
        importing.write(
            "a.tsv", "system\tcode\tdisplay\tdomain\nHPO\tHP:0001945\tFever\tfinding\n"));
    importing.run(
        importing.write(
            "b.tsv", "system\tcode\tdisplay\tdomain\nSNOMED\t386661006\tFever\tfinding\n"));
    assertThat(importing.codes(Domain.FINDING, "fever")).containsExactly("HP:0001945", "386661006");
  }

  @Test
  void badRowsAreIssuesAndGoodOnesStay() throws IOException {
    Path release =
        importing.write(
            "t.tsv",
            """
            system\tcode\tdisplay\tdomain
            nobody knows\t1\tOne\tcondition
            urn:x\t\tTwo\tcondition
            urn:x\t3\tThree\t
            urn:x\t4\tFour\tcondition
            """);
    assertThat(importing.issues(release))
        .containsExactly("unknown-system", "incomplete-row", "unknown-domain");
    assertThat(importing.codes(Domain.CONDITION, "four")).containsExactly("4");
  }

  @Test
  void sameReleaseGivesTheSameBytes() throws IOException {
    Path release =
        importing.write("t.tsv", "system\tcode\tdisplay\tdomain\nurn:x\t4\tFour\ttest\n");
    importing.run(release);
    byte[] first = Files.readAllBytes(importing.index().resolve("t.terms"));
    importing.run(release);
    assertThat(Files.readAllBytes(importing.index().resolve("t.terms"))).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\u001b[31m", "\u0085", "\u202e", "\u2066"})
  void whatSteersATerminalOrTurnsTheTextIsNoPartOfANameOrCode(String bad) throws IOException {
    String rows = "system\tcode\tdisplay\tdomain\nurn:x\t1\tCold\tcondition\n";
    for (String row :
        List.of("urn:x\t2\tChi%sll\tcondition\n", "urn:x\t2%s2\tChill\tcondition\n")) {
      Path table = importing.write("c.tsv", rows + row.formatted(bad));
      assertThat(importing.issues(table)).containsExactly("control-character");
      assertThat(importing.codes(Domain.CONDITION, "cold")).containsExactly("1");
      assertThat(importing.codes(Domain.CONDITION, "chill")).isEmpty();
    }
    String escaped = "\\u%04x".formatted((int) bad.charAt(0));
    Path release =
        importing.write(
            "c.json",
            """
            {"resourceType": "CodeSystem", "url": "urn:y", "content": "complete", "concept": [
              {"code": "1", "display": "Coryza"}, {"code": "2", "display": "Chi%sll"}]}
            """
                .formatted(escaped));
    assertThat(importing.issues(release)).contains("control-character");
  }

  @Test
  void aColumnThatIsThereTwiceIsTold() throws IOException {
    String rows = "system\tcode\tdisplay\t%s\tdomain\nurn:x\t1\tCold\tChill\tcondition\n";
    Path twice = importing.write("t.tsv", rows.formatted("Display"));
    assertThat(importing.issues(twice)).containsExactly("duplicate-column");
    Path otherName = importing.write("u.tsv", rows.formatted("concept_name"));
    assertThat(importing.issues(otherName)).containsExactly("unknown-column");
    Path term = importing.write("v.tsv", rows.formatted("term"));
    assertThat(importing.issues(term)).isEmpty();
  }
}
