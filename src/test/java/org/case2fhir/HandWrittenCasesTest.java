package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.issue.Issue;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write by hand into case files, right and wrong. */
class HandWrittenCasesTest {
  private static final CaseConverter CONVERTER =
      new CaseConverter(
          new ConversionOptions(
              ConversionOptions.DEFAULT.mapping(),
              ConversionOptions.DEFAULT.format(),
              /* validate= */ false,
              /* strict= */ false,
              /* attachSource= */ false));

  @Test
  void keepsTheTimeOfDayThatHasAnOffset() {
    Conversion conversion =
        convert(
            "encounters:",
            "  - {id: a, class: inpatient, date: 2028-08-08T09:28:05-06:00, diagnoses: [asthma]}",
            "  - {id: b, class: inpatient, date: 2028-08-09T09:28Z, diagnoses: [gout]}",
            "  - {id: c, class: inpatient, date: 2028-08-10T09:28:00, diagnoses: [eczema]}");

    assertThat(
            all(conversion, Encounter.class)
                .map(e -> e.getPeriod().getStartElement().asStringValue()))
        .containsExactly("2028-08-08T09:28:05-06:00", "2028-08-09T09:28:00Z", "2028-08-10");
    assertThat(codes(conversion)).containsOnlyOnce("time-of-day");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          medications: [{drug: prednisone, dose: 1 tablet every day for one week, and then 1 tablet every week}]
          medications: [{drug: aspirin, note: before breakfast, not at night}]
          measurements: [{test: potassium, value: 3,5 mmol/L}]
          measurements: [{test: potassium, value: 3,5}]
          diagnoses: [{diagnosis: stroke, left-sided weakness}]
          """)
  void leavesOutAFactThatACommaCutsInTwo(String line) {
    Conversion conversion = convert("findings: [fever]", line);

    assertThat(conversion.issues())
        .filteredOn(issue -> issue.code().equals("unquoted-comma"))
        .singleElement()
        .satisfies(issue -> assertThat(issue.solution()).startsWith("quote the whole text"));
    assertThat(conversion.encoded().orElseThrow())
        .doesNotContain("MedicationStatement", "potassium", "stroke");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          medications: [aspirin 1,000 mg, paracetamol]
          medications: [{drug: [paracetamol, 'warfarin', aspirin 0,5 g], status: active}]
          findings: [{absent: [😀 fever of 38,9 °C, chills]}]
          diagnoses: [hernia, tumor of 2,5]
          """)
  void leavesOutTextsOfAListThatACommaCutsInANumber(String line) {
    Conversion conversion = convert("procedures: [appendectomy]", line);

    assertThat(conversion.issues())
        .filteredOn(issue -> issue.code().equals("unquoted-comma"))
        .singleElement()
        .satisfies(issue -> assertThat(issue.solution()).startsWith("quote the whole text"));
    assertThat(conversion.encoded().orElseThrow())
        .doesNotContain("aspirin", "000 mg", "5 g", "fever", "9 °C", "tumor");
  }

  @Test
  void takesACommaBetweenNumbersOfAListForOneBetweenTexts() {
    Conversion conversion =
        convert(
            "diagnoses: [type 2 diabetes, 2 strokes, 'trisomy 21',\"45,X\", grade 3,'1 ulcer']");

    assertThat(codes(conversion)).doesNotContain("unquoted-comma");
    assertThat(conversion.encoded().orElseThrow())
        .contains("type 2 diabetes", "2 strokes", "trisomy 21", "45,X", "grade 3", "1 ulcer");
  }

  @Test
  void readsAQuotedTaper() {
    List<Dosage> doses = doses("\"1 tablet every day for one week, and then 1 tablet every week\"");

    assertThat(doses).extracting(Dosage::getSequence).containsExactly(1, 2);
    assertThat(doses.get(0).getTiming().getRepeat().getBoundsDuration().getCode()).isEqualTo("wk");
    assertThat(doses.get(1).getTiming().getRepeat().getPeriodUnit().toCode()).isEqualTo("wk");
    assertThat(doses.get(1).getText()).isEqualTo("and then 1 tablet every week");
  }

  @Test
  void mapsRangesLimitsMealsAndReasons() {
    Dosage dosage =
        doses("\"1-2 tablets every 4-6 hours with meals as needed for pain, max 8 tablets/day\"")
            .get(0);

    assertThat(dosage.getDoseAndRateFirstRep().getDoseRange().getHigh().getValue())
        .isEqualByComparingTo("2");
    assertThat(dosage.getTiming().getRepeat().getPeriodMax()).isEqualByComparingTo("6");
    assertThat(dosage.getTiming().getRepeat().getWhen())
        .singleElement()
        .satisfies(when -> assertThat(when.getCode()).isEqualTo("C"));
    assertThat(dosage.getAsNeededCodeableConcept().getText()).isEqualTo("pain");
    assertThat(dosage.getMaxDosePerPeriod().getNumerator().getValue()).isEqualByComparingTo("8");
  }

  @Test
  void mapsARangeOfRatesInOneUnit() {
    Dosage dosage = doses("4-12 ug/kg/min IV").get(0);

    assertThat(dosage.getDoseAndRateFirstRep().getRateRange().getHigh().getCode())
        .isEqualTo("ug/kg/min");
    assertThat(dosage.getDoseAndRateFirstRep().hasDose()).isFalse();
  }

  @Test
  void mapsWeekdays() {
    List<Dosage> doses = doses("5 mg on Mondays and 2.5 mg on other days");

    assertThat(doses)
        .extracting(d -> d.getTiming().getRepeat().getDayOfWeek().size())
        .containsExactly(1, 6);
    assertThat(doses).noneMatch(Dosage::hasSequence);
  }

  @Test
  void writesNoPeriodThatEndsBeforeItBegins() {
    Conversion conversion =
        convert(
            "encounters:",
            "  - {id: v, class: inpatient, start: 2020-05-10, end: 2020-05-01, diagnoses: [gout]}",
            "medications: [{drug: aspirin, start: 2006-03, end: 2005}]",
            "procedures: [{procedure: appendectomy, date: 2006-03-02, end: 2006-03-01}]");

    assertThat(conversion.issues())
        .filteredOn(issue -> issue.code().equals("reversed-times"))
        .extracting(issue -> issue.severity().word() + " " + issue.location().line())
        .containsExactlyInAnyOrder("error 4", "error 5", "error 6");
    assertThat(all(conversion, Encounter.class)).noneMatch(e -> e.getPeriod().hasEnd());
    assertThat(all(conversion, MedicationStatement.class))
        .noneMatch(m -> m.getEffectivePeriod().hasEnd());
    assertThat(all(conversion, Procedure.class)).noneMatch(p -> p.getPerformedPeriod().hasEnd());
  }

  @Test
  void questionsValuesAndContradictions() {
    Conversion conversion =
        convert(
            "measurements:",
            "  - {test: systolic blood pressure, value: -1 mmHg}",
            "  - {test: potassium, value: 51 mmol/L}",
            "  - {test: hemoglobin, value: 1e3 g/L}",
            "  - {test: blood pressure, value: 80/110 mmHg}",
            "  - {test: lactate, value: 3 mmol/L}",
            "findings: [fever, {absent: fever}]");

    assertThat(conversion.issues())
        .filteredOn(issue -> issue.code().equals("implausible-value"))
        .extracting(issue -> issue.location().line())
        .containsExactly(4, 5, 6, 7);
    assertThat(codes(conversion)).containsOnlyOnce("present-and-absent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          BNP ¦ 3.5×10⁴ pg/mL ¦ 35000
          rheumatoid factor ¦ '=23 IU/mL' ¦ 23
          hemoglobin ¦ 8.10 g/dL ¦ 8.10
          GCS ¦ 14/15 ¦ 14
          pain score ¦ 1/10 ¦ 1
          hemoglobin ¦ fell by 3 g/dL to 7.2 g/dL ¦ 7.2
          """)
  void readsNumbers(String test, String value, String number) {
    Conversion conversion =
        convert("measurements: [{test: " + test + ", value: \"" + value + "\"}]");

    assertThat(all(conversion, Observation.class))
        .singleElement()
        .satisfies(
            observation -> assertThat(observation.getValueQuantity().getValue()).isEqualTo(number));
  }

  @Test
  void writesTheMaximumOfAScoreAsItsReferenceRange() {
    Observation score =
        all(convert("measurements: [{test: GCS, value: 14/15}]"), Observation.class)
            .findFirst()
            .orElseThrow();

    assertThat(score.getValueQuantity().getUnit()).isEqualTo("score");
    assertThat(score.getReferenceRangeFirstRep().getHigh().getValue()).isEqualByComparingTo("15");
  }

  @Test
  void writesNoNumberWithSignsThatContradict() {
    Conversion conversion = convert("measurements: [{test: lipase, value: \"<>23 U/L\"}]");

    assertThat(codes(conversion)).contains("bad-number");
    assertThat(all(conversion, Observation.class)).noneMatch(Observation::hasValueQuantity);
  }

  private static List<Dosage> doses(String dose) {
    return all(
            convert("medications: [{drug: aspirin, dose: " + dose + "}]"),
            MedicationStatement.class)
        .flatMap(statement -> statement.getDosage().stream())
        .toList();
  }

  private static Conversion convert(String... lines) {
    String text =
        "id: hand-written\nsubject: {sex: male, age: 50 years}\n" + String.join("\n", lines) + "\n";
    return CONVERTER.convert(new Input("case.yaml", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> codes(Conversion conversion) {
    return conversion.issues().stream().map(Issue::code).toList();
  }

  private static <R extends Resource> Stream<R> all(Conversion conversion, Class<R> type) {
    Bundle bundle =
        FhirContext.forR4Cached()
            .newJsonParser()
            .parseResource(Bundle.class, conversion.encoded().orElseThrow());
    return bundle.getEntry().stream()
        .map(entry -> (Resource) entry.getResource())
        .filter(type::isInstance)
        .map(type::cast)
        .filter(resource -> !(resource instanceof Observation o) || !isAge(o));
  }

  private static boolean isAge(Observation observation) {
    return observation.getCode().getCoding().stream().anyMatch(c -> c.getCode().equals("30525-0"));
  }
}
