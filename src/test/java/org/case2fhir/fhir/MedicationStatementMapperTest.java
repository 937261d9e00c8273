package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.after;
import static org.case2fhir.model.Cases.diagnosis;
import static org.case2fhir.model.Cases.finding;
import static org.case2fhir.model.Cases.measured;
import static org.case2fhir.model.Cases.medication;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Fact;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Told;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Drugs, their dosage, and what they did. */
final class MedicationStatementMapperTest {

  @ParameterizedTest
  @EnumSource(MedicationStatus.class)
  void statusIsThatOfTheCase(MedicationStatus status) {
    MedicationStatement statement = map(medication("drug", at("first-visit"), status));

    assertThat(statement.getStatus().toCode()).isEqualTo(status.code());
    assertThat(statement.getContext().getDisplay()).isEqualTo("first visit");
    assertThat(statement.hasEffective()).as("a visit's date is no course").isFalse();
  }

  @Test
  void aDrugThatWasNotGivenIsNotTaken() {
    MedicationStatement statement =
        map(medication("indomethacin", plainly().absent(), MedicationStatus.UNKNOWN));

    assertThat(statement.getStatus().toCode()).isEqualTo("not-taken");
    assertThat(Contexts.text(statement)).contains("Not taken: indomethacin");
    assertThat(statement.hasDosage()).isFalse();
  }

  @Test
  void anOngoingCourseHasNoEnd() {
    MedicationStatement statement =
        map(course(after(1, TimeUnit.YEAR, "first-visit"), null, TimeSpan.of(44, TimeUnit.MONTH)));

    assertThat(statement.getEffectivePeriod().getStartElement().getValueAsString())
        .isEqualTo("2007");
    assertThat(statement.getEffectivePeriod().hasEnd()).isFalse();
    assertThat(statement.getNoteFirstRep().getText()).isEqualTo("Taken so far for: 44 months");
  }

  @Test
  void aStartInWordsIsANote() {
    MedicationStatement statement = map(course(new When.InWords("after surgery"), null, null));

    assertThat(statement.hasEffective()).isFalse();
    assertThat(statement.getNoteFirstRep().getText()).isEqualTo("Started: after surgery");
  }

  @Test
  void reasonsAreDiagnosesOrFindings() {
    MedicationStatement statement =
        map(course(null, null, null), diagnosis("gout", plainly()), finding("pain", plainly()));

    assertThat(statement.getReasonReference())
        .extracting(reason -> reason.getDisplay())
        .containsExactly("gout", "pain");
  }

  @Test
  void theResponseIsPartOfTheStatement() {
    MedicationUse use = course(null, null, null);
    CaseContext context = Contexts.of(use);

    Observation response = ResponseMapper.map(use, context).orElseThrow();

    assertThat(response.getValueStringType().getValue()).isEqualTo("improved");
    assertThat(response.getPartOfFirstRep().getReference())
        .isEqualTo("urn:uuid:" + context.entry(MedicationStatementMapper.map(use, context)));
    assertThat(Contexts.code(response.getCategoryFirstRep())).isEqualTo("therapy");
    MedicationUse silent = medication("drug", plainly(), MedicationStatus.ACTIVE);
    assertThat(ResponseMapper.map(silent, context)).isEmpty();
  }

  @Test
  void whatHasNoElementIsNoted() {
    Told told = plainly().possible().site("skin").severity("mild").note("by herself");

    MedicationStatement statement = map(medication("drug", told, MedicationStatus.ACTIVE));

    assertThat(statement.getNote())
        .extracting(note -> note.getText())
        .containsExactly(
            "by herself", "Body site: skin", "Severity: mild", "Possible, not certain");
  }

  @Test
  void doseAndFrequencyAreStructured() {
    Dosage dosage =
        DosageMapper.of(
            new Dose(
                "0.5 mg twice daily for 3 days if needed",
                Optional.of(measured("0.5", "mg", "mg")),
                Optional.empty(),
                Optional.of(new Dose.Frequency(2, BigDecimal.ONE, TimeUnit.DAY, Optional.of(6))),
                Optional.of(Concept.ofText("oral")),
                true,
                Optional.of(TimeSpan.of(3, TimeUnit.DAY))));

    TimingRepeatComponent repeat = dosage.getTiming().getRepeat();
    assertThat(dosage.getText()).startsWith("0.5 mg twice daily");
    assertThat(dosage.getDoseAndRateFirstRep().getDoseQuantity().getCode()).isEqualTo("mg");
    assertThat(repeat.getFrequency()).isEqualTo(2);
    assertThat(repeat.getPeriod()).isEqualByComparingTo("1");
    assertThat(repeat.getPeriodUnit().toCode()).isEqualTo("d");
    assertThat(repeat.getCount()).isEqualTo(6);
    assertThat(repeat.getBoundsDuration().getCode()).isEqualTo("d");
    assertThat(dosage.getRoute().getText()).isEqualTo("oral");
    assertThat(dosage.getAsNeededBooleanType().booleanValue()).isTrue();
  }

  @Test
  void aRateInventsNoFrequency() {
    Amount amount = Amount.of("200", Unit.of("mg", "mg"));

    Dosage dosage =
        DosageMapper.of(
            dose("200 mg/day", null, new Dose.Rate(amount, TimeSpan.of(1, TimeUnit.DAY))));

    assertThat(dosage.getDoseAndRateFirstRep().getRateRatio().getNumerator().getValue())
        .isEqualByComparingTo("200");
    assertThat(dosage.getDoseAndRateFirstRep().getRateRatio().getDenominator().getCode())
        .isEqualTo("d");
    assertThat(dosage.hasTiming()).isFalse();
    assertThat(dosage.hasAsNeeded()).isFalse();
  }

  @Test
  void aDoseRangeIsARangeAndABoundStaysInWords() {
    Value range =
        new Value.Interval(
            Optional.of(BigDecimal.ONE), Optional.of(BigDecimal.TEN), Unit.of("mg", "mg"));
    Value bound =
        new Value.Measured(
            new Amount(BigDecimal.TEN, Optional.of(Comparator.LESS), Unit.of("mg", "mg")));

    assertThat(
            DosageMapper.of(dose("1-10 mg", range, null)).getDoseAndRateFirstRep().hasDoseRange())
        .isTrue();
    assertThat(DosageMapper.of(dose("less than 10 mg", bound, null)).hasDoseAndRate()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(TimeUnit.class)
  void everyPeriodUnitIsKnownToFhir(TimeUnit unit) {
    Dose dose =
        new Dose(
            "now and then",
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Dose.Frequency(1, BigDecimal.ONE, unit, Optional.empty())),
            Optional.empty(),
            false,
            Optional.empty());

    assertThat(DosageMapper.of(dose).getTiming().getRepeat().getPeriodUnit().toCode())
        .isEqualTo(unit.ucum());
  }

  private static Dose dose(String text, Value amount, Dose.Rate rate) {
    return new Dose(
        text,
        Optional.ofNullable(amount),
        Optional.ofNullable(rate),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private static MedicationUse course(When start, When end, TimeSpan duration) {
    return new MedicationUse(
        "drug",
        Concept.ofText("drug"),
        plainly().build(),
        MedicationStatus.ACTIVE,
        List.of(),
        Optional.ofNullable(start),
        Optional.ofNullable(end),
        Optional.ofNullable(duration),
        List.of("gout", "pain"),
        Optional.of("improved"));
  }

  private static MedicationStatement map(MedicationUse use, Fact... others) {
    return MedicationStatementMapper.map(use, Contexts.of(others));
  }
}
