package org.case2fhir.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.notation.Reading.Remark;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeParserTest {
  private final TimeParser parser =
      new TimeParser(
          new VisitNames(
              List.of(
                  visit("first-visit", "first visit"),
                  visit("admission", "second admission"),
                  visit("v3", "same label"),
                  visit("v4", "same label"))));

  private static Visit visit(String id, String label) {
    return new Visit(
        id,
        label,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          2006 ¦ OnDate ¦ 2006
          2006-02-14T10:30:00+02:00 ¦ OnDate ¦ 2006-02-14T10:30:00+02:00
          2006-02-14 9:30+0200 ¦ OnDate ¦ 2006-02-14T09:30:00+02:00
          2006-02-14T10:30:05.5Z ¦ OnDate ¦ 2006-02-14T10:30:05.5Z
          2006-02 ¦ OnDate ¦ 2006-02
          2006-02-14 ¦ OnDate ¦ 2006-02-14
          2004-02-29 ¦ OnDate ¦ 2004-02-29
          20 years before first-visit ¦ Relative ¦ 20 years before first-visit
          20 yrs before the first visit ¦ Relative ¦ 20 years before first-visit
          a year after first-visit ¦ Relative ¦ 1 year after first-visit
          A year after the first visit ¦ Relative ¦ 1 year after first-visit
          six weeks prior to admission ¦ Relative ¦ 6 weeks before admission
          1.5 h after admission ¦ Relative ¦ 1.5 hours after admission
          3 d after admission ¦ Relative ¦ 3 days after admission
          at first-visit ¦ AtVisit ¦ at first-visit
          at the first visit ¦ AtVisit ¦ at first-visit
          first-visit ¦ AtVisit ¦ at first-visit
          First visit ¦ AtVisit ¦ at first-visit
          second admission ¦ AtVisit ¦ at admission
          at age 12 years ¦ AtAge ¦ at age 12 years
          at the age of 12 years ¦ AtAge ¦ at age 12 years
          aged six months ¦ AtAge ¦ at age 6 months
          in childhood ¦ InWords ¦ in childhood
          postoperatively ¦ InWords ¦ postoperatively
          same label ¦ InWords ¦ same label
          for 20 years ¦ InWords ¦ for 20 years
          shortly after admission ¦ InWords ¦ shortly after admission
          February 2006 ¦ OnDate ¦ 2006-02
          in Feb. 2006 ¦ OnDate ¦ 2006-02
          14 February 2006 ¦ OnDate ¦ 2006-02-14
          on the 14th of February 2006 ¦ OnDate ¦ 2006-02-14
          Feb 14, 2006 ¦ OnDate ¦ 2006-02-14
          14-Feb-2006 ¦ OnDate ¦ 2006-02-14
          14.02.2006 ¦ OnDate ¦ 2006-02-14
          14/02/2006 ¦ OnDate ¦ 2006-02-14
          2/14/2006 ¦ OnDate ¦ 2006-02-14
          03/03/2006 ¦ OnDate ¦ 2006-03-03
          02/2006 ¦ OnDate ¦ 2006-02
          2006/02/14 ¦ OnDate ¦ 2006-02-14
          at birth ¦ InWords ¦ at birth
          at surgery ¦ InWords ¦ at surgery
          Smarch seven ¦ InWords ¦ Smarch seven
          """)
  void readsTimes(String text, String kind, String notation) {
    Reading<When> reading = parser.parse(text);
    assertThat(reading.remarks()).isEmpty();
    When when = reading.value().orElseThrow();
    assertThat(when.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(when).hasToString(notation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2006-13",
        "2006-00",
        "2006-02-30",
        "2005-02-29",
        "0000",
        "2006-2",
        "2006-02-30T10:00",
        "31/02/2006",
        "14.14.2006",
        "13/2006",
        "30 February 2006",
        "2006-13 to 2007",
        "2006-02-",
        "20060214",
        "206"
      })
  void refusesWhatIsNearlyADate(String text) {
    Reading<When> reading = parser.parse(text);
    assertThat(reading.value()).isEmpty();
    assertThat(reading.remarks()).extracting(Remark::code).containsExactly("bad-date");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3 days after admision",
        "at first-vist",
        "frist-visit",
        "2 h before first-visitt"
      })
  void refusesMisspeltEncounters(String text) {
    Reading<When> reading = parser.parse(text);
    assertThat(reading.value()).isEmpty();
    assertThat(reading.remarks()).extracting(Remark::code).containsExactly("unknown-encounter");
    assertThat(reading.remarks().get(0).solution()).startsWith("did you mean `");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 weeks after surgery", "a day before the fall"})
  void keepsUnknownAnchorsAsWordsWithAWarning(String text) {
    Reading<When> reading = parser.parse(text);
    assertThat(reading.value()).contains(new When.InWords(text));
    assertThat(reading.remarks()).extracting(Remark::code).containsExactly("unknown-encounter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          2006-02-14T10:30 ¦ 2006-02-14 ¦ time-of-day ¦ information
          2005-2006 ¦ 2005-2006 ¦ date-in-words ¦ information
          2006-02 to 2006-04 ¦ 2006-02 to 2006-04 ¦ date-in-words ¦ information
          about 2006 ¦ about 2006 ¦ date-in-words ¦ information
          between 2003 and 2005 ¦ between 2003 and 2005 ¦ date-in-words ¦ information
          Smarch 2006 ¦ Smarch 2006 ¦ date-in-words ¦ information
          03/04/2006 ¦ 03/04/2006 ¦ ambiguous-date ¦ warning
          14.02.06 ¦ 14.02.06 ¦ ambiguous-date ¦ warning
          2006/02 ¦ 2006/02 ¦ ambiguous-date ¦ warning
          v9 ¦ v9 ¦ unknown-encounter ¦ warning
          at v9 ¦ at v9 ¦ unknown-encounter ¦ warning
          at last-visit ¦ at last-visit ¦ unknown-encounter ¦ warning
          """)
  void keepsWhatItCanAndSaysSo(String text, String kept, String code, String severity) {
    Reading<When> reading = parser.parse(text);
    assertThat(reading.value().orElseThrow()).hasToString(kept);
    assertThat(reading.remarks())
        .extracting(Remark::code, remark -> remark.severity().word())
        .containsExactly(org.assertj.core.groups.Tuple.tuple(code, severity));
  }

  @Property
  void neverThrows(@ForAll("lines") String text) {
    Reading<When> reading = parser.parse(text);
    assertThat(reading.value().isPresent() || !reading.remarks().isEmpty()).isTrue();
  }

  @Provide
  Arbitrary<String> lines() {
    Arbitrary<String> words =
        Arbitraries.of(
            "2006",
            "-02",
            "-14",
            "/",
            "20",
            "years",
            "before",
            "after",
            "the",
            "first-visit",
            "at",
            "age",
            "of",
            "aged",
            "in",
            "a",
            "six",
            "admission",
            "😀",
            ".");
    Arbitrary<String> built = words.list().ofMaxSize(8).map(list -> String.join(" ", list));
    return Arbitraries.oneOf(built, Arbitraries.strings());
  }
}
