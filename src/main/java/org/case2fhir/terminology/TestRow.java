package org.case2fhir.terminology;

import java.util.List;
import org.case2fhir.model.Code;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;

/**
 * One code of a test, with the sort of value it stands for.
 *
 * @param units UCUM units of the dimension that the code measures, the usual one first; none where
 *     the value is not a number
 * @param byDefault whether the code holds where no number tells the property: "glucose was normal"
 */
record TestRow(
    Code code,
    TestProperty property,
    List<String> units,
    MeasurementCategory category,
    boolean byDefault) {

  /** Whether a value of this sort may stand under the code. */
  boolean fits(Value value, UnitTable unitTable) {
    if (value instanceof Value.Measured measured) {
      return isNumeric() && fits(measured.amount().unit(), unitTable);
    }
    if (value instanceof Value.Interval interval) {
      return isNumeric() && fits(interval.unit(), unitTable);
    }
    if (value instanceof Value.BloodPressure pressure) {
      return property == TestProperty.PANEL && fits(pressure.unit(), unitTable);
    }
    if (value instanceof Value.Coded coded) {
      return fits(coded.concept().text());
    }
    if (value instanceof Value.Words words) {
      return fits(words.text());
    }
    if (value instanceof Value.Score) {
      return isNumeric() && units.contains("{score}");
    }
    return value instanceof Value.Titer && property == TestProperty.TITER;
  }

  private boolean isNumeric() {
    return property == TestProperty.QUANTITY || property == TestProperty.TITER;
  }

  private boolean fits(Unit unit, UnitTable unitTable) {
    return unit.ucum()
        .map(ucum -> units.stream().anyMatch(own -> unitTable.comparable(own, ucum)))
        .orElse(false);
  }

  private boolean fits(String words) {
    if (property == TestProperty.WORDS) {
      return true;
    }
    return ResultWords.isPresence(words)
        ? property == TestProperty.PRESENCE
        : byDefault && ResultWords.isJudgement(words);
  }
}
