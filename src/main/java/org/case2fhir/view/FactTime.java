package org.case2fhir.view;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When something was: the words for it, and the part of a time axis that it may have taken, never
 * more precise than the date is.
 *
 * @param words as a reader says it; empty where nothing is known
 * @param segments in order; empty where the time has no date
 */
public record FactTime(String words, List<Segment> segments) {
  static final FactTime NONE = new FactTime("", List.of());

  private static final long DAY = 24 * 60;

  public FactTime {
    segments = List.copyOf(segments);
  }

  /** How sure it is that a segment was taken. */
  public enum Certainty {
    /** An event of a known day or moment. */
    MOMENT,
    /** The segment from its start to its end. */
    DURING,
    /** An event, a start or an end at some time within the segment. */
    WITHIN,
    /** Towards a start or an end that is not given. */
    OPEN
  }

  /**
   * A part of the time axis.
   *
   * @param from in minutes since 1970; empty for the beginning of the axis
   * @param to likewise, exclusive; empty for the end of the axis
   */
  public record Segment(Certainty certainty, OptionalLong from, OptionalLong to) {
    private static Segment of(Certainty certainty, long from, long to) {
      return new Segment(certainty, OptionalLong.of(from), OptionalLong.of(to));
    }
  }

  /** What a date names: a year, a month, a day or a minute, in minutes since 1970. */
  public record Interval(long from, long to) {
    boolean isPrecise() {
      return to - from <= DAY;
    }

    boolean isBefore(Interval other) {
      return to <= other.from;
    }

    private Segment event() {
      return Segment.of(isPrecise() ? Certainty.MOMENT : Certainty.WITHIN, from, to);
    }
  }

  static FactTime inWords(String words) {
    return new FactTime(words, List.of());
  }

  boolean isDated() {
    return !segments.isEmpty();
  }

  /** The same for something that happened once, at some time from the start to the end. */
  FactTime within() {
    boolean bounded =
        !segments.isEmpty()
            && segments.stream().allMatch(each -> each.from().isPresent() && each.to().isPresent());
    if (!bounded || segments.size() == 1 && segments.get(0).certainty() != Certainty.DURING) {
      return this;
    }
    long from = segments.stream().mapToLong(each -> each.from().getAsLong()).min().getAsLong();
    long to = segments.stream().mapToLong(each -> each.to().getAsLong()).max().getAsLong();
    return new FactTime(words, List.of(Segment.of(Certainty.WITHIN, from, to)));
  }

  /** Something that happened at a date. */
  static FactTime event(String date, ZoneOffset offset) {
    return new FactTime(
        words(date), interval(date, offset).map(when -> List.of(when.event())).orElse(List.of()));
  }

  /** Something that began at a date at the latest. */
  static FactTime by(String date, ZoneOffset offset) {
    List<Segment> before = new ArrayList<>();
    interval(date, offset)
        .ifPresent(
            when ->
                before.add(
                    new Segment(Certainty.OPEN, OptionalLong.empty(), OptionalLong.of(when.to()))));
    return new FactTime("by " + words(date), before);
  }

  /**
   * Something that lasted.
   *
   * @param start empty where it is not given
   * @param end empty where it is not given
   * @param ongoing whether it is said to go on where no end is given
   */
  static FactTime span(
      Optional<String> start, Optional<String> end, boolean ongoing, ZoneOffset offset) {
    String words =
        start.isPresent() && start.equals(end)
            ? words(start.get())
            : start.map(date -> (end.isPresent() ? "" : "from ") + words(date)).orElse("")
                + (start.isPresent() && end.isPresent() ? " to " : "")
                + end.map(date -> (start.isPresent() ? "" : "until ") + words(date)).orElse("");
    Optional<Interval> first = start.flatMap(date -> interval(date, offset));
    Optional<Interval> last = end.flatMap(date -> interval(date, offset));
    return new FactTime(words, segments(first, last, ongoing));
  }

  private static List<Segment> segments(
      Optional<Interval> start, Optional<Interval> end, boolean ongoing) {
    if (start.isEmpty() && end.isEmpty()) {
      return List.of();
    }
    if (end.isEmpty()) {
      Interval first = start.get();
      Segment open = new Segment(Certainty.OPEN, OptionalLong.of(first.to()), OptionalLong.empty());
      return ongoing ? List.of(first.event(), open) : List.of(first.event());
    }
    Interval last = end.get();
    if (start.isEmpty()) {
      return List.of(
          new Segment(Certainty.OPEN, OptionalLong.empty(), OptionalLong.of(last.from())),
          last.event());
    }
    return segments(start.get(), last);
  }

  private static List<Segment> segments(Interval start, Interval end) {
    if (start.equals(end)) {
      return List.of(start.event());
    }
    if (end.isBefore(start)) {
      return List.of(end.event(), start.event()); // wrong in the data; the words show it
    }
    if (!start.isBefore(end)) {
      long from = Math.min(start.from(), end.from());
      return List.of(Segment.of(Certainty.WITHIN, from, Math.max(start.to(), end.to())));
    }
    List<Segment> segments = new ArrayList<>();
    if (!start.isPrecise()) {
      segments.add(start.event());
    }
    long from = start.isPrecise() ? start.from() : start.to();
    long to = end.isPrecise() ? end.to() : end.from();
    if (from < to) {
      segments.add(Segment.of(Certainty.DURING, from, to));
    }
    if (!end.isPrecise()) {
      segments.add(end.event());
    }
    return segments;
  }

  /** A date as it is written in FHIR, with a space for the T. */
  private static String words(String date) {
    return date.replace('T', ' ');
  }

  /**
   * The time that a FHIR date or dateTime names; nothing where it is none.
   *
   * @param offset from UTC in which all moments of a page are placed; a day has none of its own
   */
  static Optional<Interval> interval(String date, ZoneOffset offset) {
    try {
      if (date.indexOf('T') > 0) {
        OffsetDateTime moment = OffsetDateTime.parse(date);
        long minute = minute(moment.withOffsetSameInstant(offset).toLocalDateTime());
        return Optional.of(new Interval(minute, minute + 1));
      }
      return switch (date.length()) {
        case 4 -> {
          LocalDate first = LocalDate.parse(date + "-01-01");
          yield Optional.of(days(first, first.plusYears(1)));
        }
        case 7 -> {
          LocalDate first = YearMonth.parse(date).atDay(1);
          yield Optional.of(days(first, first.plusMonths(1)));
        }
        default -> {
          LocalDate day = LocalDate.parse(date);
          yield Optional.of(days(day, day.plusDays(1)));
        }
      };
    } catch (DateTimeException e) {
      return Optional.empty(); // the words are shown as they are
    }
  }

  private static Interval days(LocalDate from, LocalDate to) {
    return new Interval(minute(from.atStartOfDay()), minute(to.atStartOfDay()));
  }

  static long minute(LocalDateTime local) {
    return Math.floorDiv(local.toEpochSecond(ZoneOffset.UTC), 60L);
  }
}
