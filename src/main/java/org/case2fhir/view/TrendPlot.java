package org.case2fhir.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.view.CaseView.Fact;
import org.case2fhir.view.CaseView.Mark;
import org.case2fhir.view.FactTime.Interval;
import org.case2fhir.view.TimeAxis.Tick;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;

/**
 * One test that was measured in one unit at two or more dates. Values of another unit, site or
 * specimen belong to another plot: nothing is converted, and nothing joined that cannot be
 * compared.
 *
 * @param name of the test
 * @param unit as printed; may be empty
 * @param points in order of time
 * @param normal the reference range, if all values that have one have the same
 */
public record TrendPlot(String name, String unit, List<Point> points, Optional<Band> normal) {
  private static final int HEIGHT = 190;
  private static final int TOP = 18;
  private static final int BOTTOM = 158;
  private static final double LEFT = 15;
  private static final double RIGHT = 96;
  private static final int MOST_LABELS = 8;

  public TrendPlot {
    points = List.copyOf(points);
  }

  /**
   * One value.
   *
   * @param fullUrl of the result
   * @param when the minute, day, month or year in which it was measured
   * @param date as given
   * @param comparator "≤ " and the like: the value is a limit; mostly empty
   */
  public record Point(
      String fullUrl, Interval when, String date, BigDecimal value, String comparator) {
    String words() {
      return comparator + value.toPlainString();
    }
  }

  /** A reference range; one of its ends may be missing. */
  public record Band(Optional<BigDecimal> low, Optional<BigDecimal> high, String words) {}

  /** Collects values by what they measure. */
  static final class Collector {
    private final ZoneOffset offset;
    private final Map<List<String>, Series> series = new LinkedHashMap<>();

    Collector(ZoneOffset offset) {
      this.offset = offset;
    }

    private static final class Series {
      private final String name;
      private final String unit;
      private final List<Point> points = new ArrayList<>();
      private final List<Optional<Band>> bands = new ArrayList<>();

      Series(String name, String unit) {
        this.name = name;
        this.unit = unit;
      }
    }

    /** Adds the quantities of an Observation that has a date. */
    void add(Resource resource, Fact fact) {
      if (!(resource instanceof Observation observation) || fact.mark() != Mark.NONE) {
        return;
      }
      Type effective = observation.getEffective();
      Optional<String> date =
          effective instanceof BaseDateTimeType time
              ? Optional.ofNullable(time.getValueAsString())
              : Optional.empty();
      Optional<Interval> when = date.flatMap(known -> FactTime.interval(known, offset));
      if (when.isEmpty()) {
        return;
      }
      String where =
          ElementText.of(observation.getBodySite())
              + '|'
              + ElementText.of(observation.getMethod())
              + '|'
              + specimen(fact);
      String code = key(observation.getCode());
      if (observation.hasValueQuantity()) {
        add(
            List.of(code, where),
            new Result(fact.fullUrl(), fact.name(), when.get(), date.get()),
            observation.getValueQuantity(),
            observation.getReferenceRange());
      }
      for (Observation.ObservationComponentComponent part : observation.getComponent()) {
        if (part.hasValueQuantity()) {
          add(
              List.of(code, where, key(part.getCode())),
              new Result(
                  fact.fullUrl(),
                  fact.name() + ": " + ElementText.of(part.getCode()),
                  when.get(),
                  date.get()),
              part.getValueQuantity(),
              part.getReferenceRange());
        }
      }
    }

    private static String specimen(Fact fact) {
      return fact.details().stream()
          .filter(detail -> detail.label().equals("Specimen"))
          .map(CaseView.Detail::words)
          .findFirst()
          .orElse("");
    }

    private static String key(CodeableConcept code) {
      return code.getCoding().stream()
          .filter(coding -> coding.hasCode() && coding.hasSystem())
          .map(coding -> coding.getSystem() + '|' + coding.getCode())
          .findFirst()
          .orElse(ElementText.of(code).toLowerCase(Locale.ROOT));
    }

    /** What a value is of, and when it was measured. */
    private record Result(String fullUrl, String name, Interval when, String date) {}

    private void add(
        List<String> test,
        Result of,
        Quantity quantity,
        List<ObservationReferenceRangeComponent> ranges) {
      if (!quantity.hasValue() || !ElementText.isPlain(quantity.getValue())) {
        return;
      }
      String unit = ElementText.unit(quantity).strip();
      List<String> key = new ArrayList<>(test);
      key.add(unitKey(quantity));
      Series known = series.computeIfAbsent(key, added -> new Series(of.name(), unit));
      known.points.add(
          new Point(
              of.fullUrl(),
              of.when(),
              of.date().replace('T', ' '),
              quantity.getValue(),
              ElementText.comparator(quantity)));
      band(ranges, quantity).ifPresent(found -> known.bands.add(Optional.of(found)));
    }

    private static String unitKey(Quantity quantity) {
      return quantity.hasCode()
          ? quantity.getSystem() + '|' + quantity.getCode()
          : ElementText.unit(quantity).strip();
    }

    /** The normal range, if there is one and it has the unit of the value. */
    private static Optional<Band> band(
        List<ObservationReferenceRangeComponent> ranges, Quantity value) {
      if (ranges.size() != 1) {
        return Optional.empty();
      }
      ObservationReferenceRangeComponent range = ranges.get(0);
      boolean maximum = range.hasText() && range.getText().startsWith("maximum ");
      boolean other =
          range.hasType()
              && range.getType().getCoding().stream()
                  .noneMatch(coding -> "normal".equals(coding.getCode()));
      boolean unlike =
          range.hasLow() && !sameUnit(range.getLow(), value)
              || range.hasHigh() && !sameUnit(range.getHigh(), value);
      if (maximum || other || unlike || !range.hasLow() && !range.hasHigh()) {
        return Optional.empty();
      }
      String words =
          range.hasText()
              ? range.getText()
              : (range.hasLow() ? ElementText.of(range.getLow()) : "")
                  + " to "
                  + (range.hasHigh() ? ElementText.of(range.getHigh()) : "");
      return Optional.of(
          new Band(
              Optional.ofNullable(range.getLow().getValue()).filter(ElementText::isPlain),
              Optional.ofNullable(range.getHigh().getValue()).filter(ElementText::isPlain),
              words));
    }

    private static boolean sameUnit(Quantity limit, Quantity value) {
      String unit = unitKey(limit);
      return unit.isEmpty() || unit.equals(unitKey(value));
    }

    /** The tests of which two values have an order in time. */
    List<TrendPlot> plots() {
      List<TrendPlot> plots = new ArrayList<>();
      for (Series each : series.values()) {
        List<Point> points =
            each.points.stream()
                .sorted(
                    Comparator.<Point>comparingLong(point -> point.when().from())
                        .thenComparingLong(point -> point.when().to()))
                .toList();
        Optional<Band> band = each.bands.isEmpty() ? Optional.empty() : each.bands.get(0);
        boolean one =
            each.bands.stream()
                    .map(found -> found.map(range -> List.of(range.low(), range.high())))
                    .distinct()
                    .count()
                == 1;
        boolean ordered =
            points.stream().anyMatch(point -> points.get(0).when().isBefore(point.when()));
        if (ordered) {
          plots.add(new TrendPlot(each.name, each.unit, points, one ? band : Optional.empty()));
        }
      }
      return plots;
    }
  }

  /** "mg/dL, 3 values from 2006-02 to 2011". */
  String summary() {
    String values =
        PageText.plural(points.size(), "value")
            + " from "
            + points.get(0).date()
            + " to "
            + points.get(points.size() - 1).date();
    String range = normal.map(band -> "; reference range " + band.words()).orElse("");
    return (unit.isEmpty() ? "" : "unit " + unit + "; ") + values + range;
  }

  /** The plot: time to the right, values upwards. */
  String svg(String id) {
    Scale scale = scale();
    TimeAxis axis = TimeAxis.even(points.stream().map(Point::when).toList());
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg class=\"plot\" width=\"100%\" height=\""
            + HEIGHT
            + "\" role=\"img\" aria-labelledby=\""
            + id
            + "-t "
            + id
            + "-d\">");
    out.append(
        "<title id=\""
            + id
            + "-t\">"
            + PageText.html(name + (unit.isEmpty() ? "" : " in " + unit))
            + "</title>");
    out.append("<desc id=\"" + id + "-d\">" + PageText.html(summary()) + "</desc>");
    normal.ifPresent(band -> out.append(bandSvg(band, scale)));
    for (BigDecimal tick : scale.ticks) {
      int y = scale.y(tick);
      out.append(
          "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
              .formatted(TimelineChart.percent(LEFT), TimelineChart.percent(RIGHT + 2), y, y));
      out.append(
          "<text class=\"value\" x=\"%s\" y=\"%d\" text-anchor=\"end\">%s</text>"
              .formatted(TimelineChart.percent(LEFT - 1.5), y + 4, tick.toPlainString()));
    }
    for (Tick tick : axis.ticks()) {
      double x = x(tick.at());
      String anchor = tick.anchor();
      out.append(
          "<line class=\"tick\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
              .formatted(
                  TimelineChart.percent(x), TimelineChart.percent(x), BOTTOM + 4, BOTTOM + 9));
      out.append(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"%s\">%s</text>"
              .formatted(TimelineChart.percent(x), BOTTOM + 24, anchor, tick.label()));
    }
    pointsSvg(out, axis, scale);
    return out.append("</svg>").toString();
  }

  private String bandSvg(Band band, Scale scale) {
    int top = band.high().map(scale::y).orElse(TOP - 8);
    int bottom = band.low().map(scale::y).orElse(BOTTOM + 4);
    return "<rect class=\"normal\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>"
        .formatted(
            TimelineChart.percent(LEFT),
            top,
            TimelineChart.percent(RIGHT + 2 - LEFT),
            Math.max(1, bottom - top));
  }

  private void pointsSvg(StringBuilder out, TimeAxis axis, Scale scale) {
    double labelled = -100;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      int y = scale.y(point.value());
      double from = x(axis.at(point.when().from()));
      double to = x(axis.at(point.when().to()));
      double x = (from + to) / 2;
      if (i > 0 && joins(points.get(i - 1), point)) {
        Point before = points.get(i - 1);
        double left = x((axis.at(before.when().from()) + axis.at(before.when().to())) / 2);
        out.append(
            "<line class=\"course\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                .formatted(
                    TimelineChart.percent(left),
                    TimelineChart.percent(x),
                    scale.y(before.value()),
                    y));
      }
      if (!point.when().isPrecise()) {
        out.append(
            "<line class=\"extent\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                .formatted(TimelineChart.percent(from), TimelineChart.percent(to), y, y));
      }
      String kind = point.comparator().isEmpty() ? "point" : "limit";
      out.append(
          "<circle class=\"%s\" cx=\"%s\" cy=\"%d\" r=\"4\"/>"
              .formatted(kind, TimelineChart.percent(x), y));
      if (x - labelled > 11 && points.size() <= MOST_LABELS) {
        String anchor = x > 90 ? "end" : x < 20 ? "start" : "middle";
        out.append(
            "<text class=\"value\" x=\"%s\" y=\"%d\" text-anchor=\"%s\">%s</text>"
                .formatted(TimelineChart.percent(x), y - 8, anchor, PageText.html(point.words())));
        labelled = x;
      }
    }
  }

  /** Whether one value is known to come after another, and both are values and no limits. */
  private static boolean joins(Point before, Point after) {
    return before.when().isBefore(after.when())
        && before.comparator().isEmpty()
        && after.comparator().isEmpty();
  }

  private static double x(double onAxis) {
    return LEFT + onAxis / 100 * (RIGHT - LEFT);
  }

  private Scale scale() {
    List<BigDecimal> values = new ArrayList<>(points.stream().map(Point::value).toList());
    normal.ifPresent(
        band -> {
          band.low().ifPresent(values::add);
          band.high().ifPresent(values::add);
        });
    BigDecimal least = values.stream().min(Comparator.naturalOrder()).orElseThrow();
    BigDecimal most = values.stream().max(Comparator.naturalOrder()).orElseThrow();
    return new Scale(least, most);
  }

  /** Values from the lowest to the highest tick, which are round numbers. */
  private static final class Scale {
    private static final MathContext PRECISION = MathContext.DECIMAL64;

    private final List<BigDecimal> ticks = new ArrayList<>();
    private final BigDecimal low;
    private final BigDecimal high;

    Scale(BigDecimal least, BigDecimal most) {
      BigDecimal range = most.subtract(least, PRECISION);
      if (range.signum() == 0) {
        range = least.signum() == 0 ? BigDecimal.ONE : least.abs();
      }
      BigDecimal step = step(range);
      low = least.divide(step, 0, RoundingMode.FLOOR).multiply(step);
      BigDecimal top = most.divide(step, 0, RoundingMode.CEILING).multiply(step);
      high = top.compareTo(low) == 0 ? low.add(step) : top;
      for (BigDecimal tick = low; tick.compareTo(high) <= 0; tick = tick.add(step)) {
        ticks.add(tick);
      }
    }

    /** 1, 2 or 5 times a power of ten, so that there are three to six ticks. */
    private static BigDecimal step(BigDecimal range) {
      BigDecimal rough = range.divide(BigDecimal.valueOf(4), PRECISION);
      BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(rough.precision() - rough.scale() - 1);
      for (int factor : new int[] {1, 2, 5}) {
        BigDecimal step = power.multiply(BigDecimal.valueOf(factor));
        if (step.compareTo(rough) >= 0) {
          return step;
        }
      }
      return power.multiply(BigDecimal.TEN);
    }

    int y(BigDecimal value) {
      BigDecimal share = value.subtract(low, PRECISION).divide(high.subtract(low), PRECISION);
      return BOTTOM - (int) Math.round(share.doubleValue() * (BOTTOM - TOP));
    }
  }
}
