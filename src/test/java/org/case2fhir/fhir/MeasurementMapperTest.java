package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.interpreted;
import static org.case2fhir.model.Cases.measured;
import static org.case2fhir.model.Cases.measurement;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.math.BigDecimal;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MeasurementMapperTest {
  private static final Unit MG = Unit.of("mg/L", "mg/L");

  @Test
  void aNumberKeepsDigitsUnitAndComparator() {
    Value value =
        new Value.Measured(
            new Amount(new BigDecimal("7.0"), Optional.of(Comparator.GREATER_OR_EQUAL), MG));

    Observation observation = map(measurement("crp", at("first-visit"), value));

    assertThat(observation.getValueQuantity().getValue().toPlainString()).isEqualTo("7.0");
    assertThat(observation.getValueQuantity().getComparator().toCode()).isEqualTo(">=");
    assertThat(observation.getValueQuantity().getSystem()).isEqualTo(Systems.UCUM);
    assertThat(observation.hasDataAbsentReason()).isFalse();
    assertThat(Contexts.text(observation)).contains("crp: &gt;= 7.0 mg/L");
  }

  @Test
  void aUnitThatUcumDoesNotKnowIsText() {
    Unit odd = new Unit("foos", Optional.empty());

    Observation observation =
        map(measurement("x", plainly(), new Value.Measured(Amount.of("5", odd))));

    assertThat(observation.getValueQuantity().getUnit()).isEqualTo("foos");
    assertThat(observation.getValueQuantity().hasCode()).isFalse();
    assertThat(observation.getValueQuantity().hasSystem()).isFalse();
  }

  @Test
  void aNumberWhoseUnitIsNotToldIsJustANumber() {
    Observation observation =
        map(measurement("x", plainly(), new Value.Measured(Amount.of("5.0", Unit.UNTOLD))));

    assertThat(observation.getValueQuantity().getValue().toPlainString()).isEqualTo("5.0");
    assertThat(observation.getValueQuantity().hasUnit()).isFalse();
    assertThat(observation.getValueQuantity().hasCode()).isFalse();
    assertThat(observation.getValueQuantity().hasSystem()).isFalse();
  }

  @Test
  void aBareNumberIsDimensionless() {
    Observation observation =
        map(measurement("x", plainly(), new Value.Measured(Amount.of("5.0", Unit.NONE))));

    assertThat(observation.getValueQuantity().getCode()).isEqualTo("1");
    assertThat(observation.getValueQuantity().hasUnit()).isFalse();
  }

  @Test
  void aRangeMayBeOpen() {
    Value open = new Value.Interval(Optional.of(BigDecimal.TEN), Optional.empty(), MG);

    Observation observation = map(measurement("x", plainly(), open));

    assertThat(observation.getValueRange().getLow().getValue()).isEqualByComparingTo("10");
    assertThat(observation.getValueRange().hasHigh()).isFalse();
  }

  @Test
  void aTiterIsARatio() {
    Value titer = new Value.Titer(BigDecimal.ONE, new BigDecimal("160"));

    Observation observation = map(measurement("ana", plainly(), titer));

    assertThat(observation.getValueRatio().getNumerator().getValue()).isEqualByComparingTo("1");
    assertThat(observation.getValueRatio().getDenominator().getValue()).isEqualByComparingTo("160");
  }

  @Test
  void qualitativeResultsAndWordsStayWhatTheyAre() {
    Observation coded =
        map(measurement("ena", plainly(), new Value.Coded(Concept.ofText("negative"))));
    Observation words = map(measurement("hb", plainly(), new Value.Words("normal")));

    assertThat(coded.getValueCodeableConcept().getText()).isEqualTo("negative");
    assertThat(words.getValueStringType().getValue()).isEqualTo("normal");
  }

  @Test
  void aSizeHasComponentsAndNoValue() {
    Value size = new Value.Dimensions(WholeCase.numbers("7.5", "5.5"), WholeCase.MM);

    Observation observation = map(measurement("kidney", plainly(), size));

    assertThat(observation.getComponent()).hasSize(2);
    assertThat(observation.hasValue()).isFalse();
    assertThat(observation.hasDataAbsentReason()).isFalse();
  }

  @Test
  void onlyATestWithoutAnyResultSaysThatItIsUnknown() {
    Measurement done = measurement("schirmer", plainly(), null);

    assertThat(Contexts.code(map(done).getDataAbsentReason())).isEqualTo("unknown");
    assertThat(map(interpreted(done, Interpretation.NORMAL, null, null)).hasDataAbsentReason())
        .isFalse();
  }

  @Test
  void anAbsentMeasurementIsAbsentAndAValueIsKept() {
    Observation absent = map(measurement("casts", plainly().absent(), null));
    Observation valued = map(measurement("x", plainly().absent(), measured("1", "g", "g")));
    Observation possible = map(measurement("x", plainly().possible(), measured("1", "g", "g")));

    assertThat(Contexts.code(absent.getValueCodeableConcept())).isEqualTo("2667000");
    assertThat(valued.getNoteFirstRep().getText()).isEqualTo("Stated as: absent");
    assertThat(possible.getNoteFirstRep().getText()).isEqualTo("Possible, not certain");
  }

  @ParameterizedTest
  @EnumSource(Interpretation.class)
  void interpretationsAreThoseOfTheCase(Interpretation interpretation) {
    Measurement told = measurement("x", plainly(), measured("1", "g", "g"));

    Observation observation = map(interpreted(told, interpretation, null, "microscopy"));

    assertThat(Contexts.code(observation.getInterpretationFirstRep()))
        .isEqualTo(interpretation.code());
    assertThat(observation.getMethod().getText()).isEqualTo("microscopy");
    assertThat(map(told).hasInterpretation()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Comparator.class)
  void aBoundIsTheLowOrHighEndOfTheReference(Comparator sign) {
    Amount bound = new Amount(new BigDecimal("5"), Optional.of(sign), MG);

    ObservationReferenceRangeComponent range =
        ObservationValues.referenceRange(new Value.Measured(bound));

    boolean upper = sign == Comparator.LESS || sign == Comparator.LESS_OR_EQUAL;
    assertThat(range.hasHigh()).isEqualTo(upper);
    assertThat(range.hasLow()).isNotEqualTo(upper);
    assertThat(range.getText()).isEqualTo(sign.symbol() + " 5 mg/L");
  }

  @Test
  void aReferenceRangeHasTwoEndsOrWords() {
    Value both = new Value.Interval(Optional.of(BigDecimal.ONE), Optional.of(BigDecimal.TEN), MG);

    assertThat(ObservationValues.referenceRange(both).getLow().getCode()).isEqualTo("mg/L");
    assertThat(ObservationValues.referenceRange(both).getHigh().getValue())
        .isEqualByComparingTo("10");
    assertThat(ObservationValues.referenceRange(new Value.Words("see kit")).getText())
        .isEqualTo("see kit");
  }

  @ParameterizedTest
  @CsvSource({
    "not done, CANCELLED, not-performed",
    "Pending, REGISTERED, temp-unknown",
    "unknown, FINAL, unknown"
  })
  void wordsForNoResultAreAReason(String words, ObservationStatus status, String reason) {
    Observation observation =
        map(
            measurement(
                "x",
                Concept.ofText("x"),
                plainly(),
                new Value.Words(words),
                MeasurementCategory.LABORATORY));

    assertThat(observation.getStatus()).isEqualTo(status);
    assertThat(Contexts.code(observation.getDataAbsentReason())).isEqualTo(reason);
    assertThat(observation.hasValue()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(MeasurementCategory.class)
  void categoriesAreThoseOfTheCase(MeasurementCategory category) {
    Measurement told =
        measurement("x", Concept.ofText("x"), plainly(), measured("1", "g", "g"), category);

    if (category == MeasurementCategory.NONE) {
      assertThat(map(told).getCategory()).isEmpty();
    } else {
      assertThat(Contexts.code(map(told).getCategoryFirstRep())).isEqualTo(category.code());
    }
  }

  private static Observation map(Measurement measurement) {
    return MeasurementMapper.map(measurement, Contexts.of(measurement));
  }
}
