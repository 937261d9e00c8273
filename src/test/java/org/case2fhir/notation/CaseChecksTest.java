package org.case2fhir.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.on;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Cases;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Told;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.terminology.UnitTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseChecksTest {
  private static final Function<FactRef, Location> PLACES =
      ref -> new Location("case.yaml", 10 + ref.id().length(), 5, "");

  private final UnitTable units = UnitTable.builtIn();
  private final CaseChecks checks = new CaseChecks(units);
  private final ValueParser values = new ValueParser(new Units(units));

  @Test
  void saysWhereBothPlacesOfAContradictionAre() {
    CaseReport report =
        Cases.report(finding("a", "fever", at("v")), finding("bb", "Fever", at("v").absent()));

    assertThat(checks.check(report, PLACES))
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.code()).isEqualTo("present-and-absent");
              assertThat(issue.severity()).isEqualTo(Severity.WARNING);
              assertThat(issue.location().line()).isEqualTo(12);
              assertThat(issue.message()).contains("case.yaml:11:5");
              assertThat(issue.solution()).isNotEmpty();
            });
    assertThat(checks.contradictions(report))
        .containsExactly(
            new CaseChecks.Contradiction(
                report.facts().get(0), report.facts().get(1), "present-and-absent"));
  }

  @Test
  void namesFewOfThousandsOfContradictions() {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      facts.add(finding("p" + i, "fever", plainly()));
      facts.add(finding("n" + i, "fever", plainly().absent()));
    }
    assertThat(checks.contradictions(Cases.report(facts.toArray(Fact[]::new))))
        .hasSizeBetween(1_000, 10_000);
  }

  /** Each course with the one of its own times only. */
  @Test
  void findsTheStoppedCourseAmongThousands() {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      PartialDate end = PartialDate.of(1900 + i % 100, 1 + i / 100 % 12, 1 + i / 1200);
      facts.add(drug("a" + i, MedicationStatus.ACTIVE, end));
    }
    PartialDate end = PartialDate.of(1950, 3, 1);
    facts.add(drug("b", MedicationStatus.STOPPED, end));
    facts.add(drug("c", MedicationStatus.ON_HOLD, end));
    List<String> firsts =
        checks.contradictions(Cases.report(facts.toArray(Fact[]::new))).stream()
            .map(pair -> pair.first().id() + " " + pair.second().id() + " " + pair.code())
            .toList();
    assertThat(firsts).containsExactly("a250 b active-and-stopped");
  }

  @Test
  void comparesDosesOnlyWhereBothAreKnown() {
    Dose five = Dose.ofText("5 mg");
    Dose ten = Dose.ofText("10 mg");
    MedicationUse active = drug("a", MedicationStatus.ACTIVE, null);
    MedicationUse stopped = drug("b", MedicationStatus.STOPPED, null);

    assertThat(contradictions(dosed(active, five), dosed(stopped, five)))
        .containsExactly("active-and-stopped");
    assertThat(contradictions(active, dosed(stopped, five))).containsExactly("active-and-stopped");
    assertThat(contradictions(dosed(active, five), stopped)).containsExactly("active-and-stopped");
    assertThat(contradictions(dosed(active, five), dosed(stopped, ten))).isEmpty();
  }

  @Test
  void takesOneCodeForOneConcept() {
    Concept one =
        new Concept("high temperature", List.of(new Code("http://snomed.info/sct", "1", "a")));
    Concept other = new Concept("pyrexia", List.of(new Code("http://snomed.info/sct", "1", "")));

    assertThat(
            contradictions(finding("a", one, plainly()), finding("b", other, plainly().absent())))
        .containsExactly("present-and-absent");
  }

  @Test
  void aDiseaseThatIsDeniedContradictsItsDiagnosis() {
    assertThat(
            contradictions(
                diagnosis("gout", ClinicalStatus.ACTIVE, null, null),
                finding("b", "gout", plainly().absent())))
        .containsExactly("present-and-absent");
  }

  @Test
  void questionsWhatWasLongBeforeTheBirth() {
    Subject born1970 =
        new Subject(
            Optional.empty(),
            Optional.empty(),
            Optional.of(PartialDate.of(1970, 1, 1)),
            Optional.empty(),
            Optional.empty(),
            List.of());
    List<Fact> facts =
        List.of(
            finding("a", "fever", plainly().on(on(1965))),
            finding("b", "enlarged ventricles", plainly().on(on(1969))),
            finding("c", "cough", plainly().on(on(1999))));
    CaseReport report =
        new CaseReport("c", Optional.empty(), Optional.empty(), born1970, List.of(), facts);

    assertThat(checks.check(report, PLACES))
        .extracting(Issue::code)
        .containsExactly("before-birth");
  }

  @Test
  void knowsWhatIsNoContradiction() {
    assertThat(
            contradictions(finding("a", "fever", at("v")), finding("b", "fever", at("w").absent())))
        .as("another visit")
        .isEmpty();
    assertThat(
            contradictions(
                finding("a", "edema", plainly().site("leg", Laterality.LEFT)),
                finding("b", "edema", plainly().site("leg", Laterality.RIGHT).absent())))
        .as("another side")
        .isEmpty();
    assertThat(
            contradictions(
                finding("a", "fever", plainly().on(new When.InWords("in the morning"))),
                finding("b", "fever", plainly().absent())))
        .as("another time")
        .isEmpty();
    assertThat(
            contradictions(
                finding("a", "gout", plainly().possible()),
                finding("b", "gout", plainly().absent())))
        .as("suspected and excluded")
        .isEmpty();
    assertThat(contradictions(finding("a", "fever", plainly()), finding("b", "fever", plainly())))
        .as("said twice")
        .isEmpty();
  }

  @Test
  void findsWhatIsActiveAndStopped() {
    MedicationUse active = drug("a", MedicationStatus.ACTIVE, null);

    assertThat(contradictions(active, drug("b", MedicationStatus.STOPPED, null)))
        .containsExactly("active-and-stopped");
    assertThat(contradictions(active, drug("b", MedicationStatus.NOT_TAKEN, null)))
        .containsExactly("active-and-stopped");
    assertThat(contradictions(active, drug("b", MedicationStatus.STOPPED, PartialDate.of(2010))))
        .as("an earlier course")
        .isEmpty();
    assertThat(
            contradictions(
                diagnosis("a", ClinicalStatus.ACTIVE, null, null),
                diagnosis("b", ClinicalStatus.RESOLVED, null, null)))
        .containsExactly("active-and-stopped");
  }

  @Test
  void questionsAnAbsentFindingWithAValue() {
    assertThat(codes(finding("a", Concept.ofText("mass"), plainly().absent(), "3 cm")))
        .containsExactly("absent-with-value");
    assertThat(codes(finding("a", Concept.ofText("mass"), plainly().absent(), "0 cm"))).isEmpty();
    assertThat(codes(finding("a", Concept.ofText("mass"), plainly(), "3 cm"))).isEmpty();
  }

  @Test
  void takesAnEndBeforeTheStartForAnError() {
    CaseReport report =
        Cases.report(
            diagnosis(
                "a", ClinicalStatus.RESOLVED, PartialDate.of(2006, 3), PartialDate.of(2006, 2)),
            diagnosis("b", ClinicalStatus.RESOLVED, PartialDate.of(2006, 3), PartialDate.of(2006)));

    assertThat(checks.check(report, PLACES))
        .extracting(issue -> issue.severity().word() + " " + issue.code())
        .containsExactly("error reversed-times");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          2823-3 ¦ 51 mmol/L ¦ true
          2823-3 ¦ 5.1 mmol/L ¦ false
          2823-3 ¦ 5.1 meq/L ¦ false
          2823-3 ¦ 3-51 mmol/L ¦ true
          2823-3 ¦ > 10 mmol/L ¦ false
          2823-3 ¦ > 50 mmol/L ¦ true
          2823-3 ¦ < 1.5 mmol/L ¦ false
          2823-3 ¦ < 0.1 mmol/L ¦ true
          8480-6 ¦ -1 mmHg ¦ true
          8480-6 ¦ 60 mmHg ¦ false
          85354-9 ¦ 80/110 mmHg ¦ true
          85354-9 ¦ 110/80 mmHg ¦ false
          85354-9 ¦ 1200/80 mmHg ¦ true
          8310-5 ¦ 101.3 °C ¦ true
          8310-5 ¦ 101.3 °F ¦ false
          8310-5 ¦ 13.7 °C ¦ false
          718-7 ¦ 1000 g/L ¦ true
          718-7 ¦ 8.1 g/dL ¦ false
          59408-5 ¦ 120 % ¦ true
          2744-1 ¦ 74 ¦ false
          14749-6 ¦ 250 mmol/L ¦ true
          2345-7 ¦ 250 mg/dL ¦ false
          1742-6 ¦ 900000 IU/L ¦ true
          1742-6 ¦ 900 IU/L ¦ false
          0000-0 ¦ 900000 mg ¦ false
          """)
  void questionsWhatNoPatientHas(String loinc, String value, boolean questioned) {
    assertThat(codes(measurement(loinc, value)))
        .containsExactlyElementsOf(questioned ? List.of("implausible-value") : List.of());
  }

  @Test
  void namesTheUnitThatWasProbablyMeant() {
    assertThat(issues(measurement("8310-5", "101.3 °C")))
        .singleElement()
        .satisfies(issue -> assertThat(issue.solution()).contains("[degF]"));
    assertThat(issues(measurement("14749-6", "250 mmol/L")))
        .singleElement()
        .satisfies(issue -> assertThat(issue.solution()).contains("mg/dL"));
  }

  @Test
  void everyRowOfTheTableIsARangeInAUnitOfUcum() {
    List<String[]> rows = BundledTable.rows(CaseChecks.class, "plausible-ranges");
    assertThat(rows).hasSizeGreaterThan(120);
    assertThat(rows.stream().map(row -> row[0] + " " + row[2])).doesNotHaveDuplicates();
    for (String[] row : rows) {
      assertThat(new BigDecimal(row[3])).as(row[1]).isLessThan(new BigDecimal(row[4]));
      assertThat(units.ucum(row[2])).as(row[2]).contains(row[2]);
      assertThat(row[0]).matches("\\d{1,5}-\\d");
      assertThat(row[5]).isNotBlank();
    }
  }

  private List<String> contradictions(Fact... facts) {
    return checks.contradictions(Cases.report(facts)).stream()
        .map(CaseChecks.Contradiction::code)
        .toList();
  }

  private List<Issue> issues(Fact fact) {
    return checks.check(Cases.report(fact), PLACES);
  }

  private List<String> codes(Fact fact) {
    return issues(fact).stream().map(Issue::code).toList();
  }

  private Finding finding(String id, String words, Told told) {
    return finding(id, Concept.ofText(words), told);
  }

  private Finding finding(String id, Concept concept, Told told) {
    return finding(id, concept, told, null);
  }

  private Finding finding(String id, Concept concept, Told told, String value) {
    return new Finding(
        id,
        concept,
        told.build(),
        FindingCategory.SYMPTOM,
        Optional.ofNullable(value).flatMap(text -> values.parse(text).value()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Links.NONE);
  }

  private Measurement measurement(String loinc, String value) {
    Value read = values.parse(value).value().orElseThrow();
    return new Measurement(
        "m",
        new Concept("a test", List.of(new Code("http://loinc.org", loinc, ""))),
        Circumstances.PLAIN,
        MeasurementCategory.LABORATORY,
        Optional.of(read),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Links.NONE);
  }

  private static MedicationUse drug(String id, MedicationStatus status, PartialDate end) {
    return new MedicationUse(
        id,
        Concept.ofText("apixaban"),
        Circumstances.PLAIN,
        status,
        List.of(),
        Optional.empty(),
        Optional.ofNullable(end).map(When.OnDate::new),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static MedicationUse dosed(MedicationUse use, Dose dose) {
    return new MedicationUse(
        use.id(),
        use.concept(),
        use.circumstances(),
        use.status(),
        List.of(dose),
        use.start(),
        use.end(),
        use.duration(),
        use.treats(),
        use.response());
  }

  private static Diagnosis diagnosis(
      String id, ClinicalStatus status, PartialDate onset, PartialDate end) {
    return new Diagnosis(
        id,
        Concept.ofText("gout"),
        Circumstances.PLAIN,
        false,
        false,
        Optional.of(status),
        Optional.ofNullable(onset).map(When.OnDate::new),
        Optional.ofNullable(end).map(When.OnDate::new),
        List.of());
  }
}
