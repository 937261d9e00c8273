package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Dose.Frequency;
import org.case2fhir.model.TimeUnit;

/** How often: "twice daily", "three times a week", "every 8 hours", "every other day", "q12h". */
final class FrequencyParser {
  private static final Pattern Q = Pattern.compile("q(\\d{1,3})?(h|hr|hrs|d|w|wk|mo)");
  private static final Pattern TIMES_PER =
      Pattern.compile("(once|twice|thrice|\\d{1,2}[x×])/([a-z]{1,6})");
  private static final Pattern TIMES = Pattern.compile("(\\d{1,2})[x×]");
  private static final Set<String> PER = Set.of("a", "per", "each", "every", "/");
  private static final Set<String> INTERVAL = Set.of("every", "each", "q");
  private static final Set<String> PARTS_OF_DAY = Set.of("morning", "evening", "night");
  private static final Pattern GLUED = Pattern.compile("\\d{1,3}[a-z]{1,6}");
  private static final Map<String, TimeUnit> ADVERBS =
      Map.of(
          "hourly", TimeUnit.HOUR,
          "daily", TimeUnit.DAY,
          "nightly", TimeUnit.DAY,
          "weekly", TimeUnit.WEEK,
          "monthly", TimeUnit.MONTH,
          "yearly", TimeUnit.YEAR);
  private static final Map<String, Integer> ORDINALS =
      Map.of("other", 2, "second", 2, "2nd", 2, "third", 3, "3rd", 3, "fourth", 4, "4th", 4);
  private static final Map<String, Frequency> ABBREVIATIONS =
      Map.ofEntries(
          Map.entry("od", every(1, 1, TimeUnit.DAY)),
          Map.entry("qd", every(1, 1, TimeUnit.DAY)),
          Map.entry("bid", every(2, 1, TimeUnit.DAY)),
          Map.entry("bd", every(2, 1, TimeUnit.DAY)),
          Map.entry("tid", every(3, 1, TimeUnit.DAY)),
          Map.entry("tds", every(3, 1, TimeUnit.DAY)),
          Map.entry("qid", every(4, 1, TimeUnit.DAY)),
          Map.entry("qds", every(4, 1, TimeUnit.DAY)),
          Map.entry("qod", every(1, 2, TimeUnit.DAY)));

  private FrequencyParser() {}

  /** The frequency that is told from a word on. */
  static Optional<Match<Frequency>> at(Tokens tokens, int i) {
    return abbreviation(tokens, i)
        .or(() -> interval(tokens, i))
        .or(() -> times(tokens, i))
        .or(() -> adverb(tokens.at(i)).map(unit -> new Match<>(every(1, 1, unit), 1)));
  }

  private static Optional<Match<Frequency>> abbreviation(Tokens tokens, int i) {
    String word = tokens.at(i).replace(".", "");
    Matcher q = Q.matcher(word);
    if (q.matches()) {
      int period = q.group(1) == null ? 1 : Integer.parseInt(q.group(1));
      return TimeSpans.unit(q.group(2))
          .filter(unit -> period > 0)
          .map(unit -> new Match<>(every(1, period, unit), 1));
    }
    if (word.equals("q")) {
      return interval(tokens, i);
    }
    return Optional.ofNullable(ABBREVIATIONS.get(word)).map(f -> new Match<>(f, 1));
  }

  // every day, every 8 hours, every other week, every 24h, q 8 h, every morning
  private static Optional<Match<Frequency>> interval(Tokens tokens, int i) {
    if (!INTERVAL.contains(tokens.at(i))) {
      return Optional.empty();
    }
    String next = tokens.at(i + 1);
    if (GLUED.matcher(next).matches()) {
      return TimeSpans.find(next)
          .filter(span -> span.amount().signum() > 0)
          .map(span -> new Frequency(1, span.amount(), span.unit(), Optional.empty()))
          .map(frequency -> new Match<>(frequency, 2));
    }
    Optional<TimeUnit> unit =
        PARTS_OF_DAY.contains(next) ? Optional.of(TimeUnit.DAY) : TimeSpans.unit(next);
    if (unit.isPresent()) {
      return Optional.of(new Match<>(every(1, 1, unit.get()), 2));
    }
    Optional<TimeUnit> later = TimeSpans.unit(tokens.at(i + 2));
    Optional<BigDecimal> period =
        Optional.ofNullable(ORDINALS.get(tokens.at(i + 1)))
            .map(BigDecimal::valueOf)
            .or(() -> Numerals.parseOrWord(tokens.at(i + 1)))
            .filter(number -> number.signum() > 0);
    return period.flatMap(
        number -> later.map(u -> new Match<>(new Frequency(1, number, u, Optional.empty()), 3)));
  }

  // twice daily, three times a week, 2 x per day, 3x/week
  private static Optional<Match<Frequency>> times(Tokens tokens, int i) {
    Matcher joined = TIMES_PER.matcher(tokens.at(i));
    if (joined.matches()) {
      return count(joined.group(1))
          .flatMap(n -> TimeSpans.unit(joined.group(2)).map(u -> new Match<>(every(n, 1, u), 1)));
    }
    int next = i + 1;
    Optional<Integer> count = count(tokens.at(i));
    if (count.isEmpty() && Set.of("times", "x", "×").contains(tokens.at(next))) {
      count = Numerals.parseOrWord(tokens.at(i)).flatMap(FrequencyParser::whole);
      next++;
    }
    int after = next;
    return count.flatMap(n -> period(tokens, after).map(p -> timed(n, p, after - i)));
  }

  private static Match<Frequency> timed(int times, Match<TimeUnit> period, int before) {
    return new Match<>(every(times, 1, period.value()), before + period.length());
  }

  private static Optional<Match<TimeUnit>> period(Tokens tokens, int i) {
    if (PER.contains(tokens.at(i))) {
      return TimeSpans.unit(tokens.at(i + 1)).map(unit -> new Match<>(unit, 2));
    }
    return adverb(tokens.at(i)).map(unit -> new Match<>(unit, 1));
  }

  private static Optional<Integer> count(String word) {
    Matcher times = TIMES.matcher(word);
    if (times.matches()) {
      return whole(new BigDecimal(times.group(1)));
    }
    return switch (word) {
      case "once" -> Optional.of(1);
      case "twice" -> Optional.of(2);
      case "thrice" -> Optional.of(3);
      default -> Optional.empty();
    };
  }

  private static Optional<Integer> whole(BigDecimal number) {
    boolean counts = number.scale() <= 0 && number.signum() > 0 && number.precision() <= 3;
    return counts ? Optional.of(number.intValueExact()) : Optional.empty();
  }

  private static Optional<TimeUnit> adverb(String word) {
    return Optional.ofNullable(ADVERBS.get(word));
  }

  private static Frequency every(int times, long period, TimeUnit unit) {
    return new Frequency(times, BigDecimal.valueOf(period), unit, Optional.empty());
  }
}
