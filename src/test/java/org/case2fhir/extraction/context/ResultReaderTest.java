package org.case2fhir.extraction.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.case2fhir.extraction.context.ResultReader.Result;
import org.case2fhir.model.Interpretation;
import org.case2fhir.model.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results of tests as reports tell them. */
class ResultReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{E:ESR} was {V:44 mm/hr}.|44|mm/h",
        "{E:WBC} {V:12.3 × 10⁹/L} was found.|12.3|10*9/L",
        "{E:Platelets} were {V:52 × 109/L}.|52|10*9/L",
        "{E:Leukocytes}: {V:12,400/µL}.|12400|/uL",
        "{E:CRP} rose to {V:3,9 mg/dl}.|3.9|mg/dL",
        "A {E:temperature} of {V:38.5°C} was measured.|38.5|Cel",
        "{E:Ejection fraction} was {V:approximately 55%}.|55|%",
        "{E:Heart rate} was {V:110 beats per minute}.|110|/min"
      })
  void numbersWithUnits(String sentence, String number, String ucum) {
    Result result = only(sentence);
    Value.Measured value = (Value.Measured) result.value().orElseThrow();
    assertThat(value.amount().number()).isEqualByComparingTo(new BigDecimal(number));
    assertThat(value.amount().unit().ucum()).contains(ucum);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{E:Creatinine} was {V:normal}.|NORMAL",
        "{E:Creatinine} was {V:within normal limits}.|NORMAL",
        "An {V:elevated} {E:creatinine} was found.|HIGH",
        "{E:Creatinine} was {V:markedly elevated}.|HIGH",
        "The {E:ANA} was {V:positive}.|POSITIVE",
        "The {E:ANA} was {V:negative}.|NEGATIVE",
        "The {E:ANA} was {V:1/160 positive}.|POSITIVE"
      })
  void wordsTellTheMeaning(String sentence, Interpretation meaning) {
    assertThat(only(sentence).interpretation()).contains(meaning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{E:Creatinine} was not {V:elevated}.",
        "{E:Hemoglobin} {V:decreased} after the operation.",
        "{E:Creatinine} {V:increased to 3 mg/dL} on day two."
      })
  void aCourseOrADenialIsNoMeaning(String sentence) {
    assertThat(only(sentence).interpretation()).isEmpty();
  }

  @Test
  void aJudgementGoesWithItsNumber() {
    Result result = only("{V:Raised} {E:bilirubin} ({V:2.2 mg/dL}) was seen.");
    assertThat(result.interpretation()).contains(Interpretation.HIGH);
    assertThat(result.value()).get().isInstanceOf(Value.Measured.class);
  }

  @Test
  void aReferenceRangeIsNotTheValue() {
    Result result = only("{E:AFP} was {V:32.3 ng/mL} (normal range, 0–15 ng/mL).");
    assertThat(result.value()).get().isInstanceOf(Value.Measured.class);
    Value.Interval range = (Value.Interval) result.reference().orElseThrow();
    assertThat(range.high()).contains(new BigDecimal("15"));
    assertThat(result.interpretation()).isEmpty();
  }

  @Test
  void aTaggedReferenceRangeIsNotTheValue() {
    Marked marked = Marked.read("{E:AFP} was {V:32.3 ng/mL} (normal range, {V:0–15 ng/mL}).");
    List<Result> results = marked.results("AFP");
    assertThat(results).hasSize(1);
    assertThat(results.get(0).reference()).get().isInstanceOf(Value.Interval.class);
  }

  @Test
  void pressureWithoutAUnitGetsNone() {
    Result result = only("{E:Blood pressure} was {V:60/40}.");
    Value.BloodPressure pressure = (Value.BloodPressure) result.value().orElseThrow();
    assertThat(pressure.systolic()).isEqualTo(new BigDecimal("60"));
    assertThat(pressure.unit().ucum()).isEqualTo(Optional.empty());
  }

  @Test
  void onlyTheUtmostIsNoValue() {
    assertThat(only("{E:CRP} was {V:up to 200 mg/L}.").value())
        .contains(new Value.Words("up to 200 mg/L"));
  }

  @Test
  void aUnitThatTheTestIsNeverToldInHasNoCode() {
    Value.Measured value =
        (Value.Measured) only("{E:Creatinine} was {V:27 mm}.").value().orElseThrow();
    assertThat(value.amount().unit().ucum()).isEmpty();
  }

  private static Result only(String sentence) {
    Marked marked = Marked.read(sentence);
    return marked.mentions().stream()
        .flatMap(m -> ResultReader.builtIn().results(marked.reading(), m).stream())
        .reduce((a, b) -> fail("several results in " + sentence))
        .orElseThrow(() -> new AssertionError("no result in " + sentence));
  }
}
