package org.case2fhir.casefile.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoseParserTest {
  private final DoseParser parser =
      new DoseParser(new Units(UnitTable.builtIn()), Vocabulary.builtIn());

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          0.5 mg twice daily ¦ 0.5 mg, 2 in 1 day
          0.5mg twice a day ¦ 0.5 mg, 2 in 1 day
          200 mg/day ¦ rate 200 mg in 1 day
          200 mg per day ¦ rate 200 mg in 1 day
          5 mg/h iv ¦ rate 5 mg in 1 hour, by iv
          5 mcg/kg/min ¦ rate 5 mcg/kg in 1 minute
          100 mg/12 h ¦ rate 100 mg in 12 hours
          100 mg/12h ¦ rate 100 mg in 12 hours
          5 mg daily ¦ 5 mg, 1 in 1 day
          1-2 tablets every 8 hours as needed ¦ 1..2 tablets, 1 in 8 hours, prn
          two tablets three times a day ¦ 2 tablets, 3 in 1 day
          10 mg/kg ¦ 10 mg/kg
          75 mg/m2 iv every 21 days for 6 cycles ¦ 75 mg/m2, 1 in 21 days x6, by iv
          75 mg/m2 intravenously every 3 weeks x 6 ¦ 75 mg/m2, 1 in 3 weeks x6, by intravenously
          75 mg/m2 q3w x6 ¦ 75 mg/m2, 1 in 3 weeks x6
          10 mg po od ¦ 10 mg, 1 in 1 day, by po
          10 mg PO b.i.d. ¦ 10 mg, 2 in 1 day, by PO
          10 mg tid for 3 days ¦ 10 mg, 3 in 1 day, for 3 days
          10 mg qid x 5 days ¦ 10 mg, 4 in 1 day, for 5 days
          1 g q8h ¦ 1 g, 1 in 8 hours
          1 g q12h ¦ 1 g, 1 in 12 hours
          1 g every other day ¦ 1 g, 1 in 2 days
          10 mg weekly ¦ 10 mg, 1 in 1 week
          10 mg once weekly ¦ 10 mg, 1 in 1 week
          10 mg once per week ¦ 10 mg, 1 in 1 week
          10 mg 2 x daily ¦ 10 mg, 2 in 1 day
          10 mg 3x/week ¦ 10 mg, 3 in 1 week
          10 mg orally, twice daily, prn ¦ 10 mg, 2 in 1 day, by orally, prn
          100 ug inhaled, as needed ¦ 100 ug, by inhaled, prn
          by mouth ¦ by by mouth
          1,000 units daily ¦ 1000 units, 1 in 1 day
          2 puffs every 4 hours ¦ 2 puffs, 1 in 4 hours
          """)
  void structuresWhatIsTold(String text, String expected) {
    Reading<Dose> reading = parser.parse(text);
    assertThat(reading.remarks()).as(text).isEmpty();
    assertThat(show(reading.value().orElseThrow())).isEqualTo(expected);
    assertThat(reading.value().orElseThrow().text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          5 mg daily with food ¦ 5 mg, 1 in 1 day ¦ `with food`
          100 mg/m2 iv on day 1 every 21 days ¦ 100 mg/m2, 1 in 21 days, by iv ¦ `on day 1`
          75 mg/m2 iv on days 1, 8 and 15 every 28 days ¦ by iv ¦ `on days 1 8 15`
          1 g iv over 2 hours every 14 days ¦ 1 g, 1 in 14 days, by iv ¦ `over 2 hours`
          over 60 kg ¦ '' ¦ `over`
          200 mg daily in 2 divided doses ¦ '' ¦ `2 divided doses`
          up to 4 times daily ¦ '' ¦ `up to`
          40 mg daily for 2 weeks, then 20 mg daily orally ¦ by orally ¦ `then`
          10 mg in the morning and 5 mg at night ¦ '' ¦ `morning night`
          2 tablets of 500 mg ¦ '' ¦ words only
          20 mg increased to 40 mg ¦ '' ¦ `increased to`
          every 4-6 hours ¦ '' ¦ `every 4-6 hours`
          0.05 % cream ¦ '' ¦ `0.05 % cream`
          40 mg/mL ¦ '' ¦ `40 mg/mL`
          not more than 3 tablets daily ¦ '' ¦ `not more than`
          2 x 500 mg ¦ '' ¦ `2 mg`
          500 mg once ¦ 500 mg ¦ `once`
          6 cycles ¦ '' ¦ words only
          100 mg/day twice daily ¦ '' ¦ words only
          low dose ¦ '' ¦ `low`
          a tablet ¦ '' ¦ `tablet`
          """)
  void inventsNothing(String text, String expected, String remark) {
    Reading<Dose> reading = parser.parse(text);
    assertThat(show(reading.value().orElseThrow())).isEqualTo(expected);
    assertThat(reading.remarks())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.code()).isEqualTo("dose-words");
              assertThat(told.message()).contains(remark);
            });
  }

  @Property
  void neverThrowsAndKeepsTheWords(@ForAll("lines") String text) {
    assertThat(parser.parse(text).value().orElseThrow().text()).isEqualTo(text.strip());
  }

  @Provide
  Arbitrary<String> lines() {
    Arbitrary<String> words =
        Arbitraries.of(
            "0.5", "0", "1-2", "mg", "mg/day", "/", "tablets", "twice", "daily", "every", "8",
            "hours", "for", "x", "6", "cycles", "q0h", "q8h", "po", "as", "needed", "0 days",
            "times", "per", "a", "then", "(", ",");
    Arbitrary<String> built = words.list().ofMinSize(1).ofMaxSize(9).map(l -> String.join(" ", l));
    return Arbitraries.oneOf(built, Arbitraries.strings()).filter(text -> !text.isBlank());
  }

  private static String show(Dose dose) {
    List<String> parts = new ArrayList<>();
    dose.amount().map(DoseParserTest::show).ifPresent(parts::add);
    dose.rate()
        .map(rate -> "rate " + show(new Value.Measured(rate.amount())) + " in " + rate.per())
        .ifPresent(parts::add);
    dose.frequency()
        .map(
            f ->
                f.times()
                    + " in "
                    + new org.case2fhir.model.TimeSpan(f.period(), f.unit())
                    + f.count().map(count -> " x" + count).orElse(""))
        .ifPresent(parts::add);
    dose.duration().map(span -> "for " + span).ifPresent(parts::add);
    dose.route().map(Concept::text).map(route -> "by " + route).ifPresent(parts::add);
    if (dose.asNeeded()) {
      parts.add("prn");
    }
    return String.join(", ", parts);
  }

  private static String show(Value value) {
    if (value instanceof Value.Measured measured) {
      return measured.amount().number() + show(measured.amount().unit());
    }
    Value.Interval range = (Value.Interval) value;
    return range.low().orElseThrow() + ".." + range.high().orElseThrow() + show(range.unit());
  }

  private static String show(Unit unit) {
    assertThat(unit.ucum()).isPresent();
    return " " + unit.text();
  }
}
