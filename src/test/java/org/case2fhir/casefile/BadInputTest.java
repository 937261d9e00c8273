package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.CaseReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of mistake: where it is said to be, what it is called, and what to do about it. */
class BadInputTest {
  private static final String GOOD = "id: x\nsubject: {sex: female}\nencounters: [first-visit]\n";

  /** The case is 3 lines of good input, then {@code text} with {@code ⏎} for line ends. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          diagnoses:⏎- diagnosis: gout⏎  encuonter: first-visit ¦ 6 ¦ 3 ¦ error ¦ unknown-key ¦ did you mean `encounter`?
          diagnoses:⏎- diagnosis: gout⏎  colour: red ¦ 6 ¦ 3 ¦ error ¦ unknown-key ¦ known here: diagnosis
          diagnosis: [gout]⏎findings: [fever] ¦ 4 ¦ 1 ¦ error ¦ unknown-key ¦ did you mean `diagnoses`?
          diagnoses: [gout]⏎title: [a] ¦ 5 ¦ 8 ¦ error ¦ wrong-type ¦ write text
          diagnoses: [gout, [gut]] ¦ 4 ¦ 19 ¦ error ¦ wrong-type ¦ write text
          diagnoses: [gout, true] ¦ 4 ¦ 19 ¦ error ¦ wrong-type ¦ in quotes
          diagnoses: [{diagnosis: gout, comorbidity: maybe}] ¦ 4 ¦ 44 ¦ error ¦ wrong-type ¦ true or false
          diagnoses: [{diagnosis: gout, onset: 2006-13}] ¦ 4 ¦ 38 ¦ error ¦ bad-date ¦ write dates as 2006, 2006-02
          diagnoses: [{diagnosis: gout, onset: 2006-02-30}] ¦ 4 ¦ 38 ¦ error ¦ bad-date ¦ write dates as
          diagnoses: [{diagnosis: gout, onset: 31/02/2006}] ¦ 4 ¦ 38 ¦ error ¦ bad-date ¦ write dates as
          diagnoses: [{diagnosis: gout, onset: 3 days after first-vist}] ¦ 4 ¦ 38 ¦ error ¦ unknown-encounter ¦ did you mean `first-visit`?
          diagnoses: [{diagnosis: gout, onset: 3 days after surgery}] ¦ 4 ¦ 38 ¦ warning ¦ unknown-encounter ¦ add the encounter
          diagnoses: [{diagnosis: gout, encounter: first-vist}] ¦ 4 ¦ 42 ¦ error ¦ unknown-encounter ¦ did you mean `first-visit`?
          diagnoses: [{diagnosis: gout, encounter: later}] ¦ 4 ¦ 42 ¦ error ¦ unknown-encounter ¦ add it to `encounters`
          diagnoses: [{diagnosis: gout, status: activ}] ¦ 4 ¦ 39 ¦ error ¦ unknown-word ¦ did you mean `active`?
          diagnoses: [{diagnosis: gout, differential: true}] ¦ 4 ¦ 31 ¦ error ¦ differential ¦ write `suspected`
          diagnoses: [{excluded: gout, status: active}, gout] ¦ 4 ¦ 30 ¦ error ¦ status ¦ remove `status`
          diagnoses: [gout, {excluded: lupus, suspected: lupus}] ¦ 4 ¦ 19 ¦ error ¦ several-heads ¦ make several facts
          diagnoses: [gout, {diagnois: lupus}] ¦ 4 ¦ 19 ¦ error ¦ missing-key ¦ did you mean `diagnosis`?
          diagnoses: [{diagnosis: gout, id: a}, {diagnosis: lupus, id: a}] ¦ 4 ¦ 39 ¦ error ¦ duplicate-id ¦ give each an id of its own
          diagnoses: [gout, gout] ¦ 4 ¦ 19 ¦ warning ¦ duplicate-fact ¦ remove one of the two
          diagnoses: [{diagnosis: gout, note: a}, {diagnosis: gout, note: b}] ¦ 4 ¦ 13 ¦ information ¦ derived-id ¦ give both an `id`
          diagnoses: [gout, {diagnosis: , onset: 2006}] ¦ 4 ¦ 20 ¦ error ¦ no-value ¦ what it is about
          diagnoses: [gout, {diagnosis: [], onset: 2006}] ¦ 4 ¦ 20 ¦ error ¦ no-value ¦ what it is about
          diagnoses: [{diagnosis: gout, onset: at v9}] ¦ 4 ¦ 38 ¦ warning ¦ unknown-encounter ¦ add the encounter
          diagnoses: [{diagnosis: gout, note: }] ¦ 4 ¦ 31 ¦ warning ¦ no-value ¦ write one or remove the key
          diagnoses: [{diagnosis: gout, codes: [SNOMED 73211008]}] ¦ 4 ¦ 39 ¦ error ¦ bad-code ¦ look the code up again
          diagnoses: [{diagnosis: gout, codes: [LOINC 30341-3]}] ¦ 4 ¦ 39 ¦ error ¦ bad-code ¦ look the code up again
          diagnoses: [{diagnosis: gout, codes: [73211009]}] ¦ 4 ¦ 39 ¦ error ¦ bad-code ¦ write the system before the code
          diagnoses: [{diagnosis: gout, codes: [SNOMD 73211009]}] ¦ 4 ¦ 39 ¦ error ¦ unknown-code-system ¦ did you mean `SNOMED`?
          diagnoses: [{diagnosis: [gout, lupus], id: a}] ¦ 4 ¦ 40 ¦ error ¦ shared-id ¦ write these facts one by one
          diagnoses: [gout]⏎diagnoses: [lupus] ¦ 5 ¦ 1 ¦ error ¦ duplicate-key ¦ line 4
          diagnoses: [{diagnosis: gout, evidence: {quote: abc, start: 1, end: 9}}] ¦ 4 ¦ 41 ¦ error ¦ bad-span ¦ UTF-16
          findings: [{finding: fever, supports: gut}]⏎diagnoses: [gout] ¦ 4 ¦ 39 ¦ error ¦ unknown-reference ¦ did you mean `gout`?
          findings: [{finding: fever, duration: long}] ¦ 4 ¦ 39 ¦ error ¦ bad-duration ¦ for example 5 days
          findings: [{finding: fever, size: huge}] ¦ 4 ¦ 29 ¦ warning ¦ not-a-size ¦ write it under `value`
          measurements: [{test: ESR, value: 44 mm/hrr}] ¦ 4 ¦ 35 ¦ error ¦ unknown-unit ¦ did you mean
          measurements: [{test: BP, value: 120/80}] ¦ 4 ¦ 34 ¦ warning ¦ ambiguous-fraction ¦ write a:b
          medications: [{drug: aspirin, dose: 5 mg daily slowly}] ¦ 4 ¦ 37 ¦ information ¦ dose-words ¦ nothing need be done
          measurements: [{test: hemoglobin, value: 12}] ¦ 4 ¦ 35 ¦ warning ¦ unit-missing ¦ for example g/dL
          measurements: [{test: hemoglobin, value: 12, unit: g/dLL}] ¦ 4 ¦ 52 ¦ error ¦ unknown-unit ¦ g/dL
          measurements: [{test: hemoglobin, value: 12 g/L, unit: g/dL}] ¦ 4 ¦ 50 ¦ warning ¦ unused-unit ¦ remove one of the two
          measurements: [{test: hemoglobin, value: normal, unit: g/dL}] ¦ 4 ¦ 50 ¦ warning ¦ unused-unit ¦ remove one of the two
          measurements: [{test: hemoglobin, value: {number: 1e400, unit: g/dL}}] ¦ 4 ¦ 51 ¦ error ¦ bad-number ¦ write `number` as digits
          measurements: [{test: hemoglobin, value: 1e400}] ¦ 4 ¦ 42 ¦ error ¦ bad-number ¦ {text: …}
          medications: [{drug: aspirin, dose: {text: a, amount: -5 mg}}] ¦ 4 ¦ 37 ¦ error ¦ bad-dose ¦ correct the number
          medications: [{drug: aspirin, dose: {text: a, amount: {number: -5, unit: mg}}}] ¦ 4 ¦ 37 ¦ error ¦ bad-dose ¦ correct the number
          medications: [{drug: aspirin, dose: 5 mg iv, route: oral}] ¦ 4 ¦ 46 ¦ warning ¦ two-routes ¦ give one of the two
          medications: [{drug: aspirin, dose: 5 mg daily except Sunday}] ¦ 4 ¦ 37 ¦ information ¦ dose-not-understood ¦ under `note`
          medications: [{not-given: aspirin, status: active}] ¦ 4 ¦ 36 ¦ error ¦ status ¦ remove one of the two
          diagnoses: [{diagnosis: gout, onset: at age 300 years}] ¦ 4 ¦ 38 ¦ error ¦ impossible-age ¦ correct the number
          measurements: [{test: glucose, value: .nan}] ¦ 4 ¦ 39 ¦ error ¦ bad-number ¦ leave it out
          measurements: [{test: glucose, value: -.INF}] ¦ 4 ¦ 39 ¦ error ¦ bad-number ¦ leave it out
          measurements: [{test: glucose, value: 12345678901234567890123456789012345678}] ¦ 4 ¦ 39 ¦ error ¦ bad-number ¦ correct it
          measurements: [{test: glucose, value: 100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000}] ¦ 4 ¦ 39 ¦ error ¦ bad-number ¦ correct it
          measurements: [{test: glucose, value: 5.12345678901234567890123 mmol/L}] ¦ 4 ¦ 39 ¦ error ¦ bad-number ¦ correct it
          measurements: [{test: glucose, value: 12:30:45}] ¦ 4 ¦ 39 ¦ warning ¦ time-as-value ¦ under `date`
          measurements: [{test: BP, value: 120/80/60}] ¦ 4 ¦ 34 ¦ warning ¦ number-not-read ¦ plain digits
          measurements: [{test: BP, value: 120/80/60 mmHg}] ¦ 4 ¦ 34 ¦ warning ¦ number-not-read ¦ {text: …}
          measurements: [{test: glucose, value: 5-1e999}] ¦ 4 ¦ 39 ¦ warning ¦ range-with-power ¦ both ends
          measurements: [{test: glucose, value: 5 mmol/L, reference: 5-1e3}] ¦ 4 ¦ 60 ¦ warning ¦ range-with-power ¦ both ends
          measurements: [{test: glucose, value: 5 mmol/L, reference: --5}] ¦ 4 ¦ 60 ¦ warning ¦ number-not-read ¦ plain digits
          measurements: [hemoglobin 11 g/dL] ¦ 4 ¦ 16 ¦ warning ¦ value-in-name ¦ write {test: "hemoglobin", value: "11 g/dL"}
          measurements: [{test: hemoglobin of 11 g/dL}] ¦ 4 ¦ 16 ¦ warning ¦ value-in-name ¦ write {test: "hemoglobin", value: "11 g/dL"}
          measurements: [hemoglobin 1e999 g/dL] ¦ 4 ¦ 16 ¦ error ¦ value-in-name ¦ write `value: …`
          findings: [weight 1e999 kg] ¦ 4 ¦ 12 ¦ error ¦ value-in-name ¦ write `value: …`
          medications: [aspirin 1e999 mg] ¦ 4 ¦ 15 ¦ error ¦ value-in-name ¦ write `dose: …`
          medications: [{drug: aspirin, dose: 1e999 mg daily}] ¦ 4 ¦ 37 ¦ warning ¦ number-not-read ¦ plain digits
          findings: [{finding: fever, duration: 1e999 days}] ¦ 4 ¦ 39 ¦ warning ¦ number-not-read ¦ plain digits
          findings: [{finding: fever, duration: -5 days}] ¦ 4 ¦ 39 ¦ warning ¦ number-not-read ¦ plain digits
          findings: [{finding: fever, onset: at age 1e9}] ¦ 4 ¦ 36 ¦ warning ¦ number-not-read ¦ plain digits
          diagnoses: [{diagnosis: asthma, severity: 1800 mL}] ¦ 4 ¦ 33 ¦ warning ¦ not-a-severity ¦ under `value`
          family-history: [{relative: mother, deceased: 2006-14}] ¦ 4 ¦ 47 ¦ error ¦ bad-date ¦ write dates as
          family-history: [{relative: mother, deceased: alive}] ¦ 4 ¦ 47 ¦ error ¦ unknown-word ¦ {when: …}
          encounters: [{id: a, class: outpatient}]⏎diagnoses: [gout] ¦ 4 ¦ 1 ¦ error ¦ duplicate-key ¦ line 3
          """)
  void isSaidWhereItIs(
      String text, int line, int column, String severity, String code, String solution) {
    CaseFile file = Cases.read(GOOD + text.replace("⏎", "\n") + "\n");

    Issue issue =
        file.result().issues().stream()
            .filter(candidate -> candidate.code().equals(code))
            .findFirst()
            .orElseThrow(() -> new AssertionError(file.result().issues()));
    assertThat(issue.location().line()).as(issue.toString()).isEqualTo(line);
    assertThat(issue.location().column()).as(issue.toString()).isEqualTo(column);
    assertThat(issue.severity().word()).isEqualTo(severity);
    assertThat(issue.solution()).contains(solution);
    // What is good survives.
    assertThat(file.result().value().orElseThrow().facts()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5.",
        "5-",
        "--5",
        "½",
        "1½ g/dL",
        "١٢",
        "１２ g/dL",
        "<",
        "> g/dL",
        "~12 g/dL",
        "5. g/dL",
        "l2 g/dL",
        "1e3-5e3 g/dL",
        "12//5 g/dL"
      })
  void aValueWithoutAReadableNumberIsTold(String value) {
    String yaml = GOOD + "measurements: [{test: hemoglobin, value: '" + value + "'}]\n";
    String json =
        """
        {"id": "x", "subject": {"sex": "female"},
         "measurements": [{"test": "hemoglobin", "value": "%s"}]}
        """
            .formatted(value);
    for (CaseFile file : List.of(Cases.read(yaml), Cases.read("case.json", json))) {
      assertThat(file.result().issues())
          .extracting(Issue::code, Issue::severity)
          .containsExactly(tuple("number-not-read", Severity.WARNING));
      // Written in a form that says that words are meant.
      Cases.report(Cases.WRITER.write(file.result().value().orElseThrow()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"4+", "3+/4+", "2-3+", "+++", "-", "+/-", "2nd degree", "12-lead", "about 8 cm"})
  void wordsThatHoldANumberRightlyAreNot(String value) {
    Cases.report(GOOD + "findings: [{finding: fever, value: '" + value + "'}]\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "measurements: [CA 19-9, CA 125, CA 15.3, vitamin B 12, 25-hydroxy vitamin D]",
        "measurements: [2 hour glucose, interleukin 6, glucose 120 min, creatinine 24 h, OGTT 75 g]",
        "measurements: [cytokeratin 7/20, CD4/CD8, 24 h urine protein, p16 4+, JAK2 V617F]",
        "findings: [trisomy 21, fever 39.5 °C]",
        "diagnoses: [type 2 diabetes]",
        "medications: [aspirin 81 mg tablet, aspirin 81 mg, 5-FU 500 mg, insulin 70/30]",
        "medications: [amoxicillin/clavulanate 500/125 mg]",
      })
  void namesHoldNumbersRightly(String facts) {
    assertThat(Cases.issues(GOOD + facts + "\n"))
        .extracting(Issue::code)
        .doesNotContain("value-in-name", "number-not-read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          '' ¦ 1 ¦ 1 ¦ empty-file ¦ write a case file
          ⏎# only a comment⏎ ¦ 1 ¦ 1 ¦ empty-file ¦ write a case file
          --- ¦ 1 ¦ 4 ¦ empty-file ¦ write a case file
          {"resourceType": "Bundle"} ¦ 1 ¦ 1 ¦ wrong-kind ¦ case2fhir validate
          {"id": "x", "phenotypicFeatures": [{"negated": true}]} ¦ 1 ¦ 1 ¦ wrong-kind ¦ convert it to version 2
          The patient had a fever. ¦ 1 ¦ 1 ¦ wrong-kind ¦ write its facts as a case file
          '# Case⏎⏎A patient came: she had: pain.⏎Later she went.' ¦ 1 ¦ 1 ¦ wrong-kind ¦ write its facts as a case file
          '# Case⏎⏎A patient came: she had pain.' ¦ 3 ¦ 1 ¦ wrong-kind ¦ begin with `subject:`
          <html><body>x</body></html> ¦ 1 ¦ 1 ¦ wrong-kind ¦ give a case file
          - gout ¦ 1 ¦ 1 ¦ wrong-kind ¦ begin with a key
          name: x⏎version: 1 ¦ 1 ¦ 1 ¦ wrong-kind ¦ begin with
          id: x⏎title: y ¦ 1 ¦ 1 ¦ empty-case ¦ add a list
          diagnoses: [a, b ¦ 1 ¦ 17 ¦ syntax ¦ close the bracket
          diagnoses:⏎\t- gout ¦ 2 ¦ 1 ¦ syntax ¦ spaces, not tabs
          title: a: b⏎diagnoses: [gout] ¦ 1 ¦ 9 ¦ syntax ¦ in quotes
          measurements:⏎- test: SpO2⏎  value: > 90 %⏎ ¦ 3 ¦ 12 ¦ syntax ¦ put it in quotes: '> 90 %'
          measurements: [{test: SpO2, value: > 90 %}] ¦ 1 ¦ 36 ¦ syntax ¦ put it in quotes: '> 90 %'
          title: "abc ¦ 1 ¦ 8 ¦ syntax ¦ close the quote
          id: x⏎title: "abc⏎diagnoses: [gout]⏎ ¦ 2 ¦ 8 ¦ syntax ¦ close the quote
          id: x⏎ diagnoses:⏎  - gout ¦ 2 ¦ 11 ¦ syntax ¦ indent this key
          ' id: x⏎diagnoses: [gout]' ¦ 2 ¦ 1 ¦ syntax ¦ same column
          id: x⏎? [a, b]⏎: c ¦ 2 ¦ 4 ¦ syntax ¦ one word before the colon
          {"id": NaN} ¦ 1 ¦ 11 ¦ syntax ¦ leave the key out
          {"id": "x" "title": "y"} ¦ 1 ¦ 12 ¦ syntax ¦ check commas
          %PDF-1.4 ¦ 1 ¦ 1 ¦ wrong-kind ¦ YAML or JSON
          id: a␁ ¦ 1 ¦ 6 ¦ control-character ¦ delete it
          """)
  void isNoCase(String text, int line, int column, String code, String solution) {
    String input = text.replace("⏎", "\n").replace("\\t", "\t").replace('␁', (char) 1);
    CaseFile file = Cases.read("input", input);

    assertThat(file.result().value()).isEmpty();
    Issue issue = file.result().issues().get(0);
    assertThat(issue.code()).as(issue.toString()).isEqualTo(code);
    assertThat(issue.location().line()).as(issue.toString()).isEqualTo(line);
    assertThat(issue.location().column()).as(issue.toString()).isEqualTo(column);
    assertThat(issue.solution()).contains(solution);
    assertThat(issue.severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void breaksCirclesOfEncounters() {
    CaseFile file =
        Cases.read(
            """
            id: x
            diagnoses: [gout]
            encounters:
              - {id: a, date: 1 day after b}
              - {id: b, date: 1 day after a}
              - {id: c, date: at c, end: 3 days after c}
              - {id: d, date: 1 day after b}
            """);
    assertThat(file.result().issues())
        .extracting(issue -> issue.code() + " " + issue.location().line())
        .containsExactly("circular-time 4", "circular-time 6");
    assertThat(file.result().value().orElseThrow().visits())
        .extracting(visit -> visit.start().map(Object::toString).orElse("-"))
        .containsExactly("-", "1 day after a", "-", "1 day after b");
  }

  @Test
  void anAgeThatNobodyReachesIsLeftOut() throws IOException {
    for (String age : List.of("400 years", "{value: 1600 months}")) {
      var result =
          Cases.READER
              .read(
                  "a.yaml",
                  new ByteArrayInputStream(
                      ("id: a\nsubject: {sex: female, age: " + age + "}\ndiagnoses: [gout]\n")
                          .getBytes(StandardCharsets.UTF_8)))
              .result();
      assertThat(result.value().orElseThrow().subject().age()).isEmpty();
      assertThat(result.issues())
          .singleElement()
          .satisfies(issue -> assertThat(issue.code()).isEqualTo("impossible-age"));
    }
  }

  @Test
  void readsNoMoreThanTheLimitOfAHugeFile() throws IOException {
    InputStream endless =
        new InputStream() {
          private long given;

          @Override
          public int read() {
            return given++ < 200_000_000L ? 'a' : -1;
          }

          @Override
          public int read(byte[] into, int from, int length) {
            java.util.Arrays.fill(into, from, from + length, (byte) 'a');
            given += length;
            return given < 200_000_000L ? length : -1;
          }
        };
    assertThat(Cases.READER.read("huge.yaml", endless).result().issues())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.code()).isEqualTo("too-large");
              assertThat(issue.message()).contains("20 MB");
            });
  }

  @Test
  void readsAFileUpToTheLimit() {
    byte[] start = "id: x\ndiagnoses: [gout]\nxyz: '".getBytes(StandardCharsets.UTF_8);
    byte[] large = new byte[20 * 1024 * 1024];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i % 90_000 == 0 ? '\n' : 'a');
    }
    System.arraycopy(start, 0, large, 0, start.length);
    large[large.length - 1] = '\'';
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            assertThat(
                    Cases.READER
                        .read("large.yaml", new ByteArrayInputStream(large))
                        .result()
                        .issues())
                .extracting(Issue::code)
                .containsExactly("unknown-key"));
  }

  @Test
  void refusesAnEndlessLine() {
    assertThat(Cases.issues("id: x\ntitle: '" + "a".repeat(1_000_000)))
        .singleElement()
        .extracting(Issue::code, issue -> issue.location().line())
        .containsExactly("too-large", 2);
  }

  @Test
  void refusesAliases() {
    String bomb =
        """
        id: x
        title: &a [lol, lol]
        diagnoses: [gout, *a]
        findings: *a
        """;
    CaseFile file = Cases.read(bomb);
    assertThat(file.result().issues())
        .filteredOn(issue -> issue.code().equals("alias"))
        .extracting(issue -> issue.location().line() + ":" + issue.location().column())
        .containsExactly("3:19", "4:11");
    assertThat(file.result().value().orElseThrow().facts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"case.json", "case.yaml", "-"})
  void stopsAtDeepNesting(String name) {
    String deep = "{\"a\":".repeat(9_000);
    String flow = "[".repeat(90_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (String text : List.of(deep, flow, "{\"id\": " + flow)) {
            assertThat(Cases.read(name, text).result().issues())
                .singleElement()
                .satisfies(
                    issue -> {
                      assertThat(issue.code()).isEqualTo("too-deep");
                      assertThat(issue.location().line()).isEqualTo(1);
                      assertThat(issue.location().column()).isGreaterThan(60);
                    });
          }
        });
  }

  @Test
  void stopsAtDeepBlocks() {
    StringBuilder text = new StringBuilder("a:");
    for (int i = 1; i < 2_000; i++) {
      text.append('\n').append(" ".repeat(i)).append("a:");
    }
    assertThat(Cases.issues(text.toString())).extracting(Issue::code).containsExactly("too-deep");
    assertThat(Cases.issues("- ".repeat(40_000)))
        .extracting(Issue::code)
        .containsExactly("too-deep");
  }

  @Test
  void stopsAtTooManyValues() {
    String text = "id: x\ndiagnoses: [" + "a,\n".repeat(2_000_000) + "]";
    assertThat(Cases.issues(text)).extracting(Issue::code).containsExactly("too-large");
  }

  @Test
  void listsAThousandIssuesAndCountsTheRest() {
    StringBuilder text = new StringBuilder("id: x\ndiagnoses: [gout]\n");
    for (int i = 0; i < 5_000; i++) {
      text.append("zzz").append(i).append(": 1\n");
    }
    List<Issue> issues = Cases.issues(text.toString());
    assertThat(issues).hasSize(1_001);
    assertThat(issues.get(1_000).message()).startsWith("4000 more");
    assertThat(issues.get(1_000).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void hidesNoErrorBehindInformation() {
    StringBuilder text = new StringBuilder("id: x\nfindings:\n");
    for (int i = 0; i < 1_100; i++) {
      text.append("- {finding: f").append(i).append(", date: about 2006}\n");
    }
    List<Issue> issues = Cases.issues(text + "- {finding: x, colour: red}\n");
    assertThat(issues)
        .filteredOn(issue -> issue.severity().atLeast(Severity.WARNING))
        .extracting(Issue::code)
        .containsExactly("unknown-key");
    assertThat(issues.get(issues.size() - 1).message()).startsWith("100 more");
    assertThat(issues.get(issues.size() - 1).severity()).isEqualTo(Severity.INFORMATION);
  }

  @Test
  void refusesTooManyFacts() {
    String text = "id: x\nfindings:\n" + "- fever\n".repeat(5_001);
    assertThat(Cases.issues(text))
        .singleElement()
        .satisfies(issue -> assertThat(issue.message()).contains("5001").contains("5000"));
  }

  @Test
  void looksForWhatWasMeantInBoundedTime() {
    StringBuilder text = new StringBuilder("id: x\ndiagnoses:\n");
    for (int i = 0; i < 2_500; i++) {
      text.append("- d").append(i).append('\n');
    }
    text.append("findings:\n");
    for (int i = 0; i < 2_500; i++) {
      text.append("- {finding: f").append(i).append(", supports: bad").append(i).append("}\n");
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(Cases.issues(text.toString())).hasSize(1_001));
  }

  @Test
  void followsLongChainsAndCircles() {
    StringBuilder chain = new StringBuilder("id: x\ndiagnoses: [gout]\nencounters:\n");
    for (int i = 0; i < 4_500; i++) {
      chain
          .append("- {id: e")
          .append(i)
          .append(", date: 1 day after e")
          .append(i + 1)
          .append("}\n");
    }
    assertThat(Cases.issues(chain + "- {id: e4500, date: 2006}\n")).isEmpty();
    assertThat(Cases.issues(chain + "- {id: e4500, date: 1 day after e0}\n"))
        .extracting(issue -> issue.code() + " " + issue.location().line())
        .containsExactly("circular-time 4");
  }

  @Test
  void readsByteOrderMarksAndUtf16() {
    String text = "id: x\ndiagnoses: [Behçet 😀, {diagnosis: gout, x: 1}]\n";
    for (var charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      CaseFile file = Cases.READER.read("a.yaml", ("\ufeff" + text).getBytes(charset));
      CaseReport report = file.result().value().orElseThrow();
      assertThat(report.facts()).hasSize(2);
      // In UTF-16 code units, the emoji counting two.
      assertThat(file.result().issues())
          .singleElement()
          .extracting(issue -> issue.location().column())
          .isEqualTo(text.lines().toList().get(1).indexOf("x:") + 1);
    }
  }

  @Test
  void saysWhereBytesAreNoText() {
    byte[] latin1 = "id: x\ntitle: Behçet\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Cases.READER.read("a.yaml", latin1).result().issues())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.code()).isEqualTo("bad-encoding");
              assertThat(issue.location()).hasToString("a.yaml:2:11");
            });
  }

  @Test
  void readsTheFirstOfSeveralDocuments() {
    CaseFile file = Cases.read("id: x\ndiagnoses: [gout]\n---\nid: y\n");
    assertThat(file.result().value().orElseThrow().id()).isEqualTo("x");
    assertThat(file.result().issues())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.code()).isEqualTo("several-documents");
              assertThat(issue.location().line()).isEqualTo(4);
            });
  }

  @Test
  void quotesOnlyAFewWordsOfTheInput() {
    String secret = "Jane Roe of Springfield ".repeat(40);
    String text =
        GOOD
            + "diagnoses: [gout, {diagnosis: x, encounter: 'S', onset: '2006-S', status: 'S',"
            + " site: {'S': 1}, codes: ['S'], supports: 'S', 'S': 1}]\n";
    for (Issue issue : Cases.issues(text.replace("S", secret))) {
      assertThat(issue.message()).hasSizeLessThan(140).doesNotContain("\n");
    }
  }

  /** On a stack that is smaller than any thread has. */
  @Test
  void aDoseOfTenThousandSignsIsUnreadableAndNoMore() throws InterruptedException {
    String text =
        GOOD + "medications: [{medication: aspirin, dose: \"5 mg" + "x'".repeat(5000) + "\"}]";
    List<Issue> issues = new java.util.ArrayList<>();
    Runnable reading = () -> issues.addAll(Cases.read("a.yaml", text).result().issues());
    Thread thread = new Thread(null, reading, "reader", 300 << 10);
    thread.start();
    thread.join();
    assertThat(issues).isNotEmpty();
  }
}
