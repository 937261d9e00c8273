package org.case2fhir.notation;

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
          10 units ¦ 10 units
          5 mg/24 hours ¦ rate 5 mg in 24 hours
          5 mg/12 h ¦ rate 5 mg in 12 hours
          5 mg per 24 h ¦ rate 5 mg in 24 hours
          5 mg / kg daily ¦ 5 mg/kg, 1 in 1 day
          5 mg / day ¦ rate 5 mg in 1 day
          15 mg/kg/dose every 6 hours ¦ 15 mg/kg, 1 in 6 hours
          5 mg p.o. daily ¦ 5 mg, 1 in 1 day, by p.o.
          5 mg i.v., daily ¦ 5 mg, 1 in 1 day, by i.v.
          5 mg i.m. ¦ 5 mg, by i.m.
          5 mg s.c. weekly ¦ 5 mg, 1 in 1 week, by s.c.
          5 mg via intravenous route ¦ 5 mg, by intravenous route
          1 g q 8 h ¦ 1 g, 1 in 8 hours
          1 g q 8h ¦ 1 g, 1 in 8 hours
          1 g every 24h ¦ 1 g, 1 in 24 hours
          1 g every 8h ¦ 1 g, 1 in 8 hours
          10 mg every morning ¦ 10 mg, 1 in 1 day
          10 mg od ¦ 10 mg, 1 in 1 day
          1 tablet o.d. ¦ 1 tablet, 1 in 1 day
          a dose of 5 mg daily ¦ 5 mg, 1 in 1 day
          5 mg/kg/day for 46h ¦ rate 5 mg/kg in 1 day, for 46 hours
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
          1000 mg twice daily with meals ¦ 1000 mg, 2 in 1 day ¦ `with meals`
          10 mg in the morning ¦ 10 mg ¦ `in the morning`
          10 mg daily at night ¦ 10 mg, 1 in 1 day ¦ `at night`
          100 mg/m2 iv on day 1 every 21 days ¦ 100 mg/m2, 1 in 21 days, by iv ¦ `on day 1`
          1 g iv over 2 hours every 14 days ¦ 1 g, 1 in 14 days, by iv ¦ `over 2 hours`
          2400 mg/m2 iv infusion over 46 hours ¦ 2400 mg/m2, by iv ¦ `infusion over 46 hours`
          5 mg iv bolus slowly ¦ 5 mg, by iv ¦ `bolus slowly`
          500 mg once ¦ 500 mg ¦ `once`
          20 mg tablet daily ¦ 20 mg, 1 in 1 day ¦ `tablet`
          2 tablets of 500 mg orally ¦ by orally ¦ do not make one regimen
          6 cycles ¦ '' ¦ do not make one regimen
          100 mg/day twice daily ¦ '' ¦ do not make one regimen
          5 mg daily on day 1 ¦ '' ¦ do not make one regimen
          5 mg twice daily at night ¦ '' ¦ do not make one regimen
          10 mg od intravitreal ¦ by intravitreal ¦ do not make one regimen
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          875/125 mg twice daily ¦ 875/125 mg
          160/800 mg ¦ 160/800 mg
          500/125 bid ¦ 500/125
          1/2 tablet daily ¦ 1/2 tablet
          1/4 tablet ¦ 1/4
          1½ tablets ¦ 1½
          5 mg/5 mL ¦ 5 mg/5
          5 mg/10 mg ¦ 5 mg/10
          5-mg ¦ 5-mg
          < 10 mg daily ¦ <
          >= 10 mg daily ¦ >=
          > 5 mg/day ¦ >
          at least 10 mg ¦ at least
          less than 10 mg ¦ less than
          more than 10 mg ¦ more than
          minimum 10 mg ¦ minimum
          nearly 10 mg ¦ nearly
          at most twice daily ¦ at most
          less than daily ¦ less than
          almost daily ¦ almost
          two to three times a day ¦ two to
          2 to 3 times a day ¦ 2 to
          2-3 times a day ¦ 2-3 times a day
          5 mg never daily ¦ never
          refused 5 mg daily ¦ refused
          declined 5 mg daily ¦ declined
          held 5 mg daily ¦ held
          stopped 5 mg daily ¦ stopped
          instead of 5 mg daily ¦ instead
          5 mg daily except Sunday ¦ except Sunday
          5 mg not prn ¦ not
          5 mg not orally ¦ not
          half of 5 mg ¦ half
          double 5 mg ¦ double
          quarter of 10 mg ¦ quarter
          1 drop OD ¦ OD
          0.1 mL od ¦ od
          OD ¦ OD
          -5 mg daily ¦ -5
          0 mg daily ¦ 0 mg
          1.000 units ¦ 1.000 units
          10 000 units ¦ 10 000
          5 cm daily ¦ 5 cm
          5 mg daily and prn ¦ and
          75 mg/m2 iv on days 1, 8 and 15 every 28 days ¦ on days 1 8 and 15
          75 mg/m2 on day 1 and 8 every 28 days ¦ on day 1 and 8
          over 60 kg ¦ over
          200 mg daily in 2 divided doses ¦ in 2 divided
          up to 4 times daily ¦ up to
          40 mg daily for 2 weeks, then 20 mg daily orally ¦ then
          10 mg in the morning and 5 mg at night ¦ and
          20 mg increased to 40 mg ¦ increased to
          every 4-6 hours ¦ every 4-6 hours
          twice every 8 hours ¦ twice
          0.05 % cream ¦ 0.05 % cream
          40 mg/mL ¦ 40 mg/mL
          not more than 3 tablets daily ¦ not more than
          2 x 500 mg ¦ 2 mg
          low dose ¦ low dose
          a tablet ¦ a tablet
          5 mg? daily ¦ 5 mg?
          ~5 mg ¦ ~5
          """)
  void structuresNothingBesideAWordItDoesNotKnow(String text, String word) {
    Reading<Dose> reading = parser.parse(text);
    assertThat(show(reading.value().orElseThrow())).isEmpty();
    assertThat(reading.value().orElseThrow().text()).isEqualTo(text);
    assertThat(reading.remarks())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.code()).isEqualTo("dose-words");
              assertThat(told.message()).contains("`" + word);
            });
  }

  @ParameterizedTest
  @CsvSource({"10 units,U", "10 units/kg,U/kg", "10 IU,[IU]", "2 drops,[drp]", "10 mg,mg"})
  void doseUnitsAreThoseOfValues(String text, String ucum) {
    Value.Measured amount =
        (Value.Measured) parser.parse(text).value().orElseThrow().amount().orElseThrow();
    assertThat(amount.amount().unit().ucum()).contains(ucum);
    Value value = new ValueParser(new Units(UnitTable.builtIn())).parse(text).value().orElseThrow();
    assertThat(value).isEqualTo(amount);
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
