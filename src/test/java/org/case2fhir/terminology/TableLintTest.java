package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.terminology.TestTable.TestProperty;
import org.case2fhir.terminology.UnitTable.Ucum;
import org.case2fhir.terminology.UnitTable.UnitForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of every table: known system, check digits, source, no word with two meanings. */
class TableLintTest {
  static final List<String> TABLES =
      List.of(
          "conditions",
          "findings",
          "tests",
          "medications",
          "procedures",
          "reports",
          "body-sites",
          "specimens",
          "organisms",
          "qualifiers",
          "relationships",
          "substances",
          "routes",
          "devices");

  /** The one source that is no file of the terminology directory. */
  private static final String ROLE_CODES = "v3-codesystems.xml";

  /** The source that has fully specified names; the others have preferred terms too. */
  private static final String FULLY_SPECIFIED = "snomed-gps-2020.tsv";

  static List<String[]> rows(String table) {
    return Tables.read(table, table.equals("tests") ? TestTable.WIDTH : TermTable.WIDTH);
  }

  private static List<String> termsOf(String[] row) {
    List<String> terms = new ArrayList<>(List.of(row[0]));
    terms.addAll(List.of(Tables.list(row[1])));
    return terms;
  }

  static Stream<String> tables() {
    return TABLES.stream();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyRowIsComplete(String table) {
    for (String[] row : rows(table)) {
      String at = table + ": " + String.join(" | ", row);
      assertThat(row[0]).as(at).isNotBlank().isEqualTo(row[0].strip());
      assertThat(CodeSystem.valueOf(row[2]).uri()).as(at).startsWith("http://");
      assertThat(row[3]).as(at).isNotBlank();
      assertThat(row[4]).as(at).isNotBlank();
      assertThat(row[5])
          .as(at)
          .matches(s -> s.endsWith(".tsv") || s.equals(ROLE_CODES) || isCategory(row));
      assertThat(TextForm.of(row[0])).as(at).isNotEmpty();
      // "1,25-…" divided at its comma would make every 1 a drug.
      assertThat(termsOf(row)).as(at).allMatch(term -> term.chars().anyMatch(Character::isLetter));
    }
  }

  /** An ICD-10-CM code that is not billable, marked as such. */
  private static boolean isCategory(String[] row) {
    return row[2].equals("ICD10CM") && row[5].endsWith(".tsv" + TableSourceTest.CATEGORY);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void codesHaveTheRightForm(String table) {
    for (String[] row : rows(table)) {
      String pattern =
          switch (CodeSystem.valueOf(row[2])) {
            case SNOMED -> "[1-9]\\d{5,17}";
            case ICD10CM -> "[A-Z]\\d[0-9A-Z](\\.[0-9A-Z]{1,4})?";
            case HPO -> "HP:\\d{7}";
            case DOID -> "DOID:\\d{1,7}";
            case LOINC -> "[1-9]\\d{0,5}-\\d";
            case RXNORM -> "[1-9]\\d{0,7}";
            // A class of drugs has a shorter code than a substance.
            case ATC -> "[A-Z]\\d\\d([A-Z]([A-Z](\\d\\d)?)?)?";
            case V3ROLE -> "[A-Z]+";
          };
      assertThat(row[3]).as(table + ": " + row[0]).matches(pattern);
      if (row[2].equals("SNOMED")) {
        assertThat(CheckDigits.verhoeff(row[3])).as(table + ": " + row[3]).isTrue();
        if (row[5].equals(FULLY_SPECIFIED)) {
          assertThat(row[4]).as("fully specified name").matches(".+ \\(.+\\)");
        }
      }
      if (row[2].equals("LOINC")) {
        assertThat(CheckDigits.modTen(row[3])).as(table + ": " + row[3]).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void noTermMeansTwoThings(String table) {
    Map<String, String> owner = new HashMap<>();
    for (String[] row : rows(table)) {
      for (String term : termsOf(row)) {
        String before = owner.put(TextForm.of(term), row[0]);
        if (before != null && !before.equals(row[0])) {
          fail("%s: \"%s\" belongs to %s and to %s", table, term, before, row[0]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void aTermHasOneBlockOfRowsAndOneCodeOfASystem(String table) {
    Set<String> closed = new HashSet<>();
    Set<String> systems = new HashSet<>();
    String current = "";
    for (String[] row : rows(table)) {
      if (!row[0].equals(current)) {
        assertThat(closed.add(current)).isTrue();
        assertThat(closed).as(table + ": rows of a term stand together").doesNotContain(row[0]);
        current = row[0];
        systems.clear();
      } else {
        assertThat(row[1]).as(table + ": synonyms in the first row of " + current).isEmpty();
      }
      String key = table.equals("tests") ? row[2] + row[6] + row[7] : row[2];
      assertThat(systems.add(key)).as(table + ": " + current + " twice in " + key).isTrue();
    }
  }

  @Test
  void relationshipsAreHl7RoleCodes() throws XMLStreamException {
    Map<String, String> displays = RoleCodes.read();
    for (String[] row : rows("relationships")) {
      assertThat(row[5]).as(row[0]).isEqualTo(ROLE_CODES);
      assertThat(displays).as(row[0]).containsEntry(row[3], row[4]);
    }
  }

  @Test
  void overlappingTablesAgree() {
    assertNoSharedTerm("findings", "conditions");
    assertNoSharedTerm("substances", "medications");
  }

  private static void assertNoSharedTerm(String first, String second) {
    Set<String> known = new HashSet<>();
    rows(first).forEach(row -> termsOf(row).forEach(term -> known.add(TextForm.of(term))));
    for (String[] row : rows(second)) {
      for (String term : termsOf(row)) {
        assertThat(known).as(first + " and " + second).doesNotContain(TextForm.of(term));
      }
    }
  }

  @Test
  void testsFitTheirProperty() {
    UnitTable units = UnitTable.builtIn();
    for (String[] row : rows("tests")) {
      String at = "tests: " + row[0] + " " + row[3] + " " + row[6];
      assertThat(MeasurementCategory.valueOf(row[8].replace('-', '_').toUpperCase(Locale.ROOT)))
          .as(at)
          .matches(
              category -> category == MeasurementCategory.NONE || category.code().equals(row[8]));
      assertThat(row[9]).as(at).isIn("yes", "");
      TestProperty property = TestProperty.of(row[6]);
      boolean numeric = property == TestProperty.QUANTITY || property == TestProperty.TITER;
      assertThat(Tables.list(row[7]).length > 0)
          .as(at)
          .isEqualTo(numeric || row[0].equals("blood pressure"));
      for (String unit : Tables.list(row[7])) {
        assertThat(units.dimension(unit)).as(at + " " + unit).isPresent();
      }
      assertThat(TestPropertyNames.fits(row[6], row[4])).as(at + " " + row[4]).isTrue();
      assertThat(TestPropertyNames.fits(row[6], Tables.list(row[7]), units)).as(at).isTrue();
    }
  }

  @Test
  void noTestHasTwoDefaultsInASystem() {
    Set<String> seen = new HashSet<>();
    for (String[] row : rows("tests")) {
      if (row[9].equals("yes")) {
        assertThat(seen.add(row[0] + row[2])).as(row[0]).isTrue();
      }
    }
  }

  @Test
  void everyUnitIsUcum() {
    Set<String> codes = new HashSet<>();
    for (String[] row : Tables.read("units", UnitTable.WIDTH)) {
      assertThat(Ucum.isValid(row[0])).as(row[0]).isTrue();
      assertThat(codes.add(row[0])).as("twice: " + row[0]).isTrue();
      assertThat(row[1]).as(row[0]).isNotBlank();
    }
  }

  @Test
  void unitsOfOneDimensionAreComparableInUcum() {
    Map<String, String> first = new HashMap<>();
    List<String> strangers = new ArrayList<>();
    for (String[] row : Tables.read("units", UnitTable.WIDTH)) {
      String other = first.putIfAbsent(row[1], row[0]);
      if (other != null && !row[1].startsWith("temperature")) {
        if (!Ucum.canonicalUnits(row[0]).equals(Ucum.canonicalUnits(other))) {
          strangers.add(row[0] + " and " + other + " as " + row[1]);
        }
      }
    }
    assertThat(strangers).isEmpty();
  }

  @Test
  void noSpellingMeansTwoUnits() {
    Map<String, String> owner = new HashMap<>();
    List<String> clashes = new ArrayList<>();
    for (String[] row : Tables.read("units", UnitTable.WIDTH)) {
      List<String> spellings = new ArrayList<>(List.of(Tables.list(row[2])));
      spellings.add(row[0]);
      for (String spelling : spellings) {
        String before = owner.put(UnitForm.of(spelling), row[0]);
        if (before != null && !before.equals(row[0])) {
          clashes.add(spelling + " is " + before + " and " + row[0]);
        }
      }
    }
    assertThat(clashes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"38341003", "10828004", "127954009"})
  void verhoeffKnowsGoodFromBad(String code) {
    assertThat(CheckDigits.verhoeff(code)).isTrue();
    assertThat(
            CheckDigits.verhoeff(code.substring(1, 2) + code.substring(0, 1) + code.substring(2)))
        .isFalse();
  }
}
