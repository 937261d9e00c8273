package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Comparator;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.UnitTable;

/**
 * What a result can possibly be, by the LOINC code of its test and its unit, from the table {@code
 * plausible-ranges}: what a living patient can survive, with generous margins. Not what is normal.
 */
final class PlausibleRanges {
  private static final String LOINC = "http://loinc.org";

  private final Map<String, List<Row>> rows = new HashMap<>();
  private final UnitTable units;

  /**
   * @param analyte what is measured, in words
   * @param unit UCUM
   */
  record Row(String analyte, String unit, BigDecimal lowest, BigDecimal highest) {
    boolean holds(BigDecimal number) {
      return number.compareTo(lowest) >= 0 && number.compareTo(highest) <= 0;
    }

    @Override
    public String toString() {
      return lowest.toPlainString() + " to " + highest.toPlainString() + " " + unit;
    }
  }

  PlausibleRanges(UnitTable units) {
    this.units = units;
    for (String[] row : WordTable.rows("plausible-ranges")) {
      rows.computeIfAbsent(row[0], code -> new ArrayList<>())
          .add(new Row(row[1], row[2], new BigDecimal(row[3]), new BigDecimal(row[4])));
    }
  }

  /** The range that a result lies outside of; empty where it is possible or nothing is known. */
  Optional<Row> violated(Concept test, Value value) {
    if (value instanceof Value.Measured measured) {
      Amount amount = measured.amount();
      return row(test, amount.unit()).filter(row -> !isPossible(amount, row));
    }
    if (value instanceof Value.Interval range) {
      return row(test, range.unit())
          .filter(
              row ->
                  range.low().filter(low -> !row.holds(low)).isPresent()
                      || range.high().filter(high -> !row.holds(high)).isPresent());
    }
    return value instanceof Value.BloodPressure pressure ? violated(pressure) : Optional.empty();
  }

  private Optional<Row> violated(Value.BloodPressure pressure) {
    return row("8480-6", pressure.unit())
        .filter(row -> !row.holds(pressure.systolic()))
        .or(() -> row("8462-4", pressure.unit()).filter(row -> !row.holds(pressure.diastolic())));
  }

  // "< 0.01" of something that is never below 0.1 is as odd as 0.01.
  private static boolean isPossible(Amount amount, Row row) {
    BigDecimal number = amount.number();
    Optional<Comparator> sign = amount.comparator();
    boolean below =
        sign.filter(s -> s == Comparator.LESS || s == Comparator.LESS_OR_EQUAL).isPresent();
    boolean above = sign.isPresent() && !below;
    return (below || number.compareTo(row.highest()) <= 0)
        && (above || number.compareTo(row.lowest()) >= 0);
  }

  /** Another unit of the same test in which the number would be possible. */
  Optional<String> fittingUnit(Row violated, Value value) {
    if (!(value instanceof Value.Measured measured)) {
      return Optional.empty();
    }
    return rows.values().stream()
        .flatMap(List::stream)
        .filter(row -> row.analyte().equals(violated.analyte()))
        .filter(row -> !row.unit().equals(violated.unit()))
        .filter(row -> row.holds(measured.amount().number()))
        .map(Row::unit)
        .sorted()
        .findFirst();
  }

  private Optional<Row> row(Concept test, Unit unit) {
    return test.codes().stream()
        .filter(code -> code.system().equals(LOINC))
        .map(Code::code)
        .flatMap(code -> row(code, unit).stream())
        .findFirst();
  }

  private Optional<Row> row(String code, Unit unit) {
    Optional<String> ucum = unit.ucum();
    return rows.getOrDefault(code, List.of()).stream()
        .filter(row -> ucum.equals(Optional.of(row.unit())) || isSame(row.unit(), ucum))
        .findFirst();
  }

  // U/L and [IU]/L are two writings of one unit, as far as limits go.
  private boolean isSame(String unit, Optional<String> other) {
    return other
        .filter(ucum -> ucum.replace("[IU]", "U").equals(unit.replace("[IU]", "U")))
        .filter(ucum -> units.ucum(ucum).isPresent())
        .isPresent();
  }
}
