package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Code;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.TermMatch.MatchKind;

/**
 * Looks a test up with the codes whose LOINC property fits its value, as it is written, then
 * without the specimen and the sort of quantity that its codes say.
 */
record TestLookup(TermSources sources, Collection<String> context) {

  /**
   * The test that words name.
   *
   * @param value absent where only the usual codes hold
   */
  Optional<TermMatch> match(String text, Optional<Value> value) {
    Lookup lookup = new Lookup(sources.forValue(value), Domain.TEST, context);
    return lookup
        .spelt(text)
        .map(match -> supplemented(withFittingCodes(match, value), value))
        .or(() -> other(lookup, text).map(match -> withFittingCodes(match, value)));
  }

  private TermMatch supplemented(TermMatch match, Optional<Value> value) {
    return sources.forValue(value).supplemented(Domain.TEST, match);
  }

  private static Optional<TermMatch> other(Lookup lookup, String text) {
    return TestWords.split(text)
        .flatMap(split -> agreeing(lookup, split))
        .or(() -> lookup.match(text));
  }

  private static Optional<TermMatch> agreeing(Lookup lookup, TestWords.Split split) {
    return lookup
        .spelt(split.rest())
        .map(match -> match.withCodes(match.codes().stream().filter(split::agrees).toList()))
        .filter(match -> !match.codes().isEmpty())
        .map(match -> match.by(MatchKind.EQUIVALENT));
  }

  private static TermMatch withFittingCodes(TermMatch match, Optional<Value> value) {
    if (!match.source().equals(Vocabulary.BUILT_IN)) {
      return match;
    }
    // All codes that agree with the words, of which those that fit the value stay.
    List<Code> fitting =
        BuiltInTables.tests().codes(match.term(), match.codes(), value, UnitTable.builtIn());
    return match.withCodes(fitting);
  }

  /**
   * Words around the name of a test that its codes say too: the specimen, the sort of quantity.
   * They are taken off only together with codes that agree with every one of them: "serum lithium
   * level" is lithium under a code of its concentration in serum.
   *
   * <p>What makes another test of it ("24-hour", "fasting", "free", "ionized") is no such word.
   *
   * <p>Columns of the table: the {@code words}, their {@code place} (front or end), and the parts
   * of a {@code display}, separated by a bar, of which an agreeing code has one; none where every
   * code agrees.
   */
  static final class TestWords {
    static final String TABLE = "test-words";
    static final int WIDTH = 3;

    private static final int LONGEST = 3;
    private static final Map<Place, Map<String, List<String>>> RULES = load();

    private TestWords() {}

    /** Where words stand. */
    private enum Place {
      FRONT,
      END
    }

    /**
     * The name of a test without the words around it.
     *
     * @param demands of each a code's display has one of the parts
     */
    record Split(String rest, List<List<String>> demands) {
      boolean agrees(Code code) {
        return demands.stream()
            .allMatch(parts -> parts.stream().anyMatch(code.display()::contains));
      }
    }

    /** What is left when every such word is taken off; empty where there is none. */
    static Optional<Split> split(String text) {
      List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
      List<List<String>> demands = new ArrayList<>();
      int before = words.size();
      boolean more = true;
      while (more) {
        more = take(words, Place.FRONT, demands) || take(words, Place.END, demands);
      }
      return words.size() < before
          ? Optional.of(new Split(String.join(" ", words), demands))
          : Optional.empty();
    }

    /** Takes the longest phrase off; one word always stays. */
    private static boolean take(List<String> words, Place place, List<List<String>> demands) {
      for (int length = Math.min(LONGEST, words.size() - 1); length > 0; length--) {
        int start = place == Place.FRONT ? 0 : words.size() - length;
        List<String> taken = words.subList(start, start + length);
        List<String> parts = RULES.get(place).get(TextForm.of(String.join(" ", taken)));
        if (parts != null) {
          if (!parts.isEmpty()) {
            demands.add(parts);
          }
          taken.clear();
          return true;
        }
      }
      return false;
    }

    private static Map<Place, Map<String, List<String>>> load() {
      Map<Place, Map<String, List<String>>> rules =
          Map.of(Place.FRONT, new HashMap<>(), Place.END, new HashMap<>());
      for (String[] row : Tables.read(TABLE, WIDTH)) {
        Place place = Place.valueOf(row[1].toUpperCase(Locale.ROOT));
        rules.get(place).put(TextForm.of(row[0]), List.of(Tables.list(row[2])));
      }
      return rules;
    }
  }
}
