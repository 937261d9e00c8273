package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Measurement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What sentences say of findings and results: each row has a sentence, and the facts that it must
 * give ("name=assertion value") and those that it must not give (after a bar).
 */
class FindingsTest {
  private static final String INTRO = "A 52-year-old woman was admitted to our hospital. ";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // Denials reach their list and nothing that is there.
        "She denied hematemesis, hematochezia, lethargy, and dyspnea.; hematemesis=ABSENT,"
            + " hematochezia=ABSENT, lethargy=ABSENT, dyspnea=ABSENT",
        "CT showed no calcification within the hepatic mass.; calcification=ABSENT | mass=ABSENT",
        "She had many, but not fatal, episodes of pulmonary edema.; pulmonary edema=PRESENT",
        "She had no symptoms except a dry cough.; dry cough=PRESENT",
        "The marker was found in the carcinoma, but not in the adenoma.; | adenoma=ABSENT",
        "Biopsy showed no findings consistent with myositis.; myositis=ABSENT | myositis=POSSIBLE",
        "There were no features suggestive of lymphoma.; lymphoma=ABSENT | lymphoma=POSSIBLE",
        "A non-bleeding gastric ulcer was seen.; ulcer=PRESENT | bleeding=PRESENT",
        "She was a non-smoking woman.; non-smoking=PRESENT | smoker=PRESENT",
        "She had a negative Romberg sign.; romberg sign=ABSENT",
        "HIV negative, and syphilis negative.; syphilis=ABSENT | syphilis=PRESENT",
        "She had no other findings, and fever of 39 °C.; fever=PRESENT",
        "There was no significant past medical, surgical or family history.; | history=PRESENT",
        "She had no history of weakness or numbness.; numbness=ABSENT | family=ABSENT",
      })
  void denialsMeanWhatTheySay(String sentence, String facts) {
    check(sentence, facts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "The goiter measured 18 x 11 cm.; goiter size=PRESENT 18",
        "A renal mass was seen on CT. The mass measured 28 mm in diameter.; mass=PRESENT 28",
        "CT showed a 0.5-cm nodule in the liver.; nodule=PRESENT 0.5",
        "CT showed a nodule of 2cm x 1 cm.; nodule=PRESENT 2",
        "The leukocyte count was 12 000 cells/mm3.; leukocyte count=PRESENT 12000 | leukocyte"
            + " count=PRESENT 0",
        "Apgar scores were 2, 6, and 7 at 1, 5, and 10 minutes.; apgar=PRESENT 2, apgar=PRESENT 6,"
            + " apgar=PRESENT 7 | apgar=PRESENT value=5, apgar=PRESENT value=10",
        "She had a leukocyte count of 21,000/mm3, including 16,400/mm3 neutrophils.;"
            + " neutrophils=PRESENT 16400, leukocyte count=PRESENT 21000 | leukocyte count=PRESENT"
            + " 16400",
        "Urinalysis showed sodium 15 mEq/L.; sodium=PRESENT 15",
        "Abdominal ultrasound did not show any abnormalities.; ultrasound=PRESENT no"
            + " abnormalities",
        "Renal and liver function tests were normal.; renal function tests=PRESENT normal, liver"
            + " function tests=PRESENT normal",
        "She was positive for CD20, CD5 and B-cell lymphoma 2.; b-cell lymphoma 2=PRESENT positive",
        "C-reactive protein was not elevated.; c-reactive protein=PRESENT not elevated",
      })
  void valuesGoWhereTheyBelong(String sentence, String facts) {
    check(sentence, facts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "CT showed a gall bladder mass.; mass=PRESENT | bladder mass=PRESENT",
        "The margin was free of tumor cells.; | tumor=PRESENT",
        "The balloon is used in achalasia patients.; | achalasia=PRESENT",
        "Angiography showed a hemangioma-like lesion.; | hemangioma=PRESENT",
        "The hydrocephalus was obstructive hydrocephalus. The hydrocephalus was treated.;"
            + " hydrocephalus=PRESENT",
      })
  void namesAreWhole(String sentence, String facts) {
    check(sentence, facts);
  }

  private static void check(String sentence, String facts) {
    CaseReport report = Articles.report(INTRO + sentence);
    List<String> found =
        report.facts().stream()
            .filter(
                fact ->
                    fact.kind() == FactKind.DIAGNOSIS
                        || fact.kind() == FactKind.FINDING
                        || fact.kind() == FactKind.MEASUREMENT)
            .map(FindingsTest::line)
            .toList();
    String[] parts = facts.split("\\|");
    for (String wanted : items(parts[0])) {
      assertThat(found).as(sentence).anyMatch(line -> matches(line, wanted));
    }
    for (String unwanted : parts.length > 1 ? items(parts[1]) : List.<String>of()) {
      assertThat(found).as(sentence).noneMatch(line -> matches(line, unwanted));
    }
  }

  private static List<String> items(String list) {
    return List.of(list.split(", ")).stream()
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .collect(Collectors.toList());
  }

  private static boolean matches(String line, String wanted) {
    String[] sides = wanted.split("=", 2);
    String[] has = line.split("=", 2);
    String[] state = sides[1].split(" ", 2);
    return has[0].contains(sides[0])
        && has[1].startsWith(state[0])
        && (state.length == 1 || has[1].matches(".*(?<![\\d.])" + state[1] + "(?![\\d.]).*"));
  }

  private static String line(Fact fact) {
    String value =
        fact instanceof Finding finding
            ? finding.value().map(Object::toString).orElse("")
            : fact instanceof Measurement measurement
                ? measurement.value().map(Object::toString).orElse("")
                : fact instanceof Diagnosis ? "" : "";
    return fact.concept().text().toLowerCase(Locale.ROOT)
        + "="
        + fact.circumstances().assertion()
        + " "
        + value;
  }
}
