package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectReaderTest {
  private static SubjectReader.Found read(String text) {
    SourceDocument document = PatientFinderTest.document(text);
    return new SubjectReader(document).read(PatientFinderTest.patients(text).get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A 47-year-old woman had gout.|47 years|FEMALE",
        "An 18-month-old boy had gout.|18 months|MALE",
        "A previously healthy 7-week-old was brought with fever.|7 weeks|?",
        "A newborn of 38 weeks' gestation, born to a 30-year-old mother, had apnea.|?|?",
        "A male newborn was delivered at 38 weeks to a 30-year-old woman.|?|MALE",
        "A boy was born to a 30-year-old primigravida and had apnea.|?|MALE",
        "A man aged 54 had gout.|54 years|MALE",
        "A 54 y/o M had gout.|54 years|MALE",
        "A 62F presented with gout.|62 years|FEMALE",
        "A man, age 40, had gout.|40 years|MALE",
        "A sixty-two-year-old lady had gout.|62 years|FEMALE",
        "A 75–year–old female had gout.|75 years|FEMALE",
        "A 27 years old, male, right handed, was admitted.|27 years|MALE",
        "A 45 yo gentleman had gout.|45 years|MALE",
        "The patient was 54 years old. He had gout.|54 years|MALE",
        "The patient, a 4-year-old boy, had gout.|4 years|MALE",
        "The patient is a 59-year-old man diagnosed at the age of 49 years.|59 years|MALE",
        "We report the case of a male patient, 79 years old, with gout.|79 years|MALE",
        "A 2-year-and-3-month-old girl had gout.|27 months|FEMALE",
        "A 2½-year-old girl had gout.|2.5 years|FEMALE",
        "A 6 years old child, male, had gout.|6 years|MALE",
        "A 34-year-old welder was admitted. His wife was well. He had gout.|34 years|MALE",
        "Mrs X, a 70-year-old housewife, had gout.|70 years|FEMALE",
        "A woman presented at the age of 40 with gout.|40 years|FEMALE",
        "A 29-year-old G3P2 at 28 weeks had fever.|29 years|FEMALE",
        "A woman in her 30s had fever. Her 5-year-old son had chickenpox.|?|FEMALE",
        "A woman in her 30s, G3P2 at 28 weeks of gestation, had fever.|?|FEMALE",
        "A 40-year-old mother of two had fever.|40 years|FEMALE",
        "A newborn boy was ill. His mother (primipara, 32 years old) had fever.|?|MALE",
        "A 40-year-old man got the kidney of a 50-year-old female donor.|40 years|MALE",
        "A male infant had apnea. Mother is a 30-year-old teacher and father a 35-year-old"
            + " officer.|?|MALE",
        "A 22-year-old pregnant woman had fever.|22 years|FEMALE",
        "Mrs. A. Smith, 70 years old, had gout.|70 years|FEMALE",
        "We report gout in a 14-year-old.|14 years|?",
        "A girl of mixed ancestry, aged 4 years, had fever.|4 years|FEMALE",
        "A 35-year-old immunodeficient (HIV) woman had fever.|35 years|FEMALE",
        "We report the case of a 22-year-old nursing mother with fever.|22 years|FEMALE",
        "A girl had fever at a few hours of age.|?|FEMALE",
        "A woman had gout. Later, attacks came. They began when she was 13 years old.|?|FEMALE",
        "A sample was taken from a 67-year old man with gout.|67 years|MALE",
        "A man with gout came. Later he had fever. He had had it from the age of 5.|?|MALE",
        "A woman of 62 years presented with gout.|62 years|FEMALE",
        "A man with gout, ten years after a fall, was seen.|?|MALE",
        "A 6-month-old had fever. Her father was 30 years old.|6 months|?"
      })
  void ageAndSexAreThoseOfThePatient(String text, String age, String sex) {
    SubjectReader.Found found = read(text);
    assertThat(found.age().map(TimeSpan::toString).orElse("?")).isEqualTo(age);
    assertThat(found.sex().map(Sex::name).orElse("?")).isEqualTo(sex);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A woman in her 30s had gout.|in her 30s",
        "A man in his late sixties had gout.|in his late sixties",
        "An octogenarian presented with gout.|octogenarian",
        "A neonate had apnea.|neonate"
      })
  void anAgeInWordsIsReported(String text, String words) {
    SubjectReader.Found found = read(text);
    assertThat(found.age()).isEmpty();
    assertThat(found.issues())
        .filteredOn(issue -> issue.code().equals("vague-age"))
        .singleElement()
        .extracting(Issue::message)
        .asString()
        .contains(words);
  }

  @Test
  void theEvidenceIsWhatTheDocumentSays() {
    SubjectReader.Found found = read("Gout. A 47-year-old woman had gout.");
    assertThat(found.evidence())
        .extracting(evidence -> evidence.quote())
        .containsExactly("47-year-old", "woman");
    assertThat(found.ageSentence()).isEqualTo(1);
  }

  @Test
  void wordsForBothSexesAreReported() {
    assertThat(read("A 47-year-old woman had gout. The 47-year-old man went home.").issues())
        .extracting(Issue::code)
        .contains("several-sexes");
  }
}
