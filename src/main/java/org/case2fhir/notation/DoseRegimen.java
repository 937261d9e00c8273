package org.case2fhir.notation;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;

/**
 * One regimen while it is read: what its words say, and the dose that they make together.
 *
 * <p>What contradicts itself is left out and kept in words: two amounts, two frequencies, a daily
 * amount that is given twice daily without the word "divided".
 */
final class DoseRegimen {
  // Oral, intravenous, intramuscular, subcutaneous (SNOMED CT).
  private static final Set<String> SYSTEMIC =
      Set.of("26643006", "47625008", "78421000", "34206005");

  private static final Dose.Frequency ONCE =
      new Dose.Frequency(1, BigDecimal.ONE, TimeUnit.DAY, Optional.of(1));

  // A taper of more steps is hardly one that somebody has written out.
  private static final int MOST_STEPS = 24;

  final int start;
  final boolean follows;
  final List<Quantity> amounts = new ArrayList<>();
  final List<Dose.Frequency> frequencies = new ArrayList<>();
  final List<Integer> counts = new ArrayList<>();
  final List<Span> durations = new ArrayList<>();
  final List<TimeSpan> infusions = new ArrayList<>();
  final List<Concept> routes = new ArrayList<>();
  final List<Dose.Rate> maxima = new ArrayList<>();
  final List<Dose.DayPart> dayParts = new ArrayList<>();
  final Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
  final List<List<LocalTime>> clockTimes = new ArrayList<>();
  final List<String> clockWords = new ArrayList<>();
  final List<String> noted = new ArrayList<>();
  final List<String> unknown = new ArrayList<>();
  final List<String> conflicts = new ArrayList<>();
  // Its words, where it shares them with others.
  Optional<String> words = Optional.empty();
  Optional<Concept> reason = Optional.empty();
  boolean asNeeded;
  boolean otherDays;
  boolean divided;
  boolean reversed;
  boolean rightEye;
  boolean single;
  // One dose, unless something says when there are more.
  boolean alone;
  boolean clock;
  // Whether the words name a drug.
  boolean named;
  // "2 tablets of": behind it stands how strong each is.
  boolean ofDrug;
  // How fast an amount is given: "20 mg/kg at 50 mg/min".
  Optional<Quantity> speed = Optional.empty();

  // Whether times stand between two amounts, so that they are not those of both.
  boolean timedBefore;
  boolean countsCycles;
  // "x 6", of what is not said.
  boolean countsBarely;
  boolean badAmount;

  /** Whether it is of a gas that flows: litres of it are so many a minute, said or not. */
  boolean flows;

  int cycleDays;

  /** Whether another regimen takes its place later. */
  boolean followed;

  /** Whether only its words are known: "reduced by 5 mg every week". */
  boolean inWords;

  // Whether days of the week stand among words that are not understood.
  boolean otherWeekdays;

  // At most so many doses or cycles in all.
  final List<Integer> mostCounts = new ArrayList<>();
  final List<Repetition> repetitions = new ArrayList<>();
  // What came before it, though it is named behind it.
  Optional<DoseRegimen> loading = Optional.empty();

  /**
   * A dose that is given once more.
   *
   * @param after how long after the first
   * @param open whether only where it is needed
   */
  record Repetition(TimeSpan after, boolean open) {}

  /**
   * A quantity of a drug, with the time it is spread over if that is stated.
   *
   * @param amount {@code Measured} or {@code Interval}
   */
  record Quantity(Value amount, Optional<TimeSpan> per) {
    Unit unit() {
      return amount instanceof Value.Measured measured
          ? measured.amount().unit()
          : ((Value.Interval) amount).unit();
    }

    /** Whether it counts pieces: tablets, puffs. */
    boolean isInPieces() {
      return unit().ucum().filter(code -> code.startsWith("{")).isPresent();
    }

    /** Whether it is measured by substance or pieces to swallow, not in drops or millilitres. */
    boolean isSystemic() {
      return Units.isSubstanceAmount(unit())
          || unit().ucum().filter(Set.of("{tablet}", "{capsule}", "{pill}")::contains).isPresent();
    }

    Quantity over(TimeSpan span) {
      return new Quantity(amount, Optional.of(span));
    }
  }

  /** A length of time, and the longest where a range is stated. */
  record Span(TimeSpan least, Optional<TimeSpan> most) {}

  /**
   * @param start where it begins in the line
   * @param follows whether it follows the regimen before it, rather than stand beside it
   */
  DoseRegimen(int start, boolean follows) {
    this.start = start;
    this.follows = follows;
  }

  /** Whether it is one amount at one time, from which a change by steps can start. */
  boolean isSteady() {
    return amounts.size() == 1
        && amounts.get(0).amount() instanceof Value.Measured measured
        && measured.amount().comparator().isEmpty()
        && frequencies.stream().distinct().count() <= 1
        && counts.isEmpty()
        && maxima.isEmpty()
        && weekdays.isEmpty()
        && unknown.isEmpty()
        && cycleDays == 0
        && !(asNeeded || otherDays || divided || reversed || rightEye || single || alone)
        && !(timedBefore || badAmount || flows);
  }

  /**
   * The amounts that follow its own when it changes by steps; none where they do not come out even
   * or are too many.
   *
   * @param last the amount at which the changes end; none where they end with nothing
   */
  List<Quantity> steps(Quantity by, boolean down, Optional<Quantity> last) {
    Quantity first = amounts.get(0);
    boolean same =
        isAlike(first, by)
            && last.filter(end -> !isAlike(first, end) || !isOverSame(first, end)).isEmpty();
    if (!same) {
      return List.of();
    }
    BigDecimal step = number(by);
    BigDecimal end = last.map(DoseRegimen::number).orElse(BigDecimal.ZERO);
    BigDecimal way = down ? number(first).subtract(end) : end.subtract(number(first));
    if (way.signum() <= 0
        || step.signum() <= 0
        || way.remainder(step).signum() != 0
        || way.compareTo(step.multiply(BigDecimal.valueOf(MOST_STEPS))) > 0) {
      return List.of();
    }
    List<Quantity> steps = new ArrayList<>();
    BigDecimal next = number(first);
    int many = way.divide(step).intValueExact();
    for (int k = 0; k < many; k++) {
      next = down ? next.subtract(step) : next.add(step);
      if (next.signum() > 0) {
        BigDecimal plain = next.stripTrailingZeros();
        BigDecimal number = plain.scale() < 0 ? plain.setScale(0) : plain;
        Amount amount = new Amount(number, Optional.empty(), first.unit());
        steps.add(new Quantity(new Value.Measured(amount), first.per()));
      }
    }
    return steps;
  }

  private static BigDecimal number(Quantity quantity) {
    return ((Value.Measured) quantity.amount()).amount().number();
  }

  private static boolean isAlike(Quantity one, Quantity other) {
    return other.amount() instanceof Value.Measured measured
        && measured.amount().comparator().isEmpty()
        && one.unit().ucum().isPresent()
        && one.unit().ucum().equals(other.unit().ucum());
  }

  // "60 mg/day, to 10 mg": of the same time, or of none that is said.
  private static boolean isOverSame(Quantity one, Quantity other) {
    return other.per().isEmpty() || other.per().equals(one.per());
  }

  /** The regimen that follows it with another amount, and is the same else. */
  DoseRegimen next(int start, Quantity amount, Optional<String> words) {
    DoseRegimen next = new DoseRegimen(start, true);
    next.words = words;
    next.amounts.add(amount);
    next.frequencies.addAll(frequencies);
    next.infusions.addAll(infusions);
    next.routes.addAll(routes);
    next.dayParts.addAll(dayParts);
    next.clockTimes.addAll(clockTimes);
    next.clock = clock;
    return next;
  }

  boolean hasAmount() {
    return !amounts.isEmpty();
  }

  /** Whether a next amount would be that of a next regimen. */
  boolean isComplete() {
    return hasAmount() && (!durations.isEmpty() || !infusions.isEmpty());
  }

  /** Whether nothing but an amount is said. */
  boolean hasOnlyAmount() {
    return hasAmount()
        && frequencies.isEmpty()
        && counts.isEmpty()
        && durations.isEmpty()
        && infusions.isEmpty()
        && routes.isEmpty()
        && maxima.isEmpty()
        && noted.isEmpty()
        && unknown.isEmpty()
        && !single
        && !alone
        && !asNeeded
        && !isAtTimes();
  }

  /** Whether it is given at times of the day or on days of the week. */
  boolean isAtTimes() {
    return !dayParts.isEmpty() || !weekdays.isEmpty() || otherDays || clock;
  }

  /** Whether it is said when or how often it is given. */
  boolean isTimed() {
    return !frequencies.isEmpty() || isAtTimes();
  }

  /**
   * Takes it from the regimen before that the amount is given once daily: "30 mg daily for 5 days,
   * then 20 mg for 5 days". Twice daily is not taken, since the next amount may be that of a day.
   */
  void takeDailyFrom(DoseRegimen before) {
    boolean open =
        follows
            && !durations.isEmpty()
            && infusions.isEmpty()
            && !isTimed()
            && !asNeeded
            && !single
            && !reversed
            && !inWords
            && !badAmount
            && unknown.isEmpty();
    boolean daily =
        before.frequencies.size() == 1
            && isDaily(before.frequencies.get(0))
            && !before.reversed
            && !before.isAtTimes();
    boolean alike =
        amounts.size() == 1
            && before.amounts.size() == 1
            && amounts.get(0).per().isEmpty()
            && before.amounts.get(0).per().isEmpty()
            && isAlike(before.amounts.get(0), amounts.get(0));
    if (open && daily && alike) {
      frequencies.add(before.frequencies.get(0));
    }
  }

  static boolean isDaily(Dose.Frequency frequency) {
    return frequency.times() == 1
        && frequency.timesMax().isEmpty()
        && frequency.unit() == TimeUnit.DAY
        && frequency.period().compareTo(BigDecimal.ONE) == 0
        && frequency.periodMax().isEmpty();
  }

  /** The dose of these words. What cannot be structured is among the conflicts afterwards. */
  Dose dose(String text, Optional<Integer> sequence) {
    if (reversed || inWords) {
      return Dose.ofText(text).withSequence(sequence);
    }
    if (timedBefore && amounts.stream().distinct().count() > 1) {
      clash("the times of several amounts");
      frequencies.clear();
      dayParts.clear();
      weekdays.clear();
    }
    if (otherWeekdays && !weekdays.isEmpty()) {
      clash("days of the week");
      weekdays.clear();
    }
    Optional<Dose.Frequency> frequency = frequency();
    Optional<Quantity> quantity = quantity().map(read -> eachDay(read, frequency));
    if (frequency.isPresent() && quantity.filter(q -> isEither(q, frequency.get())).isPresent()) {
      clash("an amount over time beside a frequency");
      quantity = Optional.empty();
    }
    // Of "daily for three days every week" the three days are not how long it goes on.
    boolean intermittent = frequencies.stream().distinct().count() > 1 && !durations.isEmpty();
    if (intermittent) {
      clash("a duration beside several frequencies");
      durations.clear();
    }
    // "10 mg daily over 4 weeks" is not a dose that runs for four weeks.
    boolean longer =
        infusions.stream()
            .anyMatch(run -> frequency.filter(often -> isShorter(often, run)).isPresent());
    if (longer && !ONCE.equals(frequency.get())) {
      clash("a dose that runs longer than the time between two");
      infusions.clear();
    }
    // "2 g/kg in divided doses over 5 days": each dose does not run for five days.
    if (divided && infusions.removeIf(run -> run.unit().compareTo(TimeUnit.DAY) >= 0)) {
      clash("divided doses over several days");
    }
    Optional<Span> duration = one(durations, "several durations");
    Optional<Quantity> amount = quantity;
    return new Dose(
            text,
            sequence,
            amount.filter(q -> q.per().isEmpty()).map(Quantity::amount),
            amount
                .filter(q -> q.per().isPresent())
                .or(() -> amount.isPresent() ? speed : Optional.empty())
                .map(q -> new Dose.Rate(q.amount(), q.per().orElseThrow())),
            frequency,
            dayParts(frequency),
            List.copyOf(weekdays),
            one(infusions, "several infusion times"),
            duration.map(Span::least),
            duration.flatMap(Span::most),
            one(routes, "several routes"),
            asNeeded,
            reason,
            one(maxima, "several maxima"))
        .withClockTimes(clockTimes(frequency));
  }

  // Of "three times a day at 08:00" the times are in the words; nor can FHIR say "in the morning
  // and at 20:00" (tim-10).
  private List<LocalTime> clockTimes(Optional<Dose.Frequency> frequency) {
    List<LocalTime> times = clockTimes.stream().flatMap(List::stream).toList();
    boolean known =
        dayParts.isEmpty()
            && clockTimes.size() == 1
            && frequency.filter(often -> !isEachDay(often, times.size())).isEmpty();
    if (!known || times.isEmpty()) {
      noted.addAll(clockWords);
      return List.of();
    }
    return times;
  }

  // Whether a frequency, where it is one within a day, has as many doses in a day.
  private static boolean isEachDay(Dose.Frequency often, int doses) {
    BigDecimal within = often.period().multiply(minutes(often.unit()));
    BigDecimal day = BigDecimal.valueOf(1_440);
    if (within.compareTo(day) > 0) {
      return often.times() == doses && often.timesMax().isEmpty();
    }
    return often.timesMax().isEmpty()
        && often.periodMax().isEmpty()
        && BigDecimal.valueOf(often.times())
                .multiply(day)
                .compareTo(within.multiply(BigDecimal.valueOf(doses)))
            == 0;
  }

  private static boolean isVolumeOnly(Quantity quantity) {
    return quantity.per().isEmpty() && quantity.unit().ucum().filter("L"::equals).isPresent();
  }

  private static boolean isShorter(Dose.Frequency often, TimeSpan run) {
    BigDecimal between = often.period().multiply(minutes(often.unit()));
    return run.amount()
            .multiply(minutes(run.unit()))
            .multiply(BigDecimal.valueOf(often.times()))
            .compareTo(between)
        > 0;
  }

  private static BigDecimal minutes(TimeUnit unit) {
    return BigDecimal.valueOf(
        switch (unit) {
          case MINUTE -> 1;
          case HOUR -> 60;
          case DAY -> 1_440;
          case WEEK -> 10_080;
          case MONTH -> 43_200;
          case YEAR -> 525_600;
        });
  }

  private Optional<Quantity> quantity() {
    if (badAmount && hasAmount() && unknown.isEmpty()) {
      clash("the amount");
    }
    if (flows && amounts.stream().anyMatch(DoseRegimen::isVolumeOnly)) {
      clash("litres of a gas without a time");
      return Optional.empty();
    }
    return badAmount ? Optional.empty() : one(amounts, "several amounts");
  }

  // "25 mg/m2/day on days 1-5 of a 28-day cycle": so much on each of those days.
  private Quantity eachDay(Quantity quantity, Optional<Dose.Frequency> frequency) {
    boolean onDays =
        cycleDays > 0
            && quantity.per().equals(Optional.of(TimeSpan.of(1, TimeUnit.DAY)))
            && frequency.filter(often -> often.times() == cycleDays).isPresent();
    return onDays ? new Quantity(quantity.amount(), Optional.empty()) : quantity;
  }

  /** Whether an amount so often is its own amount of a day: "80 mg/day (40 mg twice daily)". */
  boolean isShare(Quantity each, Dose.Frequency often) {
    if (amounts.size() != 1
        || !(amounts.get(0).amount() instanceof Value.Measured)
        || !isAlike(amounts.get(0), each)
        || each.per().isPresent()
        || often.timesMax().isPresent()) {
      return false;
    }
    return amounts
        .get(0)
        .per()
        .filter(TimeSpan.of(1, TimeUnit.DAY)::equals)
        .filter(day -> isEachDay(often, doses(amounts.get(0), each)))
        .isPresent();
  }

  private static int doses(Quantity whole, Quantity each) {
    BigDecimal[] doses = number(whole).divideAndRemainder(number(each));
    return doses[1].signum() == 0 && doses[0].compareTo(BigDecimal.valueOf(100)) < 0
        ? doses[0].intValue()
        : 0;
  }

  // 100 mg/day twice daily: each time, or in all? "Divided" says in all.
  private boolean isEither(Quantity quantity, Dose.Frequency frequency) {
    if (quantity.per().isEmpty() || divided) {
      return false;
    }
    TimeSpan per = quantity.per().get();
    boolean within = per.unit() == TimeUnit.MINUTE || per.unit() == TimeUnit.HOUR;
    boolean once =
        frequency.times() == 1
            && frequency.timesMax().isEmpty()
            && frequency.unit() == per.unit()
            && frequency.period().compareTo(per.amount()) == 0;
    return !within && !once;
  }

  private Optional<Dose.Frequency> frequency() {
    boolean once = single || alone && !isAtTimes() && durations.isEmpty();
    Optional<Dose.Frequency> again = twice(once);
    if (again.isPresent()) {
      return again;
    }
    if (frequencies.isEmpty() && once) {
      return Optional.of(ONCE);
    }
    // "Daily on days 1 to 21 of a 28-day cycle" is 21 times in a cycle.
    if (cycleDays > 0 && frequencies.stream().anyMatch(f -> isCycleOf(f, cycleDays))) {
      frequencies.removeIf(DoseRegimen::isDaily);
    }
    Optional<Dose.Frequency> one = one(frequencies, "several frequencies");
    boolean cyclic = one.filter(f -> isBelowAWeek(f)).isPresent() && cycleDays > 0;
    if (cyclic && isOfOneDay()) {
      // "Every 12 hours on day 1, then": that day is no cycle's.
      durations.add(new Span(TimeSpan.of(1, TimeUnit.DAY), Optional.empty()));
      return one;
    }
    boolean eye =
        rightEye
            && !routes.stream()
                .allMatch(
                    route -> route.codes().stream().anyMatch(c -> SYSTEMIC.contains(c.code())));
    if (one.isEmpty() || cyclic || eye) {
      if (cyclic || eye) {
        clash("the frequency");
      }
      counts.forEach(count -> noted.add("x " + count));
      return Optional.empty();
    }
    Dose.Frequency often = one.get();
    int times = cycleDays > 1 ? cycleDays : often.times();
    Optional<Integer> most = cycleDays > 1 ? Optional.empty() : often.timesMax();
    Dose.Frequency read =
        new Dose.Frequency(times, most, often.period(), often.periodMax(), often.unit());
    Optional<Integer> count = count(often, times);
    Optional<Integer> atMost = count.isEmpty() ? countMax(often) : Optional.empty();
    return Optional.of(read.withCount(atMost.isPresent() ? Optional.of(1) : count, atMost));
  }

  private boolean isOfOneDay() {
    return cycleDays == 1 && followed && durations.isEmpty() && counts.isEmpty();
  }

  // "Single dose, repeated after 2 weeks" is two doses; "may be repeated" one or two.
  private Optional<Dose.Frequency> twice(boolean once) {
    boolean known =
        repetitions.size() == 1
            && amounts.size() == 1
            && frequencies.isEmpty()
            && counts.isEmpty()
            && mostCounts.isEmpty()
            && durations.isEmpty()
            && maxima.isEmpty()
            && cycleDays == 0
            && !asNeeded
            && !isAtTimes();
    if (!known || repetitions.get(0).open() && !once) {
      return Optional.empty();
    }
    TimeSpan after = repetitions.get(0).after();
    Dose.Frequency often = new Dose.Frequency(1, after.amount(), after.unit(), Optional.empty());
    return Optional.of(
        repetitions.get(0).open()
            ? often.withCount(Optional.of(1), Optional.of(2))
            : often.withCount(Optional.of(2), Optional.empty()));
  }

  // "Every 5 minutes, up to 3 doses"; how many doses a cycle of several has, is not said.
  private Optional<Integer> countMax(Dose.Frequency often) {
    boolean unclear =
        countsCycles && isBelowAWeek(often) || cycleDays > 1 || mostCounts.size() != 1;
    return unclear ? Optional.empty() : mostCounts.stream().filter(most -> most > 1).findFirst();
  }

  private static boolean isCycleOf(Dose.Frequency often, int days) {
    BigDecimal length = often.period().multiply(minutes(often.unit()));
    return often.times() == 1
        && !isBelowAWeek(often)
        && length.compareTo(BigDecimal.valueOf(days).multiply(minutes(TimeUnit.DAY))) >= 0;
  }

  // Cycles are not doses: of two days in each of six cycles there are twelve. How long a cycle of
  // daily doses is, is not said; nor whether "bid x 14" means doses or days.
  private Optional<Integer> count(Dose.Frequency often, int times) {
    boolean unclear =
        countsCycles && isBelowAWeek(often)
            || countsBarely && often.unit() == TimeUnit.DAY && often.times() > 1;
    if (unclear && !counts.isEmpty()) {
      counts.forEach(count -> noted.add("x " + count));
      return Optional.empty();
    }
    boolean each = cycleDays > 1 && (countsCycles || countsBarely);
    return one(counts, "several counts").map(count -> each ? count * times : count);
  }

  private static boolean isBelowAWeek(Dose.Frequency frequency) {
    return switch (frequency.unit()) {
      case MINUTE, HOUR -> true;
      case DAY -> frequency.times() > 1 || frequency.period().intValue() < 7;
      case WEEK, MONTH, YEAR -> frequency.times() > 1;
    };
  }

  // Twice daily at night is not a regimen that could be structured.
  private List<Dose.DayPart> dayParts(Optional<Dose.Frequency> frequency) {
    boolean often =
        frequency
            .filter(f -> f.unit() == TimeUnit.DAY && f.times() > Math.max(1, dayParts.size()))
            .isPresent();
    if (often && dayParts.stream().anyMatch(part -> !part.isOfMeals())) {
      clash("one time of the day beside several doses daily");
      return List.of();
    }
    return dayParts.stream().distinct().toList();
  }

  private <T> Optional<T> one(Collection<T> stated, String several) {
    if (stated.stream().distinct().count() > 1) {
      clash(several);
      return Optional.empty();
    }
    return stated.stream().findFirst();
  }

  private void clash(String what) {
    conflicts.add(what);
  }
}
