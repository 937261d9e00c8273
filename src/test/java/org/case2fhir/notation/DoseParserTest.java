package org.case2fhir.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;
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
          take 2 puffs q4-6h PRN ¦ 2 puffs, 1 in 4-6 h, prn
          1 tab PO BID x7 days ¦ 1 tab, 2 in 1 d, for 7 days, by PO
          0.5-1 g every 4-6 hours as needed ¦ 0.5..1 g, 1 in 4-6 h, prn
          one tablet 2-4 times a day ¦ 1 tablet, 2-4 in 1 d
          20 mEq q.o.d. ¦ 20 mEq, 1 in 2 d
          40 mg p.o. q.d. ¦ 40 mg, 1 in 1 d, by p.o.
          10 IU subcutaneously at bedtime ¦ 10 IU, at HS, by subcutaneously
          2.5 mg IV every 4 hours as needed for pain ¦ 2.5 mg, 1 in 4 h, by IV, prn pain
          15 mg once weekly ¦ 15 mg, 1 in 1 wk
          4 mg IV every 3 months ¦ 4 mg, 1 in 3 mo, by IV
          5 mg on Mondays and 2.5 mg on other days ¦ 5 mg, on mon | 2.5 mg, on tue wed thu fri sat sun
          80 mg/kg/day divided every 6 hours ¦ rate 80 mg/kg in 1 day, 1 in 6 h
          1 tablet every day for one week, and then 1 tablet every week ¦ #1, 1 tablet, 1 in 1 d, for 1 week | #2, 1 tablet, 1 in 1 wk
          15 mg once weekly for one month, and then 10 mg once weekly ¦ #1, 15 mg, 1 in 1 wk, for 1 month | #2, 10 mg, 1 in 1 wk
          60 mg daily for 2 weeks, tapered to 40 mg daily for 2 weeks, then 20 mg daily for 4 weeks and stopped ¦ #1, 60 mg, 1 in 1 d, for 2 weeks | #2, 40 mg, 1 in 1 d, for 2 weeks | #3, 20 mg, 1 in 1 d, for 4 weeks
          0.125 mg daily (125 mcg) ¦ 0.125 mg, 1 in 1 d
          0.05 μg/kg/min and then 0.10 µg/kg/min ¦ #1, rate 0.05 μg/kg in 1 minute | #2, rate 0.10 µg/kg in 1 minute
          1 g every 6 hours to a maximum of 4 g daily ¦ 1 g, 1 in 6 h, max 4 g in 1 day
          1 g q6h prn, max 4 g/day ¦ 1 g, 1 in 6 h, prn, max 4 g in 1 day
          1 g q6h, maximum 4 g in 24 hours ¦ 1 g, 1 in 6 h, max 4 g in 24 hours
          2 tablets every 4 hours, not to exceed 8 tablets per day ¦ 2 tablets, 1 in 4 h, max 8 tablets in 1 day
          max 4 g/day ¦ max 4 g in 1 day
          up to 4 g daily ¦ max 4 g in 1 day
          4-12 ug/kg/min ¦ rate 4..12 ug/kg in 1 minute
          4–12 µg/kg/min ¦ rate 4..12 µg/kg in 1 minute
          10 mL/h ¦ rate 10 mL in 1 hour
          5 to 10 mg/h ¦ rate 5..10 mg in 1 hour
          from 25 mg to 100 mg ¦ #1, 25 mg | #2, 100 mg
          titrated from 25 to 100 mg daily ¦ #1, 25 mg | #2, 100 mg, 1 in 1 d
          increased from 5 mg to 10 mg daily ¦ #1, 5 mg | #2, 10 mg, 1 in 1 d
          a loading dose of 300 mg followed by 75 mg daily ¦ #1, 300 mg | #2, 75 mg, 1 in 1 d
          loading dose 600 mg, then 300 mg daily ¦ #1, 600 mg | #2, 300 mg, 1 in 1 d
          500 mg orally, twice daily ¦ 500 mg, 2 in 1 d, by orally
          300 mg three times daily before meals ¦ 300 mg, 3 in 1 d, at AC
          20 mg every other day ¦ 20 mg, 1 in 2 d
          200 mg thrice weekly ¦ 200 mg, 3 in 1 wk
          100 mg once a month ¦ 100 mg, 1 in 1 mo
          1 mg qhs ¦ 1 mg, 1 in 1 d, at HS
          1 mg q.h.s. prn for insomnia ¦ 1 mg, 1 in 1 d, at HS, prn insomnia
          10 mg nightly ¦ 10 mg, 1 in 1 d, at NIGHT
          4 units before breakfast and dinner ¦ 4 units, at ACM ACV
          2 drops in each eye four times daily ¦ 2 drops, 4 in 1 d
          1 drop to both eyes at bedtime ¦ 1 drop, at HS
          5 mL three times daily after meals ¦ 5 mL, 3 in 1 d, at PC
          total dose of 6 g ¦ ''
          a cumulative dose of 300 mg/m2 ¦ ''
          1 g daily for 3 days to a total dose of 3 g ¦ 1 g, 1 in 1 d, for 3 days
          10 mg in the morning and 5 mg at night ¦ 10 mg, at MORN | 5 mg, at NIGHT
          10 mg in the morning and evening ¦ 10 mg, at MORN EVE
          2 tablets in the morning and 1 at night ¦ 2 tablets, at MORN | 1 tablets, at NIGHT
          500 mg every 8 h for 7-10 days ¦ 500 mg, 1 in 8 h, for 7 days to 10 days
          500 mg q 6-8 h ¦ 500 mg, 1 in 6-8 h
          2 to 4 mg IV q2h prn ¦ 2..4 mg, 1 in 2 h, by IV, prn
          2 mg to 4 mg IV every 2 hours ¦ 2..4 mg, 1 in 2 h, by IV
          1-2 tablets every 4 to 6 hours as needed for headache ¦ 1..2 tablets, 1 in 4-6 h, prn headache
          400 mg on Monday, Wednesday and Friday ¦ 400 mg, on mon wed fri
          400 mg Mon/Wed/Fri ¦ 400 mg, on mon wed fri
          25 mg twice daily, increased to 50 mg twice daily ¦ #1, 25 mg, 2 in 1 d | #2, 50 mg, 2 in 1 d
          60 mg for 2 weeks, 40 mg for 2 weeks, 20 mg for 4 weeks ¦ #1, 60 mg, for 2 weeks | #2, 40 mg, for 2 weeks | #3, 20 mg, for 4 weeks
          1 g IV over 2 hours every 14 days ¦ 1 g, 1 in 14 d, over 2 hours, by IV
          0.5 tablet daily ¦ 0.5 tablet, 1 in 1 d
          half a tablet daily ¦ 0.5 tablet, 1 in 1 d
          ½ tablet twice daily ¦ 0.5 tablet, 2 in 1 d
          1 1/2 tablets daily ¦ 1.5 tablets, 1 in 1 d
          one and a half tablets at bedtime ¦ 1.5 tablets, at HS
          5,000 units subcutaneously every 12 hours ¦ 5000 units, 1 in 12 h, by subcutaneously
          5-mg tablets twice daily ¦ 5 mg, 2 in 1 d
          500 mg 8-hourly ¦ 500 mg, 1 in 8 h
          500 mg 8 hourly ¦ 500 mg, 1 in 8 h
          1 g once ¦ 1 g, 1 in 1 d x1
          daily dose of 20 mg ¦ rate 20 mg in 1 day
          2 L/min ¦ rate 2 L in 1 minute
          0.1 units/kg/h ¦ rate 0.1 units/kg in 1 hour
          15 mg/kg/dose every 6 hours ¦ 15 mg/kg, 1 in 6 h
          once or twice daily ¦ 1-2 in 1 d
          two or three times a day ¦ 2-3 in 1 d
          up to 4 times daily ¦ 1-4 in 1 d
          at most twice daily ¦ 1-2 in 1 d
          as needed up to three times a day ¦ 1-3 in 1 d, prn
          100 mg/m2 on days 1, 8 and 15 every 28 days ¦ 100 mg/m2, 3 in 28 d
          75 mg/m2 IV on days 1-5 every 21 days for 4 cycles ¦ 75 mg/m2, 5 in 21 d x20, by IV
          10 mg once every 3 weeks ¦ 10 mg, 1 in 3 wk
          1 patch every 72 hours ¦ 1 patch, 1 in 72 h
          40 mg subcutaneously every two weeks ¦ 40 mg, 1 in 2 wk, by subcutaneously
          1 application twice daily to the affected area ¦ 1 application, 2 in 1 d
          4 mg prn nausea ¦ 4 mg, prn nausea
          20 mg daily with breakfast ¦ 20 mg, 1 in 1 d, at CM
          1,000 mg bid with meals ¦ 1000 mg, 2 in 1 d, at C
          600 mg loading dose ¦ 600 mg
          5 mg daily Monday to Friday ¦ 5 mg, 1 in 1 d, on mon tue wed thu fri
          10 mg every morning and 5 mg every evening ¦ 10 mg, 1 in 1 d, at MORN | 5 mg, 1 in 1 d, at EVE
          25 mcg/h patch every 72 h ¦ rate 25 mcg in 1 hour, 1 in 72 h
          300000 IU once a month ¦ 300000 IU, 1 in 1 mo
          100 mg PO daily x 14 d ¦ 100 mg, 1 in 1 d, for 14 days, by PO
          2 g/day in 2 divided doses ¦ rate 2 g in 1 day, 2 in 1 d
          1 mg/kg/day ¦ rate 1 mg/kg in 1 day
          20 mg/kg/day in three divided doses for 10 days ¦ rate 20 mg/kg in 1 day, 3 in 1 d, for 10 days
          1 puff bid ¦ 1 puff, 2 in 1 d
          2 sprays in each nostril daily ¦ 2 sprays, 1 in 1 d
          30 mg/kg per day ¦ rate 30 mg/kg in 1 day
          1.5 million units ¦ 1.5 million units
          1 g IV q24h x 5 days ¦ 1 g, 1 in 24 h, for 5 days, by IV
          3 mg weekly for 4 doses ¦ 3 mg, 1 in 1 wk x4
          0.3 mg/kg every 8 weeks ¦ 0.3 mg/kg, 1 in 8 wk
          1 tablet with or without food daily ¦ 1 tablet, 1 in 1 d
          per os 5 mg bid ¦ 5 mg, 2 in 1 d, by per os
          10 mg p.o., t.i.d. ¦ 10 mg, 3 in 1 d, by p.o.
          5 mg daily for about 3 weeks ¦ 5 mg, 1 in 1 d, for 3 weeks
          intravenous 500 mg twice daily ¦ 500 mg, 2 in 1 d, by intravenous
          prednisone 40 mg daily ¦ 40 mg, 1 in 1 d
          40 mg daily then 20 mg daily then 10 mg daily ¦ #1, 40 mg, 1 in 1 d | #2, 20 mg, 1 in 1 d | #3, 10 mg, 1 in 1 d
          5 mg as needed for severe pain, max 20 mg daily ¦ 5 mg, prn severe pain, max 20 mg in 1 day
          1 mg every 5 minutes ¦ 1 mg, 1 in 5 min
          2.5 mg three times per week ¦ 2.5 mg, 3 in 1 wk
          1 suppository rectally at night ¦ 1 suppository, at NIGHT, by rectally
          0.5 mg twice daily ¦ 0.5 mg, 2 in 1 d
          0.5mg twice a day ¦ 0.5 mg, 2 in 1 d
          200 mg/day ¦ rate 200 mg in 1 day
          200 mg per day ¦ rate 200 mg in 1 day
          5 mg/h iv ¦ rate 5 mg in 1 hour, by iv
          5 mcg/kg/min ¦ rate 5 mcg/kg in 1 minute
          100 mg/12 h ¦ rate 100 mg in 12 hours
          100 mg/12h ¦ rate 100 mg in 12 hours
          5 mg daily ¦ 5 mg, 1 in 1 d
          1-2 tablets every 8 hours as needed ¦ 1..2 tablets, 1 in 8 h, prn
          two tablets three times a day ¦ 2 tablets, 3 in 1 d
          10 mg/kg ¦ 10 mg/kg
          75 mg/m2 iv every 21 days for 6 cycles ¦ 75 mg/m2, 1 in 21 d x6, by iv
          75 mg/m2 intravenously every 3 weeks x 6 ¦ 75 mg/m2, 1 in 3 wk x6, by intravenously
          75 mg/m2 q3w x6 ¦ 75 mg/m2, 1 in 3 wk x6
          10 mg po od ¦ 10 mg, 1 in 1 d, by po
          10 mg PO b.i.d. ¦ 10 mg, 2 in 1 d, by PO
          10 mg tid for 3 days ¦ 10 mg, 3 in 1 d, for 3 days
          10 mg qid x 5 days ¦ 10 mg, 4 in 1 d, for 5 days
          1 g q8h ¦ 1 g, 1 in 8 h
          1 g q12h ¦ 1 g, 1 in 12 h
          1 g every other day ¦ 1 g, 1 in 2 d
          10 mg weekly ¦ 10 mg, 1 in 1 wk
          10 mg once weekly ¦ 10 mg, 1 in 1 wk
          10 mg once per week ¦ 10 mg, 1 in 1 wk
          10 mg 2 x daily ¦ 10 mg, 2 in 1 d
          10 mg 3x/week ¦ 10 mg, 3 in 1 wk
          10 mg orally, twice daily, prn ¦ 10 mg, 2 in 1 d, by orally, prn
          100 ug inhaled, as needed ¦ 100 ug, by inhaled, prn
          by mouth ¦ by by mouth
          1,000 units daily ¦ 1000 units, 1 in 1 d
          2 puffs every 4 hours ¦ 2 puffs, 1 in 4 h
          10 units ¦ 10 units
          5 mg/24 hours ¦ rate 5 mg in 24 hours
          5 mg/12 h ¦ rate 5 mg in 12 hours
          5 mg per 24 h ¦ rate 5 mg in 24 hours
          5 mg / kg daily ¦ 5 mg/kg, 1 in 1 d
          5 mg / day ¦ rate 5 mg in 1 day
          5 mg p.o. daily ¦ 5 mg, 1 in 1 d, by p.o.
          5 mg i.v., daily ¦ 5 mg, 1 in 1 d, by i.v.
          5 mg i.m. ¦ 5 mg, by i.m.
          5 mg s.c. weekly ¦ 5 mg, 1 in 1 wk, by s.c.
          5 mg via intravenous route ¦ 5 mg, by intravenous route
          1 g q 8 h ¦ 1 g, 1 in 8 h
          1 g q 8h ¦ 1 g, 1 in 8 h
          1 g every 24h ¦ 1 g, 1 in 24 h
          1 g every 8h ¦ 1 g, 1 in 8 h
          10 mg every morning ¦ 10 mg, 1 in 1 d, at MORN
          10 mg od ¦ 10 mg, 1 in 1 d
          1 tablet o.d. ¦ 1 tablet, 1 in 1 d
          a dose of 5 mg daily ¦ 5 mg, 1 in 1 d
          5 mg/kg/day for 46h ¦ rate 5 mg/kg in 1 day, for 46 hours
          5 mg daily with food ¦ 5 mg, 1 in 1 d, at C
          1000 mg twice daily with meals ¦ 1000 mg, 2 in 1 d, at C
          10 mg in the morning ¦ 10 mg, at MORN
          10 mg daily at night ¦ 10 mg, 1 in 1 d, at NIGHT
          100 mg/m2 iv on day 1 every 21 days ¦ 100 mg/m2, 1 in 21 d, by iv
          1 g iv over 2 hours every 14 days ¦ 1 g, 1 in 14 d, over 2 hours, by iv
          2400 mg/m2 iv infusion over 46 hours ¦ 2400 mg/m2, over 46 hours, by iv
          5 mg iv bolus slowly ¦ 5 mg, by iv
          500 mg once ¦ 500 mg, 1 in 1 d x1
          20 mg tablet daily ¦ 20 mg, 1 in 1 d
          2 tablets of 500 mg orally ¦ 2 tablets, by orally
          6 cycles ¦ ''
          1/2 tablet daily ¦ 0.5 tablet, 1 in 1 d
          1/4 tablet ¦ 0.25 tablet
          1½ tablets ¦ 1.5 tablets
          5-mg ¦ 5 mg
          two to three times a day ¦ 2-3 in 1 d
          2 to 3 times a day ¦ 2-3 in 1 d
          2-3 times a day ¦ 2-3 in 1 d
          stopped 5 mg daily ¦ 5 mg, 1 in 1 d
          75 mg/m2 iv on days 1, 8 and 15 every 28 days ¦ 75 mg/m2, 3 in 28 d, by iv
          75 mg/m2 on day 1 and 8 every 28 days ¦ 75 mg/m2, 2 in 28 d
          200 mg daily in 2 divided doses ¦ rate 200 mg in 1 day, 2 in 1 d
          40 mg daily for 2 weeks, then 20 mg daily orally ¦ #1, 40 mg, 1 in 1 d, for 2 weeks | #2, 20 mg, 1 in 1 d, by orally
          20 mg increased to 40 mg ¦ #1, 20 mg | #2, 40 mg
          every 4-6 hours ¦ 1 in 4-6 h
          twice every 8 hours ¦ 2 in 8 h
          not more than 3 tablets daily ¦ max 3 tablets in 1 day
          low dose ¦ ''
          160 mg Mon-Fri ¦ 160 mg, on mon tue wed thu fri
          20 mg/kg/day divided tid ¦ rate 20 mg/kg in 1 day, 3 in 1 d
          a total daily dose of 60 mg in 3 divided doses ¦ rate 60 mg in 1 day, 3 in 1 d
          5 mg on Mondays, Wednesdays and Fridays ¦ 5 mg, on mon wed fri
          6 mg rapid IV push, then 12 mg if no response ¦ #1, 6 mg | #2, 12 mg, prn no response
          875/125 mg twice daily ¦ 2 in 1 d
          160/800 mg ¦ ''
          500/125 bid ¦ 2 in 1 d
          10 mg twice daily, with food, for two weeks ¦ 10 mg, 2 in 1 d, at C, for 2 weeks
          """)
  void structuresEverydayRegimens(String text, String expected) {
    Reading<List<Dose>> reading = parser.parseAll(text);
    assertThat(show(reading)).isEqualTo(expected);
    assertThat(reading.remarks()).extracting(Remark::code).isSubsetOf(DoseParser.WORDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          40 mg daily under close supervision ¦ 40 mg, 1 in 1 d ¦ under close supervision
          5 mg daily, stopped after 3 days ¦ 5 mg, 1 in 1 d ¦ after 3 days
          10 mg daily or 5 mg twice daily ¦ '' ¦ or
          5 mg orally or intravenously ¦ '' ¦ or
          100 mg/day twice daily ¦ 2 in 1 d ¦ an amount over time beside a frequency
          5 mg daily on day 1 ¦ 5 mg ¦ the frequency
          5 mg twice daily at night ¦ 5 mg, 2 in 1 d ¦ one time of the day beside several doses daily
          10 mg od intravitreal ¦ 10 mg, by intravitreal ¦ the frequency
          5 mg/5 mL ¦ '' ¦ 5 mg/5 mL
          5 mg/10 mg ¦ '' ¦ 5 mg/10 mg
          < 10 mg daily ¦ 1 in 1 d ¦ < 10 mg
          >= 10 mg daily ¦ 1 in 1 d ¦ >= 10 mg
          > 5 mg/day ¦ '' ¦ > 5 mg/day
          at least 10 mg ¦ '' ¦ at least 10 mg
          less than 10 mg ¦ '' ¦ less than 10 mg
          more than 10 mg ¦ '' ¦ more than 10 mg
          minimum 10 mg ¦ '' ¦ minimum 10 mg
          nearly 10 mg ¦ '' ¦ nearly 10 mg
          less than daily ¦ '' ¦ less than daily
          almost daily ¦ '' ¦ almost daily
          5 mg never daily ¦ '' ¦ never
          refused 5 mg daily ¦ '' ¦ refused
          declined 5 mg daily ¦ '' ¦ declined
          held 5 mg daily ¦ '' ¦ held
          instead of 5 mg daily ¦ '' ¦ instead of
          5 mg daily except Sunday ¦ '' ¦ except
          5 mg not prn ¦ '' ¦ not
          5 mg not orally ¦ '' ¦ not
          half of 5 mg ¦ '' ¦ half of 5 mg
          double 5 mg ¦ '' ¦ double 5 mg
          quarter of 10 mg ¦ '' ¦ quarter of 10 mg
          1 drop OD ¦ 1 drop ¦ OD
          0.1 mL od ¦ 0.1 mL ¦ od
          OD ¦ '' ¦ OD
          -5 mg daily ¦ 1 in 1 d ¦ -5 mg
          0 mg daily ¦ 1 in 1 d ¦ 0 mg
          1.000 units ¦ '' ¦ 1.000 units
          1 250 units ¦ '' ¦ 1
          5 cm daily ¦ 1 in 1 d ¦ 5 cm
          5 mg daily and prn ¦ 5 mg, 1 in 1 d ¦ and prn
          over 60 kg ¦ '' ¦ over 60 kg
          0.05 % cream ¦ '' ¦ 0.05 %
          40 mg/mL ¦ '' ¦ 40 mg/mL
          2 x 500 mg ¦ '' ¦ mg
          a tablet ¦ '' ¦ a tablet
          5 mg? daily ¦ '' ¦ 5 mg? daily
          ~5 mg ¦ '' ¦ ~ 5 mg
          5 mg x 0/day ¦ 5 mg ¦ x 0/day
          5 mg 0x/day ¦ '' ¦ 0x/day
          200 mg divided twice daily ¦ 2 in 1 d ¦ the amount
          """)
  void keepsTheHalfThatIsUnderstood(String text, String expected, String left) {
    Reading<List<Dose>> reading = parser.parseAll(text);
    assertThat(show(reading)).isEqualTo(expected);
    assertThat(reading.value().orElseThrow().get(0).text()).isSubstringOf(text);
    assertThat(reading.remarks())
        .filteredOn(remark -> remark.code().equals(DoseParser.NOT_UNDERSTOOD))
        .singleElement()
        .satisfies(remark -> assertThat(remark.message()).contains(left));
  }

  @Test
  void saysWhichWordsStayInTheTextOnly() {
    assertThat(parser.parse("20 mg tablet daily, gradually").remarks())
        .singleElement()
        .satisfies(remark -> assertThat(remark.message()).endsWith("`tablet gradually`"));
  }

  @Test
  void givesEachRegimenItsWords() {
    String taper = "60 mg daily for 2 weeks, tapered to 40 mg daily; then 20 mg daily";
    List<Dose> doses = parser.parseAll(taper).value().orElseThrow();
    assertThat(doses)
        .extracting(Dose::text)
        .containsExactly("60 mg daily for 2 weeks", "tapered to 40 mg daily", "then 20 mg daily");
    String joined = doses.stream().map(Dose::text).collect(Collectors.joining(", "));
    assertThat(parser.parseAll(joined).value()).contains(doses);
  }

  @Test
  void takesSeveralRegimensForNoSingleDose() {
    Reading<Dose> reading = parser.parse("40 mg daily, then 20 mg daily");
    assertThat(reading.value()).contains(Dose.ofText("40 mg daily, then 20 mg daily"));
    assertThat(reading.remarks())
        .extracting(Remark::code)
        .containsExactly(DoseParser.NOT_UNDERSTOOD);
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

  @Property
  void readsTheSameAgainOfWhatItGaveASequence(@ForAll("lines") String text) {
    List<Dose> doses = parser.parseAll(text).value().orElseThrow();
    String words = doses.stream().map(Dose::text).collect(Collectors.joining(" "));
    assertThat(letters(words)).isEqualTo(letters(text));
  }

  private static String letters(String text) {
    return text.strip().replaceAll("[\\s,;\\p{Z}\\p{C}]", "");
  }

  @Provide
  Arbitrary<String> lines() {
    Arbitrary<String> words =
        Arbitraries.of(
            "0.5",
            "0",
            "1-2",
            "mg",
            "mg/day",
            "/",
            "tablets",
            "twice",
            "daily",
            "every",
            "8",
            "hours",
            "for",
            "x",
            "6",
            "cycles",
            "q0h",
            "q8h",
            "po",
            "as",
            "needed",
            "0 days",
            "times",
            "per",
            "a",
            "then",
            "(",
            ",",
            "from",
            "to",
            "max",
            "and",
            "at night",
            "prn",
            "on",
            "Monday",
            "in 2 divided doses",
            "½",
            "or",
            "tapered to",
            "5 mg",
            "days 1-5");
    Arbitrary<String> built = words.list().ofMinSize(1).ofMaxSize(12).map(l -> String.join(" ", l));
    return Arbitraries.oneOf(built, Arbitraries.strings()).filter(text -> !text.isBlank());
  }

  private static String show(Reading<List<Dose>> reading) {
    return reading.value().orElseThrow().stream()
        .map(DoseParserTest::show)
        .collect(Collectors.joining(" | "));
  }

  private static String show(Dose dose) {
    List<String> parts = new ArrayList<>();
    dose.sequence().map(place -> "#" + place).ifPresent(parts::add);
    dose.amount().map(DoseParserTest::show).ifPresent(parts::add);
    dose.rate().map(rate -> "rate " + show(rate)).ifPresent(parts::add);
    dose.frequency().map(DoseParserTest::show).ifPresent(parts::add);
    if (!dose.dayParts().isEmpty()) {
      parts.add(
          dose.dayParts().stream()
              .map(Dose.DayPart::code)
              .collect(Collectors.joining(" ", "at ", "")));
    }
    if (!dose.weekdays().isEmpty()) {
      parts.add(
          dose.weekdays().stream()
              .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" ", "on ", "")));
    }
    dose.infusionTime().map(time -> "over " + time).ifPresent(parts::add);
    dose.duration()
        .map(span -> "for " + span + dose.longest().map(most -> " to " + most).orElse(""))
        .ifPresent(parts::add);
    dose.route().map(route -> "by " + route.text()).ifPresent(parts::add);
    if (dose.asNeeded()) {
      parts.add("prn" + dose.reason().map(reason -> " " + reason.text()).orElse(""));
    }
    dose.maximum().map(most -> "max " + show(most)).ifPresent(parts::add);
    return String.join(", ", parts);
  }

  private static String show(Dose.Rate rate) {
    return show(rate.amount()) + " in " + rate.per();
  }

  private static String show(Dose.Frequency often) {
    return often.times()
        + often.timesMax().map(most -> "-" + most).orElse("")
        + " in "
        + often.period().toPlainString()
        + often.periodMax().map(most -> "-" + most.toPlainString()).orElse("")
        + " "
        + often.unit().ucum()
        + often.count().map(count -> " x" + count).orElse("");
  }

  private static String show(Value value) {
    if (value instanceof Value.Measured measured) {
      return measured.amount().number().toPlainString() + show(measured.amount().unit());
    }
    Value.Interval range = (Value.Interval) value;
    return range.low().orElseThrow() + ".." + range.high().orElseThrow() + show(range.unit());
  }

  private static String show(Unit unit) {
    assertThat(unit.ucum()).isPresent();
    return " " + unit.text();
  }
}
