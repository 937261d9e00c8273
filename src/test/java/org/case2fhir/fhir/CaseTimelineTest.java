package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.after;
import static org.case2fhir.model.Cases.age;
import static org.case2fhir.model.Cases.before;
import static org.case2fhir.model.Cases.on;
import static org.case2fhir.model.Cases.visit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.case2fhir.model.Cases;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CaseTimelineTest {

  @ParameterizedTest
  @CsvSource({
    "2006-02,    1,    year,   AFTER,  2007",
    "2006-02-14, 1,    year,   AFTER,  2007",
    "2006,       20,   year,   BEFORE, 1986",
    "2006-02,    3,    month,  AFTER,  2006-05",
    "2006-02,    2,    month,  BEFORE, 2005-12",
    "2006-01-31, 1,    month,  AFTER,  2006-02",
    "2006,       3,    month,  AFTER,  words",
    "2006,       12,   month,  AFTER,  2007",
    "2006-02-14, 3,    week,   AFTER,  2006-03",
    "2006-02,    3,    week,   AFTER,  2006",
    "2006-12,    3,    week,   AFTER,  words",
    "2006-02-14, 3,    day,    AFTER,  2006-02-17",
    "2006-03-01, 1,    day,    BEFORE, 2006-02-28",
    "2006-02,    3,    day,    AFTER,  2006",
    "2006,       3,    day,    AFTER,  words",
    "2006-02-14, 24,   hour,   AFTER,  2006-02-15",
    "2006-02-14, 30,   hour,   AFTER,  2006-02",
    "2006-12-31, 3,    hour,   AFTER,  words",
    "2006-02-14, 1440, minute, BEFORE, 2006-02-13",
    "2006-02,    1.5,  year,   AFTER,  2007-08",
    "2006,       1.5,  year,   AFTER,  words",
    "2006-02,    1.3,  year,   AFTER,  words",
    "2006-02-14, 1.5,  day,    AFTER,  words",
    "2006-02-14, 0,    day,    AFTER,  2006-02-14",
    "2006,       3000, year,   BEFORE, words",
    "2006,       99999999999, year, BEFORE, words"
  })
  void relativeTimesAreNoFinerThanTheWords(
      String anchor, BigDecimal amount, String unit, When.Direction direction, String expected) {
    CaseTimeline timeline = timeline(visit("anchor", date(anchor)));
    TimeSpan span = new TimeSpan(amount, TimeUnit.valueOf(unit.toUpperCase(Locale.ROOT)));

    var resolved = timeline.resolve(new When.Relative(span, direction, "anchor"));

    assertThat(resolved.map(PartialDate::toString).orElse("words")).isEqualTo(expected);
  }

  @Test
  void visitsMayBeDatedThroughEachOther() {
    CaseTimeline timeline =
        timeline(
            visit("third", after(1, TimeUnit.YEAR, "second")),
            visit("second", after(1, TimeUnit.YEAR, "first")),
            visit("first", PartialDate.of(2006, 2)));

    assertThat(timeline.dateOf("third")).contains(PartialDate.of(2008));
    assertThat(timeline.resolve(new When.AtVisit("second"))).contains(PartialDate.of(2007));
  }

  @Test
  void chainsAndCirclesMayBeLongerThanTheStackIsDeep() {
    List<Visit> chain = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      chain.add(visit("e" + i, after(1, TimeUnit.YEAR, "e" + (i + 1))));
    }
    chain.add(visit("e20000", new When.AtVisit("e0")));
    assertThat(timeline(chain.toArray(Visit[]::new)).circular()).hasSize(20_001);

    chain.set(20_000, visit("e20000", on(2006)));
    CaseTimeline dated = timeline(chain.toArray(Visit[]::new));
    assertThat(dated.circular()).isEmpty();
    assertThat(dated.dateOf("e19990")).contains(PartialDate.of(2016));
  }

  @Test
  void aCircleOfVisitsDatesNone() {
    CaseTimeline timeline =
        timeline(
            visit("a", new When.AtVisit("b")),
            visit("b", after(1, TimeUnit.DAY, "a")),
            visit("c", on(2001)));

    assertThat(timeline.dateOf("a")).isEmpty();
    assertThat(timeline.circular()).containsExactlyInAnyOrder("a", "b");
    assertThat(timeline.dateOf("c")).contains(PartialDate.of(2001));
  }

  @Test
  void agesWordsAndUndatedAnchorsHaveNoDate() {
    CaseTimeline timeline = timeline(visit("undated"));

    assertThat(timeline.resolve(age(12, TimeUnit.YEAR))).isEmpty();
    assertThat(timeline.resolve(new When.InWords("in 1999 or so"))).isEmpty();
    assertThat(timeline.resolve(before(1, TimeUnit.YEAR, "undated"))).isEmpty();
    assertThat(timeline.resolve(before(1, TimeUnit.YEAR, "nowhere"))).isEmpty();
  }

  @Test
  void wordsUseTheVisitsLabel() {
    CaseTimeline timeline = timeline(visit("first-visit", PartialDate.of(2006, 2)));

    assertThat(timeline.words(before(20, TimeUnit.YEAR, "first-visit")))
        .isEqualTo("20 years before first visit (2006-02)");
    assertThat(timeline.words(new When.AtVisit("first-visit"))).isEqualTo("at first visit");
    assertThat(timeline.moment(after(1, TimeUnit.YEAR, "first-visit")).text())
        .contains("2007, 1 year after first visit (2006-02)");
    assertThat(timeline.moment(on(2001)).text()).contains("2001");
  }

  @Test
  void onlyDatesThatTheCaseGivesAreTold() {
    CaseTimeline timeline =
        timeline(
            visit("dated", PartialDate.of(2006)),
            visit("derived", after(1, TimeUnit.YEAR, "dated")));

    assertThat(timeline.stated(new When.AtVisit("dated"))).contains(PartialDate.of(2006));
    assertThat(timeline.stated(new When.AtVisit("derived"))).isEmpty();
    assertThat(timeline.stated(before(1, TimeUnit.YEAR, "dated"))).isEmpty();
    assertThat(timeline.stated(on(2001))).contains(PartialDate.of(2001));
  }

  @Test
  void aStayOfSeveralDaysDoesNotDateItsFacts() {
    PartialDate first = PartialDate.of(2022, 1, 14);
    CaseTimeline timeline =
        timeline(
            visit("visit", first),
            stay("day-case", first, first),
            stay("stay", first, PartialDate.of(2022, 1, 27)));

    assertThat(timeline.onlyDateOf("visit")).contains(first);
    assertThat(timeline.onlyDateOf("day-case")).contains(first);
    assertThat(timeline.onlyDateOf("stay")).isEmpty();
    assertThat(timeline.dateOf("stay")).contains(first);
  }

  private static Visit stay(String id, PartialDate start, PartialDate end) {
    return new Visit(
        id,
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.of(new When.OnDate(start)),
        Optional.of(new When.OnDate(end)),
        List.of(),
        Optional.empty(),
        List.of());
  }

  private static CaseTimeline timeline(Visit... visits) {
    return new CaseTimeline(Cases.report(List.of(visits)));
  }

  private static PartialDate date(String iso) {
    String[] parts = iso.split("-", -1);
    return new PartialDate(Integer.parseInt(parts[0]), part(parts, 1), part(parts, 2));
  }

  private static OptionalInt part(String[] parts, int index) {
    return parts.length > index
        ? OptionalInt.of(Integer.parseInt(parts[index]))
        : OptionalInt.empty();
  }
}
