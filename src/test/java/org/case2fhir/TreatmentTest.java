package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.Sensitivity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Treatments as sentences state them: really given or not, still given or not, how much. */
class TreatmentTest {
  private static final String INTRO = "A 52-year-old woman was admitted to our hospital. ";

  private static <F extends Fact> List<F> facts(String text, Class<F> kind, String name) {
    return Articles.facts(Articles.report(INTRO + text), kind, name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          She was not started on heparin because of bleeding. | heparin | NOT_TAKEN
          He was no longer taking metformin. | metformin | STOPPED
          She had been taking lithium, which was stopped two years ago. | lithium | STOPPED
          He was treated with rituximab rather than cyclophosphamide. | cyclophosphamide | NOT_TAKEN
          She had no fever or cough and heparin was given. | heparin | UNKNOWN
          He had neither chest pain nor nausea and aspirin 100 mg was given. | aspirin | UNKNOWN
          No effusion and no vegetation were seen and warfarin was stopped. | warfarin | STOPPED
          She was treated with carbimazole. After six months the drug was withdrawn. | carbimazole | STOPPED
          Amlodipine was started. Two weeks later amlodipine was discontinued. | amlodipine | STOPPED
          Cyclophosphamide 750 mg/m2 monthly for 6 months was given. | cyclophosphamide | COMPLETED
          She was given furosemide until the edema had resolved. | furosemide | COMPLETED
          Ceftriaxone was given for 3 weeks, then amoxicillin daily. | ceftriaxone | COMPLETED
          Methylprednisolone 1 g was followed by prednisone. | methylprednisolone | COMPLETED
          She had been taking amiodarone for 3 years. | amiodarone | UNKNOWN
          She has been on tacrolimus since 2010. | tacrolimus | ACTIVE
          Insulin glargine 20 units and metformin 500 mg were continued. | glargine | ACTIVE
          Warfarin was replaced by apixaban. | warfarin | STOPPED
          """)
  void aDrugHasTheStatusThatIsStated(String text, String drug, MedicationStatus status) {
    assertThat(facts(text, MedicationUse.class, drug))
        .extracting(MedicationUse::status)
        .containsExactly(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Her mother took thalidomide during the pregnancy. | thalidomide
          She would have been treated with cyclosporine if she had relapsed. | cyclosporine
          Methotrexate was considered but she was given azathioprine instead. | methotrexate
          Serum calcium, magnesium and phosphate were normal. | calcium
          Intact parathyroid hormone (iPTH) was high at 500 pg/ml. | parathyroid
          Blood samples for glucose were taken. | glucose
          He avoided carbohydrate-containing food. | carbohydrate
          """)
  void whatWasNotGivenToThePatientIsNoDrugOfHers(String text, String drug) {
    assertThat(facts(text, MedicationUse.class, drug)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          She was given sildenafil as vasodilator therapy (20 mg, three times a day). | sildenafil | 20 mg
          Heparin 5000 IU subcutaneously twice daily was prescribed. | heparin | 5000 IU
          Vitamin D 800 u/day was prescribed. | vitamin d | 800 u/day
          He was sedated with continuous infusions of propofol and remifentanil. | remifentanil | continuous infusions
          Cefotaxime at a meningeal dose was started. | cefotaxime | meningeal dose
          She took low-dose aspirin. | aspirin | ow-dose
          Lamotrigine was titrated from 25 mg to 200 mg daily. | lamotrigine | 25 mg ; 200 mg daily
          Gabapentin 300 mg was increased to 900 mg three times daily. | gabapentin | 300 mg ; 900 mg
          Prednisolone 60 mg daily was reduced by 10 mg every week. | prednisolone | 60 mg daily
          """)
  void aDoseIsReadWhereverItStands(String text, String drug, String doses) {
    List<String> read =
        facts(text, MedicationUse.class, drug).get(0).dosages().stream().map(Dose::text).toList();
    String[] wanted = doses.split(" ; ");
    assertThat(read).hasSize(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(read.get(i)).contains(wanted[i]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Kidney transplantation is planned. | transplantation | PREPARATION
          Bronchoscopy was considered but not performed because of hypoxia. | bronchoscopy | NOT_DONE
          He declined chemotherapy. | chemotherapy | NOT_DONE
          Lumbar puncture could not be performed. | puncture | NOT_DONE
          The left kidney was surgically removed. | removal | COMPLETED
          A girl was delivered at term by cesarean section. | cesarean | COMPLETED
          She was treated with phlebotomies. | phlebotom | COMPLETED
          """)
  void aProcedureHasTheStatusThatIsStated(String text, String name, InterventionStatus status) {
    assertThat(facts(text, Intervention.class, name))
        .extracting(Intervention::status)
        .containsExactly(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          The donor underwent nephrectomy. | nephrectomy
          His sister and mother underwent thyroidectomy for goiter. | thyroidectomy
          Without leukocytosis, antibiotics were stopped and a drain was removed. | leukocytosis
          CT showed an abnormal anastomosis between the arteries. | anastomosis
          """)
  void whatWasNotDoneToThePatientIsNoProcedureOfHers(String text, String name) {
    assertThat(facts(text, Intervention.class, name)).isEmpty();
  }

  @Test
  void anOperationMentionedAgainIsOne() {
    String text = "Hemodialysis was initiated. Despite dialysis, creatinine rose.";
    assertThat(facts(text, Intervention.class, "dialysis")).hasSize(1);
    String twice = "A craniotomy was done in May 2019. A craniotomy had been done in 2015.";
    assertThat(facts(twice, Intervention.class, "craniotomy")).hasSize(2);
  }

  @Test
  void anAnalyteIsMeasured() {
    assertThat(facts("Serum calcium was low.", Measurement.class, "calcium")).hasSize(1);
  }

  @Test
  void aReactionIsAPartOfTheAllergy() {
    String text = "She is allergic to penicillin (rash), latex and nuts.";
    List<Sensitivity> found = facts(text, Sensitivity.class, "");
    assertThat(found)
        .extracting(allergy -> allergy.concept().text())
        .containsExactlyInAnyOrder("penicillin", "latex", "nuts");
    assertThat(found.get(0).circumstances().assertion()).isEqualTo(Assertion.PRESENT);
    assertThat(facts(text, Sensitivity.class, "penicillin").get(0).reactions()).hasSize(1);
    assertThat(facts(text, Finding.class, "rash")).isEmpty();
  }

  @Test
  void thatNoAllergyIsKnownIsStatedOnce() {
    String text = "She had no known drug allergies. No known allergies were reported.";
    assertThat(facts(text, Sensitivity.class, "")).hasSize(1);
  }
}
