package org.case2fhir.casefile.notation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/** Goes through the words of a dose once and sorts out what each of them tells. */
final class DoseWords {
  private static final Pattern COUNT = Pattern.compile("(?:[x×])?(\\d{1,3})");
  private static final Pattern CHANGING =
      Pattern.compile(
          "then|follow.*|taper.*|up|max.*|total.*|cumul.*|incr.*|decr.*|reduc.*|titrat.*|load.*"
              + "|initial.*|start.*|alternat.*|divid.*|split.*|not?|without|or|until|later|after"
              + "|before|days|respectively|mean|about|approximately|over|under|below|above|.*\\d.*");
  private static final Set<String> NEEDED = Set.of("as", "if", "when");
  private static final Set<String> FILLERS =
      Set.of("of", "at", "a", "the", "in", "and", "via", "by", "dose");
  // Routes that the vocabulary has no code for.
  private static final Set<String> UNCODED_ROUTES =
      Set.of(
          "inhaled",
          "nebulized",
          "nebulised",
          "sublingual",
          "sublingually",
          "buccal",
          "transdermal",
          "transdermally",
          "intravitreal",
          "enteral",
          "enterally",
          "sq");
  private static final int LONGEST_ROUTE = 3;

  private final Tokens tokens;
  private final Vocabulary vocabulary;
  private final List<DoseAmounts.Told> amounts = new ArrayList<>();
  private final List<Dose.Frequency> frequencies = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final List<TimeSpan> durations = new ArrayList<>();
  private final List<Concept> routes = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private final List<String> harmless = new ArrayList<>();
  private boolean asNeeded;

  DoseWords(Tokens tokens, DoseAmounts reader, Vocabulary vocabulary) {
    this.tokens = tokens;
    this.vocabulary = vocabulary;
    int i = 0;
    while (i < tokens.size()) {
      int used = limits(i);
      used = used > 0 ? used : take(FrequencyParser.at(tokens, i), frequencies);
      used = used > 0 ? used : take(reader.at(tokens, i), amounts);
      used = used > 0 ? used : needed(i);
      used = used > 0 ? used : take(route(i), routes);
      used = used > 0 ? used : harmless(i);
      if (used == 0 && !FILLERS.contains(tokens.at(i))) {
        left.add(tokens.words().get(i));
      }
      i += Math.max(used, 1);
    }
  }

  /** Whether what was read belongs together, and nothing unread may change it. */
  boolean isOneRegimen() {
    boolean single =
        amounts.size() <= 1
            && frequencies.size() <= 1
            && counts.size() <= 1
            && durations.size() <= 1
            && (counts.isEmpty() || !frequencies.isEmpty());
    boolean rateAndFrequency = rate().isPresent() && !frequencies.isEmpty();
    boolean changed =
        left.stream()
            .anyMatch(w -> CHANGING.matcher(w.toLowerCase(java.util.Locale.ROOT)).matches());
    return single && !rateAndFrequency && !changed;
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

  /** The words that nothing was made of. */
  List<String> left() {
    return Stream.concat(left.stream(), harmless.stream()).toList();
  }

  private static <T> int take(Optional<Match<T>> match, List<T> into) {
    match.ifPresent(m -> into.add(m.value()));
    return match.map(Match::length).orElse(0);
  }

  // for 3 days, x 3 days, for 6 cycles, x 6, x6, 6 doses
  private int limits(int i) {
    boolean announced = Set.of("for", "x", "×").contains(tokens.at(i));
    int number = announced ? i + 1 : i;
    Matcher count = COUNT.matcher(tokens.at(number));
    boolean crossed = tokens.at(number).startsWith("x") || tokens.at(i).equals("x");
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
    Optional<TimeSpan> span =
        announced ? TimeSpans.find(tokens.at(number) + " " + unit) : Optional.empty();
    span.ifPresent(durations::add);
    return span.isPresent() ? number + 2 - i : 0;
  }

  private boolean isPeriod(int i) {
    return FrequencyParser.at(tokens, i).isPresent() || tokens.at(i).equals("per");
  }

  private int needed(int i) {
    if (tokens.at(i).replace(".", "").equals("prn")) {
      asNeeded = true;
      return 1;
    }
    boolean demand = tokens.at(i).equals("on") && tokens.at(i + 1).equals("demand");
    if (demand || (NEEDED.contains(tokens.at(i)) && tokens.at(i + 1).matches("needed|required"))) {
      asNeeded = true;
      return 2;
    }
    return 0;
  }

  private Optional<Match<Concept>> route(int i) {
    for (int length = LONGEST_ROUTE; length > 0; length--) {
      String words = tokens.text(i, length);
      List<Code> codes =
          i + length <= tokens.size() ? vocabulary.find(Domain.ROUTE, words) : List.of();
      if (!codes.isEmpty()) {
        return Optional.of(new Match<>(new Concept(words, codes), length));
      }
    }
    return UNCODED_ROUTES.contains(tokens.at(i))
        ? Optional.of(new Match<>(Concept.ofText(tokens.words().get(i)), 1))
        : Optional.empty();
  }

  // What is not structured, and changes nothing of what is: "on day 1" of a cycle is the one dose
  // that the frequency tells already, "over 2 hours" is how long an infusion runs.
  private int harmless(int i) {
    int day = tokens.at(i).equals("on") ? i + 1 : i;
    boolean firstDay =
        tokens.at(day).equals("day")
            && tokens.at(day + 1).matches("\\d{1,2}")
            && !tokens.at(day + 2).matches("and|to|,|-|through|\\d.*");
    boolean infusion =
        tokens.at(i).equals("over")
            && TimeSpans.find(tokens.at(i + 1) + " " + tokens.at(i + 2)).isPresent();
    if (!firstDay && !infusion) {
      return 0;
    }
    int length = infusion ? 3 : day + 2 - i;
    harmless.add(tokens.text(i, length));
    return length;
  }
}
