package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.after;
import static org.case2fhir.model.Cases.age;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Cases;
import org.case2fhir.model.Concept;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Patient, and the Observations that say the rest about the subject. */
final class PatientMapperTest {

  @ParameterizedTest
  @EnumSource(Sex.class)
  void genderIsTheSexTold(Sex sex) {
    Patient patient = map(subject(sex, null, null));

    assertThat(patient.getGender().toCode()).isEqualTo(sex.code());
    assertThat(Contexts.text(patient)).contains("Sex: " + sex.code());
  }

  @Test
  void silenceOnSexIsNotUnknownSex() {
    assertThat(map(subject(null, null, null)).hasGender()).isFalse();
  }

  @Test
  void anUnknownBirthDateSaysSo() {
    Patient patient = map(Cases.WOMAN);

    assertThat(patient.getBirthDateElement().hasValue()).isFalse();
    assertThat(patient.getBirthDateElement().getExtensionString(Systems.DATA_ABSENT_REASON))
        .isEqualTo("unknown");
    assertThat(patient.hasName()).isFalse();
    assertThat(patient.hasDeceased()).isFalse();
  }

  @Test
  void aBirthDateIsAsPreciseAsTold() {
    Subject subject =
        new Subject(
            Optional.empty(),
            Optional.empty(),
            Optional.of(PartialDate.of(1959, 3)),
            Optional.of("A. B."),
            Optional.empty(),
            List.of());

    Patient patient = map(subject);

    assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo("1959-03");
    assertThat(patient.getNameFirstRep().getText()).isEqualTo("A. B.");
  }

  @Test
  void deathIsDatedWhereItCanBe() {
    Death dated =
        new Death(true, Optional.of(after(5, TimeUnit.YEAR, "first-visit")), Optional.empty());
    Death undated = new Death(true, Optional.of(new When.InWords("soon")), Optional.empty());
    Death alive = new Death(false, Optional.empty(), Optional.empty());

    assertThat(map(subject(null, null, dated)).getDeceasedDateTimeType().getValueAsString())
        .isEqualTo("2011");
    assertThat(map(subject(null, null, undated)).getDeceasedBooleanType().booleanValue()).isTrue();
    assertThat(map(subject(null, null, alive)).getDeceasedBooleanType().booleanValue()).isFalse();
  }

  @Test
  void ageIsAnObservationAtItsVisit() {
    TimeSpan years = TimeSpan.of(47, TimeUnit.YEAR);

    Observation age = observations(subject(null, new Subject.AgeAt(years, visit()), null)).get(0);

    assertThat(Contexts.code(age.getCode())).isEqualTo("30525-0");
    assertThat(age.getValueQuantity().getCode()).isEqualTo("a");
    assertThat(age.getValueQuantity().getValue()).isEqualByComparingTo("47");
    assertThat(age.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2006-02");
    assertThat(age.getEncounter().getDisplay()).isEqualTo("first visit");
    assertThat(Contexts.text(age)).contains("Age: 47 years");
  }

  @ParameterizedTest
  @EnumSource(TimeUnit.class)
  void ageZeroIsAPlainQuantityInEveryUnit(TimeUnit unit) {
    Subject.AgeAt zero = new Subject.AgeAt(TimeSpan.of(0, unit), Optional.empty());

    Observation age = observations(subject(null, zero, null)).get(0);

    assertThat(age.getValue().fhirType()).isEqualTo("Quantity");
    assertThat(age.getValueQuantity().getValue()).isZero();
    assertThat(age.getValueQuantity().getCode()).isEqualTo(unit.ucum());
    assertThat(age.getEffectiveDateTimeType().hasValue()).isFalse();
  }

  @Test
  void ageAtAndCauseOfDeathAreObservations() {
    Death death =
        new Death(true, Optional.of(age(51, TimeUnit.YEAR)), Optional.of(Concept.ofText("sepsis")));

    List<Observation> observations = observations(subject(null, null, death));

    assertThat(observations).hasSize(2);
    assertThat(observations.get(0).getCode().getText()).isEqualTo("Age at death");
    assertThat(observations.get(0).getValueQuantity().getCode()).isEqualTo("a");
    assertThat(observations.get(1).getValueCodeableConcept().getText()).isEqualTo("sepsis");
    assertThat(Contexts.text(observations.get(1))).contains("Cause of death: sepsis");
  }

  @Test
  void theLivingHaveNoTimeOfDeath() {
    Death alive = new Death(false, Optional.of(new When.InWords("at follow-up")), Optional.empty());

    assertThat(observations(subject(null, null, alive))).isEmpty();
  }

  private static Optional<String> visit() {
    return Optional.of("first-visit");
  }

  private static Subject subject(Sex sex, Subject.AgeAt age, Death death) {
    return new Subject(
        Optional.ofNullable(sex),
        Optional.ofNullable(age),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(death),
        List.of());
  }

  private static Patient map(Subject subject) {
    return PatientMapper.map(subject, Contexts.of());
  }

  private static List<Observation> observations(Subject subject) {
    return SubjectMapper.map(subject, Contexts.of());
  }
}
