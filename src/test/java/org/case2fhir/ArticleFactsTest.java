package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.case2fhir.issue.Issue;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.Sample;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.reading.ExtractedCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the words around mentions make of them: names of tests, shares of lists, outcomes. */
class ArticleFactsTest {
  private static final String INTRO =
      "A 52-year-old woman was admitted to our hospital in May 2011. ";

  private static CaseReport report(String sentences) {
    return Articles.report(INTRO + sentences);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"post-prandial glucose", "random blood glucose", "2-h postprandial glucose"})
  void aTestIsMoreThanItsLastWord(String test) {
    Measurement glucose =
        report("Her " + test + " was 190 mg/dL.")
            .facts(Measurement.class)
            .findFirst()
            .orElseThrow();
    assertThat(glucose.concept().text()).isEqualTo(test.replace("post-p", "postp"));
    assertThat(glucose.concept().codes())
        .extracting(code -> code.code())
        .doesNotContain("2345-7", "2339-0");
  }

  @Test
  void testsShareTheirLastWords() {
    CaseReport report = report("Renal and liver function tests were normal.");
    assertThat(report.facts(Measurement.class))
        .extracting(test -> test.concept().text().toLowerCase(Locale.ROOT))
        .contains("renal function tests", "liver function tests");
  }

  @ParameterizedTest
  @CsvSource({
    "'Methotrexate 15 mg weekly was started, but not leflunomide.', leflunomide",
    "'She received aspirin but not clopidogrel.', clopidogrel",
    "'Prednisone, cyclosporine or mycophenolat were not given.', mycophenolat"
  })
  void drugsThatWereNotGivenAreTold(String sentence, String drug) {
    MedicationUse use = Articles.facts(report(sentence), MedicationUse.class, drug).get(0);
    assertThat(use.status()).isEqualTo(MedicationStatus.NOT_TAKEN);
    assertThat(use.circumstances().assertion()).isEqualTo(Assertion.ABSENT);
    assertThat(use.dosages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ceftriaxone 1 g, metronidazole 500 mg and gentamicin 80 mg were given for ten days.",
        "Ceftriaxone 1 g and gentamicin 80 mg were given. She was still on this treatment for 10"
            + " days."
      })
  void aListOfDrugsSharesItsTime(String sentence) {
    assertThat(report(sentence).facts(MedicationUse.class))
        .isNotEmpty()
        .allSatisfy(use -> assertThat(use.duration().map(Object::toString)).contains("10 days"));
  }

  @Test
  void theTreatmentOfALaterClauseIsThatOfTheDrugs() {
    CaseReport report =
        report(
            "She was diagnosed with rheumatoid arthritis. Methotrexate 15 mg weekly and folic acid"
                + " 5 mg weekly were started. This regimen was discontinued because of nausea.");
    assertThat(report.facts(MedicationUse.class)).hasSize(2);
    assertThat(report.facts(MedicationUse.class))
        .allSatisfy(
            use -> {
              assertThat(use.status()).isEqualTo(MedicationStatus.STOPPED);
              // What it was given for is not stated: an earlier sentence is no reason.
              assertThat(use.treats()).isEmpty();
            });
  }

  @Test
  void outcomesAreToldWithTheirDrugs() {
    CaseReport report =
        report("She took prednisone 20 mg daily and more than 80% of her symptoms resolved.");
    Finding outcome = Articles.facts(report, Finding.class, "resolved").get(0);
    assertThat(outcome.category()).isEqualTo(FindingCategory.OUTCOME);
    assertThat(outcome.value().orElseThrow()).isInstanceOf(Value.Measured.class);
    assertThat(outcome.links().responseTo()).hasSize(1);
  }

  @Test
  void whatResolvedEnds() {
    Finding pain =
        Articles.facts(
                report("She had fever. The fever resolved two days later."), Finding.class, "fever")
            .get(0);
    assertThat(pain.abatement()).isPresent();
  }

  @Test
  void aComplaintIsToldInWhateverWords() {
    Finding clicking =
        Articles.facts(
                report("She complained of jaw clicking that she had noticed three months ago."),
                Finding.class,
                "clicking")
            .get(0);
    assertThat(clicking.category()).isEqualTo(FindingCategory.SYMPTOM);
    assertThat(clicking.onset()).containsInstanceOf(When.Relative.class);
  }

  @Test
  void aTimeReachesNoFartherThanItsClause() {
    CaseReport report =
        report(
            "She had noticed a rash two years ago but never asked for help although she had pain.");
    Finding pain = Articles.facts(report, Finding.class, "pain").get(0);
    assertThat(pain.circumstances().time()).isEmpty();
    assertThat(pain.onset()).isEmpty();
  }

  @Test
  void eachSideIsAnOperationOfItsOwn() {
    CaseReport report =
        report(
            "She was operated on. A mass with a diameter of 3 cm on the left side and a mass with a"
                + " diameter of 4 cm on the right side were resected.");
    assertThat(report.facts(Intervention.class))
        .extracting(done -> done.circumstances().bodySites().get(0).laterality())
        .containsExactlyInAnyOrder(Optional.of(Laterality.LEFT), Optional.of(Laterality.RIGHT));
  }

  @Test
  void specimensKeepTheirStepsAndSizes() {
    CaseReport report =
        report(
            "Two formalin-fixed ovarian tissue specimens measuring 4 x 3 cm and 5 x 4 cm were"
                + " bisected. They were embedded in paraffin and stained with hematoxylin and"
                + " eosin. Histology revealed fibrosis.");
    assertThat(report.facts(Sample.class)).hasSize(2);
    assertThat(report.facts(Sample.class).findFirst().orElseThrow().processing())
        .contains("formalin-fixed", "bisected", "embedded in paraffin");
    assertThat(report.facts(Measurement.class).filter(m -> m.links().specimen().isPresent()))
        .hasSize(2);
    assertThat(report.facts(StudyReport.class).findFirst().orElseThrow().specimens()).hasSize(2);
  }

  @Test
  void whatIsDeniedOfADiseaseIsNotTheDisease() {
    CaseReport report =
        report("She had a history of diabetes. There were no complications of diabetes.");
    assertThat(report.facts(Diagnosis.class))
        .extracting(diagnosis -> diagnosis.circumstances().assertion())
        .containsOnly(Assertion.PRESENT);
    assertThat(Articles.facts(report, Finding.class, "complications of diabetes")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A man in his forties was admitted with cough.",
        "A newborn was admitted with cyanosis.",
        "An elderly woman was admitted with dizziness."
      })
  void anAgeWithoutANumberIsAnIssue(String sentence) {
    ExtractedCase found = Articles.extracted(sentence);
    assertThat(found.report().subject().age()).isEmpty();
    assertThat(found.issues()).extracting(Issue::code).contains("vague-age");
  }

  @ParameterizedTest
  @CsvSource({
    "aged 3 months, 3 months",
    "'13 months of age,', 13 months",
    "aged 31 years, 31 years"
  })
  void agesKeepTheirUnit(String words, String age) {
    CaseReport report = Articles.report("A girl " + words + " was admitted with fever.");
    assertThat(report.subject().age().orElseThrow().age().toString()).isEqualTo(age);
  }

  @Test
  void aTableOfResultsIsRead() {
    String table =
        "# A case\n\n## Case presentation\n\n"
            + INTRO
            + "Results are listed in Table 1.\n\nTable 1. Laboratory findings\n\n"
            + "| Test | Result | Reference range |\n|---|---|---|\n"
            + "| Hemoglobin (g/dL) | 9.8 | 12-16 |\n| ANA | negative | negative |\n";
    CaseReport report = read(table).report();
    Measurement first = report.facts(Measurement.class).findFirst().orElseThrow();
    assertThat(first.concept().text()).isEqualTo("Hemoglobin");
    assertThat(first.value().orElseThrow()).isInstanceOf(Value.Measured.class);
    assertThat(first.reference().orElseThrow()).isInstanceOf(Value.Interval.class);
    assertThat(first.circumstances().visit()).contains("first-visit");
    assertThat(report.facts(Measurement.class)).hasSize(2);
  }

  @Test
  void aTableOfManyTimesKeepsTheTimeOfEachResult() {
    String table =
        "# A case\n\n## Case presentation\n\n"
            + INTRO
            + "\n\n| Test | Day 1 | Day 5 |\n|---|---|---|\n| Hemoglobin | 9.8 | 10.1 |\n";
    assertThat(read(table).report().facts(Measurement.class))
        .extracting(
            test -> test.value().orElseThrow() + " " + test.circumstances().time().orElseThrow())
        .satisfiesExactly(
            first -> assertThat(first).contains("9.8").contains("Day 1"),
            second -> assertThat(second).contains("10.1").contains("Day 5"));
  }

  @Test
  void aHeadingOverDaysIsPartOfTheTimeOfEachResult() {
    String table =
        "## Case presentation\n\n"
            + INTRO
            + "\n\n| Test | Hospital day | |\n|---|---|---|\n| | 1 | 3 |\n"
            + "| CRP (mg/L) | 120 | 45 |\n| Platelets (×10^9/L) | 88 | ND |\n";
    assertThat(read(table).report().facts(Measurement.class))
        .extracting(
            test ->
                test.concept().text()
                    + " "
                    + test.value().orElseThrow()
                    + " "
                    + test.circumstances().time().orElseThrow())
        .satisfiesExactly(
            first -> assertThat(first).contains("CRP", "120", "Hospital day 1"),
            second -> assertThat(second).contains("CRP", "45", "Hospital day 3"),
            third -> assertThat(third).contains("Platelets", "88", "Hospital day 1"));
  }

  @Test
  void aRowThatDoesNotFitTheHeadingsIsReported() {
    String table =
        "<html><body><h2>Case presentation</h2><p>"
            + INTRO
            + "</p><table><tr><th>Test</th><th>Day 1</th><th>Day 5</th></tr>"
            + "<tr><td>Hemoglobin</td><td>9.8</td><td>10.1</td></tr>"
            + "<tr><td>Ferritin</td><td>310</td></tr></table></body></html>";
    Input input = new Input("case.html", table.getBytes(StandardCharsets.UTF_8));
    ExtractedCase read =
        ArticleReader.builtIn().read(input, OptionalInt.empty()).value().orElseThrow().get(0);
    assertThat(read.report().facts(Measurement.class)).hasSize(2);
    assertThat(read.issues())
        .filteredOn(issue -> issue.code().equals("unread-table"))
        .singleElement()
        .satisfies(issue -> assertThat(issue.message()).endsWith("not read: 1"));
  }

  @Test
  void aTableThatIsNotReadIsReported() {
    String table =
        "# A case\n\n## Case presentation\n\n"
            + INTRO
            + "\n\n| Test | Result |\n|---|---|\n| Hemoglobin | - |\n";
    Input input = new Input("case.md", table.getBytes(StandardCharsets.UTF_8));
    ExtractedCase read = read(table);
    assertThat(
            Stream.concat(
                ArticleReader.builtIn().read(input, OptionalInt.empty()).issues().stream(),
                read.issues().stream()))
        .extracting(Issue::code)
        .contains("unread-table");
    assertThat(read.report().facts(Measurement.class)).isEmpty();
  }

  private static ExtractedCase read(String markdown) {
    Input input = new Input("case.md", markdown.getBytes(StandardCharsets.UTF_8));
    List<ExtractedCase> cases =
        ArticleReader.builtIn().read(input, OptionalInt.empty()).value().orElseThrow();
    return cases.get(0);
  }
}
