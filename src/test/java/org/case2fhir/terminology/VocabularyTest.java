package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
  private final Vocabulary vocabulary = Vocabulary.builtIn();

  private List<String> find(Domain domain, String text) {
    return vocabulary.find(domain, text).stream().map(Code::code).toList();
  }

  private List<String> test(String text, Value value) {
    return vocabulary.findTest(text, Optional.of(value)).stream().map(Code::code).toList();
  }

  private static Value number(String number, String unit, String ucum) {
    return new Value.Measured(Amount.of(number, Unit.of(unit, ucum)));
  }

  private static Value words(String text) {
    return new Value.Words(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "MEDICATION~Herceptin\u00ae~224905",
        "MEDICATION~Velcade\u2122~358258",
        "CONDITION~Diabetes Mellitus~73211009",
        "CONDITION~hypertension~38341003",
        "CONDITION~CARPAL TUNNEL SYNDROME~57406009",
        "CONDITION~undifferentiated collagen tissue disease~239918008",
        "FINDING~diabetes~73211009",
        "FINDING~Raynaud’s phenomenon~266261006",
        "FINDING~Raynauds phenomenon~266261006",
        "FINDING~Raynaud phenomena~266261006",
        "FINDING~dry eyes~162290004",
        "FINDING~dry-eye~162290004",
        "FINDING~  back   pain ~161891005",
        "MEDICATION~indometacin~5781",
        "BODY_SITE~salivary glands~385294005",
        "SUBSTANCE~colchicine~2683",
        "QUALIFIER~within normal limits~17621005",
        "RELATIONSHIP~maternal aunt~MAUNT",
        "ROUTE~p.o.~26643006",
        "TEST~ESR~30341-2",
        "FINDING~haematuria~34436003",
        "FINDING~Diarrhoea~62315008",
        "CONDITION~hypokalaemia~43339004",
        "CONDITION~Sjogren’s syndrome~83901003",
        "CONDITION~Behcet's disease~310701003",
        "CONDITION~Guillain–Barré syndrome~G61.0",
        "CONDITION~β-thalassaemia~65959000",
        "PROCEDURE~caesarean section~11466000",
        "SUBSTANCE~penicillin~373270004",
        "MEDICATION~rifampicin~9384"
      })
  void findsWhatTheWordsMean(Domain domain, String text, String code) {
    assertThat(find(domain, text)).contains(code);
  }

  @Test
  void givesOneCodeOfEachSystem() {
    assertThat(vocabulary.find(Domain.CONDITION, "hypertension"))
        .extracting(Code::system)
        .containsExactly("http://snomed.info/sct", "http://human-phenotype-ontology.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        "MS",
        "cold",
        "RA",
        "PE",
        "mother",
        "disease",
        "syndrome",
        "mass",
        "dry eye disease of cats",
        "no diabetes",
        "diabetes, hypertension",
        "gestational",
        "CP",
        "AML",
        "GBS",
        "cancer",
        "infection",
        "ARF",
        "MI?"
      })
  void leavesWhatIsUnknownOrAmbiguousUncoded(String text) {
    assertThat(vocabulary.find(Domain.CONDITION, text)).isEmpty();
  }

  @Test
  void keepsDomainsApart() {
    assertThat(find(Domain.CONDITION, "photosensitivity")).isEmpty();
    assertThat(find(Domain.MEDICATION, "peanut")).isEmpty();
    assertThat(find(Domain.BODY_SITE, "mother")).isEmpty();
  }

  @Test
  void choosesThePropertyByTheUnit() {
    assertThat(test("glucose", number("126", "mg/dL", "mg/dL"))).containsExactly("2345-7");
    assertThat(test("Glucose", number("1.26", "g/L", "g/L"))).containsExactly("2345-7");
    assertThat(test("glucose", number("7.0", "mmol/L", "mmol/L"))).containsExactly("14749-6");
    assertThat(test("HbA1c", number("7", "%", "%"))).containsExactly("4548-4");
    assertThat(test("HbA1c", number("53", "mmol/mol", "mmol/mol"))).containsExactly("59261-8");
    assertThat(test("neutrophils", number("80", "%", "%"))).containsExactly("26511-6");
    assertThat(test("neutrophils", number("9", "K/uL", "10*3/uL"))).containsExactly("26499-4");
    assertThat(test("urea", number("40", "mg/dL", "mg/dL"))).isEmpty();
    assertThat(test("ALT", number("40", "IU/L", "[IU]/L"))).containsExactly("1742-6");
    assertThat(test("INR", new Value.Measured(Amount.of("1.1", Unit.NONE)))).contains("6301-6");
    assertThat(test("glucose", number("126", "mmHg", "mm[Hg]"))).isEmpty();
    assertThat(test("glucose", new Value.Measured(Amount.of("126", Unit.NONE)))).isEmpty();
    Unit unknown = new Unit("blobs", Optional.empty());
    assertThat(test("glucose", new Value.Measured(Amount.of("126", unknown)))).isEmpty();
  }

  @Test
  void choosesThePropertyByTheSortOfValue() {
    Value titer = new Value.Titer(BigDecimal.ONE, new BigDecimal("160"));
    assertThat(test("ANA", titer)).containsExactly("29953-7");
    assertThat(test("ANA", words("positive"))).containsExactly("8061-4");
    Concept negative = Concept.ofText("Negative");
    assertThat(test("anti-nuclear antibodies", new Value.Coded(negative)))
        .containsExactly("8061-4");
    assertThat(test("anti-dsDNA", words("negative"))).containsExactly("31348-6");
    assertThat(test("anti-dsDNA", number("40", "IU/mL", "[IU]/mL"))).containsExactly("5130-0");
    assertThat(test("ANA pattern", words("homogeneous"))).containsExactly("14611-8");
    assertThat(test("ESR", words("positive"))).isEmpty();
    assertThat(test("urine protein", number("2.3", "g/24 h", "g/(24.h)")))
        .containsExactly("2889-4");
    assertThat(test("urine protein", number("30", "mg/dL", "mg/dL"))).containsExactly("2888-6");
    assertThat(test("urine protein", words("positive"))).isEmpty();
  }

  @Test
  void takesTheUsualCodeForJudgementsOnly() {
    assertThat(test("hemoglobin", words("within normal limits"))).containsExactly("718-7");
    assertThat(test("haemoglobin", words("normal"))).containsExactly("718-7");
    assertThat(test("hemoglobin", words("see report"))).isEmpty();
    assertThat(vocabulary.findTest("hemoglobin", Optional.empty()))
        .extracting(Code::code)
        .containsExactly("718-7");
  }

  @Test
  void takesBloodPressureAsAPanel() {
    Unit mmHg = Unit.of("mmHg", "mm[Hg]");
    Value pressure = new Value.BloodPressure(new BigDecimal("120"), new BigDecimal("80"), mmHg);
    assertThat(test("BP", pressure)).containsExactly("85354-9");
    assertThat(test("systolic blood pressure", pressure)).isEmpty();
    assertThat(test("blood pressure", number("120", "mmHg", "mm[Hg]"))).isEmpty();
  }

  @Test
  void knowsTheKindOfATest() {
    assertThat(vocabulary.testCategory("heart rate")).contains(MeasurementCategory.VITAL_SIGNS);
    assertThat(vocabulary.testCategory("ESR")).contains(MeasurementCategory.LABORATORY);
    assertThat(vocabulary.testCategory("wobble")).isEmpty();
  }

  @Property
  void neverThrows(@ForAll Domain domain, @ForAll String text) {
    assertThat(vocabulary.find(domain, text)).isNotNull();
    assertThat(vocabulary.testCategory(text)).isNotNull();
  }
}
