package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs of texts that differ in one word: exactly what the word says may differ in the case. */
@Tag("long")
class AdversarialPairsTest {
  private static final String INTRO = "A 52-year-old man presented to our hospital with fever. ";

  @ParameterizedTest
  @ValueSource(strings = {"dysphagia", "headache", "vomiting", "abdominal pain", "dyspnea"})
  void aNegationTurnsTheFinding(String finding) {
    CaseReport present = Articles.report(INTRO + "He had " + finding + ".");
    CaseReport absent = Articles.report(INTRO + "He had no " + finding + ".");
    assertThat(assertion(present, finding)).contains(Assertion.PRESENT);
    assertThat(assertion(absent, finding)).contains(Assertion.ABSENT);
    assertThat(assertion(absent, "fever")).contains(Assertion.PRESENT);
    assertThat(absent.facts()).hasSameSizeAs(present.facts());
  }

  @ParameterizedTest
  @CsvSource({"left, LEFT", "right, RIGHT"})
  void aSideIsKept(String side, Laterality laterality) {
    CaseReport report = Articles.report(INTRO + "He had pain in the " + side + " knee.");
    List<Finding> pain = Articles.facts(report, Finding.class, "pain");
    assertThat(pain).hasSize(1);
    assertThat(pain.get(0).circumstances().bodySites())
        .anyMatch(site -> site.laterality().equals(Optional.of(laterality)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mg/dL", "mmol/L", "g/L"})
  void aUnitIsKept(String unit) {
    CaseReport report =
        Articles.report(INTRO + "Serum creatinine was 2.4 " + unit + " on admission.");
    List<Measurement> creatinine = Articles.facts(report, Measurement.class, "creatinine");
    assertThat(creatinine).hasSize(1);
    Amount amount = ((Value.Measured) creatinine.get(0).value().orElseThrow()).amount();
    assertThat(amount.number()).hasToString("2.4");
    assertThat(amount.unit().text()).isEqualTo(unit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mother", "father", "brother"})
  void anotherPersonsIllnessIsNotThePatients(String relative) {
    CaseReport own = Articles.report(INTRO + "He had a history of diabetes mellitus.");
    CaseReport other =
        Articles.report(INTRO + "His " + relative + " had a history of diabetes mellitus.");
    assertThat(Articles.facts(own, Diagnosis.class, "diabetes")).hasSize(1);
    assertThat(Articles.facts(other, Diagnosis.class, "diabetes")).isEmpty();
    assertThat(Articles.facts(other, Finding.class, "diabetes")).isEmpty();
    assertThat(other.facts(FamilyHistory.class).map(fact -> fact.concept().text()))
        .containsExactly(relative);
  }

  @Test
  void aDrugThatWasNotGivenIsNotTaken() {
    CaseReport given = Articles.report(INTRO + "Methotrexate was given.");
    CaseReport not = Articles.report(INTRO + "Methotrexate was not given.");
    assertThat(Articles.facts(given, MedicationUse.class, "methotrexate"))
        .singleElement()
        .satisfies(use -> assertThat(use.status()).isNotEqualTo(MedicationStatus.NOT_TAKEN));
    assertThat(Articles.facts(not, MedicationUse.class, "methotrexate"))
        .singleElement()
        .satisfies(use -> assertThat(use.status()).isEqualTo(MedicationStatus.NOT_TAKEN));
  }

  @Test
  void whatIsOnlyKnowledgeIsNoFact() {
    CaseReport report =
        Articles.report(INTRO + "Although pneumonia may result from aspiration, he had no cough.");
    assertThat(report.facts(Diagnosis.class)).noneMatch(fact -> says(fact, "pneumonia"));
    assertThat(report.facts(Finding.class)).noneMatch(fact -> says(fact, "pneumonia"));
  }

  private static Optional<Assertion> assertion(CaseReport report, String words) {
    return report.facts().stream()
        .filter(fact -> says(fact, words))
        .map(fact -> fact.circumstances().assertion())
        .findFirst();
  }

  private static boolean says(Fact fact, String words) {
    return fact.concept().text().contains(words);
  }
}
