package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a result in words and the kind of a test are coded as. */
final class TestResultsTest {
  private static final Vocabulary VOCABULARY = Vocabulary.builtIn();

  @ParameterizedTest
  @CsvSource({
    "blood group, A positive, 278149003",
    "Blood type, O−, 278148006",
    "ABO group, AB, 165743006",
    "urine protein, 2+, 260348001",
    "dipstick for ketones, +++, 260349009",
    "urine protein, negative, 260385009",
    "NYHA functional class, III, 420913000",
    "urine culture, E. coli, 112283007",
    "HIV test, positive, 10828004"
  })
  void aResultHasTheCodeThatItMeansUnderItsTest(String test, String words, String code) {
    assertThat(VOCABULARY.findResult(test, words)).extracting(Code::code).containsExactly(code);
  }

  @ParameterizedTest
  @CsvSource({"blood group, positive", "HER2, 2+", "troponin, III", "skin colour, E. coli"})
  void whatMeansSomethingElseElsewhereHasNone(String test, String words) {
    assertThat(VOCABULARY.findResult(test, words)).isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "Ranson score, SURVEY",
    "FEV1, PROCEDURE",
    "QTc, PROCEDURE",
    "serum foo antibody, LABORATORY",
    "Ki-67 index, LABORATORY",
    "syphilis, LABORATORY",
    "hepatitis B, LABORATORY",
    "influenza severity score, SURVEY",
    "urine output, EXAM",
    "liver stiffness, NONE"
  })
  void theKindOfATestFollowsFromItsWords(String test, MeasurementCategory category) {
    assertThat(VOCABULARY.testCategory(test, Optional.empty())).isEqualTo(category);
  }

  @Test
  void anAmountPerVolumeComesFromALaboratory() {
    Value level = new Value.Measured(Amount.of("3", new Unit("pg/mL", Optional.of("pg/mL"))));

    assertThat(VOCABULARY.testCategory("foo", Optional.of(level)))
        .isEqualTo(MeasurementCategory.LABORATORY);
    assertThat(VOCABULARY.testCategory("foo", Optional.of(new Value.Words("high"))))
        .isEqualTo(MeasurementCategory.NONE);
  }
}
