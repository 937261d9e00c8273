package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Code;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Value;

/**
 * Tests and their codes, one for each property that a test may be reported in.
 *
 * <p>Columns: those of {@link TermTable}, then {@code property} (LOINC's abbreviation), {@code
 * units} (UCUM, separated by a bar, the usual one first), {@code category} and {@code default}.
 */
final class TestTable {
  static final int WIDTH = 10;

  private final TermTable terms;
  private final Map<String, List<TestRow>> tests = new HashMap<>(2048);

  private TestTable(TermTable terms) {
    this.terms = terms;
  }

  static TestTable load() {
    List<String[]> rows = Tables.read("tests", WIDTH);
    TestTable table = new TestTable(TermTable.of(rows, Scope.ANY));
    for (String[] cells : rows) {
      table.tests.computeIfAbsent(cells[0], term -> new ArrayList<>(3)).add(row(cells));
    }
    return table;
  }

  private static TestRow row(String[] cells) {
    return new TestRow(
        new Code(CodeSystem.valueOf(cells[2]).uri(), cells[3], cells[4]),
        TestProperty.of(cells[6]),
        List.of(Tables.list(cells[7])),
        MeasurementCategory.valueOf(cells[8].replace('-', '_').toUpperCase(Locale.ROOT)),
        cells[9].equals("yes"));
  }

  /** The names of the tests. */
  TermTable terms() {
    return terms;
  }

  /**
   * The codes of a test whose property fits the value; at most one of each system.
   *
   * @param term the test as the table writes it first
   * @param agreeing its codes that may be chosen
   */
  List<Code> codes(String term, List<Code> agreeing, Optional<Value> value, UnitTable units) {
    Map<String, List<TestRow>> bySystem = new LinkedHashMap<>();
    for (TestRow row : tests.getOrDefault(term, List.of())) {
      boolean fits = value.map(given -> row.fits(given, units)).orElse(row.byDefault());
      if (fits && agreeing.contains(row.code())) {
        bySystem.computeIfAbsent(row.code().system(), system -> new ArrayList<>(2)).add(row);
      }
    }
    List<Code> codes = new ArrayList<>(2);
    for (List<TestRow> fitting : bySystem.values()) {
      onlyOne(fitting).ifPresent(row -> codes.add(row.code()));
    }
    return codes;
  }

  private static Optional<TestRow> onlyOne(List<TestRow> fitting) {
    if (fitting.size() == 1) {
      return Optional.of(fitting.get(0));
    }
    List<TestRow> usual = fitting.stream().filter(TestRow::byDefault).toList();
    return usual.size() == 1 ? Optional.of(usual.get(0)) : Optional.empty();
  }

  /** The units of its quantities, in the order of the table. */
  List<String> units(String term) {
    return tests.getOrDefault(term, List.of()).stream()
        .filter(row -> row.property() == TestProperty.QUANTITY)
        .flatMap(row -> row.units().stream())
        .distinct()
        .toList();
  }

  Optional<MeasurementCategory> category(String term) {
    return tests.getOrDefault(term, List.of()).stream().map(TestRow::category).findFirst();
  }
}
