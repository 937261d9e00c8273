package org.case2fhir.terminology;

import java.util.List;
import org.case2fhir.model.Code;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Value;

/**
 * Whether a value may stand under a code of LOINC, by the property that the code measures: a
 * glucose in mmol/L under a substance concentration only.
 */
public final class TestFit {
  private TestFit() {}

  /**
   * Whether it may.
   *
   * @param property LOINC's abbreviation, for example {@code MCnc}
   * @param units UCUM units of the property; a number fits only where one is comparable with its
   *     own
   */
  public static boolean fits(Code code, String property, List<String> units, Value value) {
    return new TestRow(code, TestProperty.of(property), units, MeasurementCategory.LABORATORY, true)
        .fits(value, UnitTable.builtIn());
  }
}
