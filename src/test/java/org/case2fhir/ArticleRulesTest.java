package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.Value;
import org.case2fhir.reading.ExtractedCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of reading in several phrasings, and what looks like it but must be left alone. */
class ArticleRulesTest {
  private static final String INTRO =
      "A 52-year-old woman was admitted to our hospital in May 2011 with malaise. ";
  private static final String CLINIC =
      "A 52-year-old woman visited our outpatient clinic in May 2011 because of swelling. ";

  private static CaseReport report(String sentences) {
    return Articles.report(INTRO + sentences);
  }

  private static Result<List<ExtractedCase>> read(String name, String text) {
    Input input = new Input(name, text.getBytes(StandardCharsets.UTF_8));
    return ArticleReader.builtIn().read(input, OptionalInt.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 62-year-old retired baker presented with jaundice.",
        "We describe a 19-year-old college undergraduate who was brought in because of agitation.",
        "Our 71-year-old former miner was referred for chronic cough.",
        "A 33-year-old violinist with a history of migraine complained of vertigo."
      })
  void aCallingWithAnAgeIsAPatient(String sentence) {
    assertThat(Articles.report(sentence).subject().age()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 10-year-old hip prosthesis was removed. The implant was loose.",
        "The 3-year-old registry has collected data on asthma.",
        "A 50-year-old building was examined for asbestos."
      })
  void thingsHaveAnAgeToo(String text) {
    assertThat(read("case.txt", text).value()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 9-year-old Arabian mare was referred with a two-day history of colic.",
        "A Holstein heifer, 18 months old, was presented because of anorexia.",
        "A three-year-old queen cat was presented for dystocia.",
        "A 10-year-old female spayed Poodle was presented with polyuria.",
        "A newborn Quarter Horse foal was examined because of weakness.",
        "An adult male ferret had alopecia and vomiting."
      })
  void animalsAreRefused(String text) {
    Result<List<ExtractedCase>> result = read("case.txt", text);
    assertThat(result.value()).isEmpty();
    assertThat(result.issues()).extracting(Issue::code).contains("not-human");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 50-year-old horse breeder presented with fever after a bite of his dog.",
        "A cat scratch was noticed by a 23-year-old man who presented with fever.",
        "A 40-year-old woman with a pet parrot was admitted with fever."
      })
  void peopleWithAnimalsAreNot(String text) {
    assertThat(read("case.txt", text).value().orElseThrow()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A male infant was born at 35 weeks to a 29-year-old primigravida and had cyanosis.",
        "A male newborn, delivered by a 31-year-old woman, was admitted with cyanosis.",
        "A male neonate was born to a healthy 24-year-old mother and admitted with cyanosis."
      })
  void whoGaveBirthIsNotThePatient(String text) {
    CaseReport report = Articles.report(text);
    assertThat(report.subject().age()).isEmpty();
    assertThat(report.subject().sex()).contains(Sex.MALE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No complications such as bleeding or pneumonia occurred.",
        "There were no signs of infection, including bleeding and pneumonia.",
        "She had no side effects of the drug, such as bleeding or pneumonia."
      })
  void whatIsDeniedByExampleIsDenied(String sentence) {
    CaseReport report = report(sentence);
    for (String denied : List.of("bleeding", "pneumonia")) {
      assertThat(Articles.facts(report, Finding.class, denied))
          .isNotEmpty()
          .allSatisfy(f -> assertThat(f.circumstances().assertion()).isEqualTo(Assertion.ABSENT));
    }
  }

  @Test
  void whatIsToldByExampleIsNotDenied() {
    CaseReport report =
        report("She had no fever but several complaints such as headache and vertigo.");
    assertThat(Articles.facts(report, Finding.class, "headache").get(0).circumstances().assertion())
        .isEqualTo(Assertion.PRESENT);
  }

  @ParameterizedTest
  @CsvSource({
    "'On hospital day 4 she had a seizure.', 3 days after first-visit",
    "'On the 4th hospital day she had a seizure.', 3 days after first-visit",
    "'On day 4 of admission she had a seizure.', 3 days after first-visit",
    "'On postoperative day 4 she had a seizure.', postoperative day 4",
    "'On day 4 she had a seizure.', On day 4",
    "'On 9 June she had a seizure.', 2011-06-09",
    "'On June 9th, she had a seizure.', 2011-06-09",
    "'On 9 March she had a seizure.', 9 March"
  })
  void daysAreResolvedOnlyAgainstWhatTheyCountFrom(String sentence, String time) {
    Finding seizure = Articles.facts(report(sentence), Finding.class, "seizure").get(0);
    assertThat(seizure.circumstances().time().orElseThrow().toString()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Antibiotics were stopped two weeks later.",
        "Antibiotics were discontinued.",
        "Two days later, antibiotics were withdrawn."
      })
  void aClassOfDrugsThatWasStoppedIsNotTaken(String sentence) {
    assertThat(report(sentence).facts(MedicationUse.class))
        .hasSize(1)
        .allSatisfy(
            use -> {
              assertThat(use.status()).isEqualTo(MedicationStatus.STOPPED);
              assertThat(use.start()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She had fever. The fever resolved two days later.",
        "She had fever. The fever disappeared.",
        "She had fever. Two days later her fever had subsided."
      })
  void whatResolvedIsToldOnce(String sentences) {
    List<Finding> fever = Articles.facts(report(sentences), Finding.class, "fever");
    assertThat(fever).hasSize(1);
    assertThat(fever.get(0).abatement()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Blood cultures grew Escherichia coli that was sensitive to ceftriaxone.",
        "The isolate was resistant to ampicillin and ceftriaxone.",
        "Klebsiella pneumoniae, susceptible to amikacin and ceftriaxone, was isolated."
      })
  void aDrugThatAGermWasTestedAgainstIsNotTaken(String sentence) {
    CaseReport report = report(sentence);
    assertThat(Articles.facts(report, MedicationUse.class, "ceftriaxone")).isEmpty();
    assertThat(Articles.facts(report, Diagnosis.class, "coli")).isEmpty();
  }

  @Test
  void aDrugForAResistantGermIsTaken() {
    CaseReport report =
        report("The isolate was resistant to ampicillin, therefore ceftriaxone 2 g was started.");
    assertThat(Articles.facts(report, MedicationUse.class, "ceftriaxone")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She developed fever and an abscess was drained.",
        "The fever decreased and the abscess was drained.",
        "She had fever of 39 °C, and a pelvic abscess was drained."
      })
  void onlyTheSubjectOfTheVerbWasOperatedOn(String sentence) {
    assertThat(report(sentence).facts(Intervention.class))
        .extracting(done -> done.concept().text())
        .noneMatch(name -> name.contains("fever"));
  }

  @ParameterizedTest
  @CsvSource({
    "'Cysts were found in both breasts. A cyst of 2 cm on the left side was excised.', breast",
    "'There were nodules on both arms. A nodule on the left was excised.', arm",
    "'She had swellings of both knees. A swelling on the left side was excised.', knee"
  })
  void aLumpIsWhereTheLumpsAre(String sentences, String site) {
    Intervention done = report(sentences).facts(Intervention.class).reduce((a, b) -> b).get();
    assertThat(done.circumstances().bodySites())
        .hasSize(1)
        .allSatisfy(
            where -> {
              assertThat(where.site().text()).contains(site);
              assertThat(where.laterality()).contains(Laterality.LEFT);
            });
  }

  @Test
  void aLumpIsNotWhereAnythingElseIs() {
    CaseReport report = report("The abdomen was tender. A mass on the left side was resected.");
    assertThat(Articles.facts(report, Finding.class, "mass").get(0).circumstances().bodySites())
        .extracting(BodySite::site)
        .noneMatch(site -> site.text().contains("abdomen"));
  }

  @ParameterizedTest
  @CsvSource({
    "'Nodules were seen on both sides of the neck.', nodule, neck",
    "'There was weakness of both sides of the face.', weakness, face",
    "'Crackles were heard on both sides of the chest.', crackles, chest"
  })
  void bothSidesOfAPartAreThePart(String sentence, String finding, String site) {
    BodySite where =
        Articles.facts(report(sentence), Finding.class, finding)
            .get(0)
            .circumstances()
            .bodySites()
            .get(0);
    assertThat(where.site().text()).isEqualTo(site);
    assertThat(where.laterality()).contains(Laterality.BILATERAL);
  }

  @ParameterizedTest
  @CsvSource({
    "'The electromyography for radiculopathy was normal.', electromyography, for radiculopathy",
    "'An echocardiogram to exclude endocarditis was normal.', echocardiogram, to exclude"
        + " endocarditis",
    "'An MRI of the brain was normal.', mri, ''"
  })
  void aStudyIsNotNamedByWhatItLookedFor(String sentence, String study, String reason) {
    CaseReport report = report(sentence);
    // A study that was normal is a result, another one a report.
    Fact found =
        report.facts().stream()
            .filter(fact -> fact instanceof StudyReport || fact instanceof Measurement)
            .findFirst()
            .orElseThrow();
    assertThat(found.concept().text().toLowerCase(Locale.ROOT)).startsWith(study);
    assertThat(found.concept().text()).doesNotContain(" for ").doesNotContain(" to ");
    assertThat(report.facts(Diagnosis.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'Her epilepsy was well controlled.', well controlled",
    "'Her hypertension was poorly controlled.', poorly controlled",
    "'She had well-controlled asthma.', well-controlled",
    "'Her diabetes remained badly regulated.', badly regulated"
  })
  void howWellADiseaseIsControlledIsNoted(String sentence, String words) {
    assertThat(report(sentence).facts(Diagnosis.class))
        .singleElement()
        .satisfies(d -> assertThat(d.circumstances().note()).contains(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Histology revealed amyloid deposits in the vessel walls.",
        "Microscopic examination showed urate crystals.",
        "The biopsy disclosed a dense lymphocytic infiltrate."
      })
  void whatLiesInATissueIsAFinding(String sentence) {
    assertThat(report(sentence).facts(Finding.class))
        .filteredOn(finding -> finding.category() == FindingCategory.PATHOLOGY)
        .extracting(finding -> finding.concept().text())
        .anyMatch(name -> name.matches("(?i).*(?:amyloid|urate|lymphocytic) \\p{L}+"));
  }

  @Test
  void whatIsInjectedIsNoDeposit() {
    CaseReport report = report("The wound was closed after bupivacaine was given as infiltration.");
    assertThat(Articles.facts(report, Finding.class, "bupivacaine")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The cyst was resected.",
        "Parotidectomy was performed.",
        "Surgical excision of the lipoma was carried out."
      })
  void anOperationAfterAnOutpatientVisitIsLater(String sentence) {
    Intervention done =
        Articles.report(CLINIC + sentence).facts(Intervention.class).findFirst().orElseThrow();
    // Later, but no words of the account say when.
    assertThat(done.circumstances().visit()).isEmpty();
    assertThat(done.circumstances().time()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The cyst was excised in the office.",
        "A biopsy of the skin was taken.",
        "The cyst was excised under local anesthesia."
      })
  void whatIsDoneInTheClinicIsOfTheVisit(String sentence) {
    Intervention done =
        Articles.report(CLINIC + sentence).facts(Intervention.class).findFirst().orElseThrow();
    assertThat(done.circumstances().visit()).contains("first-visit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Anti-CCP was positive. With these findings she was diagnosed as rheumatoid arthritis.",
        "Anti-CCP showed a positive result. Based on these results, she was diagnosed with"
            + " rheumatoid arthritis.",
        "Anti-CCP was positive. In view of these laboratory findings she was diagnosed with"
            + " rheumatoid arthritis."
      })
  void resultsSupportWhatIsDiagnosedFromThem(String sentences) {
    CaseReport report = report(sentences);
    Measurement test = report.facts(Measurement.class).findFirst().orElseThrow();
    assertThat(test.links().supports()).hasSize(1);
    Diagnosis disease = Articles.facts(report, Diagnosis.class, "rheumatoid").get(0);
    assertThat(disease.circumstances().visit()).contains("first-visit");
  }

  @Test
  void resultsDoNotSupportWhatIsNotDiagnosedFromThem() {
    CaseReport report = report("Anti-CCP was positive. She was diagnosed with hypothyroidism.");
    assertThat(report.facts(Measurement.class))
        .allSatisfy(test -> assertThat(test.links().supports()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "'She had dry eyes.', dry eyes",
    "'She had swollen ankles.', swollen",
    "'Ultrasound showed dilated bile ducts.', dilated"
  })
  void aStateIsToldOfItsPart(String sentence, String name) {
    assertThat(report(sentence).facts(Finding.class))
        .extracting(finding -> finding.concept().text().toLowerCase(Locale.ROOT))
        .anyMatch(text -> text.startsWith(name));
  }

  @Test
  void aYearIsOfWhatWasDoneInIt() {
    CaseReport report =
        report("She had type 2 diabetes for 12 years and had undergone cholecystectomy in 1998.");
    assertThat(report.facts(Diagnosis.class))
        .allSatisfy(d -> assertThat(d.circumstances().time()).isEmpty());
    assertThat(report.facts(Intervention.class).findFirst().orElseThrow().circumstances().time())
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Her father died of colon cancer.",
        "Her mother had died at the age of 50.",
        "A brother died in childhood."
      })
  void thePatientIsNotDeadForARelative(String sentence) {
    CaseReport report = report(sentence);
    assertThat(report.subject().deceased()).isEmpty();
    assertThat(Articles.facts(report, Finding.class, "died")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BACKGROUND: Scurvy is rare. CASE: A 40-year-old man was admitted with purpura. CONCLUSION:"
            + " Think of scurvy.",
        "Introduction: Scurvy is rare. Case presentation: A 40-year-old man was admitted with"
            + " purpura. Conclusions: Think of scurvy."
      })
  void anAbstractInOneParagraphHasParts(String text) {
    CaseReport report = Articles.report(text);
    assertThat(Articles.facts(report, Finding.class, "purpura")).hasSize(1);
    assertThat(Articles.facts(report, Diagnosis.class, "scurvy")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Case 1, Case 2", "Patient 1, Patient 2", "Patient A, Patient B"})
  void aTableHasAColumnForEachPatient(String first, String second) {
    String text =
        "# Two cases of scurvy\n\n## Case reports\n\n%1$s\n\nA 40-year-old man was admitted with"
            + " purpura.\n\n%2$s\n\nA 29-year-old woman was admitted with gingivitis.\n\n"
            + "| Test | %1$s | %2$s | Reference range |\n|---|---|---|---|\n"
            + "| Hemoglobin (g/dL) | 13.2 | 8.1 | 12-16 |\n";
    List<ExtractedCase> cases =
        read("case.md", text.formatted(first, second)).value().orElseThrow();
    assertThat(cases)
        .extracting(
            found ->
                found.report().facts(Measurement.class).findFirst().flatMap(Measurement::value))
        .extracting(Optional::get)
        .extracting(Value.Measured.class::cast)
        .extracting(value -> value.amount().number().toString())
        .containsExactly("13.2", "8.1");
  }

  @Test
  void theSecondPatientIsAnother() {
    String text =
        "The first patient was a 45-year-old man who presented with gum bleeding.\n\n"
            + "The second patient was a 61-year-old woman who was admitted because of purpura.";
    assertThat(read("case.txt", text).value().orElseThrow()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 44-year-old man is described. He had been well until he was admitted in May 2014 with"
            + " fever.",
        "A 44-year-old man is described. A 44-year-old previously healthy farmer consulted in May"
            + " 2014 for fever.",
        "An 81-year-old woman with a history of gout was admitted in May 2014 with fever."
      })
  void whatWentBeforeDoesNotHideTheVisit(String sentence) {
    CaseReport report = Articles.report(sentence);
    assertThat(report.visits()).hasSize(1);
    assertThat(report.visits().get(0).start().orElseThrow().toString()).isEqualTo("2014-05");
  }

  @Test
  void whatReturnsToNormalIsNoVisit() {
    CaseReport report =
        report("On the third day liver enzymes returned to normal. She returned to work.");
    assertThat(report.visits()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She had received only one previous intramuscular injection.",
        "There had been two prior intramuscular injections.",
        "She remembered a single earlier intramuscular injection."
      })
  void whatWasDoneBeforeIsNotOfTheVisit(String sentence) {
    assertThat(report(sentence).facts(Intervention.class))
        .allSatisfy(done -> assertThat(done.circumstances().visit()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"case.html", "case.xml", "tabs.txt", "spaces.txt", "case.md"})
  void tablesAreReadInEveryForm(String name) {
    String story = "An 81-year-old woman was admitted in May 2019. Results are in Table 1.";
    String text =
        switch (name) {
          case "case.html" ->
              "<html><body><h2>Case presentation</h2><p>"
                  + story
                  + "</p><table><caption>Table 1. Results</caption><tr><th>Test</th><th>Result</th>"
                  + "<th>Reference range</th></tr><tr><td>TSH (mIU/L)</td><td>1.8</td>"
                  + "<td>0.4-4.0</td></tr></table></body></html>";
          case "case.xml" ->
              "<article><body><sec><title>Case presentation</title><p>"
                  + story
                  + "</p><table-wrap><label>Table 1</label><table><thead><tr><th>Test</th>"
                  + "<th>Result</th><th>Reference range</th></tr></thead><tbody><tr>"
                  + "<td>TSH (mIU/L)</td><td>1.8</td><td>0.4-4.0</td></tr></tbody></table>"
                  + "</table-wrap></sec></body></article>";
          case "case.md" ->
              "## Case presentation\n\n"
                  + story
                  + "\n\n| Test | Result | Reference range |\n|---|---|---|\n"
                  + "| TSH (mIU/L) | 1.8 | 0.4-4.0 |\n";
          default ->
              ("Case presentation\n\n"
                      + story
                      + "\n\nTable 1. Results\n\nTest\tResult\tReference range\n"
                      + "TSH (mIU/L)\t1.8\t0.4-4.0\n\nShe recovered.\n")
                  .replace("\t", name.startsWith("spaces") ? "        " : "\t");
        };
    Measurement test =
        read(name, text)
            .value()
            .orElseThrow()
            .get(0)
            .report()
            .facts(Measurement.class)
            .findFirst()
            .orElseThrow();
    assertThat(test.concept().text()).isEqualTo("TSH");
    assertThat(test.reference().orElseThrow()).isInstanceOf(Value.Interval.class);
    assertThat(test.circumstances().visit()).contains("first-visit");
  }

  @Test
  void twoSpacesBetweenSentencesMakeNoTable() {
    CaseReport report =
        Articles.report(
            "A 52-year-old woman was admitted in May 2011.  She had fever.  Sodium was 130"
                + " mmol/L.");
    assertThat(Articles.facts(report, Finding.class, "fever")).hasSize(1);
    assertThat(report.facts(Measurement.class)).hasSize(1);
  }
}
