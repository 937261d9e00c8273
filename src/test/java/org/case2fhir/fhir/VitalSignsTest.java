package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.measured;
import static org.case2fhir.model.Cases.measurement;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.math.BigDecimal;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MeasurementCategory;
import org.case2fhir.model.Told;
import org.case2fhir.model.Value;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.junit.jupiter.api.Test;

final class VitalSignsTest {
  private static final Value PRESSURE =
      new Value.BloodPressure(new BigDecimal("120"), new BigDecimal("80"), WholeCase.MMHG);

  @Test
  void aVitalSignByItsCodeIsInTheCategory() {
    Measurement told =
        measurement(
            "pulse",
            WholeCase.HEART_RATE,
            plainly(),
            measured("80", "bpm", "{beats}/min"),
            MeasurementCategory.EXAM);

    Observation observation = MeasurementMapper.map(told, Contexts.of());

    assertThat(Contexts.code(observation.getCategoryFirstRep())).isEqualTo("vital-signs");
    assertThat(observation.getValueQuantity().getCode()).isEqualTo("/min");
  }

  @Test
  void aCoarseDateIsAPeriodAndNoDateIsUnknown() {
    Observation dated = map(at("first-visit"), measured("80", "/min", "/min"));
    Observation undated = map(plainly(), measured("80", "/min", "/min"));

    Period period = dated.getEffectivePeriod();
    assertThat(period.getStartElement().getValueAsString()).isEqualTo("2006-02");
    assertThat(period.getEndElement().getValueAsString()).isEqualTo("2006-02");
    assertThat(undated.getEffectiveDateTimeType().getExtensionString(Systems.DATA_ABSENT_REASON))
        .isEqualTo("unknown");
  }

  @Test
  void aForeignUnitCostsTheCodeButNotTheValue() {
    CaseContext context = Contexts.of();

    Observation observation =
        MeasurementMapper.map(
            (Measurement)
                WholeCase.vital("t", WholeCase.TEMPERATURE, plainly(), measured("310", "K", "K")),
            context);

    assertThat(observation.getCode().hasCoding()).isFalse();
    assertThat(observation.getCode().getText()).isEqualTo("temperature");
    assertThat(Contexts.code(observation.getCategoryFirstRep())).isEqualTo("exam");
    assertThat(observation.getValueQuantity().getCode()).isEqualTo("K");
    assertThat(context.notes())
        .singleElement()
        .satisfies(note -> assertThat(note.code()).isEqualTo("vital-sign-form"))
        .satisfies(note -> assertThat(note.solution()).contains("Cel or [degF]"));
  }

  @Test
  void wordsCostTheCodeToo() {
    Observation observation = map(plainly(), new Value.Words("regular"));

    assertThat(observation.getCode().hasCoding()).isFalse();
    assertThat(observation.getValueStringType().getValue()).isEqualTo("regular");
  }

  @Test
  void withoutAValueTheReasonIsGiven() {
    Observation observation = map(plainly(), null);

    assertThat(observation.getCode().hasCoding()).isTrue();
    assertThat(Contexts.code(observation.getDataAbsentReason())).isEqualTo("unknown");
  }

  @Test
  void bloodPressureIsAPanelOfTwo() {
    Observation observation = pressure(WholeCase.PRESSURE);

    assertThat(Contexts.code(observation.getCode())).isEqualTo("85354-9");
    assertThat(observation.hasValue()).isFalse();
    assertThat(observation.getComponent())
        .extracting(part -> Contexts.code(part.getCode()))
        .containsExactly("8480-6", "8462-4");
    assertThat(observation.getComponent().get(1).getValueQuantity().getCode()).isEqualTo("mm[Hg]");
  }

  @Test
  void anotherPressureIsNotTheArterialOne() {
    Observation observation = pressure(Concept.ofText("pulmonary artery pressure"));

    assertThat(observation.getCode().hasCoding()).isFalse();
    assertThat(observation.getComponent())
        .allSatisfy(part -> assertThat(part.getCode().hasCoding()).isFalse());
  }

  private static Observation pressure(Concept concept) {
    return MeasurementMapper.map(
        measurement("bp", concept, plainly(), PRESSURE, MeasurementCategory.VITAL_SIGNS),
        Contexts.of());
  }

  private static Observation map(Told told, Value value) {
    return MeasurementMapper.map(
        (Measurement) WholeCase.vital("pulse", WholeCase.HEART_RATE, told, value), Contexts.of());
  }
}
