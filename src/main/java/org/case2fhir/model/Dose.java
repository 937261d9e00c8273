package org.case2fhir.model;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * How a drug is taken, as <a href="http://hl7.org/fhir/R4/dosage.html">Dosage</a> in FHIR R4. Only
 * what the words say is structured; the words are always kept.
 *
 * @param text the case's words: "0.5 mg twice daily"
 * @param sequence place among regimens that follow each other, from 1; regimens of one place are
 *     taken side by side
 * @param amount amount of each dose; only together with what the words say of it, {@code Measured}
 *     or {@code Interval}
 * @param rate amount over time: "200 mg/day", "4-12 ug/kg/min"
 * @param frequency how often
 * @param dayParts at which times of the day, or at which meals
 * @param weekdays on which days of the week, from Monday; on any day where empty
 * @param infusionTime how long each dose runs: "over 46 hours"
 * @param duration how long this regimen lasts, at least
 * @param longest how long it lasts at most, where the words give a range: "for 7-10 days"
 * @param route way into the body
 * @param asNeeded taken only when needed
 * @param reason what it is needed for: "as needed for pain"
 * @param maximum most that may be taken in a stretch of time; never the dose itself
 * @param schedule how often, as a concept: "Twice Daily"
 * @param period from when to when this regimen was taken
 * @param clockTimes at which times of the clock: "at 08:00 and 20:00"
 */
public record Dose(
    String text,
    Optional<Integer> sequence,
    Optional<Value> amount,
    Optional<Rate> rate,
    Optional<Frequency> frequency,
    List<DayPart> dayParts,
    List<DayOfWeek> weekdays,
    Optional<TimeSpan> infusionTime,
    Optional<TimeSpan> duration,
    Optional<TimeSpan> longest,
    Optional<Concept> route,
    boolean asNeeded,
    Optional<Concept> reason,
    Optional<Rate> maximum,
    Optional<Concept> schedule,
    Optional<When.Between> period,
    List<LocalTime> clockTimes) {
  public Dose {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a dose needs words");
    }
    if (sequence.filter(place -> place < 1).isPresent()) {
      throw new IllegalArgumentException("sequences begin with 1");
    }
    dayParts = List.copyOf(dayParts);
    weekdays = List.copyOf(weekdays);
    clockTimes = List.copyOf(clockTimes);
  }

  /** A dose at no stated time of the clock. */
  public Dose(
      String text,
      Optional<Integer> sequence,
      Optional<Value> amount,
      Optional<Rate> rate,
      Optional<Frequency> frequency,
      List<DayPart> dayParts,
      List<DayOfWeek> weekdays,
      Optional<TimeSpan> infusionTime,
      Optional<TimeSpan> duration,
      Optional<TimeSpan> longest,
      Optional<Concept> route,
      boolean asNeeded,
      Optional<Concept> reason,
      Optional<Rate> maximum,
      Optional<Concept> schedule,
      Optional<When.Between> period) {
    this(
        text,
        sequence,
        amount,
        rate,
        frequency,
        dayParts,
        weekdays,
        infusionTime,
        duration,
        longest,
        route,
        asNeeded,
        reason,
        maximum,
        schedule,
        period,
        List.of());
  }

  /** A dose whose schedule is not a concept. */
  public Dose(
      String text,
      Optional<Integer> sequence,
      Optional<Value> amount,
      Optional<Rate> rate,
      Optional<Frequency> frequency,
      List<DayPart> dayParts,
      List<DayOfWeek> weekdays,
      Optional<TimeSpan> infusionTime,
      Optional<TimeSpan> duration,
      Optional<TimeSpan> longest,
      Optional<Concept> route,
      boolean asNeeded,
      Optional<Concept> reason,
      Optional<Rate> maximum) {
    this(
        text,
        sequence,
        amount,
        rate,
        frequency,
        dayParts,
        weekdays,
        infusionTime,
        duration,
        longest,
        route,
        asNeeded,
        reason,
        maximum,
        Optional.empty(),
        Optional.empty());
  }

  /** A dose of which no more is stated than this. */
  public Dose(
      String text,
      Optional<Value> amount,
      Optional<Rate> rate,
      Optional<Frequency> frequency,
      Optional<Concept> route,
      boolean asNeeded,
      Optional<TimeSpan> duration) {
    this(
        text,
        Optional.empty(),
        amount,
        rate,
        frequency,
        List.of(),
        List.of(),
        Optional.empty(),
        duration,
        Optional.empty(),
        route,
        asNeeded,
        Optional.empty(),
        Optional.empty());
  }

  /** A dose known only by its words. */
  public static Dose ofText(String text) {
    return new Dose(
        text,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  /** The same by this way, or by none that is known. */
  public Dose withRoute(Optional<Concept> route) {
    return with(sequence, route, clockTimes);
  }

  /** The same at these times of the clock. */
  public Dose withClockTimes(List<LocalTime> times) {
    return with(sequence, route, times);
  }

  /** The same at this place of a sequence. */
  public Dose withSequence(Optional<Integer> sequence) {
    return with(sequence, route, clockTimes);
  }

  private Dose with(
      Optional<Integer> sequence, Optional<Concept> route, List<LocalTime> clockTimes) {
    return new Dose(
        text,
        sequence,
        amount,
        rate,
        frequency,
        dayParts,
        weekdays,
        infusionTime,
        duration,
        longest,
        route,
        asNeeded,
        reason,
        maximum,
        schedule,
        period,
        clockTimes);
  }

  /**
   * An amount in each stretch of time: 200 mg per 1 day.
   *
   * @param amount {@code Measured} or {@code Interval}
   */
  public record Rate(Value amount, TimeSpan per) {
    public Rate {
      if (!(amount instanceof Value.Measured || amount instanceof Value.Interval)) {
        throw new IllegalArgumentException("a rate is a quantity over time");
      }
      if (per.amount().signum() == 0) {
        throw new IllegalArgumentException("a rate needs a stretch of time");
      }
    }

    public Rate(Amount amount, TimeSpan per) {
      this(new Value.Measured(amount), per);
    }
  }

  /**
   * Repetition: {@code times} in each {@code period}, and how many times in all where stated.
   *
   * @param times how often in one period, at least 1
   * @param timesMax how often at most, where the words give a range: "2-3 times a day"
   * @param periodMax longest period, where the words give a range: "every 4-6 hours"
   * @param count number of doses or cycles in all
   * @param countMax most of them, where the words give a range: "up to 3 doses"; only with a count
   */
  public record Frequency(
      int times,
      Optional<Integer> timesMax,
      BigDecimal period,
      Optional<BigDecimal> periodMax,
      TimeUnit unit,
      Optional<Integer> count,
      Optional<Integer> countMax) {
    public Frequency {
      boolean rises =
          timesMax.filter(max -> max <= times).isEmpty()
              && !periodMax.filter(max -> max.compareTo(period) <= 0).isPresent()
              && countMax.filter(max -> count.filter(least -> max > least).isEmpty()).isEmpty();
      if (times < 1 || period.signum() <= 0 || !rises) {
        throw new IllegalArgumentException("not a frequency");
      }
    }

    public Frequency(int times, BigDecimal period, TimeUnit unit, Optional<Integer> count) {
      this(times, Optional.empty(), period, Optional.empty(), unit, count, Optional.empty());
    }

    /** One that goes on, as far as is stated. */
    public Frequency(
        int times,
        Optional<Integer> timesMax,
        BigDecimal period,
        Optional<BigDecimal> periodMax,
        TimeUnit unit) {
      this(times, timesMax, period, periodMax, unit, Optional.empty(), Optional.empty());
    }

    /** The same so many times in all. */
    public Frequency withCount(Optional<Integer> least, Optional<Integer> most) {
      return new Frequency(times, timesMax, period, periodMax, unit, least, most);
    }
  }

  /**
   * Times of the day and meals, as FHIR's <a
   * href="http://hl7.org/fhir/R4/valueset-event-timing.html">event-timing</a>.
   */
  public enum DayPart {
    MORNING("MORN"),
    NOON("NOON"),
    AFTERNOON("AFT"),
    EVENING("EVE"),
    NIGHT("NIGHT"),
    WAKING("WAKE"),
    BEDTIME("HS"),
    WITH_MEALS("C"),
    WITH_BREAKFAST("CM"),
    WITH_LUNCH("CD"),
    WITH_DINNER("CV"),
    BEFORE_MEALS("AC"),
    BEFORE_BREAKFAST("ACM"),
    BEFORE_LUNCH("ACD"),
    BEFORE_DINNER("ACV"),
    AFTER_MEALS("PC"),
    AFTER_BREAKFAST("PCM"),
    AFTER_LUNCH("PCD"),
    AFTER_DINNER("PCV");

    private final String code;

    DayPart(String code) {
      this.code = code;
    }

    /** Code in event-timing or v3-TimingEvent, whichever has it. */
    public String code() {
      return code;
    }

    /** Whether it holds several times a day: at each meal. */
    public boolean isOfMeals() {
      return this == WITH_MEALS || this == BEFORE_MEALS || this == AFTER_MEALS;
    }
  }
}
