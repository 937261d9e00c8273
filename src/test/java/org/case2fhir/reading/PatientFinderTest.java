package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Span;
import org.case2fhir.reading.PatientText.PatientSentence;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatientFinderTest {
  private static final Predicate<String> NO_WORDS = word -> false;

  static SourceDocument document(String text) {
    return document("case.txt", text);
  }

  static SourceDocument document(String name, String text) {
    return DocumentReader.read(name, text.getBytes(StandardCharsets.UTF_8)).value().orElseThrow();
  }

  private static Result<List<PatientText>> find(String text) {
    return new PatientFinder(NO_WORDS).find(document(text));
  }

  static List<PatientText> patients(String text) {
    return find(text).value().orElse(List.of());
  }

  static List<String> texts(PatientText patient) {
    return patient.sentences().stream().map(PatientSentence::text).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Our patient is a female child, born by caesarean section at 31 weeks.",
        "Our patient (no. 7) is a girl with gout.",
        "Mrs X was admitted with gout.",
        "Mr. A.B. had gout for two days.",
        "A.B., a 40-year-old man, had gout.",
        "The patient (ID 7) is a boy with gout.",
        "We present the case of a tall man with gout.",
        "Case 1: A 40-year-old man had gout.",
        "This 45 yo gentleman had gout.",
        "A male newborn had jaundice.",
        "Patient is a 52-year-old farmer with gout.",
        "A 34-year-old welder was admitted with gout.",
        "A previously healthy 7-week-old was brought with a cough.",
        "In May 2010, a 40-year-old man had gout.",
        "The proband is a 19-year-old woman with gout.",
        "A 62F presented with gout.",
        "An octogenarian presented with gout.",
        "The affected individual, a male, was the third child.",
        "She was admitted with gout. She was treated and recovered.",
        "This case report describes a 60-year-old man with gout.",
        "Here we describe our approach to an 11-year-old girl with gout.",
        "A 27 years old, male, right handed, was admitted.",
        "A 26-year-old otherwise well former gymnast with bilateral tendon rupture underwent repair.",
        "45-year-old Nepalese women with a clean history presented with pain.",
        "We used a stent in a patient with a leak. The leak closed."
      })
  void plainOpeningsAreFound(String text) {
    assertThat(patients(text)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mix the flour with two eggs. Bake the dough for 20 minutes.",
        "Gout is common. Patients with gout are treated with colchicine.",
        "The patient should be monitored. A patient with gout may have fever.",
        "Smith et al. reported a 40-year-old man with gout."
      })
  void whatIntroducesNobodyIsRefused(String text) {
    assertThat(find(text).issues()).extracting(Issue::code).contains("no-patient");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 9-year-old Arabian mare was referred with colic.",
        "A Holstein heifer, 18 months old, was presented with anorexia.",
        "The patient was a 5-year-old dog with vomiting.",
        "A newborn Quarter Horse foal was examined because of weakness.",
        "An adult male ferret had alopecia and vomiting.",
        "A 5-year-old, castrated male, Labrador retriever was presented with vomiting.",
        "A 12-year-old neutered male was presented to the veterinary clinic with ataxia.",
        "A 10-year-old patient was referred to the veterinary hospital with lameness.",
        "A 4-year-old German shepherd was referred for lameness.",
        "A 2-year-old female cockatiel was presented with dyspnea."
      })
  void animalsAreRefused(String text) {
    assertThat(find(text).issues()).extracting(Issue::code).contains("not-human");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 40-year-old cat owner was admitted with fever.",
        "A 40-year-old woman was bitten by a 3-year-old dog.",
        "A 40-year-old man with a cat allergy had fever.",
        "A 40-year-old veterinarian had fever. A cow had been treated by him.",
        "A 70-year-old castrated male with prostate cancer had fever.",
        "A 40-year-old man was referred from the veterinary clinic where he worked."
      })
  void whoMeetsAnimalsIsHuman(String text) {
    assertThat(patients(text)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Two brothers with ataxia were seen. The elder brother, a 24-year-old man, had gout. He was"
            + " treated. The younger brother, aged 19 years, had scoliosis.",
        "We report two sisters with gout. The older sister, a 17-year-old girl, had pain. She was"
            + " treated.",
        "We report the case of two little sisters. One of them had gout."
      })
  void siblingsWhoAreNotToldApartAreRefused(String text) {
    assertThat(patients(text)).isEmpty();
    assertThat(find(text).issues()).extracting(Issue::code).contains("no-patient");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 24-year-old man had gout. Two brothers with ataxia were well.",
        "Two brothers had died of gout. A 24-year-old man was seen. He had fever.",
        "We report a 24-year-old man with two brothers with gout. He had fever."
      })
  void siblingsOfAPatientAreNoSeries(String text) {
    assertThat(patients(text)).hasSize(1);
  }

  @Test
  void casesInRunningTextAreSeveralPatients() {
    List<PatientText> found =
        patients(
            "Case 1. A 40-year-old man had gout. He had pain. Case 2. A 50-year-old woman had a"
                + " cough. She had fever.");
    assertThat(found).hasSize(2);
    assertThat(texts(found.get(0)))
        .containsExactly("Case 1.", "A 40-year-old man had gout.", "He had pain.");
    assertThat(texts(found.get(1))).contains("She had fever.").doesNotContain("He had pain.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Patient A was a 40-year-old man. He had gout. Patient B was a woman. She had fever.",
        "The first patient, a man, had gout. He was well. The second patient was a woman. She had"
            + " fever.",
        "Patient 1 was a man of 40 years. He had gout. Patient 2 was a woman. She had fever.",
        "A 40-year-old man had gout. He was well. A 50-year-old woman had pain. She had fever."
      })
  void severalPatientsAreToldApart(String text) {
    List<PatientText> found = patients(text);
    assertThat(found).hasSize(2);
    assertThat(texts(found.get(1))).hasSize(2).last().isEqualTo("She had fever.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Unlike patient 2, patient 1", "In contrast to patient 2, patient 1"})
  void whatIsSaidInContrastToAPatientIsOfTheOther(String subject) {
    List<PatientText> found =
        patients(
            "Patient 1 was a 30-year-old man with gout. Patient 2 was a 40-year-old woman with"
                + " asthma. "
                + subject
                + " had fever.");
    assertThat(found).hasSize(2);
    assertThat(texts(found.get(0))).last().isEqualTo(subject + " had fever.");
    assertThat(texts(found.get(1))).hasSize(1);
  }

  @Test
  void headingsTellPatientsApartAndPartsBelowThemStay() {
    String text =
        "# Two cases of gout\n\n## Case 1\n\nA 40-year-old man had gout.\n\n### Treatment\n\n"
            + "Colchicine was given.\n\n## Case 2\n\nA 40-year-old man had fever.\n\n"
            + "## Discussion\n\nIn patient 1, urate was high. Both patients recovered.\n";
    List<PatientText> found =
        new PatientFinder(NO_WORDS).find(document("case.md", text)).value().get();
    assertThat(found).hasSize(2);
    assertThat(texts(found.get(0)))
        .containsExactly(
            "A 40-year-old man had gout.",
            "Colchicine was given.",
            "In patient 1, urate was high.",
            "Both patients recovered.");
    assertThat(texts(found.get(1)))
        .containsExactly("A 40-year-old man had fever.", "Both patients recovered.");
  }

  @Test
  void paragraphsOfACaseSectionThatAreAboutNobodyAreLeftOut() {
    String text =
        "## Case report and discussion\n\nA 40-year-old man had gout.\n\nGout is usually treated"
            + " with colchicine. It affects 3 in 100 adults.\n\nColchicine was given.\n";
    List<PatientText> found =
        new PatientFinder(NO_WORDS).find(document("case.md", text)).value().get();
    assertThat(texts(found.get(0)))
        .containsExactly("A 40-year-old man had gout.", "Colchicine was given.");
  }

  @Test
  void clausesOnDifferentPatientsAreOfEachPatient() {
    List<PatientText> patients =
        patients(
            "Case 1: A 40-year-old man presented with fever. Case 2: A 50-year-old woman presented"
                + " with cough. In patient 1 the sodium was 140 mmol/l, and in patient 2 it was 120"
                + " mmol/l. Patient 1 had a rash, whereas patient 2 had jaundice.");
    assertThat(patients).hasSize(2);
    assertThat(told(patients.get(0)))
        .contains("140")
        .contains("rash")
        .doesNotContain("120")
        .doesNotContain("jaundice");
    assertThat(told(patients.get(1)))
        .contains("120")
        .contains("jaundice")
        .doesNotContain("140")
        .doesNotContain("rash");
  }

  @Test
  void aSentenceThatGivesEachPatientAShareIsNotReadAndSaysSo() {
    Result<List<PatientText>> found =
        find(
            "Case 1: A 40-year-old man presented with fever. Case 2: A 50-year-old woman presented"
                + " with cough. Both patients had a raised CRP (45 and 60 mg/l, respectively). Both"
                + " patients recovered.");
    assertThat(found.issues()).extracting(Issue::code).contains("distributed-sentence");
    assertThat(found.value().orElseThrow())
        .hasSize(2)
        .allSatisfy(p -> assertThat(told(p)).contains("recovered").doesNotContain("CRP"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "All patients had fever. They had a CRP of 45 and 60 mg/l, respectively. | 1",
        "In patient 1 the CRP and the sodium were 45 and 140, respectively, and patient 2 died. | 0",
        "She was given aspirin and heparin, respectively. | 0"
      })
  void onlyWhatIsReadOfNobodyIsTold(String sentences, int told) {
    List<Issue> issues =
        find("Case 1: A 40-year-old man presented with fever. Case 2: A 50-year-old woman presented"
                + " with cough. "
                + sentences)
            .issues();
    assertThat(issues).filteredOn(i -> i.code().equals("distributed-sentence")).hasSize(told);
  }

  @Test
  void theSeriesItselfIsNoPatient() {
    assertThat(
            patients(
                "We describe two female patients, one who is 6 years old and another who is 10"
                    + " years old. In patient 1, glucose was 75 mg/dl; in patient 2, glucose was"
                    + " 122 mg/dl."))
        .hasSize(2)
        .allSatisfy(p -> assertThat(told(p)).contains("glucose").doesNotContain("years"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Two patients presented with transient aphasia. Perfusion imaging showed a deficit.",
        "We evaluated renal disease in two 47-year-old men with cirrhosis."
      })
  void aGroupIsRefusedAsOne(String text) {
    assertThat(find(text).issues())
        .extracting(Issue::message)
        .anyMatch(message -> message.contains("several patients together"));
  }

  @Test
  void aSentenceOnOnePatientOfASeriesIsOnlyOfThatOne() {
    List<PatientText> found =
        patients(
            "Patient 1 was a man of 40 years. He had gout. Patient 2 was a woman of 50 years. She"
                + " had fever. The scan was normal in patient 1. Both patients recovered.");
    assertThat(texts(found.get(0))).contains("The scan was normal in patient 1.");
    assertThat(texts(found.get(1)))
        .doesNotContain("The scan was normal in patient 1.")
        .contains("Both patients recovered.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 40-year-old man had gout. The donor died of a stroke. He was a 50-year-old man.",
        "A 40-year-old man had gout. A 40-year-old man has a risk of gout.",
        "A 40-year-old man had gout. His brother, a 50-year-old man, had fever."
      })
  void nobodyElseBecomesAPatient(String text) {
    assertThat(patients(text)).hasSize(1);
  }

  @Test
  void aNewbornOfAPatientIsACaseOfItsOwn() {
    List<PatientText> found =
        patients(
            "A 30-year-old woman at 38 weeks of gestation was admitted with fever. She was"
                + " delivered by cesarean section. The newborn weighed 2500 g and had Apgar scores"
                + " of 8 and 9. He was intubated because of apnea. The chest radiograph showed a"
                + " pneumothorax. The patient had a wound infection.");
    assertThat(found).hasSize(2);
    assertThat(found.get(1).mother()).contains(1);
    assertThat(texts(found.get(0)))
        .containsExactly(
            "A 30-year-old woman at 38 weeks of gestation was admitted with fever.",
            "She was delivered by cesarean section.",
            "The patient had a wound infection.");
    assertThat(texts(found.get(1))).hasSize(3);
  }

  @Test
  void twinsAreCasesOfTheirOwn() {
    List<PatientText> found =
        patients(
            "A 30-year-old pregnant woman was admitted in labor. Twin A weighed 1800 g and was"
                + " well. Twin A had no fever on day two. Twin B weighed 1500 g and was intubated."
                + " Twin B had a pneumothorax on day two. The mother was discharged.");
    assertThat(found).hasSize(3);
    assertThat(texts(found.get(2))).hasSize(2).allMatch(text -> text.startsWith("Twin B"));
    assertThat(texts(found.get(0))).contains("The mother was discharged.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // one sentence on the newborn only
        "A 30-year-old pregnant woman had fever. The newborn was healthy and well on day two.",
        // the patient is the newborn
        "A newborn boy had apnea. His mother had fever in pregnancy. The infant was intubated.",
        // an older child
        "A 30-year-old pregnant woman had fever. Her 5-year-old son had chickenpox last week."
      })
  void otherwiseNobodyIsSplitOff(String text) {
    assertThat(patients(text)).hasSize(1);
  }

  @Test
  void otherPatientsAndRulesAreLeftOut() {
    List<PatientText> found =
        patients(
            "A 40-year-old man had gout. In a series of 20 patients, 8 had fever. Smith et al."
                + " reported pain. Colchicine has been reported to be effective. Gout is usually"
                + " treated with colchicine. Colchicine was given.");
    assertThat(texts(found.get(0)))
        .containsExactly("A 40-year-old man had gout.", "Colchicine was given.");
  }

  private static final String ARTICLE =
      "# A man with gout\n\n"
          + "## Introduction\n\n"
          + "Gout is a common disease.\n\n"
          + "## Case presentation\n\n"
          + "A 40-year-old man had pain in the foot. Urate was high.\n\n"
          + "## Discussion\n\n"
          + "Gout is a common disease of joints. %s Patients with gout may have fever.\n\n"
          + "%s## References\n\n"
          + "1. Smith A. Gout. J Med 2001;1:2.\n";

  private static String told(PatientText patient) {
    return String.join(" ", texts(patient));
  }

  private static List<String> article(String sentence, String part) {
    String text = String.format(ARTICLE, sentence, part);
    return texts(new PatientFinder(NO_WORDS).find(document("case.md", text)).value().get().get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "Our patient had no fever., true",
    "'Unlike in earlier reports, our patient had no fever.', true",
    "The patient was treated with colchicine., true",
    "The patient should be treated with colchicine., false",
    "'In most patients with gout, fever was seen.', false",
    "'To our knowledge, this is the first case of gout.', false",
    "This case highlights the risk of fever., false",
    "The scan of his foot showed erosions., true"
  })
  void ofADiscussionOnlyWhatSaysSomethingOfThePatientIsKept(String sentence, boolean kept) {
    assertThat(article(sentence, "").contains(sentence)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "The case continued, 'The patient was admitted again. He developed jaundice.', true",
    "Outcome, 'He developed jaundice. The jaundice resolved. He went home.', true",
    "Answer, 'The patient had gout. He developed jaundice.', true",
    "Full case and management, 'He was given colchicine. He developed jaundice.', true",
    "Management, 'Gout is usually treated with colchicine. The patient should rest.', false",
    "Outcome, 'Patients with gout may have relapses. Gout is a common disease.', false"
  })
  void theContentDecidesWhetherTheCaseGoesOn(String heading, String part, boolean goesOn) {
    String text = String.format(ARTICLE, "", "## " + heading + "\n\n" + part + "\n\n");
    PatientText patient =
        new PatientFinder(NO_WORDS).find(document("case.md", text)).value().get().get(0);
    assertThat(patient.account().size() > 2).isEqualTo(goesOn);
  }

  @ParameterizedTest
  @ValueSource(strings = {"short-\nness", "short-ness"})
  void dividedWordsArePutTogether(String words) {
    SourceDocument document =
        document("A 40-year-old man had " + words + " of breath at follow-up.");
    Predicate<String> known = Set.of("shortness", "breath", "followup")::contains;
    PatientSentence sentence =
        new PatientFinder(known).find(document).value().get().get(0).sentences().get(0);
    assertThat(sentence.text())
        .isEqualTo("A 40-year-old man had shortness of breath at follow-up.");
    int at = sentence.text().indexOf("breath");
    assertThat(sentence.original(new Span(at, at + 6)).start())
        .isEqualTo(document.text().indexOf("breath"));
  }

  @Test
  void theVocabularyKnowsItsWords() {
    SourceDocument document =
        document("A 40-year-old man had short-ness of breath and a long-term cough.");
    PatientFinder finder = new PatientFinder(new Gazetteer(Vocabulary.builtIn())::isWord);
    assertThat(texts(finder.find(document).value().get().get(0)))
        .containsExactly("A 40-year-old man had shortness of breath and a long-term cough.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Downloaded from example.org on 3 May 2010.",
        "Copyright 2010 by the authors.",
        "Page 3 of 7",
        "Written consent was obtained from the patient for publication."
      })
  void pageFurnitureIsNoCase(String line) {
    List<PatientText> found =
        patients(
            "A 40-year-old man had gout. "
                + line
                + (line.endsWith(".") ? "" : ".")
                + " He had pain.");
    assertThat(texts(found.get(0))).containsExactly("A 40-year-old man had gout.", "He had pain.");
  }

  @Test
  void anArticleWithoutTitleIsRead() {
    String html =
        "<html><body><p>A 40-year-old man had gout.</p><h2>Discussion</h2><p>Gout is a common"
            + " disease.</p></body></html>";
    Optional<List<PatientText>> found =
        new PatientFinder(NO_WORDS).find(document("case.html", html)).value();
    assertThat(texts(found.orElseThrow().get(0))).containsExactly("A 40-year-old man had gout.");
  }

  @Test
  void whatIsSaidOfBothIsSaidOfEach() {
    List<PatientText> found =
        patients(
            "Patient 1 was a man of 40 years. Patient 2 was a woman of 50 years. Both patients had"
                + " a scan. The scans were normal. She went home.");
    assertThat(texts(found.get(0)))
        .contains("The scans were normal.")
        .doesNotContain("She went home.");
    assertThat(texts(found.get(1))).contains("The scans were normal.", "She went home.");
  }

  @Test
  void longTextsAreReadUpToALimit() {
    String line =
        "A 40-year-old man had gout. " + "He had pain in patient 2 and a fever. ".repeat(30_000);
    Result<List<PatientText>> found = find(line);
    assertThat(found.issues()).extracting(Issue::code).contains("cut-document");
    String words = "A 40-year-old man had gout. " + "born to a year old man of ".repeat(40_000);
    assertThat(find(words).issues()).isNotNull();
  }

  @Test
  void aParagraphLongerThanTheLimitIsReadUpToIt() {
    Result<List<PatientText>> found =
        find("A 40-year-old man had gout. " + "The patient had fever. ".repeat(15_000));
    assertThat(found.value().orElseThrow().get(0).sentences()).hasSizeBetween(4_000, 4_400);
    assertThat(found.issues())
        .filteredOn(issue -> issue.code().equals("cut-document"))
        .extracting(Issue::severity)
        .containsExactly(Severity.ERROR);
  }

  @Test
  void whatIsReadForManyPatientsIsBounded() {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < 100; i++) {
      text.append("Patient " + i + " was a man of 40 years. The patient had gout.\n\n");
    }
    text.append("All our patients had fever. ".repeat(300));
    Result<List<PatientText>> found = find(text.toString());
    assertThat(found.value()).isEmpty();
    assertThat(found.issues()).extracting(Issue::code).contains("cut-document");
  }
}
