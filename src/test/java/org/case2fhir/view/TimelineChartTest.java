package org.case2fhir.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.case2fhir.view.CaseView.Fact;
import org.case2fhir.view.FactTime.Segment;
import org.case2fhir.view.TimeAxis.Tick;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineChartTest {
  private static CaseView drug(String status, String effective) {
    return CaseViewTest.view(
        "{'resourceType': 'MedicationStatement', 'status': '%s', 'medicationCodeableConcept': {'text': 'x'}, %s}"
            .formatted(status, effective));
  }

  private static String certainties(CaseView view) {
    return view.timeline().items().get(0).course().segments().stream()
        .map(segment -> segment.certainty().name())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          active    | '2006'          |                 | from 2006                | WITHIN OPEN
          active    | '2006-02-03'    |                 | from 2006-02-03          | MOMENT OPEN
          stopped   | '2006-02'       |                 | from 2006-02             | WITHIN
          completed | '2006-02-03'    | '2006-03-04'    | 2006-02-03 to 2006-03-04 | DURING
          completed | '2006'          | '2008'          | 2006 to 2008             | WITHIN DURING WITHIN
          completed | '2006'          | '2007'          | 2006 to 2007             | WITHIN WITHIN
          completed | '2006'          | '2006-03'       | 2006 to 2006-03          | WITHIN
          completed | '2006-02'       | '2006-02'       | 2006-02                  | WITHIN
          completed |                 | '2006-02'       | until 2006-02            | OPEN WITHIN
          completed | '2007'          | '2006'          | 2007 to 2006             | WITHIN WITHIN
          """)
  void aBarIsAsPreciseAsItsDates(
      String status, String start, String end, String words, String certainties) {
    String from = start == null ? "" : "'start': '" + start + "'";
    String to = end == null ? "" : "'end': '" + end + "'";
    String between = start != null && end != null ? "," : "";
    CaseView view = drug(status, "'effectivePeriod': {" + from + between + to + "}");
    assertThat(certainties(view)).isEqualTo(certainties);
    assertThat(view.timeline().items().get(0).course().words()).isEqualTo(words);
  }

  @Test
  void anOnsetThatIsOnlyKnownToBeEarlierHasNoStart() {
    CaseView view =
        CaseViewTest.view(
            "{'resourceType': 'Condition', 'code': {'text': 'x'}, 'onsetPeriod': {'end':"
                + " '2018-06'}}");
    assertThat(certainties(view)).isEqualTo("OPEN");
    assertThat(view.timeline().items().get(0).course().words()).isEqualTo("onset by 2018-06");
  }

  @Test
  void aReportOfAStayWasMadeAtSomeTimeWithin() {
    CaseView view =
        CaseViewTest.view(
            "{'resourceType': 'DiagnosticReport', 'status': 'final', 'code': {'text': 'x'},"
                + " 'effectivePeriod': {'start': '2021-03-22', 'end': '2021-03-29'}}");
    assertThat(certainties(view)).isEqualTo("WITHIN");
  }

  @Test
  void whatHasNoDateHasNoBarAndNoDateIsInvented() {
    CaseView view =
        CaseViewTest.view(
            "{'resourceType': 'Patient', 'birthDate': '1970-01-01'}",
            "{'resourceType': 'Condition', 'code': {'text': 'a'}, 'onsetAge': {'value': 12, 'unit':"
                + " 'years'}}",
            "{'resourceType': 'Condition', 'code': {'text': 'b'}, 'onsetString': '20 years before"
                + " first visit (2006-02)'}",
            "{'resourceType': 'Condition', 'code': {'text': 'c'}}",
            "{'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'd'},"
                + " '_effectiveDateTime': {'extension': [{'url':"
                + " 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', 'valueCode':"
                + " 'unknown'}]}}");
    TimelineChart timeline = view.timeline();
    assertThat(timeline.items()).isEmpty();
    assertThat(timeline.inWords())
        .extracting(TimelineChart::inWords)
        .containsExactly("onset at age 12 years", "onset 20 years before first visit (2006-02)");
    assertThat(timeline.untimed()).extracting(Fact::name).containsExactly("c", "d");
    assertThat(HtmlPage.of(view)).doesNotContain("1982").doesNotContain("1986");
  }

  @Test
  void aFindingHasTheBarOfItsOnset() {
    CaseView view =
        CaseViewTest.view(
            "{'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'rash'},"
                + " 'effectiveDateTime': '2020-05-01', 'valueCodeableConcept': {'coding': [{'code':"
                + " '52101004'}]}, 'component': [{'code': {'text': 'Onset'}, 'valueDateTime':"
                + " '2019'}]}");
    assertThat(view.timeline().items())
        .extracting(fact -> fact.course().words())
        .containsExactly("onset 2019");
    assertThat(view.facts().get(0).time().words()).isEqualTo("2020-05-01");
  }

  @Test
  void momentsOfOtherOffsetsStandInTheOrderOfTime() {
    CaseView view =
        CaseViewTest.view(
            "{'resourceType': 'Procedure', 'status': 'completed', 'code': {'text': 'later'},"
                + " 'performedDateTime': '2020-01-01T08:00:00-05:00'}",
            "{'resourceType': 'Procedure', 'status': 'completed', 'code': {'text': 'earlier'},"
                + " 'performedDateTime': '2020-01-01T10:00:00+02:00'}");
    assertThat(view.timeline().items()).extracting(Fact::name).containsExactly("earlier", "later");
  }

  @Test
  void longGapsAreLeftOutOfTheAxis() {
    CaseView view =
        CaseViewTest.view(
            "{'resourceType': 'Condition', 'code': {'text': 'a'}, 'onsetDateTime': '1986-05-01'}",
            "{'resourceType': 'Procedure', 'status': 'completed', 'code': {'text': 'b'},"
                + " 'performedDateTime': '2020-01-01'}",
            "{'resourceType': 'Procedure', 'status': 'completed', 'code': {'text': 'c'},"
                + " 'performedDateTime': '2020-01-09'}");
    TimeAxis axis = view.timeline().axis();
    assertThat(axis.breaks()).isNotEmpty();
    List<Segment> b = view.timeline().items().get(1).course().segments();
    List<Segment> c = view.timeline().items().get(2).course().segments();
    double distance = axis.at(c.get(0).from().getAsLong()) - axis.at(b.get(0).from().getAsLong());
    assertThat(distance).isGreaterThan(10);
    assertThat(HtmlPage.of(view)).contains("The axis is broken");
  }

  @ParameterizedTest
  @CsvSource({
    "2020-01-01,2020-01-01",
    "2020-01-01,2020-01-05",
    "2020,2020",
    "2020,2023",
    "1990,2024",
    "2020-01-01T10:00:00Z,2020-01-01T12:00:00Z",
    "1900,2100",
    "2019-12,2020-02"
  })
  void labelsOfAnAxisDoNotOverlap(String first, String last) {
    TimeAxis axis =
        TimeAxis.even(
            List.of(
                FactTime.interval(first, java.time.ZoneOffset.UTC).orElseThrow(),
                FactTime.interval(last, java.time.ZoneOffset.UTC).orElseThrow()));
    List<Tick> ticks = axis.ticks();
    assertThat(ticks).isNotEmpty();
    for (int i = 1; i < ticks.size(); i++) {
      assertThat(ticks.get(i).left()).isGreaterThan(ticks.get(i - 1).right());
    }
    assertThat(ticks).allSatisfy(tick -> assertThat(tick.left()).isBetween(-1.0, 100.0));
  }

  @ParameterizedTest
  @CsvSource({"2020-13-45", "20", "yesterday", "2020-01-01T25:00:00Z", "٢٠٢٠"})
  void whatIsNoDateIsWords(String date) {
    assertThat(FactTime.event(date, java.time.ZoneOffset.UTC).isDated()).isFalse();
    assertThat(FactTime.event(date, java.time.ZoneOffset.UTC).words()).isNotEmpty();
  }
}
