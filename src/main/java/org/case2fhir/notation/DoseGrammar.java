package org.case2fhir.notation;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Dose.Frequency;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.DoseRegimen.Quantity;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * The parts that a dose is made of: amounts, frequencies, times of the day, durations, routes and
 * limits. Each method reads one kind of part from a word on and says how many words it took; none
 * means that the words are something else.
 */
final class DoseGrammar {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(" + Numerals.NUMBER + ")(?:-(" + Numerals.NUMBER + "))?([\\p{L}\\[{%].{0,40})?");
  private static final Pattern FRACTION =
      Pattern.compile(
          "(?:(\\d{1,2})?([\u00bc-\u00be\u2153\u2154])|([123])/([234]))(\\p{L}{2,12})?");
  private static final Pattern OVER_TIME =
      Pattern.compile("(.{1,40})/(\\d{1,3})?(min|minute|h|hr|hour|d|day|wk|week|mo|month)s?");
  private static final Pattern UNFINISHED = Pattern.compile(".{1,40}/\\d{1,3}");
  private static final Pattern METRE = Pattern.compile("/m$");
  private static final Pattern SQUARE = Pattern.compile("2(?:/.{1,12})?");
  private static final Pattern SIZE = Pattern.compile("/(?:kg|m2|m²)$");
  private static final Pattern EACH_DOSE = Pattern.compile("/(?:dose|body)(?=/|$)");
  // "mg/0.05 mL": the volume that is injected; "mg/5 mL" is a concentration.
  private static final Pattern INJECTED = Pattern.compile("([^/]{1,12})/0\\.\\d{1,3}(ml|cc)?");
  private static final Set<String> VOLUMES = Set.of("ml", "cc");
  private static final Pattern Q = Pattern.compile("q(\\d{1,3})?(?:-(\\d{1,3}))?([a-z]{1,6})?");
  private static final Pattern TIMES = Pattern.compile("(\\d{1,2})(?:-(\\d{1,2}))?[x×]?");
  private static final Pattern TIMES_PER =
      Pattern.compile("(once|twice|thrice|\\d{1,2}[x×])/([a-z]{1,6})");
  private static final Pattern COUNT_PER = Pattern.compile("(\\d{1,2})(?:/([a-z]{1,6}))?");
  private static final Pattern GLUED_CROSS = Pattern.compile("[x×]\\d{1,2}(?:/[a-z]{1,6})?");
  private static final Pattern COUNT = Pattern.compile("[x×]?(\\d{1,3})");
  private static final Pattern SPAN =
      Pattern.compile("(\\d{1,3}(?:\\.\\d)?)(?:-(\\d{1,3}))?([a-z]{1,7})?");
  private static final Pattern CYCLE_DAYS = Pattern.compile("\\d{1,2}(?:[,&-]\\d{1,2}){0,9}");
  private static final Pattern SMALL = Pattern.compile("\\d{1,2}");
  private static final Pattern INTERVAL_NUMBER = Pattern.compile("(\\d{1,3})(?:-(\\d{1,3}))?");
  private static final Pattern NUMBER_HOURLY =
      Pattern.compile("(\\d{1,3}|\\p{L}{3,6})(?:-(\\d{1,3}))?-?(\\p{L}{3,7}ly)");
  private static final Pattern BARE_NUMBER = Pattern.compile("[\\d.,/-]*\\d");
  // 7/7, 2/52, 3/12: days, weeks and months as British prescribers write them.
  private static final Pattern PARTS_OF_TIME = Pattern.compile("(\\d{1,2})/(7|52|12)");
  private static final Pattern PERCENT = Pattern.compile("\\d{1,2}(?:\\.\\d{1,3})?%");
  private static final Pattern PER_VOLUME =
      Pattern.compile("(?:\\d[\\d.,]*)?[\\p{L}\u00b5]{1,12}/\\d{0,3}ml", Pattern.CASE_INSENSITIVE);
  private static final Pattern CLOCK =
      Pattern.compile("([01]?\\d|2[0-3])(?::([0-5]\\d))?(am|pm|h|hrs)?");
  private static final Pattern CUT_CONCENTRATION = Pattern.compile("[\\p{L}\u00b5]{1,12}/\\d{1,3}");
  private static final Pattern DILUTION = Pattern.compile("1:\\d{1,3},?000");
  private static final Pattern SEVERAL_SUBSTANCES =
      Pattern.compile("\\d{1,4}(?:\\.\\d{1,3})?(?:/\\d{1,4}(?:\\.\\d{1,3})?){1,3}(\\p{L}{0,5})");
  private static final Pattern CROSSED = Pattern.compile("[x×]\\d.*");
  private static final Map<String, BigDecimal> PARTS =
      Map.of("half", new BigDecimal("0.5"), "quarter", new BigDecimal("0.25"));
  private static final Set<String> ARTICLES = Set.of("a", "an");
  private static final Set<String> PER = Set.of("a", "an", "per", "each", "every");
  private static final Set<String> INTERVAL = Set.of("every", "each", "q");
  private static final Set<String> HALVES = Set.of("am", "pm");
  private static final Set<String> NIGHTS = Set.of("night", "nights");
  private static final Set<String> JOINING = Set.of("to", "-", "or");
  // Nobody gets thousands of these: 3.375 g is not an ambiguous number.
  private static final Set<String> LARGE =
      Set.of("g", "gm", "gram", "grams", "l", "liter", "litre");
  private static final int LONGEST_ROUTE = 3;
  private static final int LONGEST_SITE = 2;
  private static final int LONGEST_REASON = 5;
  private static final int LONGEST_BREAK = 4;

  // What has been read at each word: the same words are asked for several times.
  private final Map<Integer, Optional<Part<Quantity>>> quantities = new HashMap<>();
  private final Map<Integer, Optional<Part<Often>>> frequencies = new HashMap<>();
  private final Map<Integer, Optional<Part<Concept>>> routes = new HashMap<>();
  private final DoseWords words;
  private final Units units;
  private final Vocabulary vocabulary;

  DoseGrammar(DoseWords words, Units units, Vocabulary vocabulary) {
    this.words = words;
    this.units = units;
    this.vocabulary = vocabulary;
  }

  /** What a part means and how many words it has. */
  record Part<T>(T value, int length) {
    <U> Part<U> as(U other) {
      return new Part<>(other, length);
    }

    Part<T> behind(int more) {
      return new Part<>(value, length + more);
    }
  }

  private record Numbers(BigDecimal low, Optional<BigDecimal> high, String glued) {}

  /** An amount of a drug, each time or over time. */
  Optional<Part<Quantity>> quantity(int i) {
    return quantities.computeIfAbsent(i, this::readQuantity);
  }

  private Optional<Part<Quantity>> readQuantity(int i) {
    if (i >= words.size()) {
      return Optional.empty();
    }
    Optional<Part<Quantity>> first =
        pieces(i).or(() -> numbers(i).flatMap(read -> measured(read, i))).or(() -> part(i));
    if (first.isEmpty() || !words.at(i + first.get().length()).equals("to")) {
      return first;
    }
    // 2 mg to 4 mg: a range.
    int used = first.get().length() + 1;
    Optional<Part<Quantity>> second =
        numbers(i + used)
            .filter(n -> n.value().high().isEmpty())
            .flatMap(n -> measured(n, i + used));
    return second
        .flatMap(high -> range(first.get().value(), high.value()).map(high::as))
        .map(range -> range.behind(used))
        .or(() -> first);
  }

  // two 500 mg tablets: two tablets; their strength is in the words.
  private Optional<Part<Quantity>> pieces(int i) {
    Optional<Part<Numbers>> number =
        numbers(i)
            .filter(
                n -> n.value().glued().isEmpty() && n.value().low().compareTo(BigDecimal.TEN) < 0);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    int at = i + number.get().length();
    int strength = strengthOfEach(at);
    if (strength == 0) {
      return Optional.empty();
    }
    int behind = at + strength;
    return (behind < words.size() ? form(words.at(behind)) : Optional.<Unit>empty())
        .map(unit -> new Quantity(value(number.get().value(), unit), Optional.empty()))
        .map(quantity -> new Part<>(quantity, behind + 1 - i));
  }

  /**
   * How many words say how much of several substances there is: "25/100 mg", "25/100" before how
   * often.
   */
  int strengths(int i) {
    int several = severalSubstances(i);
    boolean bare =
        several == 0
            && SEVERAL_SUBSTANCES.matcher(words.at(i)).matches()
            && !FRACTION.matcher(words.at(i)).matches()
            && frequency(i + 1).isPresent();
    return bare ? 1 : several;
  }

  // 500 mg, or 25/100 of two substances: how strong each of the pieces is that follow.
  private int strengthOfEach(int i) {
    int several = severalSubstances(i);
    if (several > 0) {
      return several;
    }
    Matcher bare = SEVERAL_SUBSTANCES.matcher(words.at(i));
    if (bare.matches() && bare.group(1).isEmpty() && !FRACTION.matcher(words.at(i)).matches()) {
      return 1;
    }
    return numbers(i)
        .flatMap(read -> measured(read, i))
        .filter(q -> Units.isSubstanceAmount(q.value().unit()))
        .map(Part::length)
        .orElse(0);
  }

  private static Optional<Quantity> range(Quantity low, Quantity high) {
    if (low.amount() instanceof Value.Measured from
        && high.amount() instanceof Value.Measured to
        && low.unit().ucum().equals(high.unit().ucum())
        && (low.per().isEmpty() || low.per().equals(high.per()))
        && from.amount().number().compareTo(to.amount().number()) < 0) {
      return Optional.of(
          new Quantity(
              new Value.Interval(
                  Optional.of(from.amount().number()),
                  Optional.of(to.amount().number()),
                  high.unit()),
              high.per()));
    }
    return Optional.empty();
  }

  /** A lone number: the lower end of "from 5 to 10 mg". */
  Optional<Part<BigDecimal>> number(int i) {
    return numbers(i)
        .filter(n -> n.value().high().isEmpty() && n.value().glued().isEmpty())
        .map(n -> n.as(n.value().low()));
  }

  // 5, 5mg, 1-2, 1 to 2, two, two to three. No dose is nothing; 1.000 could be one or a thousand.
  private Optional<Part<Numbers>> numbers(int i) {
    Matcher matcher = NUMBER.matcher(words.at(i));
    if (!matcher.matches()) {
      return count(i).filter(read -> read > 0).flatMap(low -> joined(BigDecimal.valueOf(low), i));
    }
    // The unit as written, not as folded: folding would turn mM into mm.
    String glued = matcher.group(3) == null ? "" : words.word(i).text().substring(matcher.start(3));
    Optional<BigDecimal> low =
        LARGE.contains(glued.isEmpty() ? words.at(i + 1) : glued.toLowerCase(Locale.ROOT))
            ? Numerals.parse(matcher.group(1)).filter(number -> number.signum() > 0)
            : positive(matcher.group(1));
    if (low.isEmpty()) {
      return Optional.empty();
    }
    if (matcher.group(2) == null) {
      return glued.isEmpty()
          ? joined(low.get(), i)
          : Optional.of(new Part<>(new Numbers(low.get(), Optional.empty(), glued), 1));
    }
    return positive(matcher.group(2))
        .filter(high -> high.compareTo(low.get()) > 0)
        .map(high -> new Part<>(new Numbers(low.get(), Optional.of(high), glued), 1));
  }

  // A number, and the other end of a range behind it.
  private Optional<Part<Numbers>> joined(BigDecimal low, int i) {
    Numbers alone = new Numbers(low, Optional.empty(), "");
    Matcher second = NUMBER.matcher(words.at(i + 2));
    boolean digits = second.matches() && second.group(2) == null;
    Optional<BigDecimal> high =
        digits
            ? positive(second.group(1))
            : count(i + 2).map(BigDecimal::valueOf).filter(number -> number.signum() > 0);
    String glued =
        digits && second.group(3) != null
            ? words.word(i + 2).text().substring(second.start(3))
            : "";
    String unit = glued.isEmpty() ? words.at(i + 3) : glued;
    boolean range =
        JOINING.contains(words.at(i + 1))
            && (!words.at(i + 1).equals("or") || form(unit).isPresent())
            && high.filter(h -> h.compareTo(low) > 0).isPresent();
    return Optional.of(range ? new Part<>(new Numbers(low, high, glued), 3) : new Part<>(alone, 1));
  }

  // Articles count nothing.
  private Optional<Integer> count(int i) {
    return words.at(i).length() > 2 && Character.isLetter(words.at(i).charAt(0))
        ? Numerals.parseOrWord(words.at(i)).map(BigDecimal::intValueExact)
        : Optional.empty();
  }

  private static Optional<BigDecimal> positive(String text) {
    return Numerals.parse(text)
        .filter(number -> number.signum() > 0 && !Numerals.isAmbiguous(text));
  }

  // Half a tablet, 1/2 tablet, one and a half tablets: parts of what can be broken.
  private Optional<Part<Quantity>> part(int i) {
    Matcher fraction = FRACTION.matcher(words.at(i));
    Optional<BigDecimal> number = Optional.empty();
    int used = 1;
    int article = ARTICLES.contains(words.at(i)) ? 1 : 0;
    String glued = "";
    if (fraction.matches()) {
      number = fraction(fraction);
      glued = fraction.group(5) == null ? "" : fraction.group(5);
    } else if (PARTS.containsKey(words.at(i + article))) {
      number = Optional.of(PARTS.get(words.at(i + article)));
      used += article;
      used += words.at(i + used).equals("of") ? 1 : 0;
      used += ARTICLES.contains(words.at(i + used)) ? 1 : 0;
    } else if (words.at(i + 1).equals("and")
        && words.at(i + 2).equals("a")
        && words.at(i + 3).equals("half")) {
      number = count(i).map(whole -> new BigDecimal(whole + ".5"));
      used = 4;
    } else if (SMALL.matcher(words.at(i)).matches()
        && FRACTION.matcher(words.at(i + 1)).matches()) {
      Matcher behind = FRACTION.matcher(words.at(i + 1));
      BigDecimal whole = new BigDecimal(words.at(i));
      number = behind.matches() ? fraction(behind).map(whole::add) : Optional.empty();
      used = 2;
    }
    if (number.isPresent() && glued.isEmpty() && !isForm(i + used)) {
      // one and a half 25/100 tablets
      used += strengthOfEach(i + used);
    }
    int next = i + used;
    String word = glued.isEmpty() ? words.at(next) : glued;
    int length = used + (glued.isEmpty() ? 1 : 0);
    return number.flatMap(
        n ->
            form(word)
                .map(unit -> new Value.Measured(new Amount(n, Optional.empty(), unit)))
                .map(amount -> new Part<>(new Quantity(amount, Optional.empty()), length)));
  }

  private static Optional<BigDecimal> fraction(Matcher fraction) {
    if (fraction.group(2) == null) {
      int above = Integer.parseInt(fraction.group(3));
      int below = Integer.parseInt(fraction.group(4));
      return above < below && below != 3
          ? Optional.of(BigDecimal.valueOf(above).divide(BigDecimal.valueOf(below)))
          : Optional.empty();
    }
    String whole = fraction.group(1) == null ? "0" : fraction.group(1);
    return switch (fraction.group(2)) {
      case "\u00bc" -> Optional.of(new BigDecimal(whole + ".25"));
      case "\u00bd" -> Optional.of(new BigDecimal(whole + ".5"));
      case "\u00be" -> Optional.of(new BigDecimal(whole + ".75"));
      default -> Optional.empty();
    };
  }

  // Numbers with the unit behind them: mg, mg/kg/day, mg per hour, mg/12 h, units a day.
  private Optional<Part<Quantity>> measured(Part<Numbers> read, int at) {
    String glued = read.value().glued();
    int next = at + read.length();
    if (glued.isEmpty() && (next >= words.size() || words.word(next).opens())) {
      return Optional.empty();
    }
    int i = next + (glued.isEmpty() ? 1 : 0);
    String first = glued.isEmpty() ? words.word(next).text() : glued;
    if (glued.isEmpty() && !first.contains("/") && unit(first).isEmpty() && !words.opens(i)) {
      // million units, million units/day
      String both = first + " " + words.word(i).text();
      if (unit(both.split("/", 2)[0]).isPresent()) {
        first = both;
        i++;
      }
    }
    StringBuilder unit = new StringBuilder(first);
    i = denominators(i, unit);
    Matcher injected = INJECTED.matcher(unit.toString().toLowerCase(Locale.ROOT));
    if (injected.matches() && (injected.group(2) != null || VOLUMES.contains(words.at(i)))) {
      i += injected.group(2) == null ? 1 : 0;
      unit.setLength(injected.end(1));
    }
    if (UNFINISHED.matcher(unit).matches() && TimeSpans.unit(words.at(i)).isPresent()) {
      unit.append(words.at(i));
      i++;
    }
    if (Set.of("a", "an").contains(words.at(i)) && TimeSpans.unit(words.at(i + 1)).isPresent()) {
      unit.append('/').append(words.word(i + 1).text());
      i += 2;
    }
    int length = i - at;
    return quantity(read.value(), EACH_DOSE.matcher(unit).replaceFirst(""))
        .map(quantity -> new Part<>(quantity, length));
  }

  // "mg per square metre per day", "mg/m 2", "mg/kg body weight": what the amount is for.
  private int denominators(int from, StringBuilder unit) {
    int i = from;
    boolean more = true;
    while (more && i < words.size() && !words.opens(i)) {
      Matcher square = SQUARE.matcher(words.at(i));
      Optional<DoseWords.Phrase> size = words.phrase("person-size", i + 1);
      Optional<DoseWords.Phrase> weighed = words.phrase("of-person", i);
      boolean per = words.at(i).equals("per") && i + 1 < words.size() && !words.opens(i + 1);
      if (per && size.isPresent()) {
        unit.append('/').append(size.get().value());
        i += 1 + size.get().length();
      } else if (per && !words.at(i + 1).equals("dose")) {
        unit.append('/').append(words.word(i + 1).text());
        i += 2;
      } else if (square.matches() && METRE.matcher(unit).find()) {
        unit.append(words.at(i));
        i++;
      } else if (weighed.isPresent() && SIZE.matcher(unit).find()) {
        i += weighed.get().length();
      } else {
        more = false;
      }
    }
    return i;
  }

  private Optional<Quantity> quantity(Numbers numbers, String unit) {
    Matcher overTime = OVER_TIME.matcher(unit);
    if (!overTime.matches()) {
      return unit(unit).map(u -> new Quantity(value(numbers, u), Optional.empty()));
    }
    BigDecimal amount =
        overTime.group(2) == null ? BigDecimal.ONE : new BigDecimal(overTime.group(2));
    return amount.signum() == 0
        ? Optional.empty()
        : unit(overTime.group(1))
            .flatMap(
                u ->
                    TimeSpans.unit(overTime.group(3))
                        .map(t -> new Quantity(value(numbers, u), Optional.empty()))
                        .map(q -> q.over(span(amount, overTime.group(3)))));
  }

  private static TimeSpan span(BigDecimal amount, String unit) {
    return new TimeSpan(amount, TimeSpans.unit(unit).orElseThrow());
  }

  private static Value value(Numbers numbers, Unit unit) {
    return numbers.high().isPresent()
        ? new Value.Interval(Optional.of(numbers.low()), numbers.high(), unit)
        : new Value.Measured(new Amount(numbers.low(), Optional.empty(), unit));
  }

  // Neither a time, nor a concentration, nor a length is an amount of a drug.
  private Optional<Unit> unit(String text) {
    return DoseWords.value("unit", text)
        .map(code -> Unit.of(text, code))
        .or(() -> form(text))
        .or(() -> Optional.of(units.unit(text)).filter(Units::isDrugAmount));
  }

  private static Optional<Unit> form(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    for (String ending : new String[] {"", "s", "es"}) {
      String stem =
          word.endsWith(ending) ? word.substring(0, word.length() - ending.length()) : word;
      if (DoseWords.value("form", stem).isPresent()) {
        String name = DoseWords.value("form-name", stem).orElse(stem);
        return Optional.of(Unit.of(text, "{" + name + "}"));
      }
    }
    return word.endsWith("ies") ? form(text, word) : Optional.empty();
  }

  private static Optional<Unit> form(String text, String word) {
    String stem = word.substring(0, word.length() - 3) + "y";
    return DoseWords.value("form", stem).map(known -> Unit.of(text, "{" + stem + "}"));
  }

  /** So many of the form that a word names. */
  Optional<Quantity> pieces(BigDecimal number, int i) {
    return form(words.at(i))
        .map(unit -> new Value.Measured(new Amount(number, Optional.empty(), unit)))
        .map(amount -> new Quantity(amount, Optional.empty()));
  }

  /** Whether a word names the form that an amount comes in: 20 mg tablet. */
  boolean isForm(int i) {
    return i < words.size() && form(words.at(i)).isPresent();
  }

  /** Whether an amount that could not be read begins here: "875/125", "0.05". */
  boolean isDamagedAmount(int i) {
    return words
        .at(i)
        .chars()
        .anyMatch(c -> Character.isDigit(c) || Character.getType(c) == Character.OTHER_NUMBER);
  }

  /** Whether a word behind a damaged amount is its unit. */
  boolean isUnit(int i) {
    return i < words.size() && !words.opens(i) && units.isKnown(words.word(i).text());
  }

  /** How often, with the time of the day that may be part of it: "every morning". */
  Optional<Part<Often>> frequency(int i) {
    return frequencies.computeIfAbsent(i, this::readFrequency);
  }

  private Optional<Part<Often>> readFrequency(int i) {
    return both(i)
        .or(() -> phrase(i))
        .or(() -> q(i))
        .or(() -> every(i))
        .or(() -> times(i))
        .or(() -> hourly(i))
        .or(() -> crossed(i));
  }

  /** A frequency and the times of the day that its words name. */
  record Often(Frequency frequency, List<Dose.DayPart> parts) {}

  private static Often often(Frequency frequency) {
    return new Often(frequency, List.of());
  }

  /**
   * By how much an amount changes at each step, and how long a step lasts.
   *
   * @param by an amount, each time
   */
  record Change(Quantity by, TimeSpan every) {}

  /**
   * "10 mg every week", "10 mg/week". That "5 mg daily" is what is taken off each day is not sure.
   */
  Optional<Part<Change>> change(int i) {
    Optional<Part<Quantity>> by = quantity(i);
    int behind = i + by.map(Part::length).orElse(0);
    if (by.isEmpty() || words.opens(behind)) {
      return by.flatMap(this::changeOver);
    }
    Optional<Part<Often>> often = frequency(behind);
    if (often.isEmpty()) {
      return by.flatMap(this::changeOver);
    }
    Frequency every = often.get().value().frequency();
    boolean steps =
        every.times() == 1
            && every.timesMax().isEmpty()
            && every.periodMax().isEmpty()
            && every.count().isEmpty()
            && often.get().value().parts().isEmpty()
            && isLong(every.unit())
            && (INTERVAL.contains(words.at(behind))
                || every.unit() != TimeUnit.DAY
                || every.period().compareTo(BigDecimal.ONE) > 0);
    return steps && by.get().value().per().isEmpty()
        ? Optional.of(
            new Part<>(
                new Change(by.get().value(), new TimeSpan(every.period(), every.unit())),
                by.get().length() + often.get().length()))
        : Optional.empty();
  }

  private Optional<Part<Change>> changeOver(Part<Quantity> read) {
    Quantity by = read.value();
    return by.per()
        .filter(per -> isLong(per.unit()) && per.unit() != TimeUnit.DAY)
        .map(per -> read.as(new Change(new Quantity(by.amount(), Optional.empty()), per)));
  }

  private static boolean isLong(TimeUnit unit) {
    return unit == TimeUnit.DAY || unit == TimeUnit.WEEK || unit == TimeUnit.MONTH;
  }

  // Rows of the table: times, period, unit and maybe a part of the day.
  private Optional<Part<Often>> phrase(int i) {
    // "1/2 hourly" is not hourly.
    boolean spoiled =
        words.is("frequency-after-number", i) && BARE_NUMBER.matcher(words.at(i - 1)).matches();
    return words
        .phrase("frequency", i)
        .filter(phrase -> !spoiled || words.is("count", i + 1))
        .map(
            phrase -> {
              String[] row = phrase.value().split(" ", -1);
              Frequency frequency =
                  new Frequency(
                      Integer.parseInt(row[0]),
                      new BigDecimal(row[1]),
                      TimeUnit.valueOf(row[2]),
                      Optional.empty());
              List<Dose.DayPart> parts =
                  row.length > 3 ? List.of(Dose.DayPart.valueOf(row[3])) : List.of();
              return new Part<>(new Often(frequency, parts), phrase.length());
            });
  }

  // every morning and evening: each a dose
  private Optional<Part<Often>> both(int i) {
    Optional<Part<Often>> first = phrase(i).filter(read -> read.value().parts().size() == 1);
    int behind = i + first.map(Part::length).orElse(0);
    Optional<DoseWords.Phrase> second =
        Set.of("and", "&").contains(words.at(behind))
            ? words.phrase("when-more", behind + 1)
            : Optional.empty();
    return second.flatMap(
        more ->
            timed(2, Optional.empty(), TimeUnit.DAY)
                .map(
                    f ->
                        new Often(
                            f,
                            List.of(
                                first.orElseThrow().value().parts().get(0),
                                Dose.DayPart.valueOf(more.value()))))
                .map(often -> new Part<>(often, behind + 1 + more.length() - i)));
  }

  // q8h, q4-6h, q3w, q 8 h
  private Optional<Part<Often>> q(int i) {
    Matcher q = Q.matcher(words.at(i).replace(".", ""));
    if (!q.matches() || (q.group(1) == null && q.group(3) == null)) {
      return Optional.empty();
    }
    boolean apart = q.group(3) == null;
    String unit = apart ? words.at(i + 1) : q.group(3);
    BigDecimal low = q.group(1) == null ? BigDecimal.ONE : new BigDecimal(q.group(1));
    Optional<BigDecimal> high = Optional.ofNullable(q.group(2)).map(BigDecimal::new);
    return TimeSpans.unit(unit)
        .flatMap(u -> every(low, high, u))
        .map(f -> new Part<>(often(f), apart ? 2 : 1));
  }

  // every day, every 8 hours, every 4-6 h, every 4 to 6 hours, every 24h, q 8 h
  private Optional<Part<Often>> every(int i) {
    if (!INTERVAL.contains(words.at(i))) {
      return Optional.empty();
    }
    Optional<TimeUnit> alone = TimeSpans.unit(words.at(i + 1));
    if (alone.isPresent()) {
      return every(BigDecimal.ONE, Optional.empty(), alone.get()).map(f -> new Part<>(often(f), 2));
    }
    return ordinal(i + 1)
        .or(() -> span(i + 1))
        .flatMap(
            read -> {
              DoseRegimen.Span span = read.value();
              return every(
                      span.least().amount(), span.most().map(TimeSpan::amount), span.least().unit())
                  .map(f -> new Part<>(often(f), read.length() + 1));
            });
  }

  // every third day
  private Optional<Part<DoseRegimen.Span>> ordinal(int i) {
    return DoseWords.value("ordinal", words.at(i))
        .flatMap(
            number ->
                TimeSpans.unit(words.at(i + 1))
                    .map(unit -> TimeSpan.of(Long.parseLong(number), unit))
                    .map(span -> new Part<>(new DoseRegimen.Span(span, Optional.empty()), 2)));
  }

  private static Optional<Frequency> every(
      BigDecimal low, Optional<BigDecimal> high, TimeUnit unit) {
    boolean rises = high.isEmpty() || high.get().compareTo(low) > 0;
    return low.signum() > 0 && rises
        ? Optional.of(new Frequency(1, Optional.empty(), low, high, unit))
        : Optional.empty();
  }

  // twice daily, 2-3 times a day, two to three times daily, 2 x per day, 3x/week, once every 3
  // weeks
  private Optional<Part<Often>> times(int i) {
    Matcher joined = TIMES_PER.matcher(words.at(i));
    if (joined.matches()) {
      int times =
          DoseWords.value("times", joined.group(1))
              .map(Integer::valueOf)
              .orElseGet(() -> Integer.valueOf(joined.group(1).replaceAll("\\D", "")));
      return TimeSpans.unit(joined.group(2))
          .flatMap(unit -> timed(times, Optional.empty(), unit))
          .map(f -> new Part<>(often(f), 1));
    }
    return timesOf(i)
        .flatMap(
            count -> {
              int after = i + count.length();
              return period(after)
                  .flatMap(
                      period ->
                          within(count.value(), period.value())
                              .map(f -> new Part<>(often(f), count.length() + period.length())));
            });
  }

  /** On so many days of a longer time: "3 days a week", "for 5 days every 4 weeks". */
  Optional<Part<Frequency>> daysWithin(int i) {
    int first = Set.of("for", "on").contains(words.at(i)) ? i + 1 : i;
    Optional<Part<DoseRegimen.Span>> days =
        span(first)
            .filter(read -> read.value().least().unit() == TimeUnit.DAY)
            .filter(read -> read.value().most().isEmpty());
    return days.flatMap(
        read -> {
          int number = read.value().least().amount().intValue();
          int behind = first + read.length();
          int whole =
              behind + words.phrase("part-of", behind).map(DoseWords.Phrase::length).orElse(0);
          return period(whole)
              .filter(period -> inDays(period.value()) > number)
              .flatMap(
                  period -> {
                    int end = whole + period.length();
                    boolean cycle = Set.of("cycle", "cycles").contains(words.at(end));
                    return within(new int[] {number, 0}, period.value())
                        .map(f -> new Part<>(f, end + (cycle ? 1 : 0) - i));
                  });
        });
  }

  private static int inDays(TimeSpan span) {
    int days =
        switch (span.unit()) {
          case MINUTE, HOUR -> 0;
          case DAY -> 1;
          case WEEK -> 7;
          case MONTH -> 28;
          case YEAR -> 365;
        };
    return span.amount().intValue() * days;
  }

  // once, 3 times, 2-3 times, two or three times, once or twice, 3x
  private Optional<Part<int[]>> timesOf(int i) {
    Optional<Integer> first = timesWord(i);
    if (first.isPresent()) {
      Optional<Integer> second =
          JOINING.contains(words.at(i + 1)) ? timesWord(i + 2) : Optional.empty();
      return second.filter(most -> most > first.get()).isPresent()
          ? Optional.of(new Part<>(new int[] {first.get(), second.get()}, 3))
          : Optional.of(new Part<>(new int[] {first.get(), 0}, 1));
    }
    Matcher digits = TIMES.matcher(words.at(i));
    boolean glued = digits.matches() && (words.at(i).endsWith("x") || words.at(i).endsWith("×"));
    Optional<Integer> low =
        digits.matches() ? Optional.of(Integer.valueOf(digits.group(1))) : count(i);
    boolean joined = digits.matches() && digits.group(2) != null;
    Optional<Integer> high = joined ? Optional.of(Integer.valueOf(digits.group(2))) : high(i);
    int used = high.isPresent() && !joined ? 3 : 1;
    boolean named = Set.of("times", "time", "x", "×").contains(words.at(i + used));
    boolean rises = high.isEmpty() || (low.isPresent() && high.get() > low.get());
    return low.filter(n -> n > 0 && rises && (glued || named))
        .map(n -> new Part<>(new int[] {n, high.orElse(0)}, used + (glued ? 0 : 1)));
  }

  private Optional<Integer> timesWord(int i) {
    return DoseWords.value("times", words.at(i)).map(Integer::valueOf);
  }

  private Optional<Integer> high(int i) {
    if (!JOINING.contains(words.at(i + 1))) {
      return Optional.empty();
    }
    return SMALL.matcher(words.at(i + 2)).matches()
        ? Optional.of(Integer.valueOf(words.at(i + 2)))
        : count(i + 2);
  }

  // a day, per week, every 3 weeks, in 24 hours, daily
  private Optional<Part<TimeSpan>> period(int i) {
    if (words.at(i).equals("in") && Set.of("a", "an", "each").contains(words.at(i + 1))) {
      return period(i + 1).map(read -> read.behind(1));
    }
    if (PER.contains(words.at(i)) || words.at(i).equals("in")) {
      Optional<TimeUnit> unit = TimeSpans.unit(words.at(i + 1));
      if (unit.isPresent()) {
        return Optional.of(new Part<>(TimeSpan.of(1, unit.get()), 2));
      }
      return span(i + 1)
          .filter(read -> read.value().most().isEmpty())
          .map(read -> new Part<>(read.value().least(), read.length() + 1));
    }
    return words
        .phrase("frequency", i)
        .filter(
            phrase -> phrase.value().startsWith("1 1 ") && phrase.value().split(" ").length == 3)
        .map(
            phrase ->
                new Part<>(
                    TimeSpan.of(1, TimeUnit.valueOf(phrase.value().substring(4))),
                    phrase.length()));
  }

  /** The stretch of time behind a limit: "daily", "per day", "in 24 hours", "/day". */
  Optional<Part<TimeSpan>> limitPeriod(int i) {
    return period(i);
  }

  private static Optional<Frequency> within(int[] times, TimeSpan period) {
    if (period.amount().signum() == 0 || times[0] < 1) {
      return Optional.empty();
    }
    Optional<Integer> most = times[1] == 0 ? Optional.empty() : Optional.of(times[1]);
    return Optional.of(
        new Frequency(times[0], most, period.amount(), Optional.empty(), period.unit()));
  }

  private static Optional<Frequency> timed(int times, Optional<Integer> most, TimeUnit unit) {
    return within(new int[] {times, most.orElse(0)}, TimeSpan.of(1, unit));
  }

  // 8 hourly, 3-weekly, 4-6 hourly, 4 to 6 hourly, four-hourly; four weekly doses are doses.
  private Optional<Part<Often>> hourly(int i) {
    Matcher glued = NUMBER_HOURLY.matcher(words.at(i));
    if (glued.matches() && DoseWords.value("frequency-after-number", glued.group(3)).isPresent()) {
      Optional<BigDecimal> high = Optional.ofNullable(glued.group(2)).map(BigDecimal::new);
      return Numerals.parseOrWord(glued.group(1))
          .flatMap(low -> every(low, high, unitOfAdverb(glued.group(3))))
          .map(f -> new Part<>(often(f), 1));
    }
    Optional<Part<BigDecimal[]>> interval = interval(i);
    int adverb = i + interval.map(Part::length).orElse(0);
    if (interval.isEmpty()
        || !words.is("frequency-after-number", adverb)
        || words.is("count", adverb + 1)) {
      return Optional.empty();
    }
    BigDecimal[] ends = interval.get().value();
    return every(
            ends[0],
            ends.length > 1 ? Optional.of(ends[1]) : Optional.empty(),
            unitOfAdverb(words.at(adverb)))
        .map(f -> new Part<>(often(f), adverb + 1 - i));
  }

  private static TimeUnit unitOfAdverb(String word) {
    return TimeUnit.valueOf(DoseWords.value("frequency", word).orElseThrow().substring(4));
  }

  // 8, 4-6, 4 to 6, four
  private Optional<Part<BigDecimal[]>> interval(int i) {
    Matcher digits = INTERVAL_NUMBER.matcher(words.at(i));
    if (digits.matches() && digits.group(2) != null) {
      BigDecimal[] ends = {new BigDecimal(digits.group(1)), new BigDecimal(digits.group(2))};
      return Optional.of(new Part<>(ends, 1));
    }
    Optional<BigDecimal> low =
        digits.matches()
            ? Optional.of(new BigDecimal(digits.group(1)))
            : count(i).map(BigDecimal::valueOf);
    Optional<Integer> high = low.isPresent() ? high(i) : Optional.empty();
    return low.map(
        from ->
            high.isPresent()
                ? new Part<>(new BigDecimal[] {from, BigDecimal.valueOf(high.get())}, 3)
                : new Part<>(new BigDecimal[] {from}, 1));
  }

  // x 2/day, × 3 daily, x3 daily
  private Optional<Part<Often>> crossed(int i) {
    boolean glued = GLUED_CROSS.matcher(words.at(i)).matches();
    if (!glued && !Set.of("x", "×").contains(words.at(i))) {
      return Optional.empty();
    }
    int at = glued ? i : i + 1;
    Matcher joined = COUNT_PER.matcher(glued ? words.at(i).substring(1) : words.at(at));
    if (joined.matches() && joined.group(2) != null) {
      return TimeSpans.unit(joined.group(2))
          .flatMap(unit -> timed(Integer.parseInt(joined.group(1)), Optional.empty(), unit))
          .map(f -> new Part<>(often(f), at + 1 - i));
    }
    return joined.matches()
        ? period(at + 1)
            .flatMap(
                period ->
                    within(new int[] {Integer.parseInt(joined.group(1)), 0}, period.value())
                        .map(f -> new Part<>(often(f), at + 1 + period.length() - i)))
        : Optional.empty();
  }

  /** How often at most: "up to 4 times daily". */
  Optional<Part<Frequency>> atMost(int i) {
    return times(i)
        .or(() -> phrase(i).filter(read -> read.value().frequency().times() > 1))
        .filter(read -> read.value().frequency().timesMax().isEmpty())
        .map(
            read -> {
              Frequency f = read.value().frequency();
              Frequency most =
                  f.times() == 1
                      ? f
                      : new Frequency(
                          1, Optional.of(f.times()), f.period(), Optional.empty(), f.unit());
              return read.as(most);
            });
  }

  /**
   * Times of the day: "at bedtime", "in the morning and evening", "before breakfast and dinner".
   */
  Optional<Part<List<Dose.DayPart>>> dayParts(int i) {
    Optional<DoseWords.Phrase> first = words.phrase("when", i);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    List<Dose.DayPart> parts = new ArrayList<>();
    parts.add(Dose.DayPart.valueOf(first.get().value()));
    int at = i + first.get().length();
    while (words.at(at).equals("and") || words.at(at).equals("&")) {
      // "once in the morning and once in the evening"
      int next = words.at(at + 1).equals("once") ? at + 2 : at + 1;
      Optional<DoseWords.Phrase> more = words.phrase("when", next);
      Optional<DoseWords.Phrase> bare = words.phrase("when-more", next);
      Optional<String> meal = DoseWords.value("meal", words.at(next));
      if (more.isEmpty() && bare.isEmpty() && meal.isEmpty()) {
        break;
      }
      parts.add(
          more.or(() -> bare)
              .map(phrase -> Dose.DayPart.valueOf(phrase.value()))
              .orElseGet(() -> sameSide(parts.get(0), meal.orElseThrow())));
      at = next + more.or(() -> bare).map(DoseWords.Phrase::length).orElse(1);
    }
    return Optional.of(new Part<>(parts, at - i));
  }

  private static Dose.DayPart sameSide(Dose.DayPart first, String meal) {
    String side = first.name().substring(0, first.name().indexOf('_') + 1);
    return Dose.DayPart.valueOf((side.isEmpty() ? "WITH_" : side) + meal);
  }

  /** Days of the week: "on Mondays and Thursdays", "every Mon, Wed and Fri", "Mon/Wed/Fri". */
  Optional<Part<List<DayOfWeek>>> weekdays(int i) {
    Optional<DoseWords.Phrase> group = words.phrase("weekday-group", i);
    if (group.isPresent()) {
      List<DayOfWeek> days = new ArrayList<>();
      for (String day : group.get().value().split(" ", -1)) {
        days.add(DayOfWeek.valueOf(day));
      }
      return Optional.of(new Part<>(days, group.get().length()));
    }
    boolean listed = !days(words.at(i), true).isEmpty() && !days(words.at(i + 1), true).isEmpty();
    boolean announced = listed || Set.of("on", "every", "each").contains(words.at(i));
    int at = announced && !listed ? i + 1 : i;
    List<DayOfWeek> days = new ArrayList<>();
    while (true) {
      int next = days.isEmpty() || !Set.of("and", "&").contains(words.at(at)) ? at : at + 1;
      List<DayOfWeek> read = days(words.at(next), announced || !days.isEmpty());
      if (read.isEmpty()) {
        break;
      }
      days.addAll(read);
      at = next + 1;
      List<DayOfWeek> last =
          Set.of("to", "through", "-").contains(words.at(at))
              ? days(words.at(at + 1), true)
              : List.of();
      if (read.size() == 1 && last.size() == 1) {
        days.addAll(through(read.get(0), last.get(0)));
        at += 2;
      }
    }
    return days.isEmpty() ? Optional.empty() : Optional.of(new Part<>(days, at - i));
  }

  // Monday; Mon/Wed/Fri; Mon-Fri.
  private static List<DayOfWeek> days(String word, boolean announced) {
    List<DayOfWeek> days = new ArrayList<>();
    String[] parts = word.split("[/-]", -1);
    for (String part : parts) {
      Optional<String> day =
          DoseWords.value("weekday", part)
              .or(
                  () ->
                      announced || parts.length > 1
                          ? DoseWords.value("weekday-short", part)
                          : Optional.empty());
      if (day.isEmpty()) {
        return List.of();
      }
      days.add(DayOfWeek.valueOf(day.get()));
    }
    return parts.length == 2 && word.contains("-") ? through(days.get(0), days.get(1)) : days;
  }

  private static List<DayOfWeek> through(DayOfWeek first, DayOfWeek last) {
    List<DayOfWeek> days = new ArrayList<>(List.of(first));
    while (days.get(days.size() - 1) != last) {
      days.add(days.get(days.size() - 1).plus(1));
    }
    return days;
  }

  /** A length of time: "3 days", "7-10 days", "4 to 6 weeks", "two weeks", "7d". */
  Optional<Part<DoseRegimen.Span>> span(int i) {
    Matcher parts = PARTS_OF_TIME.matcher(words.at(i));
    if (parts.matches()) {
      TimeUnit unit =
          switch (parts.group(2)) {
            case "7" -> TimeUnit.DAY;
            case "52" -> TimeUnit.WEEK;
            default -> TimeUnit.MONTH;
          };
      return Optional.of(new TimeSpan(new BigDecimal(parts.group(1)), unit))
          .filter(span -> span.amount().signum() > 0)
          .map(span -> new Part<>(new DoseRegimen.Span(span, Optional.empty()), 1));
    }
    Matcher matcher = SPAN.matcher(words.at(i));
    Optional<BigDecimal> low =
        matcher.matches()
            ? Optional.of(new BigDecimal(matcher.group(1)))
            : Numerals.parseOrWord(words.at(i));
    if (low.isEmpty() || low.get().signum() <= 0) {
      return Optional.empty();
    }
    Optional<BigDecimal> high =
        matcher.matches()
            ? Optional.ofNullable(matcher.group(2)).map(BigDecimal::new)
            : Optional.empty();
    int used = 1;
    String unit = matcher.matches() && matcher.group(3) != null ? matcher.group(3) : "";
    if (unit.isEmpty() && high.isEmpty() && Set.of("to", "-").contains(words.at(i + 1))) {
      Optional<BigDecimal> second = Numerals.parseOrWord(words.at(i + 2));
      high = second;
      used = second.isPresent() ? 3 : 1;
    }
    if (unit.isEmpty()) {
      used += words.phrase("unbroken", i + used).map(DoseWords.Phrase::length).orElse(0);
      unit = words.at(i + used);
      used++;
    }
    boolean rises = high.isEmpty() || high.get().compareTo(low.get()) > 0;
    Optional<BigDecimal> most = high;
    int length = used;
    // A drug taken at night is taken for so many nights.
    return TimeSpans.unit(NIGHTS.contains(unit) ? "day" : unit)
        .filter(u -> rises)
        .map(
            u ->
                new Part<>(
                    new DoseRegimen.Span(
                        new TimeSpan(low.get(), u), most.map(m -> new TimeSpan(m, u))),
                    length));
  }

  /** How long a regimen lasts: "for 3 days", "x 7 days", "for a total of 6 weeks". */
  Optional<Part<DoseRegimen.Span>> duration(int i) {
    if (CROSSED.matcher(words.at(i)).matches()) {
      // x7 days: one word.
      Matcher glued = SPAN.matcher(words.at(i).substring(1));
      if (glued.matches() && glued.group(2) == null) {
        boolean apart = glued.group(3) == null;
        String unit = apart ? words.at(i + 1) : glued.group(3);
        return TimeSpans.unit(unit)
            .map(u -> new TimeSpan(new BigDecimal(glued.group(1)), u))
            .filter(span -> span.amount().signum() > 0)
            .map(span -> new Part<>(new DoseRegimen.Span(span, Optional.empty()), apart ? 2 : 1));
      }
      return Optional.empty();
    }
    if (!Set.of("for", "x", "×", "during").contains(words.at(i))) {
      return span(i)
          .filter(read -> words.at(i + read.length()).equals("course"))
          .map(read -> read.behind(1));
    }
    int skipped = words.phrase("total", i + 1).map(DoseWords.Phrase::length).orElse(0);
    skipped += words.phrase("lasting", i + 1 + skipped).map(DoseWords.Phrase::length).orElse(0);
    int before = 1 + skipped;
    return span(i + before).or(() -> oneSpan(i + before)).map(read -> read.behind(before));
  }

  /** How many words say how long at most: "for up to 14 days". */
  int longest(int i) {
    Optional<DoseWords.Phrase> most =
        words.at(i).equals("for") ? words.phrase("maximum", i) : Optional.empty();
    int at = i + most.map(DoseWords.Phrase::length).orElse(0);
    return most.flatMap(phrase -> span(at)).map(read -> at - i + read.length()).orElse(0);
  }

  // "for the first week": one; "for weeks" is none.
  private Optional<Part<DoseRegimen.Span>> oneSpan(int i) {
    return words.at(i).endsWith("s") || !words.is("one-of", i - 1)
        ? Optional.empty()
        : TimeSpans.unit(words.at(i))
            .map(unit -> new DoseRegimen.Span(TimeSpan.of(1, unit), Optional.empty()))
            .map(span -> new Part<>(span, 1));
  }

  /** How many doses or cycles in all: "for 6 cycles", "x 6", "x6", "6 doses". */
  Optional<Part<Integer>> countOfDoses(int i) {
    boolean announced = Set.of("for", "x", "×").contains(words.at(i));
    int number = announced ? i + 1 : i;
    Matcher count = COUNT.matcher(words.at(number));
    Optional<Integer> value =
        count.matches() ? Optional.of(Integer.valueOf(count.group(1))) : count(number);
    if (value.filter(n -> n > 0).isEmpty()) {
      return Optional.empty();
    }
    boolean named =
        words.is("count", number + 1) && (announced || !words.at(number + 1).equals("times"));
    if (named) {
      return Optional.of(new Part<>(value.get(), number + 2 - i));
    }
    boolean crossed = isCross(words.at(number)) || (announced && isCross(words.at(i)));
    boolean period =
        TimeSpans.unit(words.at(number + 1)).isPresent()
            || frequency(number + 1).isPresent()
            || words.at(number + 1).equals("per");
    return crossed && !period && count.matches()
        ? Optional.of(new Part<>(value.get(), number + 1 - i))
        : Optional.empty();
  }

  private static boolean isCross(String word) {
    return word.startsWith("x") || word.startsWith("×");
  }

  /** Whether a count is one of cycles, each of which may have several doses. */
  boolean countsCycles(int last) {
    return DoseWords.value("count", words.at(last)).filter("CYCLES"::equals).isPresent();
  }

  /** When a dose is given a second time: "repeated after 2 weeks", "may be repeated in 6 hours". */
  Optional<Part<TimeSpan>> repetition(int i, DoseWords.Phrase phrase) {
    int lead = i + phrase.length();
    if (!words.is("repeat-lead", lead)) {
      return span(lead)
          .filter(read -> words.at(lead + read.length()).equals("later"))
          .filter(read -> read.value().most().isEmpty())
          .map(read -> new Part<>(read.value().least(), phrase.length() + read.length() + 1));
    }
    return span(lead + 1)
        .filter(read -> read.value().most().isEmpty())
        .map(read -> new Part<>(read.value().least(), phrase.length() + 1 + read.length()));
  }

  /** How long each dose runs: "over 46 hours", "over 2h". */
  Optional<Part<DoseRegimen.Span>> infusionTime(int i) {
    return words.at(i).equals("over") ? span(i + 1).map(read -> read.behind(1)) : Optional.empty();
  }

  /** Days of a cycle, by their number: "on days 1, 8 and 15", "on days 1-5", "on day 1". */
  Optional<Part<Integer>> cycleDays(int i) {
    int day = words.at(i).equals("on") ? i + 1 : i;
    if (!Set.of("day", "days").contains(words.at(day))) {
      return Optional.empty();
    }
    int at = day + 1;
    int days = 0;
    // "day 1, 80 mg": the amount of other days.
    while (CYCLE_DAYS.matcher(words.at(at)).matches() && quantity(at).isEmpty()
        || (days > 0
            && Set.of("and", "&").contains(words.at(at))
            && CYCLE_DAYS.matcher(words.at(at + 1)).matches()
            && quantity(at + 1).isEmpty())) {
      boolean through =
          SMALL.matcher(words.at(at)).matches()
              && words.at(at + 1).equals("to")
              && SMALL.matcher(words.at(at + 2)).matches();
      if (through) {
        days += days(words.at(at) + "-" + words.at(at + 2));
        at += 3;
      } else {
        days += CYCLE_DAYS.matcher(words.at(at)).matches() ? days(words.at(at)) : 0;
        at++;
      }
    }
    return days > 0 ? Optional.of(new Part<>(days, at - i)) : Optional.empty();
  }

  /** How long a cycle is: "of a 21-day cycle", "in 28-day cycles", "every 3-week cycle". */
  Optional<Part<DoseRegimen.Span>> cycle(int i) {
    int at = i;
    at += Set.of("of", "in", "per").contains(words.at(at)) ? 1 : 0;
    at += PER.contains(words.at(at)) ? 1 : 0;
    Optional<Part<DoseRegimen.Span>> length =
        at > i ? span(at).filter(read -> read.value().most().isEmpty()) : Optional.empty();
    int behind = at + length.map(Part::length).orElse(0);
    return Set.of("cycle", "cycles").contains(words.at(behind))
        ? length.map(read -> read.as(read.value()).behind(behind + 1 - i - read.length()))
        : Optional.empty();
  }

  /** A time of the day with its distance: "30 minutes before breakfast". The words keep that. */
  Optional<Part<List<Dose.DayPart>>> dayPartsAtDistance(int i) {
    int distance = distance(i) - 1;
    return distance > 0
        ? dayParts(i + distance).map(parts -> parts.behind(distance))
        : Optional.empty();
  }

  /** How many words say how long before or after something it is given: "1 h before surgery". */
  int distance(int i) {
    int distance =
        span(i)
            .map(Part::length)
            .or(() -> words.phrase("distance", i).map(DoseWords.Phrase::length))
            .orElse(0);
    return distance > 0 && Set.of("before", "after").contains(words.at(i + distance))
        ? distance + 1
        : 0;
  }

  /**
   * Times on the clock: "at 14:00", "at 8 am", "8am and 8pm". Of "at 2:30", which may be in the
   * afternoon, only the words are known; then there are none.
   */
  Optional<Part<List<LocalTime>>> clock(int i) {
    int first = words.at(i).equals("at") ? i + 1 : i;
    List<Part<Clock>> read = new ArrayList<>();
    Optional<Part<Clock>> next = time(first, first > i);
    int end = first;
    while (next.isPresent()) {
      // "at 08:00, 14:00 and 22:00"
      read.add(next.get());
      end += next.get().length();
      int more = words.at(end).equals("and") ? 1 : 0;
      next = time(end + more, true).map(part -> part.behind(more));
    }
    if (read.isEmpty()) {
      return Optional.empty();
    }
    if (read.size() == 1 && words.is("noon", first)) {
      // Alone it is a time of the day.
      return Optional.empty();
    }
    boolean late = read.stream().anyMatch(each -> each.value().time().getHour() > 12);
    boolean halves = read.stream().anyMatch(each -> each.value().ofHalf());
    boolean known =
        read.stream().allMatch(each -> each.value().isSure() || late && !halves)
            && read.stream().map(each -> each.value().time()).distinct().count() == read.size();
    List<LocalTime> times =
        known ? read.stream().map(each -> each.value().time()).toList() : List.of();
    return Optional.of(new Part<>(times, end - i));
  }

  /**
   * A time as it is written.
   *
   * @param ofHalf whether the half of the day is said
   * @param padded whether it has two digits of hours
   */
  private record Clock(LocalTime time, boolean ofHalf, boolean padded) {
    boolean isSure() {
      return ofHalf || padded;
    }
  }

  // The time that begins at a word; a bare 8 is none, and 1:10 only behind "at".
  private Optional<Part<Clock>> time(int i, boolean announced) {
    Optional<String> named =
        announced ? DoseWords.value("clock", words.at(i)) : Optional.<String>empty();
    if (named.isPresent()) {
      return Optional.of(new Part<>(new Clock(LocalTime.parse(named.get()), true, false), 1));
    }
    Matcher clock = CLOCK.matcher(words.at(i));
    if (!clock.matches()) {
      return Optional.empty();
    }
    boolean behind = !words.opens(i + 1) && HALVES.contains(words.at(i + 1));
    String half = behind ? words.at(i + 1) : clock.group(3) == null ? "" : clock.group(3);
    if (!HALVES.contains(half)) {
      return announced && words.at(i).contains(":")
          ? Optional.of(new Part<>(clock(clock, ""), 1))
          : Optional.empty();
    }
    return Optional.of(new Part<>(clock(clock, half), behind ? 2 : 1));
  }

  private static Clock clock(Matcher clock, String half) {
    int hour = Integer.parseInt(clock.group(1));
    int minute = clock.group(2) == null ? 0 : Integer.parseInt(clock.group(2));
    boolean padded = clock.group(1).length() == 2;
    if (hour <= 12 && !half.isEmpty()) {
      hour = hour % 12 + (half.equals("pm") ? 12 : 0);
    }
    return new Clock(LocalTime.of(hour, minute), !half.isEmpty(), padded && half.isEmpty());
  }

  /**
   * How many words say how strong a preparation is of which the dose follows, or what it is given
   * in: "0.5% one drop", "5 mg/5 mL 10 mL", "in 100 mL normal saline".
   */
  int preparation(int i) {
    if (positive(words.at(i)).isPresent() && isUnit(i + 1) && words.is("strand", i + 2)) {
      // "a 1 cm ribbon of ointment"
      return 3;
    }
    boolean percent = PERCENT.matcher(words.at(i)).matches();
    Optional<DoseWords.Phrase> made = words.phrase("preparation", i + 1);
    if (percent && made.isPresent()) {
      return 1 + made.get().length();
    }
    if (percent && (quantity(i + 1).isPresent() || isForm(i + 1))) {
      return 1;
    }
    int strength = Math.max(concentration(i), severalSubstances(i));
    // "4 mg/50 mL at 5 mL/h"
    int rate = words.at(i + strength).equals("at") ? 1 : 0;
    if (strength > 0 && quantity(i + strength + rate).isPresent()) {
      return strength + rate;
    }
    Optional<DoseWords.Phrase> within = words.phrase("within-fluid", i);
    if (within.isEmpty()) {
      return 0;
    }
    int at = i + within.get().length();
    int volume = BARE_NUMBER.matcher(words.at(at)).matches() && isUnit(at + 1) ? 2 : 0;
    at += quantity(at).map(Part::length).orElse(volume);
    at += words.at(at).equals("of") ? 1 : 0;
    Optional<DoseWords.Phrase> fluid = words.phrase("fluid", at);
    // "40 mmol in 1 L over 8 hours"
    if (fluid.isEmpty() && words.is("flow-lead", at) && isVolume(i + within.get().length())) {
      return at - i;
    }
    return fluid.isPresent() ? at + fluid.get().length() - i : 0;
  }

  private boolean isVolume(int i) {
    return quantity(i)
        .filter(read -> read.value().per().isEmpty())
        .flatMap(read -> read.value().unit().ucum())
        .filter(code -> code.equals("L") || code.equals("mL"))
        .isPresent();
  }

  /**
   * How many words say how much of a drug is in an amount that was given: "5 mL of 125 mg/5 mL", "1
   * puff of 250/50 mcg", "0.5 mL of 1:1000".
   *
   * @param amount what was given; each of several pieces may hold several substances
   */
  int strength(int i, Quantity amount) {
    boolean percent = !amount.isInPieces() && PERCENT.matcher(words.at(i)).matches();
    boolean diluted = percent || DILUTION.matcher(words.at(i)).matches();
    int strength = Math.max(concentration(i), diluted ? 1 : 0);
    return strength == 0 && amount.isInPieces() ? severalSubstances(i) : strength;
  }

  /** Whether the length of time before a word is followed by a break: "out of every 4 weeks". */
  boolean isBroken(int i) {
    if (words.opens(i)) {
      return false;
    }
    Optional<DoseWords.Phrase> part = words.phrase("part-of", i);
    if (part.isPresent()) {
      return PER.contains(words.at(i + part.get().length()));
    }
    return words.at(i).equals("on")
        && IntStream.rangeClosed(i + 1, i + LONGEST_BREAK).anyMatch(k -> words.at(k).equals("off"));
  }

  /** How many words say where on the body it is put: "into each nostril", "to the left knee". */
  int site(int i) {
    if (!words.is("site-lead", i)) {
      return 0;
    }
    int at = i + 1;
    while (words.is("site-determiner", at) && !words.opens(at)) {
      at++;
    }
    for (int length = LONGEST_SITE; length > 0; length--) {
      boolean together = at + length <= words.size() && !words.opens(at);
      if (together
          && !opensWithin(at, length)
          && (words.is("site-name", at)
              || !vocabulary.find(Domain.BODY_SITE, words.text(at, length)).isEmpty())) {
        return at + (words.is("site-name", at) ? 1 : length) - i;
      }
    }
    return 0;
  }

  /**
   * How many words say when each of several doses is given: "at 0, 1 and 6 months", "at weeks 0, 2
   * and 6".
   */
  int points(int i) {
    if (!words.at(i).equals("at")) {
      return 0;
    }
    boolean before = words.at(i + 1).endsWith("s") && TimeSpans.unit(words.at(i + 1)).isPresent();
    int numbers = 0;
    int at = i + (before ? 2 : 1);
    boolean more = true;
    while (more) {
      boolean and = numbers > 0 && Set.of("and", "&").contains(words.at(at));
      more = SMALL.matcher(words.at(and ? at + 1 : at)).matches();
      at += more ? (and ? 2 : 1) : 0;
      numbers += more ? 1 : 0;
    }
    if (before) {
      return numbers > 1 ? at - i : 0;
    }
    return numbers > 1 && !words.opens(at) && TimeSpans.unit(words.at(at)).isPresent()
        ? at + 1 - i
        : 0;
  }

  /**
   * How many words say how strong each piece is, of which the number follows: "5 mg, 2 tablets".
   */
  int strengthOfPieces(int i) {
    Optional<Part<Quantity>> strength =
        quantity(i).filter(read -> Units.isSubstanceAmount(read.value().unit()));
    if (strength.isEmpty()) {
      return 0;
    }
    int behind = i + strength.get().length();
    int rate = preparation(behind);
    if (rate > 0
        && words.at(behind + rate).equals("at")
        && quantity(behind + rate + 1).filter(read -> read.value().per().isPresent()).isPresent()) {
      // "25,000 units in 500 mL at 18 units/kg/h"
      return rate + behind - i;
    }
    behind += isForm(behind) && !words.opens(behind) ? 1 : 0;
    behind += Set.of("apply", "use", "take").contains(words.at(behind)) ? 1 : 0;
    boolean beside = behind >= words.size() || words.word(behind).bracketed();
    boolean flows = strength.get().value().per().isPresent();
    return !beside
            && quantity(behind)
                .filter(q -> q.value().isInPieces())
                .filter(q -> !flows || q.value().unit().ucum().equals(Optional.of("{patch}")))
                .isPresent()
        ? behind - i
        : 0;
  }

  // 125 mg/5 mL, 2mg/ml
  private int concentration(int i) {
    if (PER_VOLUME.matcher(words.at(i)).matches()) {
      return 1;
    }
    if (positive(words.at(i)).isEmpty()) {
      return 0;
    }
    if (PER_VOLUME.matcher(words.at(i + 1)).matches()) {
      return 2;
    }
    return CUT_CONCENTRATION.matcher(words.at(i + 1)).matches() && words.at(i + 2).equals("ml")
        ? 3
        : 0;
  }

  // 875/125 mg, 250/50mcg: the unit is that of each.
  private int severalSubstances(int i) {
    Matcher several = SEVERAL_SUBSTANCES.matcher(words.at(i));
    if (!several.matches()) {
      return 0;
    }
    String unit = several.group(1).isEmpty() ? words.at(i + 1) : several.group(1);
    return unit(unit).filter(Units::isSubstanceAmount).isPresent()
        ? several.group(1).isEmpty() ? 2 : 1
        : 0;
  }

  private static int days(String word) {
    int days = 0;
    for (String part : word.split("[,&]", -1)) {
      String[] ends = part.split("-", -1);
      days += Math.max(1, Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1);
    }
    return days;
  }

  /** The way into the body: "orally", "p.o.", "via intravenous route". */
  Optional<Part<Concept>> route(int i) {
    Optional<Part<Concept>> known = routes.get(i);
    if (known == null) {
      known = readRoute(i);
      routes.put(i, known);
    }
    return known;
  }

  private Optional<Part<Concept>> readRoute(int i) {
    // A look-up costs more than all else here.
    if (isDamagedAmount(i) || words.is("plain", i) || words.at(i).length() < 2) {
      return Optional.empty();
    }
    for (int length = LONGEST_ROUTE; length > 0; length--) {
      if (i + length > words.size() || opensWithin(i, length)) {
        continue;
      }
      String text = words.text(i, length);
      List<Code> codes = vocabulary.find(Domain.ROUTE, text);
      if (!codes.isEmpty()) {
        return Optional.of(new Part<>(new Concept(text, codes), length));
      }
    }
    if (words.is("route", i)) {
      return Optional.of(new Part<>(Concept.ofText(words.word(i).text()), 1));
    }
    boolean announced = Set.of("via", "by").contains(words.at(i)) && !words.opens(i + 1);
    return announced ? route(i + 1).map(route -> route.behind(1)) : Optional.empty();
  }

  private boolean opensWithin(int i, int length) {
    for (int k = i + 1; k < i + length; k++) {
      if (words.opens(k)) {
        return true;
      }
    }
    return false;
  }

  /** What a drug is needed for, behind "as needed": "for pain", or "pain" behind prn. */
  Optional<Part<Concept>> reason(int i) {
    int first = words.at(i).equals("for") ? i + 1 : i;
    if (first >= words.size() || words.opens(first) || span(first).isPresent()) {
      return Optional.empty();
    }
    int end = first;
    boolean more = true;
    while (more
        && end < words.size()
        && end - first < LONGEST_REASON
        && (end == first || !words.opens(end))
        && !isPart(end)) {
      int threshold = end > first ? threshold(end) : 0;
      more = threshold == 0 && words.phrase("bound", end).isEmpty();
      end += more ? 1 : threshold;
    }
    if (end == first) {
      return Optional.empty();
    }
    String text = words.text(first, end - first);
    List<Code> finding = vocabulary.find(Domain.FINDING, text);
    List<Code> codes = finding.isEmpty() ? vocabulary.find(Domain.CONDITION, text) : finding;
    return Optional.of(new Part<>(new Concept(text, codes), end - i));
  }

  // "systolic pressure > 160 mmHg", "a temperature above 38.5": from when on.
  private int threshold(int i) {
    Optional<DoseWords.Phrase> longer = words.phrase("threshold-span", i);
    if (longer.isPresent()) {
      int length = longer.get().length();
      return span(i + length).map(read -> length + read.length()).orElse(0);
    }
    Optional<DoseWords.Phrase> above = words.phrase("threshold", i);
    int number = i + above.map(DoseWords.Phrase::length).orElse(0);
    if (above.isEmpty()
        || words.opens(number)
        || !BARE_NUMBER.matcher(words.at(number)).matches()
        || frequency(number).isPresent()
        || span(number).isPresent()) {
      return 0;
    }
    return number + 1 + (isUnit(number + 1) ? 1 : 0) - i;
  }

  private boolean isPart(int i) {
    return quantity(i).isPresent()
        || frequency(i).isPresent()
        || words.phrase("maximum", i).isPresent()
        || words.phrase("then", i).isPresent()
        || words.phrase("when", i).isPresent()
        || duration(i).isPresent()
        || route(i).isPresent()
        || isDamagedAmount(i);
  }
}
