package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.measured;
import static org.case2fhir.model.Cases.measurement;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.math.BigDecimal;
import java.util.List;
import org.case2fhir.fhir.MappingOptions.VitalSignPolicy;
import org.case2fhir.model.Cases;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Told;
import org.case2fhir.model.Value;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
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
            dated(),
            measured("80", "bpm", "{beats}/min"),
            MeasurementCategory.EXAM);

    Observation observation = MeasurementMapper.map(told, Contexts.of());

    assertThat(Contexts.code(observation.getCategoryFirstRep())).isEqualTo("vital-signs");
    assertThat(Contexts.code(observation.getCode())).isEqualTo("8867-4");
    assertThat(observation.getValueQuantity().getCode()).isEqualTo("/min");
  }

  @Test
  void withoutAnExactDateTheTimeIsAPeriod() {
    Observation coarse = map(at("first-visit"), measured("80", "/min", "/min"));
    Observation undated = map(plainly(), measured("80", "/min", "/min"));

    assertThat(List.of(coarse, undated))
        .allSatisfy(o -> assertThat(Contexts.code(o.getCode())).isEqualTo("8867-4"))
        .allSatisfy(o -> assertThat(o.getValueQuantity().getCode()).isEqualTo("/min"));
    Period month = coarse.getEffectivePeriod();
    assertThat(month.getStartElement().getValueAsString()).isEqualTo("2006-02");
    assertThat(month.getEndElement().getValueAsString()).isEqualTo("2006-02");
    Period unknown = undated.getEffectivePeriod();
    assertThat(unknown.getStartElement().getExtensionString(Systems.DATA_ABSENT_REASON))
        .isEqualTo("unknown");
    assertThat(unknown.hasEnd()).isFalse();
  }

  @Test
  void insideAStayTheTimeIsTheStay() {
    Visit stay = Cases.stay("stay", PartialDate.of(2006, 2, 3), PartialDate.of(2006, 2, 10));
    Measurement pulse =
        (Measurement)
            WholeCase.vital("p", WholeCase.HEART_RATE, at("stay"), measured("80", "/min", "/min"));
    CaseContext context =
        new CaseContext(Cases.report(List.of(stay), pulse), MappingOptions.DEFAULT);

    Period time = MeasurementMapper.map(pulse, context).getEffectivePeriod();

    assertThat(time.getStartElement().getValueAsString()).isEqualTo("2006-02-03");
    assertThat(time.getEndElement().getValueAsString()).isEqualTo("2006-02-10");
  }

  @Test
  void onRequestTheCodeStandsInAComponentWithoutAnExactDate() {
    Observation coarse = strict(at("first-visit"), measured("80", "/min", "/min"));
    Observation undated = strict(plainly(), measured("80", "/min", "/min"));

    assertThat(coarse.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2006-02");
    assertThat(undated.getEffectiveDateTimeType().getExtensionString(Systems.DATA_ABSENT_REASON))
        .isEqualTo("unknown");
    assertThat(List.of(coarse, undated)).allSatisfy(VitalSignsTest::isMoved);
    assertThat(coarse.getComponentFirstRep().getValueQuantity().getCode()).isEqualTo("/min");
  }

  @Test
  void aForeignUnitMovesTheCodeAndKeepsTheValue() {
    CaseContext context = Contexts.of();

    Observation observation =
        MeasurementMapper.map(
            (Measurement)
                WholeCase.vital("t", WholeCase.TEMPERATURE, dated(), measured("310", "K", "K")),
            context);

    assertThat(observation.getCode().getText()).isEqualTo("temperature");
    assertThat(Contexts.code(observation.getComponentFirstRep().getCode())).isEqualTo("8310-5");
    assertThat(observation.getComponentFirstRep().getValueQuantity().getCode()).isEqualTo("K");
    assertThat(context.notes())
        .singleElement()
        .satisfies(note -> assertThat(note.code()).isEqualTo("vital-sign-form"))
        .satisfies(note -> assertThat(note.solution()).contains("Cel or [degF]"));
  }

  @Test
  void wordsMoveTheCodeToo() {
    Observation observation = map(dated(), new Value.Words("regular"));

    isMoved(observation);
    assertThat(observation.getComponentFirstRep().getValueStringType().getValue())
        .isEqualTo("regular");
  }

  @Test
  void withoutAValueTheReasonIsGiven() {
    Observation observation = map(dated(), null);
    Observation undated = strict(plainly(), null);

    assertThat(observation.getCode().hasCoding()).isTrue();
    assertThat(Contexts.code(observation.getDataAbsentReason())).isEqualTo("unknown");
    isMoved(undated);
    assertThat(Contexts.code(undated.getComponentFirstRep().getDataAbsentReason()))
        .isEqualTo("unknown");
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

  @Test
  void aLonePressureIsAPanelWhoseOtherHalfIsUnknown() {
    Observation systolic = lone("systolic pressure", StructuralCodes.SYSTOLIC);
    Observation diastolic = lone("diastolic pressure", StructuralCodes.DIASTOLIC);

    assertThat(Contexts.code(systolic.getCode())).isEqualTo("85354-9");
    assertThat(systolic.getCode().getText()).isEqualTo("systolic pressure");
    assertThat(systolic.hasValue()).isFalse();
    assertThat(systolic.getComponent().get(0).getValueQuantity().getCode()).isEqualTo("mm[Hg]");
    assertThat(Contexts.code(systolic.getComponent().get(1).getDataAbsentReason()))
        .isEqualTo("unknown");
    assertThat(diastolic.getComponent().get(0).hasValue()).isFalse();
    assertThat(diastolic.getComponent().get(1).hasValue()).isTrue();
  }

  @Test
  void pulseOximetryNamesTheSaturationToo() {
    Concept oximetry = WholeCase.loinc("SpO2", "59408-5", "Oxygen saturation by pulse oximetry");

    Observation observation =
        MeasurementMapper.map(
            (Measurement) WholeCase.vital("s", oximetry, dated(), measured("97", "%", "%")),
            Contexts.of());

    assertThat(observation.getCode().getCoding())
        .extracting(coding -> coding.getCode())
        .containsExactly("59408-5", "2708-6");
  }

  private static Observation lone(String text, Code code) {
    Value value = measured("90", "mmHg", "mm[Hg]");
    Concept concept = new Concept(text, List.of(code));
    return MeasurementMapper.map(
        (Measurement) WholeCase.vital("p", concept, dated(), value), Contexts.of());
  }

  @Test
  void anUndatedBloodPressureKeepsItsTwoCodes() {
    Observation observation =
        MeasurementMapper.map(
            (Measurement) WholeCase.vital("bp", WholeCase.PRESSURE, plainly(), PRESSURE),
            Contexts.of(MappingOptions.DEFAULT.withVitalSigns(VitalSignPolicy.COMPONENT)));

    assertThat(observation.getCode().hasCoding()).isFalse();
    assertThat(observation.getComponent())
        .extracting(part -> Contexts.code(part.getCode()))
        .containsExactly("8480-6", "8462-4");
  }

  private static void isMoved(Observation observation) {
    assertThat(observation.getCode().hasCoding()).isFalse();
    assertThat(observation.getCode().getText()).isEqualTo("heart rate");
    assertThat(observation.hasValue()).isFalse();
    assertThat(observation.hasDataAbsentReason()).isFalse();
    assertThat(Contexts.code(observation.getCategoryFirstRep())).isEqualTo("vital-signs");
    assertThat(Contexts.code(observation.getComponentFirstRep().getCode())).isEqualTo("8867-4");
  }

  private static Told dated() {
    return plainly().on(new When.OnDate(PartialDate.of(2006, 2, 14)));
  }

  private static Observation pressure(Concept concept) {
    return MeasurementMapper.map(
        measurement("bp", concept, dated(), PRESSURE, MeasurementCategory.VITAL_SIGNS),
        Contexts.of());
  }

  private static Observation strict(Told told, Value value) {
    return MeasurementMapper.map(
        (Measurement) WholeCase.vital("pulse", WholeCase.HEART_RATE, told, value),
        Contexts.of(MappingOptions.DEFAULT.withVitalSigns(VitalSignPolicy.COMPONENT)));
  }

  private static Observation map(Told told, Value value) {
    return MeasurementMapper.map(
        (Measurement) WholeCase.vital("pulse", WholeCase.HEART_RATE, told, value), Contexts.of());
  }
}
