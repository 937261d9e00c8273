package org.case2fhir.reading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * A unit that the name of its test stands within: "54 mg glucose/dL", "6 white blood cells/µL", "20
 * red cells per high-power field". The number with the first half is the value, and the name is the
 * test.
 *
 * @param name where the name of the test begins
 * @param nameEnd behind the name of the test, where the slash stands
 * @param end behind the second half
 * @param unit both halves: {@code mg/dL}
 */
record DividedUnit(int name, int nameEnd, int end, String unit) {
  private static final int LONGEST_NAME = 4;
  private static final int LONGEST_HALF = 4;
  private static final String PER = "per";
  private static final Set<String> RANGE = TokenPattern.wordClass("unit-range");
  private static final Set<String> CELLS = TokenPattern.wordClass("counted-cells");
  private static final Set<String> COUNTED = TokenPattern.wordClass("counted-in-thousands");
  private static final Set<String> NAMES = TokenPattern.wordClass("divided-name");
  private static final Set<String> BELOW = TokenPattern.wordClass("divided-by");

  /** The unit that goes on behind the name after a quantity. */
  static Optional<DividedUnit> behind(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity, UnitTable units) {
    int slash = quantity.end();
    boolean millions = quantity.unit().isEmpty() && graph.lower(sentence, slash).equals("million");
    String first = millions ? "million" : quantity.unit();
    slash += millions ? 1 : 0;
    int name = slash;
    if (quantity.unit().indexOf('/') >= 0) {
      return Optional.empty();
    }
    while (slash < sentence.end
        && slash - name <= LONGEST_NAME
        && graph.token(slash).isWord()
        && !graph.token(slash).lower().equals(PER)) {
      slash++;
    }
    boolean named = slash > name && slash - name <= LONGEST_NAME;
    String divider = graph.lower(sentence, slash);
    if (!named || !divider.equals("/") && !divider.equals(PER)) {
      return Optional.empty();
    }
    DividedUnit longest = null;
    for (int end = slash + 2; end <= Math.min(sentence.end, slash + 1 + LONGEST_HALF); end++) {
      String half = graph.words(slash + 1, end);
      // What is taken in a day is no concentration.
      boolean below = BELOW.contains(half.toLowerCase(Locale.ROOT));
      String unit = divider.equals(PER) && first.isEmpty() ? "per " + half : first + "/" + half;
      if (below && units.ucum(unit).isPresent()) {
        longest = new DividedUnit(name, slash, end, unit);
      }
    }
    return Optional.ofNullable(longest);
  }

  /** Whether a name and the second half of a unit stand behind a number: "44 000 platelet/mL". */
  static boolean goesOn(Graph graph, Graph.Sentence sentence, int end) {
    int slash = end;
    while (slash < sentence.end && slash - end < LONGEST_NAME && graph.token(slash).isWord()) {
      slash++;
    }
    return slash > end
        && graph.lower(sentence, slash).equals("/")
        && BELOW.contains(graph.lower(sentence, slash + 1));
  }

  /** Marks value and test of each such quantity. */
  static void mark(
      Graph graph,
      Graph.Sentence sentence,
      List<QuantityScanner.Quantity> quantities,
      UnitTable units,
      Vocabulary vocabulary) {
    for (QuantityScanner.Quantity quantity : quantities) {
      Optional<DividedUnit> unit = behind(graph, sentence, quantity, units);
      if (unit.isEmpty() || !isTest(graph, unit.get().name(), unit.get().nameEnd(), vocabulary)) {
        continue;
      }
      int from = rangeStart(graph, sentence, quantity.first());
      free(graph, sentence, from, unit.get());
      List<Graph.Node> over =
          sentence.nodes.stream().filter(node -> node.overlaps(from, unit.get().end())).toList();
      // A mention that goes beyond is something else.
      boolean within =
          over.stream().allMatch(node -> node.first >= from && node.end <= unit.get().end());
      boolean dose =
          over.stream().anyMatch(node -> node.is(MentionType.MEDICATION, MentionType.DOSAGE))
              && vocabulary
                  .testUnits(graph.words(unit.get().name(), unit.get().nameEnd()))
                  .isEmpty();
      if (!within || dose) {
        continue;
      }
      over.forEach(graph::remove);
      graph.add(MentionType.LAB_VALUE, from, unit.get().name(), 0.9, "divided-unit");
      graph.add(
          MentionType.DIAGNOSTIC_PROCEDURE,
          unit.get().name(),
          unit.get().nameEnd(),
          0.9,
          "divided-unit");
    }
  }

  // "20-30 red cells per field": where a range begins whose second number is given.
  private static int rangeStart(Graph graph, Graph.Sentence sentence, int number) {
    boolean range =
        number - 2 >= sentence.first
            && RANGE.contains(graph.token(number - 1).lower())
            && graph.token(number - 2).isNumber();
    return range ? number - 2 : number;
  }

  // "120 leukocytes/mm3, 0.9 g protein/L" in one mention: the value of each is its own.
  private static void free(Graph graph, Graph.Sentence sentence, int from, DividedUnit unit) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.LAB_VALUE || !node.overlaps(from, unit.end())) {
        continue;
      }
      if (node.first < from && node.end <= unit.end()) {
        graph.resize(node, node.first, from, "divided-unit");
      } else if (node.first >= from && node.end > unit.end()) {
        graph.resize(node, unit.end(), node.end, "divided-unit");
      }
    }
  }

  /** Whether a slash and what a concentration is of stand behind a word. */
  static boolean isCounted(Graph graph, Graph.Sentence sentence, int word) {
    String text = graph.lower(sentence, word);
    return (CELLS.contains(text) || COUNTED.contains(text))
        && graph.lower(sentence, word + 1).equals("/")
        && BELOW.contains(graph.lower(sentence, word + 2));
  }

  private static boolean isTest(Graph graph, int first, int end, Vocabulary vocabulary) {
    String last = graph.token(end - 1).lower();
    return NAMES.contains(last)
        || CELLS.contains(last)
        || COUNTED.contains(last)
        || !vocabulary.find(Domain.TEST, graph.words(first, end)).isEmpty();
  }
}
