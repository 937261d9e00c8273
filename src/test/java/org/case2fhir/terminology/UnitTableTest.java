package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitTableTest {
  private final UnitTable units = UnitTable.builtIn();

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "mg/dL~mg/dL",
        "mm[Hg]~mm[Hg]",
        "mmHg~mm[Hg]",
        "mm Hg~mm[Hg]",
        "MMHG~mm[Hg]",
        "mm/hr~mm/h",
        "mm/hour~mm/h",
        "mm / h~mm/h",
        "µm~um",
        "μm~um",
        "beats/min~/min",
        "beats per minute~/min",
        "millimoles per liter~mmol/L",
        "milligrams per deciliter~mg/dL",
        "grams per kilogram~g/kg",
        "bpm~/min",
        "breaths/min~/min",
        "cells/µL~/uL",
        "/mm3~/mm3",
        "/mm³~/mm3",
        "×10⁹/L~10*9/L",
        "x10^9/L~10*9/L",
        "x 10^9/L~10*9/L",
        "10^9/L~10*9/L",
        "10E9/L~10*9/L",
        "×10⁹/l~10*9/L",
        "10*3/uL~10*3/uL",
        "10³/µL~10*3/uL",
        "x 10³/μl~10*3/uL",
        "K/uL~10*3/uL",
        "g/dl~g/dL",
        "gr/dL~g/dL",
        "mg/dl~mg/dL",
        "IU/L~[IU]/L",
        "UI/L~[IU]/L",
        "ng/mL/hr~ng/mL/h",
        "U/l~U/L",
        "mIU/mL~m[IU]/mL",
        "°C~Cel",
        "℃~Cel",
        "C~Cel",
        "°F~[degF]",
        "kg/m2~kg/m2",
        "kg/m²~kg/m2",
        "cc~mL",
        "mcg~ug",
        "μg/mL~ug/mL",
        "ng/ml~ng/mL",
        "mmol/l~mmol/L",
        "mEq/L~meq/L",
        "mL/min/1.73 m2~mL/min/{1.73_m2}",
        "mL/min/1.73 m²~mL/min/{1.73_m2}",
        "%~%",
        "years~a",
        "hours~h",
        "L/min~L/min",
        "cmH2O~cm[H2O]",
        "kPa~kPa",
        "IU~[IU]",
        "units~U",
        "mg/m2~mg/m2",
        "mg/kg~mg/kg",
        "mg/kg/day~mg/kg/d",
        "mg/day~mg/d",
        "Gy~Gy",
        "{score}~{score}",
        "{drops}~{drops}",
        "mg/kg/wk~mg/kg/wk",
        "mM~mmol/L",
        "mm~mm"
      })
  void knowsUnitsAsPeopleWriteThem(String text, String ucum) {
    assertThat(units.ucum(text)).contains(ucum);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "b",
        "u",
        "G",
        "MM",
        "foo",
        "mg/dLL",
        "table",
        "cup",
        "G/b",
        "G/L",
        "G/l",
        "positive",
        "{",
        "}",
        "{a b}",
        "mg/",
        "//",
        "((",
        "10",
        "mg dL mg",
        "bar/gal"
      })
  void leavesAccidentsUnknown(String text) {
    assertThat(units.ucum(text)).isEmpty();
  }

  @Test
  void comparesByWhatIsMeasured() {
    assertThat(units.comparable("mg/dL", "g/L")).isTrue();
    assertThat(units.comparable("mg/dL", "mmol/L")).isFalse();
    assertThat(units.comparable("Cel", "[degF]")).isTrue();
    assertThat(units.comparable("%", "mmol/mol")).isFalse();
    assertThat(units.comparable("mg/kg/wk", "mg/kg/d")).isTrue();
    assertThat(units.comparable("{drops}", "%")).isFalse();
    assertThat(units.comparable("nonsense", "mg")).isFalse();
  }

  @Test
  void readsOneQuotientOnly() {
    assertThat(units.ucum("grams per liter per day")).isEmpty();
    assertThat(units.ucum("gram" + " per gram".repeat(50_000))).isEmpty();
    assertThat(units.ucum("words per line")).isEmpty();
  }

  @Test
  void suggestsTheNearestSpelling() {
    assertThat(units.suggestions("mg/dLL")).contains("mg/dL");
    assertThat(units.suggestions("mmhgg").get(0)).isEqualToIgnoringCase("mmHg");
    assertThat(units.suggestions("completely else")).isEmpty();
  }

  @Property(tries = 300)
  void neverThrows(@ForAll String a, @ForAll String b) {
    assertThat(units.ucum(a)).isNotNull();
    assertThat(units.suggestions(a)).hasSizeLessThanOrEqualTo(3);
    assertThat(units.comparable(a, b)).isEqualTo(units.comparable(b, a));
  }
}
