package org.case2fhir.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.notation.ValueParser.ValueChange;
import org.case2fhir.terminology.UnitTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueParserTest {
  private final ValueParser parser = new ValueParser(new Units(UnitTable.builtIn()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          126 mg/dL ¦ 126 [mg/dL = mg/dL]
          44 mm/hr ¦ 44 [mm/hr = mm/h]
          44mm/hr ¦ 44 [mm/hr = mm/h]
          7.0 ¦ 7.0 [?]
          7 ¦ 7 [?]
          250 000/µL ¦ 250000 [/µL = /uL]
          250 000/mm3 ¦ 250000 [/mm3 = /mm3]
          1 500 /µL ¦ 1500 [/µL = /uL]
          150 000-400 000/µL ¦ 150000..400000 [/µL = /uL]
          25 0000/µL ¦ '25 0000/µL'
          250 00/µL ¦ '250 00/µL'
          1e5 ¦ 100000 [?]
          1e5 /mL ¦ 100000 [/mL = /mL]
          1E-3 mg/L ¦ 0.001 [mg/L = mg/L]
          2.50e1 mg/L ¦ 25.0 [mg/L = mg/L]
          1 1/2 ¦ '1 1/2'
          5/5 ¦ 5 of 5
          4/5 ¦ 4 of 5
          60 mL/min/1.73m2 ¦ 60 [mL/min/1.73m2 = mL/min/{1.73_m2}]
          60 mL/min/1.73 m² ¦ 60 [mL/min/1.73 m² = mL/min/{1.73_m2}]
          4 ng/mL/hr ¦ 4 [ng/mL/hr = ng/mL/h]
          40 UI/L ¦ 40 [UI/L = [IU]/L]
          1:1,280 ¦ 1:1280
          10 units ¦ 10 [units = U]
          1.015 mg ¦ 1.015 [mg = mg]
          .5 mg ¦ 0.5 [mg = mg]
          > 90 % ¦ > 90 [% = %]
          >90% ¦ > 90 [% = %]
          ≤5 mg/L ¦ <= 5 [mg/L = mg/L]
          <= 5 mg/L ¦ <= 5 [mg/L = mg/L]
          less than 5 mg/L ¦ < 5 [mg/L = mg/L]
          More than 90% ¦ > 90 [% = %]
          at least 3 cm ¦ >= 3 [cm = cm]
          -2.5 mmol/L ¦ -2.5 [mmol/L = mmol/L]
          −2.5 mmol/L ¦ -2.5 [mmol/L = mmol/L]
          1,200 /µL ¦ 1200 [/µL = /uL]
          1,200,000 /µL ¦ 1200000 [/µL = /uL]
          1,2000 /µL ¦ 1.2000 [/µL = /uL]
          37,5 °C ¦ 37.5 [°C = Cel]
          0,125 mg ¦ 0.125 [mg = mg]
          5 x 10^9/L ¦ 5 [10^9/L = 10*9/L]
          5 ×10⁹/L ¦ 5 [10⁹/L = 10*9/L]
          5 10^9/L ¦ 5 [10^9/L = 10*9/L]
          80 mm Hg ¦ 80 [mm Hg = mm[Hg]]
          3-5 mmol/L ¦ 3..5 [mmol/L = mmol/L]
          3 - 5 mmol/L ¦ 3..5 [mmol/L = mmol/L]
          3–5 mmol/L ¦ 3..5 [mmol/L = mmol/L]
          3 to 5 mmol/L ¦ 3..5 [mmol/L = mmol/L]
          -2--1 mmol/L ¦ -2..-1 [mmol/L = mmol/L]
          10-15% ¦ 10..15 [% = %]
          3-5 ¦ 3..5 [?]
          titer 1:160 ¦ 1:160
          Titer of 1:160 ¦ 'Titer of 1:160'
          titer of 1:160 ¦ 1:160
          1:160 ¦ 1:160
          1/160 ¦ 1:160
          1 / 160 ¦ 1:160
          titre 20/40 ¦ 20:40
          120/80 mmHg ¦ 120/80 [mmHg = mm[Hg]]
          120/80 mm Hg ¦ 120/80 [mm Hg = mm[Hg]]
          16/10.5 kPa ¦ 16/10.5 [kPa = kPa]
          75 x 55 x 50 mm ¦ 75x55x50 [mm = mm]
          75x55x50 millimeters ¦ 75x55x50 [millimeters = mm]
          7.5 × 5.5 cm ¦ 7.5x5.5 [cm = cm]
          75 mm x 55 mm ¦ 75x55 [mm = mm]
          75 mm x 55 mm x 50 mm ¦ 75x55x50 [mm = mm]
          2x3 cm ¦ 2x3 [cm = cm]
          5 x 109/L ¦ 5 [10^9/L = 10*9/L]
          145 × 103/µL ¦ 145 [10^3/µL = 10*3/uL]
          2.1 × 105 CFU/mL ¦ 210000 [CFU/mL = [CFU]/mL]
          5 x 109 ¦ '5 x 109'
          3 x 102 mm ¦ 3x102 [mm = mm]
          3.5×10⁴ ¦ 35000 [?]
          3.5×10⁴ pg/mL ¦ 35000 [pg/mL = pg/mL]
          3.5 x 10^4 pg/mL ¦ 35000 [pg/mL = pg/mL]
          2 x 10^-3 mg/L ¦ 0.002 [mg/L = mg/L]
          2 × 10⁻³ mg/L ¦ 0.002 [mg/L = mg/L]
          1.2 x 10^9/L ¦ 1.2 [10^9/L = 10*9/L]
          < 1.5 x 10^4 pg/mL ¦ < 15000 [pg/mL = pg/mL]
          =23 IU/mL ¦ 23 [IU/mL = [IU]/mL]
          = 23 IU/mL ¦ 23 [IU/mL = [IU]/mL]
          from 148 to 155 mmol/L ¦ 148..155 [mmol/L = mmol/L]
          ranged from 148 to 155 mmol/L ¦ 148..155 [mmol/L = mmol/L]
          between 3 and 5 mmol/L ¦ 3..5 [mmol/L = mmol/L]
          148 mmol/L to 155 mmol/L ¦ 148..155 [mmol/L = mmol/L]
          148 mmol/L to 155 mg/dL ¦ '148 mmol/L to 155 mg/dL'
          3 and 5 mmol/L ¦ '3 and 5 mmol/L'
          148–155 ¦ 148..155 [?]
          6-8 L/day ¦ 6..8 [L/day = L/d]
          24/27 ¦ 24 of 27
          14/15 ¦ 14 of 15
          GCS 14/15 ¦ 14 of 15
          GCS of 3/15 ¦ 3 of 15
          8/10 ¦ 8 of 10
          8 out of 10 ¦ 8 of 10
          8/10 points ¦ 8 of 10
          score 6/18 ¦ 6 of 18
          muscle power 4/5 ¦ 4 of 5
          1/5 ¦ 1 of 5
          24.5/27 ¦ 24.5 of 27
          GCS 14/10 ¦ 'GCS 14/10'
          16/15 ¦ '16/15'
          6/9 ¦ '6/9'
          6/6 ¦ '6/6'
          20/20 ¦ '20/20'
          1/10 ¦ 1:10
          2+ ¦ '2+'
          1+ to 2+ ¦ '1+ to 2+'
          +++ ¦ '+++'
          fell by 3 g/dL to 7.2 g/dL ¦ 7.2 [g/dL = g/dL]
          had fallen by 3 g/dL to 7.2 g/dL ¦ 7.2 [g/dL = g/dL]
          rose from 10 to 14 mg/L ¦ 14 [mg/L = mg/L]
          down to 7.2 g/dL ¦ 7.2 [g/dL = g/dL]
          fell by 3 g/dL ¦ 'fell by 3 g/dL'
          fell to the floor ¦ 'fell to the floor'
          75 mm x 55 cm ¦ '75 mm x 55 cm'
          positive ¦ 'positive'
          within normal limits ¦ 'within normal limits'
          4+ ¦ '4+'
          2nd ¦ '2nd'
          12-lead ¦ '12-lead'
          about 8 cm ¦ 'about 8 cm'
          44 mm/hr (high) ¦ '44 mm/hr (high)'
          2 large nodular lesions ¦ '2 large nodular lesions'
          3-5 large nodular lesions ¦ '3-5 large nodular lesions'
          1.2.3 ¦ '1.2.3'
          1,23,456 ¦ '1,23,456'
          1:0 ¦ '1:0'
          """)
  void readsValues(String text, String expected) {
    String wanted = expected.startsWith("'") ? expected.replace("'", "") : expected;
    assertThat(show(parser.parse(text).value().orElseThrow())).isEqualTo(wanted);
  }

  @Test
  void keepsAnUnknownUnitAndSaysSo() {
    Reading<Value> reading = parser.parse("44 mm/hrr");
    assertThat(show(reading.value().orElseThrow())).isEqualTo("44 [mm/hrr = ?]");
    assertThat(reading.remarks())
        .singleElement()
        .satisfies(
            remark -> {
              assertThat(remark.code()).isEqualTo("unknown-unit");
              assertThat(remark.solution()).contains("mm/hr");
            });
  }

  @Test
  void doesNotTakeAFractionForATiter() {
    Reading<Value> reading = parser.parse("120/80");
    assertThat(reading.value()).contains(new Value.Words("120/80"));
    assertThat(reading.remarks()).extracting(Remark::code).containsExactly("ambiguous-fraction");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          1_000 ¦ error ¦ bad-number
          150'000 /µL ¦ error ¦ bad-number
          38 9 °C ¦ error ¦ bad-number
          7 2 /min ¦ error ¦ bad-number
          <>23 ¦ error ¦ bad-number
          <>23 U/L ¦ error ¦ bad-number
          ==5 mg/L ¦ error ¦ bad-number
          1.2.3 ¦ error ¦ bad-number
          1,23,456 ¦ error ¦ bad-number
          12..5 mg/dL ¦ error ¦ bad-number
          25 0000/µL ¦ error ¦ bad-number
          250 00/µL ¦ error ¦ bad-number
          0x10 ¦ error ¦ bad-number
          1e400 ¦ error ¦ bad-number
          1e-400 mg ¦ error ¦ bad-number
          1e999999999 ¦ error ¦ bad-number
          1e5x ¦ error ¦ bad-number
          1_000 mg ¦ error ¦ bad-number
          10E9/L ¦ error ¦ bad-number
          12/7/2020 ¦ information ¦ date-as-value
          2020-07-12 ¦ information ¦ date-as-value
          12.07.2020 ¦ information ¦ date-as-value
          1/6 ¦ warning ¦ ambiguous-fraction
          1/3 ¦ warning ¦ ambiguous-fraction
          1/2 ¦ warning ¦ ambiguous-fraction
          6/9 ¦ warning ¦ ambiguous-fraction
          16/15 ¦ warning ¦ ambiguous-fraction
          90/100 ¦ warning ¦ ambiguous-fraction
          1:0 ¦ warning ¦ ambiguous-fraction
          120:80 ¦ warning ¦ ambiguous-fraction
          20/40 ¦ warning ¦ ambiguous-fraction
          """)
  void keepsWordsAndSaysWhy(String text, String severity, String code) {
    Reading<Value> reading = parser.parse(text);
    assertThat(reading.value()).contains(new Value.Words(text));
    assertThat(reading.remarks())
        .extracting(remark -> remark.severity().word() + " " + remark.code())
        .containsExactly(severity + " " + code);
  }

  @ParameterizedTest
  @CsvSource({"50.000 IU,50000", ">100.000 CFU/mL,100000", "12.500/µL,12500", "1.125-3 mg,1125"})
  void namesBothReadingsOfADot(String text, String thousands) {
    Reading<Value> reading = parser.parse(text);
    assertThat(reading.value().orElseThrow()).isNotInstanceOf(Value.Words.class);
    assertThat(reading.remarks())
        .singleElement()
        .satisfies(
            remark -> {
              assertThat(remark.code()).isEqualTo("ambiguous-number");
              assertThat(remark.message()).contains(thousands);
            });
    assertThat(parser.parse("0.125 mg").remarks()).isEmpty();
    assertThat(parser.parse("1.25 mg").remarks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"70 G/L", "70 G/l", "12 G/L"})
  void takesGigaOrGramsForNeither(String text) {
    Reading<Value> reading = parser.parse(text);
    assertThat(((Value.Measured) reading.value().orElseThrow()).amount().unit().ucum()).isEmpty();
    assertThat(reading.remarks())
        .singleElement()
        .satisfies(remark -> assertThat(remark.solution()).contains("`g/L` or `10*9/L`"));
  }

  @ParameterizedTest
  @CsvSource({
    "1/10,pain score,1 of 10",
    "1/15,GCS,1 of 15",
    "3/15,Glasgow Coma Scale,3 of 15",
    "60/100,Karnofsky performance status,60 of 100",
    "1/3,qSOFA,1 of 3"
  })
  void knowsTheMaximumOfANamedScore(String text, String test, String expected) {
    assertThat(show(parser.parse(text, test).value().orElseThrow())).isEqualTo(expected);
  }

  @Test
  void tellsADifferenceFromAResult() {
    ValueChange change = parser.change("fell by 3 g/dL from 10.2 to 7.2 g/dL").orElseThrow();
    assertThat(change.difference().map(ValueParserTest::show)).contains("3 [g/dL = g/dL]");
    assertThat(change.before().map(ValueParserTest::show)).contains("10.2 [g/dL = g/dL]");
    assertThat(change.after().map(ValueParserTest::show)).contains("7.2 [g/dL = g/dL]");
    assertThat(parser.change("fell by 3 g/dL").orElseThrow().after()).isEmpty();
    assertThat(parser.change("from 10 to 14 mg/L")).isEmpty();
    assertThat(parser.change("fell to the floor")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"145 × 103/µL,lost-superscript", "fell by 3 g/dL to 7.2 g/dL,change-as-value"})
  void saysWhatItRepairedOrLeftOut(String text, String code) {
    assertThat(parser.parse(text).remarks()).extracting(Remark::code).containsExactly(code);
  }

  @Test
  void doesNotTurnARangeRound() {
    Reading<Value> reading = parser.parse("5-3 mmol/L");
    assertThat(reading.value()).contains(new Value.Words("5-3 mmol/L"));
    assertThat(reading.remarks()).extracting(Remark::code).containsExactly("reversed-range");
  }

  @Property
  void neverThrowsAndAlwaysHasAValue(@ForAll("lines") String text) {
    assertThat(parser.parse(text).value()).isPresent();
  }

  @Provide
  Arbitrary<String> lines() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "1",
            "1e",
            "400",
            "_",
            "160",
            "7.0",
            ",",
            ".",
            "/",
            ":",
            "x",
            "×",
            "-",
            "–",
            "<",
            ">",
            "≤",
            " ",
            "mg",
            "mm",
            "Hg",
            "dL",
            "%",
            "10^9",
            "titer",
            "to",
            "positive",
            "µ",
            "😀",
            "\u00a0",
            "(",
            "0");
    Arbitrary<String> built = pieces.list().ofMaxSize(12).map(list -> String.join("", list));
    return Arbitraries.oneOf(built, Arbitraries.strings()).filter(text -> !text.isBlank());
  }

  @Test
  void takesBoundedTimeForLongNumbers() {
    for (String piece : new String[] {"1", "1,", "1.", "1-", "1 x ", "1/", "< "}) {
      assertThat(parser.parse(piece.repeat(100_000)).value()).isPresent();
      assertThat(parser.parse(piece.repeat(120 / piece.length())).value()).isPresent();
    }
  }

  private static String show(Value value) {
    if (value instanceof Value.Measured measured) {
      Amount amount = measured.amount();
      String comparator = amount.comparator().map(c -> c.symbol() + " ").orElse("");
      return comparator + amount.number() + show(amount.unit());
    }
    if (value instanceof Value.Interval range) {
      return range.low().orElseThrow() + ".." + range.high().orElseThrow() + show(range.unit());
    }
    if (value instanceof Value.Titer titer) {
      return titer.numerator() + ":" + titer.denominator();
    }
    if (value instanceof Value.Score score) {
      return score.value() + " of " + score.maximum();
    }
    if (value instanceof Value.BloodPressure pressure) {
      return pressure.systolic() + "/" + pressure.diastolic() + show(pressure.unit());
    }
    if (value instanceof Value.Dimensions size) {
      return size.lengths().stream().map(Object::toString).collect(Collectors.joining("x"))
          + show(size.unit());
    }
    return ((Value.Words) value).text();
  }

  private static String show(Unit unit) {
    String code = unit.ucum().orElse("?");
    return unit.text().isEmpty() ? " [" + code + "]" : " [" + unit.text() + " = " + code + "]";
  }
}
