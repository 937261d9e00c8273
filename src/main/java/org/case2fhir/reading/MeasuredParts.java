package org.case2fhir.reading;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Unit;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.UnitTable;

/**
 * Parts and fluids of the body whose name alone stands for a test beside a quantity of the unit in
 * which that test is given: "the pupils were 3 mm", "CSF showed 6 cells/µL".
 */
final class MeasuredParts {
  private static final String RULE = "measured-part";
  private static final int MOST_GLUE = 12;
  private static final String COUNT = " cell count";
  private static final Set<MentionType> NAMES =
      Set.of(
          MentionType.BIOLOGICAL_STRUCTURE,
          MentionType.DIAGNOSTIC_PROCEDURE,
          MentionType.THERAPEUTIC_PROCEDURE,
          MentionType.SIGN_SYMPTOM);
  private static final Map<String, String> PARTS = new HashMap<>();
  private static final int LONGEST_PART = 3;

  static {
    for (RuleTable.Row row : RuleTable.builtIn("measured-parts.tsv").rows()) {
      row.list("part").forEach(part -> PARTS.put(part, row.get("test")));
    }
  }

  private final UnitTable units;
  private final Set<String> lengthGlue = TokenPattern.wordClass("measured-length-glue");
  private final Set<String> lengthEnds = TokenPattern.wordClass("measured-length-end");
  private final Set<String> fluidGlue = TokenPattern.wordClass("measured-fluid-glue");
  private final Set<String> studies = TokenPattern.wordClass("fluid-study");
  private final Set<String> leads = TokenPattern.wordClass("part-of-phrase");
  private final Set<String> sides = TokenPattern.wordClass("side");

  MeasuredParts(UnitTable units) {
    this.units = units;
  }

  /** Makes a part or a fluid beside such a quantity a test, and the quantity its value. */
  void mark(Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    boolean length = isLength(quantity.unit());
    // "the liver had a 3 cm lesion": the measure of what stands behind.
    boolean ends =
        quantity.end() >= sentence.end
            || lengthEnds.contains(graph.lower(sentence, quantity.end()));
    if (length && !ends || !length && !isCellCount(quantity.unit())) {
      return;
    }
    int end = quantity.first();
    while (end > sentence.first
        && quantity.first() - end < MOST_GLUE
        && isGlue(graph, end - 1, length)) {
      end--;
    }
    int first = length ? partStart(graph, sentence, end) : fluidStart(graph, sentence, end);
    if (first < 0) {
      return;
    }
    int last = end;
    List<Graph.Node> names =
        sentence.nodes.stream().filter(node -> node.overlaps(first, last)).toList();
    boolean free =
        names.stream()
            .allMatch(
                node ->
                    NAMES.contains(node.type) && node.end <= last && isOnly(graph, node, first));
    boolean valued =
        sentence.nodes.stream()
            .filter(node -> node.overlaps(quantity.first(), quantity.end()))
            .allMatch(node -> node.is(MentionType.LAB_VALUE, MentionType.DISTANCE));
    if (!free || !valued) {
      return;
    }
    names.forEach(graph::remove);
    graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 0.9, RULE);
    List.copyOf(sentence.nodes).stream()
        .filter(node -> node.overlaps(quantity.first(), quantity.end()))
        .filter(node -> node.type == MentionType.DISTANCE)
        .forEach(node -> graph.retype(node, MentionType.LAB_VALUE, RULE));
  }

  // "the pupils were 3 mm on the right and [5 mm] on the left": another value of the same part.
  private boolean isGlue(Graph graph, int token, boolean length) {
    String word = graph.token(token).lower();
    if (!length) {
      return fluidGlue.contains(word);
    }
    return lengthGlue.contains(word)
        || sides.contains(word)
        || graph
            .nodeAt(token)
            .filter(node -> node.is(MentionType.LAB_VALUE, MentionType.DISTANCE))
            .isPresent();
  }

  // "right pupil": only its side is named before the part.
  private boolean isOnly(Graph graph, Graph.Node node, int first) {
    for (int i = node.first; i < first; i++) {
      if (!sides.contains(graph.token(i).lower())) {
        return false;
      }
    }
    return true;
  }

  // Where the name of a part begins that ends at a token; -1 where none does, and in "the lesion of
  // the liver", whose measure is not that of the part.
  private int partStart(Graph graph, Graph.Sentence sentence, int end) {
    for (int first = Math.max(sentence.first, end - LONGEST_PART); first < end; first++) {
      if (PARTS.containsKey(graph.words(first, end).toLowerCase(Locale.ROOT))) {
        int before = first - 1;
        while (before >= sentence.first && sides.contains(graph.token(before).lower())) {
          before--;
        }
        // "a dilated appendix measuring 11 mm": of the finding.
        boolean described = before >= sentence.first && graph.nodeAt(before).isPresent();
        if (TokenPattern.wordClass("article").contains(graph.lower(sentence, before))) {
          before--;
        }
        boolean within = described || leads.contains(graph.lower(sentence, before));
        return within ? -1 : first;
      }
    }
    return -1;
  }

  // Where "CSF analysis", "lumbar puncture", "ascitic fluid" begins; -1 where none does.
  private int fluidStart(Graph graph, Graph.Sentence sentence, int end) {
    int first = end;
    while (first > sentence.first && studies.contains(graph.token(first - 1).lower())) {
      first--;
    }
    String pair = graph.lower(sentence, first - 2) + " " + graph.lower(sentence, first - 1);
    if (TestFacts.FLUIDS.containsKey(pair)) {
      return first - 2;
    }
    if (!TestFacts.FLUIDS.containsKey(graph.lower(sentence, first - 1))) {
      // "the lumbar [puncture]": a word of the study belongs to the name of the fluid.
      String own = graph.lower(sentence, first) + " " + graph.lower(sentence, first + 1);
      return first + 1 < end && TestFacts.FLUIDS.containsKey(own) ? first : -1;
    }
    return first - 1;
  }

  /** What such a name measures as a test with a value in a unit; empty for any other name. */
  Optional<String> name(String test, Optional<Unit> unit) {
    String words = test.toLowerCase(Locale.ROOT);
    if (unit.filter(Units::isLength).isPresent()) {
      for (String side : sides) {
        words = words.startsWith(side + " ") ? words.substring(side.length() + 1) : words;
      }
      return Optional.ofNullable(PARTS.get(words));
    }
    if (unit.filter(known -> isCellCount(known.text())).isEmpty()) {
      return Optional.empty();
    }
    for (int end = words.length(); end > 0; end = words.lastIndexOf(' ', end - 1)) {
      String fluid = TestFacts.FLUIDS.get(words.substring(0, end));
      if (fluid != null) {
        return Optional.of(fluid + COUNT);
      }
      if (!studies.contains(words.substring(words.lastIndexOf(' ', end - 1) + 1, end))) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isLength(String unit) {
    return units
        .ucum(unit)
        .filter(code -> Units.isLength(new Unit(unit, Optional.of(code))))
        .isPresent();
  }

  private boolean isCellCount(String unit) {
    int slash = unit.indexOf('/');
    return slash > 0
        && TokenPattern.wordClass("cell-noun")
            .contains(unit.substring(0, slash).strip().toLowerCase(Locale.ROOT));
  }
}
