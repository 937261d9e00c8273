package org.case2fhir.notation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Vocabulary;

/** Goes through the words of a dose once and sorts out what each of them tells. */
final class DoseWords {
  private static final Pattern COUNT = Pattern.compile("(?:[x×])?(\\d{1,3})");
  private static final Set<String> NEEDED = Set.of("as", "if", "when");

  private final Tokens tokens;
  private final List<DoseAmounts.Told> amounts = new ArrayList<>();
  private final List<Dose.Frequency> frequencies = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final List<TimeSpan> durations = new ArrayList<>();
  private final List<Concept> routes = new ArrayList<>();
  private final List<HarmlessWords.Found> harmless = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private boolean asNeeded;
  private boolean rightEye;

  DoseWords(Tokens tokens, DoseAmounts reader, Vocabulary vocabulary) {
    this.tokens = tokens;
    DoseRoutes ways = new DoseRoutes(vocabulary);
    int i = 0;
    while (i < tokens.size()) {
      int used = limits(i);
      used = used > 0 ? used : take(frequency(i), frequencies);
      used = used > 0 ? used : take(reader.at(tokens, i), amounts);
      used = used > 0 ? used : needed(i);
      used = used > 0 ? used : take(ways.at(tokens, i), routes);
      used = used > 0 ? used : take(HarmlessWords.at(tokens, i), harmless);
      used = used > 0 ? used : form(i);
      if (used == 0) {
        left.add(tokens.words().get(i));
      }
      i += Math.max(used, 1);
    }
  }

  /** Whether all parts belong together; words that are {@link #left} may still change them. */
  boolean isOneRegimen() {
    boolean single =
        amounts.size() <= 1
            && frequencies.size() <= 1
            && counts.size() <= 1
            && durations.size() <= 1
            && routes.size() <= 1
            && (counts.isEmpty() || !frequencies.isEmpty());
    boolean rateAndFrequency = rate().isPresent() && !frequencies.isEmpty();
    boolean eye = rightEye && !DoseRoutes.areSystemic(routes);
    return single && !rateAndFrequency && !eye && times();
  }

  // Twice daily in the morning, or daily on day 1, is no regimen that could be told in parts.
  private boolean times() {
    long ofDay = count(HarmlessWords.Kind.TIME_OF_DAY);
    long days = count(HarmlessWords.Kind.DAY_OF_CYCLE);
    boolean often = frequencies.stream().anyMatch(f -> f.times() > 1);
    boolean shortPeriod = frequencies.stream().anyMatch(DoseWords::isBelowAWeek);
    return ofDay <= 1 && days <= 1 && !(ofDay > 0 && often) && !(days > 0 && shortPeriod);
  }

  private static boolean isBelowAWeek(Dose.Frequency frequency) {
    return switch (frequency.unit()) {
      case MINUTE, HOUR -> true;
      case DAY -> frequency.times() > 1 || frequency.period().intValue() < 7;
      case WEEK, MONTH, YEAR -> frequency.times() > 1;
    };
  }

  private long count(HarmlessWords.Kind kind) {
    return harmless.stream().filter(found -> found.kind() == kind).count();
  }

  Optional<Value> amount() {
    return amounts.stream()
        .filter(told -> told.per().isEmpty())
        .map(DoseAmounts.Told::amount)
        .findFirst();
  }

  Optional<Dose.Rate> rate() {
    return amounts.stream().flatMap(told -> told.rate().stream()).findFirst();
  }

  Optional<Dose.Frequency> frequency() {
    Optional<Integer> count = counts.stream().findFirst();
    return frequencies.stream()
        .findFirst()
        .map(f -> new Dose.Frequency(f.times(), f.period(), f.unit(), count));
  }

  Optional<TimeSpan> duration() {
    return durations.stream().findFirst();
  }

  /** The route, if one is told and only one. */
  Optional<Concept> route() {
    return routes.size() == 1 ? Optional.of(routes.get(0)) : Optional.empty();
  }

  boolean asNeeded() {
    return asNeeded;
  }

  /** The words that are not understood. */
  List<String> left() {
    return left;
  }

  /** The words that are understood, and kept in the text only. */
  List<String> noted() {
    return harmless.stream()
        .filter(found -> found.kind() != HarmlessWords.Kind.NOTHING)
        .map(HarmlessWords.Found::words)
        .toList();
  }

  private static <T> int take(Optional<Match<T>> match, List<T> into) {
    match.ifPresent(m -> into.add(m.value()));
    return match.map(Match::length).orElse(0);
  }

  // "od" is once daily or the right eye: only behind an amount that no eye gets it is the first.
  private Optional<Match<Dose.Frequency>> frequency(int i) {
    if (!tokens.at(i).replace(".", "").equals("od")) {
      return FrequencyParser.at(tokens, i);
    }
    rightEye = true;
    boolean behindAmount = amounts.size() == 1 && amounts.get(0).isSystemic();
    return behindAmount ? FrequencyParser.at(tokens, i) : Optional.empty();
  }

  // for 3 days, x 3 days, for 6 cycles, x 6, x6, 6 doses
  private int limits(int i) {
    boolean announced = Set.of("for", "x", "×").contains(tokens.at(i));
    int number = announced ? i + 1 : i;
    Matcher count = COUNT.matcher(tokens.at(number));
    boolean crossed = tokens.at(number).matches("[x×].*") || tokens.at(i).matches("[x×]");
    String unit = tokens.at(number + 1);
    if (count.matches() && Integer.parseInt(count.group(1)) > 0) {
      boolean named = Set.of("cycles", "cycle", "doses", "courses", "times").contains(unit);
      boolean frequency = unit.equals("times") && !announced;
      if (named && !frequency) {
        counts.add(Integer.valueOf(count.group(1)));
        return number + 2 - i;
      }
      if (crossed && TimeSpans.unit(unit).isEmpty() && !isPeriod(number + 1)) {
        counts.add(Integer.valueOf(count.group(1)));
        return number + 1 - i;
      }
    }
    return announced ? duration(number, i) : 0;
  }

  private int duration(int number, int i) {
    String first = tokens.at(number);
    int length = first.matches("\\d{1,3}[a-z]{1,7}") ? 1 : 2;
    String text = length == 1 ? first : first + " " + tokens.at(number + 1);
    Optional<TimeSpan> span = TimeSpans.find(text).filter(told -> told.amount().signum() > 0);
    span.ifPresent(durations::add);
    return span.isPresent() ? number + length - i : 0;
  }

  private boolean isPeriod(int i) {
    return FrequencyParser.at(tokens, i).isPresent() || tokens.at(i).equals("per");
  }

  private int needed(int i) {
    boolean demand = tokens.at(i).equals("on") && tokens.at(i + 1).equals("demand");
    boolean need = NEEDED.contains(tokens.at(i)) && tokens.at(i + 1).matches("needed|required");
    boolean prn = tokens.at(i).replace(".", "").equals("prn");
    asNeeded = asNeeded || prn || demand || need;
    return prn ? 1 : demand || need ? 2 : 0;
  }

  // The form that an amount comes in: 20 mg tablet.
  private int form(int i) {
    boolean form = !amounts.isEmpty() && DoseAmounts.isForm(tokens.at(i));
    if (form) {
      harmless.add(new HarmlessWords.Found(tokens.words().get(i), HarmlessWords.Kind.MANNER));
    }
    return form ? 1 : 0;
  }
}
