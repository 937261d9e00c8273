package org.case2fhir.notation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words of a dose that are not structured, and change nothing of what is: "with meals", "over 46
 * hours". Every other word that is not understood may change the dose.
 */
final class HarmlessWords {
  private static final Set<String> SILENT = Set.of("of", "dose of", "a dose of", "at a dose of");
  private static final Set<String> TIMES_OF_DAY =
      Set.of(
          "in the morning",
          "in the afternoon",
          "in the evening",
          "at noon",
          "at night",
          "at bedtime",
          "before bedtime",
          "before bed");
  private static final List<String> PHRASES =
      Stream.concat(
              Stream.concat(SILENT.stream(), TIMES_OF_DAY.stream()),
              Stream.of(
                  "with meals",
                  "with food",
                  "with breakfast",
                  "with lunch",
                  "with dinner",
                  "with water",
                  "before meals",
                  "after meals",
                  "before breakfast",
                  "after breakfast",
                  "on an empty stomach",
                  "bolus",
                  "as a bolus",
                  "infusion",
                  "as an infusion",
                  "by infusion",
                  "injection",
                  "by injection",
                  "drip",
                  "continuous",
                  "continuously",
                  "slow",
                  "slowly",
                  "once",
                  "stat",
                  "single dose",
                  "a single dose",
                  "as a single dose"))
          .sorted(Comparator.comparingInt(String::length).reversed())
          .toList();
  private static final Pattern MORE_DAYS = Pattern.compile("and|to|or|&|-|\u2013|through|\\d.*");
  private static final Pattern SPAN_RANGE = Pattern.compile("\\d{1,3}(?:[-\u2013]\\d{1,3})?");

  /**
   * @param words as written
   * @param kind what they tell of
   */
  record Found(String words, Kind kind) {}

  /** What harmless words tell of. */
  enum Kind {
    NOTHING,
    MANNER,
    TIME_OF_DAY,
    DAY_OF_CYCLE
  }

  private HarmlessWords() {}

  /** The harmless words that stand from a word on. */
  static Optional<Match<Found>> at(Tokens tokens, int i) {
    return day(tokens, i)
        .map(length -> match(tokens, i, length, Kind.DAY_OF_CYCLE))
        .or(() -> span(tokens, i).map(length -> match(tokens, i, length, Kind.MANNER)))
        .or(() -> phrase(tokens, i));
  }

  // "on day 1" of a cycle is the one dose that the frequency tells already.
  private static Optional<Integer> day(Tokens tokens, int i) {
    int day = tokens.at(i).equals("on") ? i + 1 : i;
    boolean one =
        tokens.at(day).equals("day")
            && tokens.at(day + 1).matches("\\d{1,2}")
            && !MORE_DAYS.matcher(tokens.at(day + 2)).matches();
    return one ? Optional.of(day + 2 - i) : Optional.empty();
  }

  // How long an infusion runs: over 46 hours, over 30-60 min, over 2h.
  private static Optional<Integer> span(Tokens tokens, int i) {
    if (!tokens.at(i).equals("over")) {
      return Optional.empty();
    }
    if (tokens.at(i + 1).matches("\\d.*") && TimeSpans.find(tokens.at(i + 1)).isPresent()) {
      return Optional.of(2);
    }
    boolean range =
        SPAN_RANGE.matcher(tokens.at(i + 1)).matches()
            && TimeSpans.unit(tokens.at(i + 2)).isPresent();
    boolean span = TimeSpans.find(tokens.at(i + 1) + " " + tokens.at(i + 2)).isPresent();
    return range || span ? Optional.of(3) : Optional.empty();
  }

  private static Optional<Match<Found>> phrase(Tokens tokens, int i) {
    return PHRASES.stream()
        .filter(phrase -> tokens.foldedText(i, words(phrase)).equals(phrase))
        .findFirst()
        .map(phrase -> match(tokens, i, words(phrase), kind(phrase)));
  }

  private static Kind kind(String phrase) {
    if (SILENT.contains(phrase)) {
      return Kind.NOTHING;
    }
    return TIMES_OF_DAY.contains(phrase) ? Kind.TIME_OF_DAY : Kind.MANNER;
  }

  private static int words(String phrase) {
    return 1 + (int) phrase.chars().filter(c -> c == ' ').count();
  }

  private static Match<Found> match(Tokens tokens, int i, int length, Kind kind) {
    return new Match<>(new Found(tokens.text(i, length), kind), length);
  }
}
