package org.case2fhir.view;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.case2fhir.view.FactTime.Interval;

/**
 * Where a time stands between the left end of an axis (0) and the right one (100).
 *
 * <p>An axis may have breaks: where nothing happened for most of it, the time between is left out
 * and the parts on both sides have scales of their own. Within a part the scale is even.
 */
final class TimeAxis {
  private static final double GAP_SHARE = 0.5;
  private static final int MOST_PARTS = 6;
  private static final double BREAK = 2.5;
  private static final double LEAST_WIDTH = 10;
  private static final double MARGIN = 2;

  /** What a character of a label takes of an axis that is 370 pixels wide, and of a plot. */
  private static final double CHARACTER = 1.65;

  private static final double CHARACTER_OF_PLOT = 2.3;

  private static final double SPACE = 2;

  /** Steps of ticks: minutes where the unit is a day or less, months otherwise. */
  private static final List<Step> STEPS =
      List.of(
          Step.minutes(60, "yyyy-MM-dd HH:mm"),
          Step.minutes(6 * 60, "yyyy-MM-dd HH:mm"),
          Step.minutes(24 * 60, "yyyy-MM-dd"),
          Step.minutes(2 * 24 * 60, "yyyy-MM-dd"),
          Step.minutes(7 * 24 * 60, "yyyy-MM-dd"),
          Step.months(1, "yyyy-MM"),
          Step.months(3, "yyyy-MM"),
          Step.months(6, "yyyy-MM"),
          Step.months(12, "yyyy"),
          Step.months(24, "yyyy"),
          Step.months(60, "yyyy"),
          Step.months(120, "yyyy"),
          Step.months(240, "yyyy"),
          Step.months(600, "yyyy"),
          Step.months(1200, "yyyy"),
          Step.months(12000, "yyyy"));

  private final List<Part> parts;
  private final double character;

  private TimeAxis(List<Part> parts, double character) {
    this.parts = parts;
    this.character = character;
  }

  /** A stretch of time with an even scale. */
  private record Part(long from, long to, double left, double right) {
    double at(long minute) {
      double share = (double) (minute - from) / (to - from);
      return left + Math.max(0, Math.min(1, share)) * (right - left);
    }
  }

  /**
   * A label on the axis.
   *
   * @param anchor how it stands at its place, so that it does not leave its part of the axis
   * @param left where it begins
   * @param right where it ends
   */
  record Tick(double at, String label, String anchor, double left, double right) {
    private static Tick of(double at, String label, double width, Part part) {
      if (at - width / 2 < part.left()) {
        return new Tick(at, label, "start", at, at + width);
      }
      return at + width / 2 > part.right()
          ? new Tick(at, label, "end", at - width, at)
          : new Tick(at, label, "middle", at - width / 2, at + width / 2);
    }

    private boolean isClearOf(Tick before) {
      return left - before.right >= SPACE;
    }
  }

  private record Step(boolean months, int size, DateTimeFormatter format) {
    static Step minutes(int size, String format) {
      return new Step(false, size, DateTimeFormatter.ofPattern(format, Locale.ROOT));
    }

    static Step months(int size, String format) {
      return new Step(true, size, DateTimeFormatter.ofPattern(format, Locale.ROOT));
    }

    /** The first tick at or after a time. */
    LocalDateTime first(long from) {
      LocalDateTime start = local(from);
      if (!months) {
        return local(Math.floorDiv(from + size - 1, size) * (long) size);
      }
      LocalDateTime month = start.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      long number = month.getYear() * 12L + month.getMonthValue() - 1;
      LocalDateTime tick = month.plusMonths(Math.floorDiv(number, size) * (long) size - number);
      return tick.isBefore(start) ? tick.plusMonths(size) : tick;
    }

    LocalDateTime next(LocalDateTime tick) {
      return months ? tick.plusMonths(size) : tick.plusMinutes(size);
    }
  }

  /** An axis without breaks, as plots need whose slopes mean something. */
  static TimeAxis even(List<Interval> times) {
    long from = times.stream().mapToLong(Interval::from).min().orElse(0);
    long to = times.stream().mapToLong(Interval::to).max().orElse(1);
    return new TimeAxis(List.of(new Part(from, to, MARGIN, 100 - MARGIN)), CHARACTER_OF_PLOT);
  }

  /** An axis for these times, with breaks where there are none for long. */
  static TimeAxis of(List<Interval> times) {
    List<Interval> sorted =
        times.stream()
            .sorted(Comparator.comparingLong(Interval::from).thenComparingLong(Interval::to))
            .toList();
    List<List<Interval>> clusters = new ArrayList<>();
    clusters.add(sorted);
    boolean divided = true;
    while (divided && clusters.size() < MOST_PARTS) {
      divided = false;
      for (int i = 0; i < clusters.size() && clusters.size() < MOST_PARTS; i++) {
        int cut = widestGap(clusters.get(i));
        if (cut > 0) {
          List<Interval> whole = clusters.get(i);
          clusters.set(i, whole.subList(0, cut));
          clusters.add(i + 1, whole.subList(cut, whole.size()));
          divided = true;
        }
      }
    }
    return new TimeAxis(parts(clusters, sorted.size()), CHARACTER);
  }

  /** Before which time the widest gap is, if it takes much of the whole; else 0. */
  private static int widestGap(List<Interval> sorted) {
    long end = sorted.get(0).to();
    long widest = 0;
    int cut = 0;
    for (int i = 1; i < sorted.size(); i++) {
      long gap = sorted.get(i).from() - end;
      if (gap > widest) {
        widest = gap;
        cut = i;
      }
      end = Math.max(end, sorted.get(i).to());
    }
    return widest > GAP_SHARE * (end - sorted.get(0).from()) ? cut : 0;
  }

  /** A part is wide where much time or many times are in it. */
  private static List<Part> parts(List<List<Interval>> clusters, int all) {
    double[] weights = new double[clusters.size()];
    double sum = 0;
    double length = clusters.stream().mapToDouble(TimeAxis::length).sum();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = length(clusters.get(i)) / length + (double) clusters.get(i).size() / all;
      sum += weights[i];
    }
    double room = 100 - 2 * MARGIN - BREAK * (weights.length - 1);
    double free = room - LEAST_WIDTH * weights.length;
    List<Part> parts = new ArrayList<>();
    double left = MARGIN;
    for (int i = 0; i < weights.length; i++) {
      double right = left + LEAST_WIDTH + free * weights[i] / sum;
      List<Interval> cluster = clusters.get(i);
      long from = cluster.get(0).from();
      parts.add(new Part(from, from + (long) length(cluster), left, right));
      left = right + BREAK;
    }
    return parts;
  }

  private static double length(List<Interval> cluster) {
    long to = cluster.stream().mapToLong(Interval::to).max().orElseThrow();
    return Math.max(1, to - cluster.get(0).from());
  }

  double at(long minute) {
    for (Part part : parts) {
      if (minute <= part.to() || part.equals(parts.get(parts.size() - 1))) {
        return part.at(minute);
      }
    }
    return 100;
  }

  /** The middles of the breaks. */
  List<Double> breaks() {
    List<Double> breaks = new ArrayList<>();
    for (int i = 1; i < parts.size(); i++) {
      breaks.add((parts.get(i - 1).right() + parts.get(i).left()) / 2);
    }
    return breaks;
  }

  /** Labels that do not run into each other, also where the axis is narrow. */
  List<Tick> ticks() {
    List<Tick> ticks = new ArrayList<>();
    for (Part part : parts) {
      for (Tick tick : ticks(part)) {
        if (ticks.isEmpty() || tick.isClearOf(ticks.get(ticks.size() - 1))) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private List<Tick> ticks(Part part) {
    LocalDateTime end = local(part.to());
    List<Tick> found = List.of();
    for (Step step : STEPS) {
      List<Tick> ticks = new ArrayList<>();
      boolean clear = true;
      LocalDateTime at = step.first(part.from());
      while (at.isBefore(end) && clear) {
        Tick tick = tick(part, FactTime.minute(at), at.format(step.format()));
        clear = ticks.isEmpty() || tick.isClearOf(ticks.get(ticks.size() - 1));
        ticks.add(tick);
        at = step.next(at);
      }
      if (clear) {
        found = ticks;
        break;
      }
    }
    return found.size() > 1 || parts.size() > 1 && !found.isEmpty() ? found : ends(part);
  }

  /** The first and the last day of a part in which there are no two round dates. */
  private List<Tick> ends(Part part) {
    DateTimeFormatter day = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
    Tick first = tick(part, part.from(), local(part.from()).format(day));
    Tick last = tick(part, part.to() - 1, local(part.to() - 1).format(day));
    return last.isClearOf(first) ? List.of(first, last) : List.of(first);
  }

  private Tick tick(Part part, long minute, String label) {
    return Tick.of(part.at(minute), label, label.length() * character, part);
  }

  private static LocalDateTime local(long minute) {
    return LocalDateTime.ofEpochSecond(minute * 60, 0, ZoneOffset.UTC);
  }
}
