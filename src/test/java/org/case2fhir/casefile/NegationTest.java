package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a case denies or doubts is never read as present, however it is written. */
class NegationTest {
  private static List<Fact> facts(String text) {
    return Cases.read("id: x\nsubject: {sex: female}\n" + text)
        .result()
        .value()
        .orElseThrow()
        .facts();
  }

  private static List<Issue> errors(String text) {
    return Cases.issues("id: x\nsubject: {sex: female}\n" + text).stream()
        .filter(issue -> issue.severity() == Severity.ERROR && !issue.code().equals("empty-case"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          findings: [{finding: fever, value: no}] ¦ ABSENT
          findings: [{finding: fever, value: No}] ¦ ABSENT
          findings: [{finding: fever, value: false}] ¦ ABSENT
          findings: [{finding: fever, value: [no]}] ¦ ABSENT
          findings: [{finding: fever, value: none}] ¦ ABSENT
          findings: [{finding: fever, value: absent}] ¦ ABSENT
          findings: [{finding: fever, value: suspected}] ¦ POSSIBLE
          findings: [{finding: fever, assertion: absent}] ¦ ABSENT
          findings: [{finding: fever, assertion: absent, value: 39 Cel}] ¦ ABSENT
          diagnoses: [{diagnosis: gout, assertion: absent}] ¦ ABSENT
          diagnoses: [{diagnosis: gout, assertion: possible, differential: true}] ¦ POSSIBLE
          allergies: [{allergy: latex, assertion: absent}] ¦ ABSENT
          """)
  void isReadAsTold(String text, String assertion) {
    assertThat(errors(text)).isEmpty();
    assertThat(facts(text))
        .singleElement()
        .satisfies(fact -> assertThat(fact.circumstances().assertion()).hasToString(assertion));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          findings: [{absent: fever, assertion: present}] ¦ ABSENT
          findings: [{absent: fever, value: yes}] ¦ ABSENT
          findings: [{possible: fever, assertion: present}] ¦ POSSIBLE
          findings: [{possible: fever, value: no}] ¦ ABSENT
          findings: [{finding: fever, assertion: present, value: no}] ¦ ABSENT
          diagnoses: [{excluded: gout, assertion: possible}] ¦ ABSENT
          allergies: [{no-allergy: latex, assertion: present}] ¦ ABSENT
          """)
  void theNegativeWinsAContradiction(String text, String assertion) {
    assertThat(errors(text)).extracting(Issue::code).containsExactly("contradiction");
    assertThat(facts(text))
        .singleElement()
        .satisfies(fact -> assertThat(fact.circumstances().assertion()).hasToString(assertion));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "findings: [no fever]",
        "findings: [No fever]",
        "findings: [without fever]",
        "findings: [denies fever]",
        "findings: [absence of fever]",
        "findings: [negative for fever]",
        "findings: [no evidence of fever]",
        "findings: no",
        "findings: [none]",
        "findings: [{finding: no fever, value: 3 cm}]",
        "findings: [{finding: no fever, codes: [SNOMED 386661006]}]",
        "findings: [{finding: {text: no fever}}]",
        "findings: [{absent: no fever}]",
        "findings: [{possible: not hot}]",
        "diagnoses: [no diabetes]",
        "diagnoses: [suspected gout]",
        "diagnoses: [possible gout]",
        "diagnoses: [probable gout]",
        "diagnoses: ['? gout']",
        "diagnoses: ['gout?']",
        "diagnoses: [rule out gout]",
        "diagnoses: [gout ruled out]",
        "medications: [no aspirin]",
        "procedures: [no biopsy]",
        "measurements: [no growth]",
        "allergies: [none]",
        "allergies: [no allergies]",
        "allergies: [{no-allergy: no known allergies}]",
        "encounters: [{id: v, findings: [no fever]}]",
      })
  void wordsThatDenyNameNoFact(String text) {
    assertThat(facts(text)).isEmpty();
    assertThat(errors(text)).extracting(Issue::code).containsExactly("hedged-words");
  }

  @Test
  void saysHowToWriteIt() {
    assertThat(errors("findings: [fever, {absent: [chills, no rash]}]"))
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.solution()).contains("did you mean `absent: rash`?");
              assertThat(issue.location().column()).isEqualTo(37);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "findings: [{finding: fever, assertion: denied}]",
        "findings: [{finding: fever, negated: true}]",
        "findings: [{finding: fever, present: no}]",
        "findings: [{finding: fever, status: absent}]",
        "diagnoses: [{diagnosis: gout, confirmed: no}]",
        "diagnoses: [{diagnosis: gout, status: excluded}]",
        "diagnoses: [{diagnosis: gout, value: no}]",
      })
  void whatCannotBeUnderstoodIsLeftOut(String text) {
    assertThat(facts(text)).isEmpty();
    assertThat(errors(text)).extracting(Issue::code).contains("unclear-assertion");
  }

  @Test
  void relativesHaveNoIllnessThatWasDenied() {
    String text = "family-history: [{relative: mother, illnesses: [no gout, {illness: none}]}]";
    assertThat(errors(text)).extracting(Issue::code).containsOnly("hedged-words").hasSize(2);
    assertThat(Cases.WRITER.write(Cases.read("id: x\n" + text).result().value().orElseThrow()))
        .doesNotContain("gout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "findings: [{finding: no light perception, assertion: present}]",
        "findings: [nodule]",
        "findings: [nonspecific pain]",
        "findings: [notalgia]",
        "findings: [{finding: Murphy sign, value: negative}]",
        "diagnoses: [{suspected: possible gout}]",
        "allergies: [no known allergies]",
        "allergies: [NKDA]",
      })
  void theWordsAreKeptWhereTheyAreMeant(String text) {
    assertThat(errors(text)).isEmpty();
    assertThat(facts(text)).hasSize(1);
  }

  @Test
  void wordsOfAValueCanBeMeant() {
    Finding finding = (Finding) facts("findings: [{finding: fever, value: {text: no}}]").get(0);
    assertThat(finding.value()).isEqualTo(Optional.of(new Value.Words("no")));
  }

  @Test
  void vagueDurationsBecomeNotes() {
    List<Fact> facts =
        facts(
            """
            findings:
              - {finding: fever, duration: 2-3 days, note: at home}
              - {finding: fever2, duration: '> 3 days'}
            medications: [{drug: aspirin, duration: half a year}]
            """);
    assertThat(facts)
        .extracting(fact -> fact.circumstances().note().orElseThrow())
        .containsExactly(
            "at home; Duration: 2-3 days", "Duration: > 3 days", "Duration: half a year");
    assertThat(errors("findings: [{finding: fever, duration: about 3 days}]")).isEmpty();
  }
}
