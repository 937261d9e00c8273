package org.case2fhir.extraction.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.case2fhir.extraction.context.RegimenReader.Course;
import org.case2fhir.extraction.context.RegimenReader.Regimen;
import org.case2fhir.model.Dose;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How drugs were taken. */
class RegimenReaderTest {
  @Test
  void theDoseIsTheWords() {
    Regimen regimen =
        Marked.read("She took {M:aspirin} {O:0.5 mg} twice daily for three days, then left.")
            .regimen("aspirin");
    assertThat(regimen.doses()).hasSize(1);
    Dose dose = regimen.doses().get(0);
    assertThat(dose.text()).isEqualTo("0.5 mg twice daily for three days");
    assertThat(dose.frequency()).get().extracting(Dose.Frequency::times).isEqualTo(2);
    assertThat(dose.duration()).contains(TimeSpan.of(3, TimeUnit.DAY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "He had {M:ifosfamide} (total dose: {O:100 g}) then.",
        "{M:Ifosfamide} to a cumulative dose of {O:450 mg} was reached.",
        "She got {M:ifosfamide} in a total dosage of {O:20 g}."
      })
  void aTotalIsNoAmountOfADose(String sentence) {
    assertThat(
            Marked.read(sentence).regimen(sentence.contains("{M:I") ? "Ifosfamide" : "ifosfamide"))
        .satisfies(
            regimen ->
                assertThat(regimen.doses())
                    .isNotEmpty()
                    .allSatisfy(
                        dose -> {
                          assertThat(dose.amount()).isEmpty();
                          assertThat(dose.text()).containsAnyOf("total", "cumulative");
                        }));
  }

  @Test
  void theRouteBeforeTheDrugIsTheDoses() {
    Dose dose =
        Marked.read("{R:Oral} {M:prednisolone}, {O:30 mg daily}, was started.")
            .regimen("prednisolone")
            .doses()
            .get(0);
    assertThat(dose.text()).isEqualTo("30 mg daily");
    assertThat(dose.route()).isPresent();
  }

  @Test
  void anAmountADayIsARate() {
    Dose dose =
        Marked.read("{M:Chloroquine} {O:200 mg/day} was administered.")
            .regimen("Chloroquine")
            .doses()
            .get(0);
    assertThat(dose.rate()).isPresent();
    assertThat(dose.frequency()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "He was started on {M:aspirin}.|STARTED|ACTIVE",
        "{M:Aspirin} was started.|STARTED|ACTIVE",
        "{M:Aspirin} was discontinued.|STOPPED|STOPPED",
        "They stopped {M:aspirin}.|STOPPED|STOPPED",
        "{M:Aspirin} was tapered.|TAPERED|ACTIVE",
        "The dose of {M:aspirin} was increased.|INCREASED|ACTIVE",
        "{M:Aspirin} was continued.|CONTINUED|ACTIVE",
        "She remained on {M:aspirin}.|CONTINUED|ACTIVE",
        "He completed {M:aspirin}.|COMPLETED|COMPLETED",
        "He was switched from {M:aspirin} to another.|SWITCHED|STOPPED",
        "{M:Aspirin} was planned.|PLANNED|INTENDED",
        "{M:Aspirin} was not given.|NOT_GIVEN|NOT_TAKEN",
        "But not {M:aspirin}.|NOT_GIVEN|NOT_TAKEN",
        "He received {M:aspirin}.|GIVEN|UNKNOWN",
        "He received {M:aspirin} for {U:three days}.|GIVEN|COMPLETED",
        "All drugs except {M:aspirin} were stopped.|GIVEN|UNKNOWN"
      })
  void course(String sentence, Course course, MedicationStatus status) {
    Marked marked = Marked.read(sentence);
    Regimen regimen = RegimenReader.builtIn().regimen(marked.reading(), marked.mentions().get(0));
    assertThat(regimen.course()).isEqualTo(course);
    assertThat(regimen.status()).isEqualTo(status);
  }

  @Test
  void aListSharesItsCourse() {
    Marked marked =
        Marked.read("{M:Aspirin} ({O:100 mg}), {M:enalapril} and {M:bisoprolol} were stopped.");
    assertThat(marked.regimen("bisoprolol").course()).isEqualTo(Course.STOPPED);
    assertThat(marked.regimen("enalapril").course()).isEqualTo(Course.STOPPED);
  }

  @Test
  void reasonAndResponse() {
    Marked marked =
        Marked.read("He received {M:levofloxacin} for {D:pneumonia} with rapid improvement.");
    Regimen regimen = marked.regimen("levofloxacin");
    assertThat(regimen.reason().map(marked::words)).contains("pneumonia");
    assertThat(regimen.response().map(marked::words)).contains("with rapid improvement");
  }

  @Test
  void aSecondNameSharesTheDose() {
    Marked marked = Marked.read("She took {M:isoniazid} ({M:INH}, {O:300 mg/d}).");
    assertThat(marked.regimen("isoniazid").doses()).hasSize(1);
  }
}
