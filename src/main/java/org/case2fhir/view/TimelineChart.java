package org.case2fhir.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.view.CaseView.Fact;
import org.case2fhir.view.FactTime.Certainty;
import org.case2fhir.view.FactTime.Interval;
import org.case2fhir.view.FactTime.Segment;
import org.case2fhir.view.TimeAxis.Tick;

/**
 * Visits, onsets, drugs and whatever else has a time of its own, each with a bar on one axis. A bar
 * shows how precise a date is: an event of a year is an open box as wide as the year. What has no
 * date has no bar but stands in a list, in the words that are given or as without a time.
 *
 * @param items with a date, in the order of their sections and then of time
 * @param inWords facts whose time is given in words only
 * @param untimed facts without any time
 */
public record TimelineChart(List<Fact> items, List<Fact> inWords, List<Fact> untimed) {
  /** Results have their times in their tables and plots; they would bury all else. */
  private static final Set<String> NOT_SHOWN =
      Set.of(ResourceFacts.MEASUREMENTS, ResourceFacts.ORIGIN);

  private static final int HEIGHT = 22;

  public TimelineChart {
    items = List.copyOf(items);
    inWords = List.copyOf(inWords);
    untimed = List.copyOf(untimed);
  }

  static TimelineChart of(List<Fact> facts) {
    List<Fact> items = new ArrayList<>();
    List<Fact> inWords = new ArrayList<>();
    List<Fact> untimed = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact.section().equals(ResourceFacts.ORIGIN)) {
        continue;
      }
      if (fact.course().isDated() && !NOT_SHOWN.contains(fact.section())) {
        items.add(fact);
      } else if (!fact.course().words().isEmpty() && !fact.course().isDated()
          || !fact.time().words().isEmpty() && !fact.time().isDated()) {
        inWords.add(fact);
      } else if (fact.time().words().isEmpty()) {
        untimed.add(fact);
      }
    }
    List<String> sections = items.stream().map(Fact::section).distinct().toList();
    items.sort(
        Comparator.<Fact>comparingInt(fact -> sections.indexOf(fact.section()))
            .thenComparingLong(fact -> edge(fact)));
    return new TimelineChart(items, inWords, untimed);
  }

  private static long edge(Fact fact) {
    Segment first = fact.course().segments().get(0);
    return first.from().orElse(first.to().orElse(0));
  }

  /** The times that the axis has to show. */
  TimeAxis axis() {
    List<Interval> times = new ArrayList<>();
    for (Fact fact : items) {
      for (Segment segment : fact.course().segments()) {
        if (segment.certainty() != Certainty.OPEN) {
          times.add(new Interval(segment.from().orElseThrow(), segment.to().orElseThrow()));
        } else {
          segment.from().ifPresent(at -> times.add(new Interval(at - 1, at)));
          segment.to().ifPresent(at -> times.add(new Interval(at - 1, at)));
        }
      }
    }
    return TimeAxis.of(times);
  }

  /** The labels of the axis. */
  static String axisSvg(TimeAxis axis) {
    StringBuilder out = new StringBuilder();
    out.append("<svg class=\"axis\" width=\"100%\" height=\"18\" aria-hidden=\"true\">");
    for (Tick tick : axis.ticks()) {
      out.append(
          "<line class=\"tick\" x1=\"%s\" x2=\"%s\" y1=\"14\" y2=\"18\"/>"
              .formatted(percent(tick.at()), percent(tick.at())));
      out.append(
          "<text x=\"%s\" y=\"11\" text-anchor=\"%s\">%s</text>"
              .formatted(percent(tick.at()), tick.anchor(), tick.label()));
    }
    axis.breaks().forEach(at -> out.append(breakSvg(at, 18)));
    return out.append("</svg>").toString();
  }

  /** The bar of one fact. */
  static String barSvg(TimeAxis axis, Fact fact, String id) {
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg class=\"bar\" width=\"100%\" height=\""
            + HEIGHT
            + "\" role=\"img\" aria-labelledby=\""
            + id
            + "-t "
            + id
            + "-d\">");
    out.append("<title id=\"" + id + "-t\">" + PageText.html(fact.name()) + "</title>");
    out.append("<desc id=\"" + id + "-d\">" + PageText.html(fact.course().words()) + "</desc>");
    for (Tick tick : axis.ticks()) {
      out.append(
          "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"0\" y2=\"%d\"/>"
              .formatted(percent(tick.at()), percent(tick.at()), HEIGHT));
    }
    axis.breaks().forEach(at -> out.append(breakSvg(at, HEIGHT)));
    fact.course().segments().forEach(segment -> out.append(svg(axis, segment)));
    return out.append("</svg>").toString();
  }

  private static String svg(TimeAxis axis, Segment segment) {
    double from = at(axis, segment.from(), 0);
    double to = at(axis, segment.to(), 100);
    return switch (segment.certainty()) {
      case MOMENT ->
          "<circle class=\"moment\" cx=\"%s\" cy=\"11\" r=\"5\"/>"
              .formatted(percent((from + to) / 2));
      case DURING -> rect("during", from, to, 6, 10);
      case WITHIN -> rect("within", from, to, 4, 14);
      case OPEN ->
          "<line class=\"open\" x1=\"%s\" x2=\"%s\" y1=\"11\" y2=\"11\"/>"
              .formatted(percent(from), percent(to));
    };
  }

  private static String rect(String kind, double from, double to, int y, int height) {
    double width = Math.max(1.2, to - from);
    return "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"2\"/>"
        .formatted(kind, percent(from), y, percent(width), height);
  }

  private static String breakSvg(double at, int height) {
    return "<line class=\"break\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"0\"/><line class=\"break\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"0\"/>"
        .formatted(percent(at - .5), percent(at), height, percent(at), percent(at + .5), height);
  }

  private static double at(TimeAxis axis, OptionalLong minute, double edge) {
    return minute.isPresent() ? axis.at(minute.getAsLong()) : edge;
  }

  /** A length of the axis as SVG has it. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", share);
  }

  /** The words for a time that has no date. */
  static String inWords(Fact fact) {
    boolean own = !fact.course().words().isEmpty() && !fact.course().isDated();
    return own ? fact.course().words() : fact.time().words();
  }

  /** The facts of a list by their sections, in order. */
  static List<CaseView.Section> bySection(List<Fact> facts) {
    return facts.stream()
        .map(Fact::section)
        .distinct()
        .map(
            title ->
                new CaseView.Section(
                    "",
                    title,
                    facts.stream()
                        .filter(fact -> fact.section().equals(title))
                        .collect(Collectors.toList())))
        .toList();
  }
}
