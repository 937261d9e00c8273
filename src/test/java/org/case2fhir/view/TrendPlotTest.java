package org.case2fhir.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.case2fhir.view.TrendPlot.Point;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class TrendPlotTest {
  private static String lab(String date, String value, String unit, String... more) {
    return """
    {'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'glucose'},
     'effectiveDateTime': '%s', 'valueQuantity': {'value': %s, 'unit': '%s'}%s}
    """
        .formatted(date, value, unit, more.length == 0 ? "" : ", " + String.join(", ", more));
  }

  private static Document svg(TrendPlot plot) {
    return Jsoup.parse(plot.svg("p1"));
  }

  @Test
  void valuesOfOneUnitAreJoinedInTheOrderOfTime() {
    CaseView view =
        CaseViewTest.view(
            lab("2020-03-01", "98", "mg/dL"),
            lab("2020-01-01", "126", "mg/dL"),
            lab("2020-02", "110", "mg/dL"));
    TrendPlot plot = view.trends().get(0);
    assertThat(plot.points()).extracting(Point::words).containsExactly("126", "110", "98");
    assertThat(svg(plot).select("line.course")).hasSize(2);
    assertThat(svg(plot).select("line.extent")).as("a month, not a day").hasSize(1);
    assertThat(svg(plot).select("svg > title").text()).isEqualTo("glucose in mg/dL");
    assertThat(svg(plot).select("svg > desc").text())
        .isEqualTo("unit mg/dL; 3 values from 2020-01-01 to 2020-03-01");
  }

  @Test
  void mixedUnitsAreNotJoined() {
    CaseView view =
        CaseViewTest.view(
            lab("2020-01-01", "126", "mg/dL"),
            lab("2020-02-01", "5.4", "mmol/L"),
            lab("2020-03-01", "98", "mg/dL"),
            lab("2020-04-01", "5.1", "mmol/L"),
            lab("2020-05-01", "7", ""));
    assertThat(view.trends()).extracting(TrendPlot::unit).containsExactly("mg/dL", "mmol/L");
    assertThat(view.trends()).allSatisfy(plot -> assertThat(plot.points()).hasSize(2));
  }

  @Test
  void otherSitesAndSpecimensAreOtherTests() {
    CaseView view =
        CaseViewTest.view(
            lab("2020-01-01", "126", "mg/dL", "'specimen': {'display': 'serum'}"),
            lab("2020-02-01", "60", "mg/dL", "'specimen': {'display': 'liquor'}"),
            lab("2020-03-01", "98", "mg/dL", "'bodySite': {'text': 'left eye'}"));
    assertThat(view.trends()).isEmpty();
  }

  @Test
  void datesThatDoNotSayWhatCameFirstAreNotJoined() {
    assertThat(
            CaseViewTest.view(lab("2020", "126", "mg/dL"), lab("2020-02-01", "98", "mg/dL"))
                .trends())
        .isEmpty();
    TrendPlot plot =
        CaseViewTest.view(
                lab("2019", "1", "mg/dL"), lab("2020", "2", "mg/dL"), lab("2020-05", "3", "mg/dL"))
            .trends()
            .get(0);
    assertThat(svg(plot).select("line.course")).as("only from 2019 to 2020").hasSize(1);
  }

  @Test
  void limitsAreOpenPointsThatNoLineJoins() {
    TrendPlot plot =
        CaseViewTest.view(
                lab("2020-01-01", "126", "mg/dL"),
                lab("2020-02-01", "80", "mg/dL").replace("'value'", "'comparator': '<=', 'value'"))
            .trends()
            .get(0);
    assertThat(svg(plot).select("circle.limit")).hasSize(1);
    assertThat(svg(plot).select("line.course")).isEmpty();
    assertThat(plot.points().get(1).words()).isEqualTo("≤ 80");
  }

  @Test
  void theReferenceRangeIsABandIfItIsTheSameForAll() {
    String range =
        "'referenceRange': [{'low': {'value': 70, 'unit': 'mg/dL'}, 'high': {'value': %s, 'unit':"
            + " 'mg/dL'}}]";
    String first = lab("2020-01-01", "126", "mg/dL", range.formatted("100"));
    TrendPlot same =
        CaseViewTest.view(first, lab("2020-02-01", "98", "mg/dL", range.formatted("100")))
            .trends()
            .get(0);
    assertThat(svg(same).select("rect.normal")).hasSize(1);
    assertThat(same.summary()).endsWith("reference range 70 mg/dL to 100 mg/dL");
    TrendPlot other =
        CaseViewTest.view(first, lab("2020-02-01", "98", "mg/dL", range.formatted("110")))
            .trends()
            .get(0);
    assertThat(svg(other).select("rect.normal")).isEmpty();
  }

  @Test
  void theMaximumOfAScoreIsNoReferenceRange() {
    String maximum = "'referenceRange': [{'high': {'value': 15}, 'text': 'maximum 15'}]";
    TrendPlot plot =
        CaseViewTest.view(
                lab("2020-01-01", "8", "score", maximum), lab("2020-02-01", "15", "score", maximum))
            .trends()
            .get(0);
    assertThat(plot.normal()).isEmpty();
  }

  @Test
  void bloodPressureHasAPlotForEachPressure() {
    String pressure =
        """
        {'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'blood pressure'},
         'effectiveDateTime': '%s', 'component': [
          {'code': {'text': 'systolic'}, 'valueQuantity': {'value': 120, 'unit': 'mmHg'}},
          {'code': {'text': 'diastolic'}, 'valueQuantity': {'value': 80, 'unit': 'mmHg'}}]}
        """;
    List<TrendPlot> plots =
        CaseViewTest.view(pressure.formatted("2020-01-01"), pressure.formatted("2020-01-02"))
            .trends();
    assertThat(plots)
        .extracting(TrendPlot::name)
        .containsExactly("blood pressure: systolic", "blood pressure: diastolic");
  }

  @Test
  void valuesFarApartAndEqualOnesCanBePlotted() {
    for (String other : List.of("126", "0", "-5", "1e30", "0.00000001", "1e-39")) {
      TrendPlot plot =
          CaseViewTest.view(lab("2020-01-01", "126", "mg/dL"), lab("2020-02-01", other, "mg/dL"))
              .trends()
              .get(0);
      assertThat(svg(plot).select("circle")).hasSize(2);
      assertThat(svg(plot).select("line.grid").size()).isBetween(2, 9);
    }
  }
}
