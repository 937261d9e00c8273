package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a group is told of its members; numbers are told of one only. */
class SharedResultsTest {
  private static final String INTRO =
      "A 52-year-old woman was admitted to our hospital in May 2011. ";

  @ParameterizedTest
  @CsvSource({
    "'Tumour markers (CA 125, alpha-fetoprotein and CA 19-9) were negative.', negative",
    "'Hepatitis serology (anti-HCV, HBsAg) was negative.', negative",
    "'Inflammatory markers (ESR, C-reactive protein) were normal.', normal"
  })
  void aResultOfAGroupIsThatOfEachMember(String sentence, String told) {
    var tests = Articles.report(INTRO + sentence).facts(Measurement.class).toList();
    // The group has no result beside those of its members.
    assertThat(tests).hasSizeGreaterThan(1);
    assertThat(tests)
        .allSatisfy(
            test ->
                assertThat(test.value().map(Object::toString).orElse("") + test.interpretation())
                    .containsIgnoringCase(told));
  }

  @ParameterizedTest
  @CsvSource({
    "'Physical examination was negative for jaundice.', 0",
    "'Abdominal examination was unremarkable for hepatomegaly.', 0",
    "'Physical examination was normal.', 1"
  })
  void whatAnExaminationIsNegativeForIsNoResultOfIt(String sentence, int results) {
    assertThat(
            Articles.report(INTRO + sentence)
                .facts(Measurement.class)
                .filter(
                    test -> test.concept().text().toLowerCase(Locale.ROOT).contains("examination")))
        .hasSize(results);
  }

  @Test
  void aNumberIsNotShared() {
    var tests =
        Articles.report(INTRO + "Blood gas (pH, base excess) was 7.1.")
            .facts(Measurement.class)
            .toList();
    assertThat(tests.stream().filter(test -> test.value().orElse(null) instanceof Value.Measured))
        .hasSizeLessThan(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'Before, she had never taken methotrexate or azathioprine.', azathioprine",
    "'She had not previously received warfarin.', warfarin",
    "'There was no previous use of ibuprofen, naproxen or diclofenac.', diclofenac"
  })
  void aDrugThatWasNotTakenIsNotInvented(String sentence, String drug) {
    assertThat(Articles.facts(Articles.report(INTRO + sentence), MedicationUse.class, drug))
        .allSatisfy(use -> assertThat(use.circumstances().assertion()).isEqualTo(Assertion.ABSENT));
  }
}
