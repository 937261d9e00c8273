package org.case2fhir.notation;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.DoseGrammar.Part;
import org.case2fhir.notation.DoseRegimen.Quantity;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Doses in one line: {@code 0.5 mg twice daily}, {@code 0.5-1 g every 4-6 h as needed, max 4
 * g/day}, {@code 40 mg daily for 5 days, then 20 mg daily}.
 *
 * <p>The words are always kept. A half-understood dose keeps the half that is understood: what
 * stands in a clause behind a word that is not understood is not structured, for that word may
 * change what the numbers mean. Words that turn the sense round ("never", "except", "or") leave
 * nothing structured. All words are in the table {@code dose-words}.
 */
public final class DoseParser {
  /** Remark on words of a dose that were not understood, or parts that contradict each other. */
  public static final String NOT_UNDERSTOOD = "dose-not-understood";

  /** Remark on words that were understood, and are kept in the text only. */
  public static final String WORDS = "dose-words";

  private static final String WITHIN_FLUID = "within-fluid";
  private static final int LONGEST = 400;
  private static final int LONGEST_DRUG = 3;
  private static final Pattern PATTERN = Pattern.compile("[0-4](?:-[0-4]){2,3}");
  private static final List<Dose.DayPart> PATTERN_PARTS =
      List.of(Dose.DayPart.MORNING, Dose.DayPart.NOON, Dose.DayPart.EVENING, Dose.DayPart.NIGHT);

  // Kinds of words that a regimen can begin with.
  private static final List<String> LEADING =
      List.of(
          "silent",
          "manner",
          "daily-dose",
          "total",
          "maximum",
          "bound",
          "from",
          "other-days",
          "needed",
          "single",
          "divided");

  private final Units units;
  private final Vocabulary vocabulary;

  public DoseParser(Units units, Vocabulary vocabulary) {
    this.units = units;
    this.vocabulary = vocabulary;
  }

  /**
   * Reads a text that gives one regimen; there always is a dose. Of a text with several regimens
   * only the words are kept, see {@link #parseAll}.
   */
  public Reading<Dose> parse(String text) {
    Reading<List<Dose>> all = parseAll(text);
    List<Dose> doses = all.value().orElseThrow();
    if (doses.size() == 1) {
      return new Reading<>(Optional.of(doses.get(0)), all.remarks());
    }
    Remark several =
        Remark.information(
            NOT_UNDERSTOOD,
            "this dose is kept in words only: it gives " + doses.size() + " regimens",
            "write one dose for each regimen, in a list");
    return Reading.of(Dose.ofText(text.strip()), several);
  }

  /**
   * Reads a whole text, which must not be blank; there always is a dose. Regimens that follow each
   * other ("40 mg for 5 days, then 20 mg") have a sequence; those side by side ("10 mg in the
   * morning and 5 mg at night") have not. Joined by commas, their texts read as the same again.
   */
  public Reading<List<Dose>> parseAll(String text) {
    String line = text.strip();
    DoseWords words = new DoseWords(line);
    if (line.length() > LONGEST || words.size() == 0) {
      return Reading.of(
          List.of(Dose.ofText(line)),
          notUnderstood(line.length() > LONGEST ? "it is too long" : Excerpt.of(line)));
    }
    return new Pass(line, words).read();
  }

  /** Whether words say only how a dose is given, or beside what: "after dialysis". */
  public boolean isManner(String text) {
    DoseWords words = new DoseWords(text.strip());
    return words.phrase("manner", 0).filter(all -> all.length() == words.size()).isPresent();
  }

  /** Whether words begin with those of a limit: "at most 200 mg". */
  public boolean isLimit(String text) {
    return new DoseWords(text.strip()).phrase("maximum", 0).isPresent();
  }

  /** Whether a word in lower case may begin what a drug is given in. */
  public static boolean mayBeDiluted(String word) {
    return DoseWords.begins(WITHIN_FLUID, word);
  }

  /** Whether words say what a drug is given in: "in 250 mL saline". */
  public boolean isDiluted(String text) {
    DoseWords words = new DoseWords(text.strip());
    return words.phrase(WITHIN_FLUID, 0).isPresent()
        && new DoseGrammar(words, units, vocabulary).preparation(0) == words.size();
  }

  /** The remark on a dose that goes on with words that are not understood. */
  public static Remark unread(String words) {
    return notUnderstood(Excerpt.of(words) + " is not understood");
  }

  private static Remark notUnderstood(String why) {
    return Remark.information(
        NOT_UNDERSTOOD,
        "this dose is kept in words only: " + why,
        "write other words under `note`, or the parts as {text, amount, frequency, …}");
  }

  /** One way through the words of a line. */
  private final class Pass {
    private final String line;
    private final DoseWords words;
    private final DoseGrammar grammar;
    private final List<DoseRegimen> regimens = new ArrayList<>();
    // The regimen that the next words belong to.
    private DoseRegimen regimen = new DoseRegimen(0, false);
    // Whether a word of this clause was not understood.
    private boolean blocked;
    // Whether the next amount is that of a day.
    private boolean daily;

    Pass(String line, DoseWords words) {
      this.line = line;
      this.words = words;
      this.grammar = new DoseGrammar(words, units, vocabulary);
      regimens.add(regimen);
    }

    Reading<List<Dose>> read() {
      int i = 0;
      while (i < words.size()) {
        if (words.opens(i)) {
          blocked = false;
        }
        regimen.flows |= words.phrase("gas", i).isPresent();
        i += step(i);
      }
      fillOtherDays();
      for (int k = 1; k < regimens.size(); k++) {
        regimens.get(k).takeDailyFrom(regimens.get(k - 1));
      }
      return assemble();
    }

    // How many words were dealt with.
    private int step(int i) {
      int used = blocked ? 0 : steps(i);
      used = used > 0 ? used : turn(i);
      used = used > 0 ? used : blocked ? 0 : limit(i);
      used = used > 0 ? used : blocked ? 0 : part(i);
      used = used > 0 ? used : blocked ? 0 : harmless(i);
      return used > 0 ? used : unknown(i);
    }

    // Words that begin another regimen, or turn the sense of this one.
    private int turn(int i) {
      Optional<DoseWords.Phrase> end = words.phrase("end", i);
      Optional<DoseWords.Phrase> then = words.phrase("then", i);
      if (end.isPresent() && end.get().length() >= then.map(DoseWords.Phrase::length).orElse(0)) {
        regimen.noted.add(words.text(i, end.get().length()));
        return end.get().length();
      }
      if (then.isPresent() && leads(i + then.get().length())) {
        begin(i, true);
        return then.get().length();
      }
      int from = Math.max(titration(i), loading(i));
      if (from > 0) {
        return from;
      }
      boolean and = words.at(i).equals("and") || words.at(i).equals("plus");
      if (and && regimen.hasAmount() && (hasOwnTime(i + 1) || lasts(i + 1))) {
        if (!regimen.hasOnlyAmount()) {
          begin(i, regimen.cycleDays > 0 || lasts(i + 1));
          return 1;
        }
        int alternating = alternating(i);
        if (alternating > 0) {
          return alternating;
        }
      }
      boolean beside =
          i > 0
              && words.opens(i)
              && !words.word(i).bracketed()
              && regimen.hasAmount()
              && regimen.isAtTimes()
              && hasTimeOfDay(i);
      if (beside) {
        begin(i, false);
        return 0;
      }
      boolean listed =
          i > 0
              && words.opens(i)
              && !words.word(i).bracketed()
              && (regimen.isComplete() || isOnLaterDays(i))
              && grammar.quantity(i).isPresent();
      if (listed) {
        begin(i, true);
        return 0;
      }
      int warning = warning(i);
      if (warning > 0) {
        return warning;
      }
      Optional<DoseWords.Phrase> reverses = words.phrase("reverses", i);
      boolean other = words.phrase("maximum", i).isPresent() || grammar.frequency(i).isPresent();
      if (reverses.isPresent() && !other) {
        regimen.reversed = true;
        regimen.unknown.add(words.text(i, reverses.get().length()));
        return reverses.get().length();
      }
      return 0;
    }

    // "6 mg/kg every 3 weeks after a loading dose of 8 mg/kg": what came first.
    private int loading(int i) {
      Optional<DoseWords.Phrase> after = words.phrase("after-dose", i);
      int at = i + after.map(DoseWords.Phrase::length).orElse(0);
      Optional<Part<Quantity>> first = grammar.quantity(at);
      boolean known =
          after.isPresent() && first.isPresent() && regimens.size() == 1 && regimen.hasAmount();
      if (!known || regimen.loading.isPresent()) {
        return 0;
      }
      int end = at + first.get().length();
      DoseRegimen loading = new DoseRegimen(words.word(i).start(), true);
      loading.amounts.add(first.get().value());
      Optional<Part<DoseRegimen.Span>> run =
          grammar.infusionTime(end).filter(read -> read.value().most().isEmpty());
      run.ifPresent(read -> loading.infusions.add(read.value().least()));
      end += run.map(Part::length).orElse(0);
      end += grammar.cycleDays(end).map(Part::length).orElse(0);
      loading.words = Optional.of(line.substring(loading.start, words.word(end - 1).end()));
      regimen.loading = Optional.of(loading);
      return end - i;
    }

    // "15 mg once weekly, not daily": another frequency that is denied leaves the one before.
    private int warning(int i) {
      Optional<Part<DoseGrammar.Often>> denied =
          words.at(i).equals("not") && words.opens(i) && regimen.frequencies.size() == 1
              ? grammar.frequency(i + 1)
              : Optional.empty();
      boolean other =
          denied
              .filter(read -> !regimen.frequencies.contains(read.value().frequency()))
              .filter(read -> words.opens(i + 1 + read.length()))
              .isPresent();
      if (!other) {
        return 0;
      }
      regimen.noted.add(words.text(i, 1 + denied.get().length()));
      return 1 + denied.get().length();
    }

    // "reduced by 10 mg every week to 10 mg", "until stopped": each step between, where the words
    // say how much, how often and up to which amount.
    private int steps(int i) {
      Optional<DoseWords.Phrase> phrase = words.phrase("step", i);
      if (phrase.isEmpty()) {
        return 0;
      }
      int written = regimen.isSteady() ? steps(i, phrase.get()) : 0;
      return written > 0 ? written : openSteps(i, phrase.get());
    }

    // "reduced by 5 mg every week": what follows has no end, or does not come out even. It has a
    // place of its own, in words.
    private int openSteps(int i, DoseWords.Phrase phrase) {
      Optional<Part<DoseGrammar.Change>> change = grammar.change(i + phrase.length());
      boolean timed = regimen.hasAmount() && regimen.isTimed() && !regimen.reversed;
      if (change.isEmpty() || !timed || regimen.start == words.word(i).start()) {
        return 0;
      }
      begin(i, true);
      regimen.inWords = true;
      int used = phrase.length() + change.get().length();
      regimen.noted.add(words.text(i, used));
      return used;
    }

    private int steps(int i, DoseWords.Phrase step) {
      Optional<DoseWords.Phrase> phrase = Optional.of(step);
      boolean down = phrase.get().value().equals("DOWN");
      int at = i + phrase.get().length();
      Optional<Part<DoseGrammar.Change>> change = grammar.change(at);
      if (change.isEmpty()) {
        return 0;
      }
      at += change.get().length();
      Optional<DoseWords.Phrase> stop =
          down ? words.phrase("step-end", at) : Optional.<DoseWords.Phrase>empty();
      Optional<Part<Quantity>> last =
          words.at(at).equals("to") && !words.opens(at)
              ? grammar.quantity(at + 1)
              : Optional.<Part<Quantity>>empty();
      int end = at + stop.map(DoseWords.Phrase::length).orElse(last.map(Part::length).orElse(0));
      end += stop.isEmpty() && last.isPresent() ? 1 : 0;
      Optional<Part<DoseGrammar.Often>> often = grammar.frequency(end);
      boolean other =
          often.filter(o -> !regimen.frequencies.contains(o.value().frequency())).isPresent();
      if (end == at || other) {
        return 0;
      }
      List<Quantity> amounts =
          regimen.steps(change.get().value().by(), down, last.map(Part::value));
      if (amounts.isEmpty()) {
        return 0;
      }
      DoseRegimen first = regimen;
      int start = words.word(i).start();
      String said = line.substring(start, words.word(end - 1).end());
      for (int k = 0; k < amounts.size(); k++) {
        boolean between = k + 1 < amounts.size();
        regimen = first.next(start, amounts.get(k), between ? Optional.of(said) : Optional.empty());
        if (between || stop.isPresent()) {
          regimen.durations.add(
              new DoseRegimen.Span(change.get().value().every(), Optional.empty()));
        }
        regimens.add(regimen);
      }
      return end - i;
    }

    private void begin(int i, boolean follows) {
      int start = words.word(i).start();
      boolean empty = line.substring(regimen.start, start).isBlank();
      if (empty) {
        return;
      }
      regimen.followed = follows;
      regimen = new DoseRegimen(start, follows);
      regimens.add(regimen);
      blocked = false;
    }

    // "and 2.5 mg on other days", "and 1 at night": an amount with a time of its own.
    private boolean hasOwnTime(int i) {
      Optional<Part<Quantity>> quantity = grammar.quantity(i);
      int behind = behindManner(i + quantity.map(Part::length).orElse(1));
      boolean time =
          grammar.frequency(behind).isPresent()
              || grammar.dayParts(behind).isPresent()
              || grammar.weekdays(behind).isPresent()
              || grammar.clock(behind).isPresent()
              || regimen.cycleDays > 0 && grammar.cycleDays(behind).isPresent()
              || words.phrase("other-days", behind).isPresent();
      return (quantity.isPresent() || grammar.number(i).isPresent()) && time;
    }

    // "50 mg/kg over 4 h and 100 mg/kg over 16 h", "1 mg/min for 6 h and 0.5 mg/min for 18 h": each
    // amount has its length, so that one follows the other.
    private boolean lasts(int i) {
      Optional<Part<Quantity>> quantity = grammar.quantity(i);
      int behind = i + quantity.map(Part::length).orElse(0);
      return regimen.isComplete()
          && quantity.isPresent()
          && (grammar.infusionTime(behind).isPresent() || grammar.duration(behind).isPresent());
    }

    // "1 drop in the left eye at night": how it is given stands between the amount and its time.
    private int behindManner(int i) {
      return i + manner(i);
    }

    // How many words say how it is given, or where.
    private int manner(int i) {
      return Math.max(
          words.phrase("manner", i).map(DoseWords.Phrase::length).orElse(0), grammar.site(i));
    }

    // "10 mg in the morning, 5 mg at night": each amount has its time of the day.
    private boolean hasTimeOfDay(int i) {
      Optional<Part<Quantity>> quantity = grammar.quantity(i);
      int behind = behindManner(i + quantity.map(Part::length).orElse(0));
      return quantity.isPresent()
          && (grammar.dayParts(behind).isPresent()
              || grammar.weekdays(behind).isPresent()
              || grammar.clock(behind).isPresent()
              || words.phrase("other-days", behind).isPresent());
    }

    // "125 mg day 1, 80 mg days 2 and 3"
    private boolean isOnLaterDays(int i) {
      Optional<Part<Quantity>> quantity = grammar.quantity(i);
      return regimen.hasAmount()
          && regimen.cycleDays > 0
          && quantity.filter(read -> grammar.cycleDays(i + read.length()).isPresent()).isPresent();
    }

    // "5 mg and 7.5 mg on alternate days": each every other day. Of other times it is not known
    // whether they are those of both amounts.
    private int alternating(int i) {
      Optional<Part<Quantity>> second = grammar.quantity(i + 1);
      int behind = i + 1 + second.map(Part::length).orElse(0);
      Optional<Part<DoseGrammar.Often>> often =
          grammar
              .frequency(behind)
              .filter(read -> read.value().frequency().period().compareTo(BigDecimal.ONE) > 0);
      if (second.isEmpty() || often.isEmpty()) {
        return 0;
      }
      regimen.frequencies.add(often.get().value().frequency());
      begin(i, false);
      return 1;
    }

    // Whether a word says how the drug is given, so that another regimen begins with it: "titrated
    // to a mean pressure of 65" is none.
    private boolean leads(int i) {
      return i < words.size()
          && (grammar.isDamagedAmount(i)
              || grammar.quantity(i).isPresent()
              || grammar.number(i).isPresent()
              || grammar.frequency(i).isPresent()
              || grammar.dayParts(i).isPresent()
              || grammar.weekdays(i).isPresent()
              || grammar.cycleDays(i).isPresent()
              || grammar.route(i).isPresent()
              || LEADING.stream().anyMatch(kind -> words.phrase(kind, i).isPresent())
              || !words.at(i - 1).equals("to"));
    }

    // from 25 mg to 100 mg: one amount after the other.
    private int titration(int i) {
      Optional<DoseWords.Phrase> from = words.phrase("from", i);
      if (from.isEmpty()) {
        return 0;
      }
      int at = i + from.get().length();
      Optional<Part<BigDecimal>> bare = grammar.number(at);
      Optional<Part<Quantity>> low = Optional.empty();
      int to = at + bare.map(Part::length).orElse(1);
      if (bare.isPresent() && !words.at(to).equals("to")) {
        to++;
        while (to < words.size() && !words.at(to).equals("to") && !words.opens(to)) {
          to++;
        }
      }
      Optional<Part<Quantity>> high =
          words.at(to).equals("to") ? grammar.quantity(to + 1) : Optional.empty();
      if (high.isEmpty() || bare.isEmpty()) {
        low = grammar.quantity(at);
        boolean range = low.isPresent() && low.get().value().amount() instanceof Value.Interval;
        return range ? split(i, at, low.get()) : 0;
      }
      Amount first = new Amount(bare.get().value(), Optional.empty(), high.get().value().unit());
      regimen.amounts.add(new Quantity(new Value.Measured(first), high.get().value().per()));
      begin(to, true);
      regimen.amounts.add(high.get().value());
      return to + 1 + high.get().length() - i;
    }

    // The grammar took "25 mg to 100 mg" for a range; behind "from" it is a titration.
    private int split(int i, int at, Part<Quantity> range) {
      Value.Interval interval = (Value.Interval) range.value().amount();
      int to = at;
      while (to < at + range.length() && !words.at(to).equals("to")) {
        to++;
      }
      if (to == at + range.length()) {
        return 0;
      }
      regimen.amounts.add(end(interval.low(), range.value()));
      begin(to, true);
      regimen.amounts.add(end(interval.high(), range.value()));
      return at + range.length() - i;
    }

    private Quantity end(Optional<BigDecimal> number, Quantity range) {
      Amount amount = new Amount(number.orElseThrow(), Optional.empty(), range.unit());
      return new Quantity(new Value.Measured(amount), range.per());
    }

    // What is not a dose: the most that may be taken, the sum of all doses, "at least".
    private int limit(int i) {
      Optional<DoseWords.Phrase> total = words.phrase("total", i);
      if (total.isPresent() && grammar.quantity(i + total.get().length()).isPresent()) {
        int used = total.get().length() + grammar.quantity(i + total.get().length()).get().length();
        regimen.noted.add(words.text(i, used));
        return used;
      }
      Optional<DoseWords.Phrase> maximum = words.phrase("maximum", i);
      if (maximum.isPresent()) {
        return maximum(i, maximum.get());
      }
      Optional<DoseWords.Phrase> bound = words.phrase("bound", i);
      if (bound.isPresent() && grammar.infusionTime(i).isEmpty()) {
        int at = i + bound.get().length();
        int used =
            grammar
                .quantity(at)
                .map(Part::length)
                .or(() -> grammar.frequency(at).map(Part::length))
                .orElse(0);
        if (used > 0) {
          regimen.unknown.add(words.text(i, bound.get().length() + used));
          return bound.get().length() + used;
        }
      }
      return 0;
    }

    private int maximum(int i, DoseWords.Phrase phrase) {
      int at = i + phrase.length();
      Optional<Part<Dose.Frequency>> times = grammar.atMost(at);
      if (times.isPresent()) {
        int used = phrase.length() + times.get().length();
        if (times.get().value().timesMax().isEmpty() && !regimen.asNeeded) {
          // "not more than once a day" is not once a day.
          regimen.noted.add(words.text(i, used));
        } else {
          regimen.frequencies.add(times.get().value());
        }
        return used;
      }
      Optional<Part<Quantity>> quantity = grammar.quantity(at).or(() -> maximumOfPieces(at));
      if (quantity.isEmpty()) {
        return phrase.value().isEmpty() ? maximumOfDoses(i, at) : 0;
      }
      int behind = at + quantity.get().length();
      Optional<TimeSpan> per = quantity.get().value().per();
      Optional<Part<TimeSpan>> stated =
          per.isPresent() || words.word(i).bracketed() && !isBracketed(behind)
              ? Optional.empty()
              : grammar.limitPeriod(behind);
      Optional<TimeSpan> period =
          per.or(() -> stated.map(Part::value))
              .or(
                  () ->
                      phrase.value().isEmpty()
                          ? Optional.empty()
                          : Optional.of(TimeSpan.of(1, TimeUnit.DAY)));
      int used = behind + stated.map(Part::length).orElse(0) - i;
      if (period.isPresent() && quantity.get().value().amount() instanceof Value.Measured) {
        regimen.maxima.add(new Dose.Rate(quantity.get().value().amount(), period.get()));
      } else {
        regimen.noted.add(words.text(i, used));
      }
      return used;
    }

    // "2 tablets every 6 hours, no more than 8 a day"
    private Optional<Part<Quantity>> maximumOfPieces(int at) {
      Optional<Part<BigDecimal>> number = grammar.number(at);
      boolean pieces =
          number.isPresent()
              && regimen.amounts.size() == 1
              && regimen.amounts.get(0).isInPieces()
              && grammar.limitPeriod(at + number.get().length()).isPresent();
      return pieces
          ? number.map(
              n ->
                  n.as(
                      new Quantity(
                          new Value.Measured(
                              new Amount(
                                  n.value(), Optional.empty(), regimen.amounts.get(0).unit())),
                          Optional.empty())))
          : Optional.empty();
    }

    // "up to 3 doses"; of "up to 3 doses in 24 hours" it is not known how many there are in all.
    private int maximumOfDoses(int i, int at) {
      Optional<Part<Integer>> doses = grammar.countOfDoses(at);
      if (doses.isEmpty()) {
        return 0;
      }
      int behind = at + doses.get().length();
      Optional<Part<TimeSpan>> period = grammar.limitPeriod(behind);
      int used = behind + period.map(Part::length).orElse(0) - i;
      regimen.noted.add(words.text(i, used));
      if (period.isEmpty()) {
        regimen.countsCycles |= grammar.countsCycles(behind - 1);
        regimen.mostCounts.add(doses.get().value());
      }
      return used;
    }

    private boolean isBracketed(int i) {
      return i < words.size() && words.word(i).bracketed();
    }

    private int part(int i) {
      Optional<DoseWords.Phrase> dailyDose = words.phrase("daily-dose", i);
      if (dailyDose.isPresent()) {
        daily = true;
        return dailyDose.get().length();
      }
      int used = cycles(i);
      used = used > 0 ? used : durations(i);
      used = used > 0 ? used : often(i);
      used = used > 0 ? used : single(i);
      used = used > 0 ? used : amount(i);
      used = used > 0 ? used : needed(i);
      used = used > 0 ? used : repetition(i);
      used = used > 0 ? used : times(i);
      return used > 0 ? used : take(grammar.route(i), regimen.routes);
    }

    // The length of a cycle says how often the days of it come; alone it says nothing of the dose.
    private int cycles(int i) {
      Optional<Part<DoseRegimen.Span>> cycle = grammar.cycle(i);
      cycle.ifPresent(
          read -> {
            TimeSpan length = read.value().least();
            if (regimen.cycleDays > 0) {
              regimen.frequencies.add(
                  new Dose.Frequency(1, length.amount(), length.unit(), Optional.empty()));
            } else {
              regimen.noted.add(words.text(i, read.length()));
            }
          });
      return cycle.map(Part::length).orElse(0);
    }

    private int durations(int i) {
      Optional<Part<Dose.Frequency>> within = grammar.daysWithin(i);
      if (within.isPresent()) {
        // "Daily on three days a week" is three times a week.
        regimen.frequencies.removeIf(DoseRegimen::isDaily);
        regimen.frequencies.add(within.get().value());
        return within.get().length();
      }
      int most = grammar.longest(i);
      if (most > 0) {
        regimen.noted.add(words.text(i, most));
        return most;
      }
      Optional<Part<DoseRegimen.Span>> duration = grammar.duration(i);
      if (duration.isPresent()) {
        int behind = i + duration.get().length();
        if (grammar.isBroken(behind)) {
          // "for 2 weeks out of every 4", "for 4 weeks on and 2 off": it goes on after them.
          regimen.unknown.add(words.text(i, duration.get().length()));
          blocked = true;
        } else {
          regimen.durations.add(duration.get().value());
        }
        return duration.get().length();
      }
      Optional<Part<DoseRegimen.Span>> run = grammar.infusionTime(i);
      if (run.isPresent()) {
        if (run.get().value().most().isPresent()) {
          regimen.noted.add(words.text(i, run.get().length()));
        } else {
          regimen.infusions.add(run.get().value().least());
        }
        return run.get().length();
      }
      Optional<Part<Integer>> count = grammar.countOfDoses(i);
      count.ifPresent(
          read -> {
            int last = i + read.length() - 1;
            regimen.countsCycles |= grammar.countsCycles(last);
            regimen.countsBarely |= !words.is("count", last);
          });
      return take(count, regimen.counts);
    }

    private int single(int i) {
      Optional<DoseWords.Phrase> single = words.phrase("single", i);
      if (single.isPresent()) {
        // "Once in the morning" is each morning, as likely as not.
        int behind = i + single.get().length();
        regimen.single |= !words.at(i).equals("once") || grammar.dayParts(behind).isEmpty();
        return single.get().length();
      }
      // "a single tablet", "two now, then": one dose only where nothing else says when.
      Optional<DoseWords.Phrase> alone =
          words
              .phrase("single-amount", i)
              .filter(phrase -> grammar.quantity(i + phrase.length()).isPresent())
              .or(
                  () ->
                      words
                          .phrase("single-before-then", i)
                          .filter(phrase -> words.phrase("then", i + phrase.length()).isPresent()));
      regimen.alone |= alone.isPresent();
      return alone.map(DoseWords.Phrase::length).orElse(0);
    }

    private int often(int i) {
      int divided = divided(i);
      if (divided > 0) {
        return divided;
      }
      if (words.at(i).equals("od")) {
        // Once daily or the right eye: only behind an amount that no eye gets it is the first.
        regimen.rightEye = true;
        if (!regimen.hasAmount() || !regimen.amounts.stream().allMatch(Quantity::isSystemic)) {
          boolean eye = regimen.amounts.size() == 1 && grammar.frequency(i + 1).isPresent();
          if (eye) {
            regimen.noted.add(words.text(i, 1));
          }
          return eye ? 1 : 0;
        }
      }
      int pattern = pattern(i);
      if (pattern > 0) {
        return pattern;
      }
      Optional<Part<DoseGrammar.Often>> often = grammar.frequency(i);
      often.ifPresent(
          read -> {
            regimen.frequencies.add(read.value().frequency());
            regimen.dayParts.addAll(read.value().parts());
          });
      return often.map(Part::length).orElse(0);
    }

    // 1-0-1: in the morning, not at noon, in the evening. 2-0-2 is twice an amount that may be the
    // strength of a tablet, so that the amount is open.
    private int pattern(int i) {
      if (!PATTERN.matcher(words.at(i)).matches()) {
        return 0;
      }
      String[] counts = words.at(i).split("-", -1);
      Set<String> taken = new HashSet<>(List.of(counts));
      taken.remove("0");
      if (taken.size() != 1) {
        return 0;
      }
      for (int k = 0; k < counts.length; k++) {
        if (!counts[k].equals("0")) {
          regimen.dayParts.add(PATTERN_PARTS.get(k));
        }
      }
      if (!taken.contains("1")) {
        regimen.badAmount = true;
        regimen.unknown.add(words.text(i, 1));
      }
      return 1;
    }

    // 80 mg/kg/day divided every 6 hours; 200 mg daily in 2 divided doses.
    private int divided(int i) {
      Optional<DoseWords.Phrase> phrase = words.phrase("divided", i);
      if (phrase.isPresent()) {
        spread();
        int at = i + phrase.get().length();
        Optional<Part<Integer>> doses = grammar.countOfDoses(at);
        doses.ifPresent(read -> repeat(read.value()));
        return phrase.get().length() + doses.map(Part::length).orElse(0);
      }
      boolean counted =
          words.at(i).equals("in")
              && words.at(i + 3).startsWith("dose")
              && Set.of("divided", "equal", "separate", "split").contains(words.at(i + 2));
      boolean plain = words.at(i).equals("in") && words.at(i + 2).equals("doses");
      Optional<Part<BigDecimal>> number = grammar.number(i + 1);
      if (!(counted || plain) || number.isEmpty() || number.get().value().scale() > 0) {
        return 0;
      }
      spread();
      repeat(number.get().value().intValue());
      return counted ? 4 : 3;
    }

    // The amount is that of the whole day, not of each dose.
    private void spread() {
      regimen.divided = true;
      boolean everyDay =
          regimen.frequencies.stream()
              .anyMatch(
                  f ->
                      f.times() == 1
                          && f.unit() == TimeUnit.DAY
                          && f.period().compareTo(BigDecimal.ONE) == 0);
      if (regimen.amounts.size() == 1 && regimen.amounts.get(0).per().isEmpty()) {
        if (everyDay) {
          regimen.frequencies.clear();
          regimen.amounts.set(0, regimen.amounts.get(0).over(TimeSpan.of(1, TimeUnit.DAY)));
        } else {
          regimen.badAmount = true;
        }
      }
    }

    private void repeat(int times) {
      Optional<TimeSpan> per = regimen.amounts.stream().findFirst().flatMap(Quantity::per);
      if (times > 0 && times < 100 && per.filter(span -> span.amount().signum() > 0).isPresent()) {
        regimen.frequencies.add(
            new Dose.Frequency(times, per.get().amount(), per.get().unit(), Optional.empty()));
      }
    }

    private int amount(int i) {
      int strength = regimen.hasAmount() ? 0 : grammar.strengthOfPieces(i);
      if (strength > 0) {
        regimen.noted.add(words.text(i, strength));
        return strength;
      }
      Optional<Part<Quantity>> read = grammar.quantity(i);
      if (read.isEmpty() && regimen.start > 0 && !regimen.hasAmount()) {
        read = inherited(i);
      }
      if (read.isEmpty()) {
        read = routedPieces(i);
        read.ifPresent(
            pieces -> grammar.route(i + 1).ifPresent(r -> regimen.routes.add(r.value())));
      }
      if (read.isEmpty()) {
        return 0;
      }
      Quantity quantity = read.get().value();
      int used = read.get().length();
      if (isSpeed(i, quantity)) {
        regimen.speed = Optional.of(quantity);
        return used;
      }
      // 2 tablets of 500 mg; 0.125 mg (125 mcg): the strength, or the same once more.
      boolean ofPiece =
          regimen.ofDrug
              && regimen.amounts.get(0).isInPieces()
              && Units.isSubstanceAmount(quantity.unit());
      boolean more = words.word(i).bracketed() || words.at(i - 1).equals("of") || ofPiece;
      if (regimen.hasAmount() && more) {
        regimen.divided |=
            words.word(i).bracketed()
                && grammar
                    .frequency(i + used)
                    .filter(often -> regimen.isShare(quantity, often.value().frequency()))
                    .isPresent();
        regimen.noted.add(words.text(i, used));
        return used;
      }
      regimen.timedBefore |= regimen.hasAmount() && regimen.isTimed();
      regimen.amounts.add(
          daily && quantity.per().isEmpty()
              ? quantity.over(TimeSpan.of(1, TimeUnit.DAY))
              : quantity);
      daily = false;
      if (grammar.isForm(i + used) && !words.opens(i + used)) {
        regimen.noted.add(words.text(i + used, 1));
        used++;
      }
      return used;
    }

    // "20 mg/kg IV at 50 mg/min": how fast the amount before it is given.
    private boolean isSpeed(int i, Quantity quantity) {
      boolean flows =
          quantity
              .per()
              .filter(per -> per.unit() == TimeUnit.MINUTE || per.unit() == TimeUnit.HOUR)
              .isPresent();
      return flows
          && regimen.amounts.size() == 1
          && regimen.amounts.get(0).per().isEmpty()
          && regimen.speed.isEmpty()
          && (words.at(i - 1).equals("at") || words.at(i - 2).equals("rate"));
    }

    // "1 sublingual tablet": the route stands before the form.
    private Optional<Part<Quantity>> routedPieces(int i) {
      Optional<Part<BigDecimal>> number = grammar.number(i).filter(n -> n.length() == 1);
      boolean routed =
          number.isPresent()
              && !words.opens(i + 1)
              && !words.opens(i + 2)
              && grammar.route(i + 1).filter(route -> route.length() == 1).isPresent();
      return routed
          ? grammar.pieces(number.get().value(), i + 2).map(pieces -> new Part<>(pieces, 3))
          : Optional.empty();
    }

    // "2 tablets in the morning and 1 at night": the unit of the regimen before.
    private Optional<Part<Quantity>> inherited(int i) {
      DoseRegimen before = regimens.get(Math.max(0, regimens.size() - 2));
      return before.amounts.size() == 1 && !regimen.follows
          ? grammar
              .number(i)
              .map(
                  n ->
                      n.as(
                          new Quantity(
                              new Value.Measured(
                                  new Amount(
                                      n.value(), Optional.empty(), before.amounts.get(0).unit())),
                              Optional.empty())))
          : Optional.empty();
    }

    private int needed(int i) {
      Optional<DoseWords.Phrase> needed = words.phrase("needed", i);
      if (needed.isEmpty()) {
        return condition(i);
      }
      regimen.asNeeded = true;
      int behind = i + needed.get().length();
      boolean announced = words.at(behind).equals("for") || words.at(i).equals("prn");
      Optional<Part<Concept>> reason =
          announced && !words.opens(behind) ? grammar.reason(behind) : Optional.empty();
      reason.ifPresent(read -> regimen.reason = Optional.of(read.value()));
      return needed.get().length() + reason.map(Part::length).orElse(0);
    }

    // "if pain persists", "in case of fever": FHIR's asNeeded is what must be there beforehand.
    private int condition(int i) {
      Optional<DoseWords.Phrase> lead = words.phrase("condition", i);
      int behind = i + lead.map(DoseWords.Phrase::length).orElse(0);
      boolean other =
          lead.isEmpty() || words.opens(behind) || words.phrase("manner", i).isPresent();
      Optional<Part<Concept>> reason = other ? Optional.empty() : grammar.reason(behind);
      if (reason.isEmpty()) {
        return 0;
      }
      regimen.asNeeded = true;
      regimen.reason = reason.map(Part::value);
      return lead.get().length() + reason.get().length();
    }

    // "single dose, repeated after 2 weeks"
    private int repetition(int i) {
      Optional<DoseWords.Phrase> surely = words.phrase("repeat", i);
      Optional<DoseWords.Phrase> maybe = words.phrase("repeat-maybe", i);
      Optional<DoseWords.Phrase> phrase = maybe.or(() -> surely);
      Optional<Part<TimeSpan>> again = phrase.flatMap(words -> grammar.repetition(i, words));
      if (again.isEmpty()) {
        return 0;
      }
      int behind = i + again.get().length();
      Optional<DoseWords.Phrase> needed = words.phrase("needed", behind);
      int used = again.get().length() + needed.map(DoseWords.Phrase::length).orElse(0);
      boolean open = maybe.isPresent() || needed.isPresent();
      open |= words.phrase("condition", behind).isPresent() && !words.opens(behind);
      regimen.repetitions.add(new DoseRegimen.Repetition(again.get().value(), open));
      regimen.noted.add(words.text(i, used));
      return used;
    }

    private int times(int i) {
      Optional<DoseWords.Phrase> other = words.phrase("other-days", i);
      if (other.isPresent()) {
        regimen.otherDays = true;
        return other.get().length();
      }
      Optional<Part<List<DayOfWeek>>> days = grammar.weekdays(i);
      if (days.isPresent()) {
        regimen.weekdays.addAll(days.get().value());
        return days.get().length();
      }
      Optional<Part<List<LocalTime>>> clock = grammar.clock(i);
      if (clock.isPresent()) {
        regimen.clock = true;
        regimen.clockTimes.add(clock.get().value());
        regimen.clockWords.add(words.text(i, clock.get().length()));
        return clock.get().length();
      }
      Optional<Part<List<Dose.DayPart>>> parts = grammar.dayParts(i);
      if (parts.isPresent()) {
        regimen.dayParts.addAll(parts.get().value());
        return parts.get().length();
      }
      Optional<Part<List<Dose.DayPart>>> distant = grammar.dayPartsAtDistance(i);
      if (distant.isPresent()) {
        regimen.dayParts.addAll(distant.get().value());
        regimen.noted.add(words.text(i, distant.get().length()));
        return distant.get().length();
      }
      int points = grammar.points(i);
      if (points > 0) {
        regimen.noted.add(words.text(i, points));
        return points;
      }
      Optional<Part<Integer>> cycle = grammar.cycleDays(i);
      cycle.ifPresent(
          read -> {
            regimen.cycleDays += read.value();
            regimen.noted.add(words.text(i, read.length()));
          });
      return cycle.map(Part::length).orElse(0);
    }

    private <T> int take(Optional<Part<T>> part, List<T> into) {
      part.ifPresent(read -> into.add(read.value()));
      return part.map(Part::length).orElse(0);
    }

    private int harmless(int i) {
      int strength = strength(i);
      int manner = manner(i);
      Optional<DoseWords.Phrase> silent = words.phrase("silent", i);
      Optional<DoseWords.Phrase> preparation = words.phrase("preparation", i);
      if (strength > 0) {
        regimen.noted.add(words.text(i, strength));
        return strength;
      }
      if (preparation.isPresent()) {
        regimen.noted.add(words.text(i, preparation.get().length()));
        return preparation.get().length();
      }
      if (manner > 0) {
        regimen.noted.add(words.text(i, manner));
        return manner;
      }
      if (silent.isEmpty() && regimen.hasAmount() && grammar.isForm(i)) {
        regimen.noted.add(words.text(i, 1));
        return 1;
      }
      regimen.ofDrug |= regimen.hasAmount() && words.at(i).equals("of");
      return silent.map(DoseWords.Phrase::length).orElse(0);
    }

    // "5 mL of a 125 mg/5 mL suspension"
    private int strength(int i) {
      int before = grammar.preparation(i);
      if (before > 0 || !regimen.hasAmount()) {
        return before;
      }
      int article =
          words.at(i).equals("of") && Set.of("a", "an", "the").contains(words.at(i + 1)) ? 2 : 0;
      int strength = grammar.strength(i + article, regimen.amounts.get(0));
      return strength > 0 ? article + strength : 0;
    }

    // What follows in the clause may be changed by it; a number only spoils the amount.
    private int unknown(int i) {
      int used = drug(i);
      if (used > 0) {
        regimen.named = true;
        regimen.noted.add(words.text(i, used));
        return used;
      }
      // "insulin aspart 4 units with meals, glargine 22 units": what follows is of another drug.
      regimen.reversed |= regimen.named && words.opens(i) && grammar.quantity(i + 1).isPresent();
      used = 1;
      int distance = blocked ? 0 : grammar.distance(i);
      if (distance > 0) {
        // "1 h before surgery": neither an amount nor a time that FHIR has.
        used = distance;
        blocked = true;
      } else if (blocked
          && words.phrase("needed", i).isPresent()
          && !words.at(i - 1).equals("and")) {
        regimen.asNeeded = true;
      } else if (!blocked && grammar.strengths(i) > 0) {
        // "25/100 mg three times daily": of two substances, known, and no amount that FHIR has.
        regimen.badAmount = true;
        used = grammar.strengths(i);
        used += grammar.isForm(i + used) && !words.opens(i + used) ? 1 : 0;
        regimen.noted.add(words.text(i, used));
        return used;
      } else if (!blocked && grammar.isDamagedAmount(i)) {
        regimen.badAmount = true;
        used += grammar.isUnit(i + 1) || grammar.isForm(i + 1) ? 1 : 0;
        used += used > 1 && grammar.isForm(i + used) && !words.opens(i + used) ? 1 : 0;
      } else {
        blocked = true;
      }
      regimen.otherWeekdays |= !grammar.weekdays(i).isEmpty();
      regimen.unknown.add(words.text(i, used));
      return used;
    }

    private int drug(int i) {
      for (int length = LONGEST_DRUG; length > 0; length--) {
        int end = i + length;
        boolean together = end <= words.size();
        for (int k = i + 1; together && k < end; k++) {
          together = !words.opens(k);
        }
        if (together && !vocabulary.find(Domain.MEDICATION, words.text(i, length)).isEmpty()) {
          return length;
        }
      }
      return 0;
    }

    private void fillOtherDays() {
      Set<DayOfWeek> named = EnumSet.noneOf(DayOfWeek.class);
      regimens.forEach(each -> named.addAll(each.weekdays));
      for (DoseRegimen each : regimens) {
        if (each.otherDays && each.weekdays.isEmpty() && !named.isEmpty()) {
          each.weekdays.addAll(EnumSet.complementOf(EnumSet.copyOf(named)));
        } else if (each.otherDays) {
          each.unknown.add("other days");
        }
      }
    }

    private Reading<List<Dose>> assemble() {
      List<Dose> doses = new ArrayList<>();
      boolean ordered = regimens.stream().anyMatch(each -> each.follows);
      int place = 1;
      Optional<DoseRegimen> loading = regimens.get(0).loading;
      if (loading.isPresent()) {
        doses.add(loading.get().dose(loading.get().words.orElseThrow(), Optional.of(place)));
        ordered = true;
        place++;
      }
      for (int k = 0; k < regimens.size(); k++) {
        DoseRegimen each = regimens.get(k);
        int end = k + 1 < regimens.size() ? regimens.get(k + 1).start : line.length();
        place += each.follows ? 1 : 0;
        doses.add(
            each.dose(
                each.words.orElse(text(each.start, end)),
                ordered ? Optional.of(place) : Optional.empty()));
      }
      Reading<List<Dose>> reading = Reading.of(List.copyOf(doses));
      for (Remark remark : remarks(doses)) {
        reading = reading.with(remark);
      }
      return reading;
    }

    private String text(int start, int end) {
      String words = line.substring(start, end).strip();
      int last = words.length();
      while (regimens.size() > 1 && last > 1 && ",;".indexOf(words.charAt(last - 1)) >= 0) {
        last--;
      }
      return words.substring(0, last).strip();
    }

    private List<Remark> remarks(List<Dose> doses) {
      List<String> unknown = new ArrayList<>();
      List<String> noted = new ArrayList<>();
      List<String> conflicts = new ArrayList<>();
      for (DoseRegimen each : regimens) {
        unknown.addAll(each.unknown);
        noted.addAll(each.noted);
        conflicts.addAll(each.conflicts);
      }
      List<Remark> remarks = new ArrayList<>();
      if (!unknown.isEmpty()) {
        String left = Excerpt.of(String.join(" ", unknown)) + " is not understood";
        remarks.add(
            doses.stream().allMatch(dose -> isBare(dose)) ? notUnderstood(left) : partly(left));
      }
      if (!conflicts.isEmpty()) {
        remarks.add(partly("its parts do not make one regimen: " + String.join(", ", conflicts)));
      }
      if (!noted.isEmpty()) {
        remarks.add(
            Remark.information(
                WORDS,
                "words of this dose are kept in its text only: "
                    + Excerpt.of(String.join(" ", noted)),
                "nothing need be done; {text, amount, frequency, …} says more"));
      }
      return remarks;
    }
  }

  private static boolean isBare(Dose dose) {
    return dose.equals(Dose.ofText(dose.text()).withSequence(dose.sequence()));
  }

  private static Remark partly(String why) {
    return Remark.information(
        NOT_UNDERSTOOD,
        "a part of this dose is kept in words only: " + why,
        "write one dose for each regimen, or the parts as {text, amount, frequency, …}");
  }
}
