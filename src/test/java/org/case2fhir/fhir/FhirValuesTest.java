package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FhirValuesTest {
  @ParameterizedTest
  @CsvSource({
    "mg/dL, mg/dL",
    "{tablet}, 1",
    "{beats}/min, /min",
    "mg/{tablet}, mg/1",
    "10*3{cells}/uL, 10*3/uL",
    "mg{total}, mg",
    "'mL/min/{1.73_m2}', 'mL/min/{1.73_m2}'",
    "{broken, {broken"
  })
  void annotationsGoAndTheUnitStays(String code, String expected) {
    assertThat(FhirValues.ucum(code)).isEqualTo(expected);
  }
}
