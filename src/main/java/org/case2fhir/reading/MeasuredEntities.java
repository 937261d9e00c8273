package org.case2fhir.reading;

import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * What a quantity measures, where its wording alone says it: "18% lymphocytes", "Urea: 0.42 g/L",
 * "6 mm of midline shift", "7 on a visual analogue scale", "159 cm in height".
 */
final class MeasuredEntities {
  private static final Set<String> LABEL_MARKS = TokenPattern.wordClass("label-mark");
  private static final Set<String> DISTANCE_LEADS = TokenPattern.wordClass("distance-lead");
  private static final Set<String> STATURES = TokenPattern.wordClass("stature-noun");
  private static final Set<String> SCORING = TokenPattern.wordClass("scoring");
  private static final Set<String> SCORE_LEADS = TokenPattern.wordClass("score-lead");
  private static final Set<String> THOUSANDS = TokenPattern.wordClass("counted-in-thousands");
  private static final Set<String> CELLS = TokenPattern.wordClass("counted-cells");
  private static final Set<String> CELL_KINDS = TokenPattern.wordClass("cell-kind");
  private static final Set<String> CELL_NOUNS = TokenPattern.wordClass("cell-noun");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final String STATURE = "measure-behind-in";
  private static final int FARTHEST = 3;
  private static final double COUNTED = 0.8;

  private final ResultReader results;

  MeasuredEntities(ResultReader results) {
    this.results = results;
  }

  /** Joins a detail to what its wording alone says it measures; false where it says nothing. */
  boolean join(Graph graph, Graph.Sentence sentence, Graph.Relation relation, Graph.Node detail) {
    boolean value = relation == Graph.Relation.VALUE;
    Optional<Graph.Node> counted = value ? counted(graph, sentence, detail) : Optional.empty();
    if (counted.isPresent()) {
      graph.join(relation, counted.get(), detail, "bracketed-share");
      return true;
    }
    Optional<Graph.Node> labelled = value ? labelled(graph, sentence, detail) : Optional.empty();
    if (labelled.isPresent()) {
      graph.join(relation, labelled.get(), detail, "name-and-colon");
      return true;
    }
    Optional<Graph.Node> measured = measuredBehind(graph, sentence, detail);
    if (measured.isPresent()) {
      graph.join(relation, measured.get(), detail, "length-of");
      return true;
    }
    Optional<Graph.Node> scale = scale(graph, sentence, relation, detail);
    if (scale.isPresent() && detail.length() == 1 && !isTested(sentence, detail)) {
      graph.join(relation, scale.get(), detail, "number-on-scale");
      return true;
    }
    Optional<Graph.Node> stature = value ? stature(graph, sentence, detail) : Optional.empty();
    stature.ifPresent(head -> graph.join(relation, head, detail, STATURE));
    return stature.isPresent();
  }

  /** The scale behind a number: "7 on a [visual analogue scale]". */
  static Optional<Graph.Node> scale(
      Graph graph, Graph.Sentence sentence, Graph.Relation relation, Graph.Node detail) {
    return relation == Graph.Relation.VALUE && ResultReader.hasNumber(graph, detail)
        ? ScoreRange.scaleBehind(graph, sentence, detail.end)
        : Optional.empty();
  }

  // "strength was 4 on the MRC scale" is of the strength, "pain was 7 on a visual analogue scale"
  // of the scale.
  private static boolean isTested(Graph.Sentence sentence, Graph.Node detail) {
    return sentence.nodes.stream()
        .filter(
            node -> node.end <= detail.first && RelationFinder.isHead(Graph.Relation.VALUE, node))
        .reduce((one, other) -> other)
        .filter(Graph.Node::isTest)
        .isPresent();
  }

  // "an elevated share (65 %) of macrophages": of what stands behind the bracket.
  private Optional<Graph.Node> counted(Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    // "54 mg glucose/dL": of what stands within the unit.
    Optional<Graph.Node> within = results.withinUnit(graph, sentence, detail);
    if (within.isPresent()) {
      return within;
    }
    // "16,400/mm3 neutrophils", "18% lymphocytes": of the cells behind the number.
    if (ResultReader.hasNumber(graph, detail)) {
      for (int i = detail.first + 1; i <= detail.end; i++) {
        if (isCounted(graph, sentence, i) || isCountOf(graph, sentence, detail, i)) {
          if (i < detail.end) {
            graph.resize(detail, detail.first, i, "counted-cells");
          }
          return Optional.of(counted(graph, sentence, i));
        }
      }
    }
    // "showed 3+ blood": of what stands behind the grade.
    if (ResultReader.isGrade(graph.words(detail))) {
      Optional<Graph.Node> graded =
          sentence.nodes.stream()
              .filter(
                  node ->
                      node.first == detail.end && RelationFinder.isHead(Graph.Relation.VALUE, node))
              .findFirst();
      if (graded.isPresent()) {
        return graded;
      }
    }
    // "scored 27/30 on the MoCA"
    boolean scored =
        ResultReader.hasNumber(graph, detail)
            && SCORING.contains(graph.lower(sentence, detail.first - 1))
            && SCORE_LEADS.contains(graph.lower(sentence, detail.end));
    if (scored) {
      return sentence.nodes.stream()
          .filter(node -> node.isTest() && node.first > detail.end)
          .filter(node -> node.first - detail.end <= FARTHEST)
          .findFirst();
    }
    boolean share =
        graph.lower(sentence, detail.first - 1).equals("(")
            && graph.lower(sentence, detail.end).equals(")")
            && graph.lower(sentence, detail.end + 1).equals("of");
    int at = detail.end + 2;
    while (share && ARTICLES.contains(graph.lower(sentence, at))) {
      at++;
    }
    int from = at;
    return sentence.nodes.stream()
        .filter(node -> share && RelationFinder.isHead(Graph.Relation.VALUE, node))
        .filter(node -> node.first >= from && node.first - from <= FARTHEST)
        .findFirst();
  }

  // "6330 leukocytes and 351000 platelets": a test of its own right behind its number.
  private static boolean isCountOf(
      Graph graph, Graph.Sentence sentence, Graph.Node detail, int at) {
    return THOUSANDS.contains(graph.lower(sentence, at))
        && graph.token(at - 1).isNumber()
        && graph.nodeAt(at).filter(node -> node.first == at && node.isTest()).isPresent();
  }

  // "lymphocytes", "plasma cells"
  private static boolean isCounted(Graph graph, Graph.Sentence sentence, int at) {
    return CELLS.contains(graph.lower(sentence, at))
        || CELL_KINDS.contains(graph.lower(sentence, at))
            && CELL_NOUNS.contains(graph.lower(sentence, at + 1));
  }

  // The mention of counted cells, which no tagger may have marked.
  private static Graph.Node counted(Graph graph, Graph.Sentence sentence, int first) {
    Optional<Graph.Node> known =
        sentence.nodes.stream()
            .filter(
                node -> node.first == first && RelationFinder.isHead(Graph.Relation.VALUE, node))
            .findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    int end = first + 1;
    while (CELLS.contains(graph.lower(sentence, end))
        || end == first + 1 && CELL_NOUNS.contains(graph.lower(sentence, end))) {
      end++;
    }
    return graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, COUNTED, "counted-cells");
  }

  // "Glucose: 0.89 g/L - Urea: 0.42 g/L": a number behind a name and its colon is no other test's.
  private Optional<Graph.Node> labelled(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    boolean marked =
        LABEL_MARKS.contains(graph.lower(sentence, value.first - 1))
            && graph.token(value.first).isNumber();
    return sentence.nodes.stream()
        .filter(node -> marked && node.isTest() && node.end == value.first - 1)
        .filter(node -> results.fits(graph, sentence, node, value))
        .findFirst();
  }

  // "a haematoma with [6 mm] of midline shift": of what stands behind; but "within 2 cm of the
  // mass".
  private Optional<Graph.Node> measuredBehind(
      Graph graph, Graph.Sentence sentence, Graph.Node detail) {
    boolean length =
        detail.is(MentionType.DISTANCE, MentionType.LAB_VALUE)
            && results.isLength(graph, sentence, detail);
    int of = detail.end;
    return length
            && of + 1 < sentence.end
            && graph.lower(sentence, of).equals("of")
            && !DISTANCE_LEADS.contains(graph.lower(sentence, detail.first - 1))
        ? graph.nodeAt(of + 1).filter(node -> node.first == of + 1 && node.isProblem())
        : Optional.empty();
  }

  // "159 cm in height and 70 kg in weight": of what is behind, where a person is measured.
  private static Optional<Graph.Node> stature(
      Graph graph, Graph.Sentence sentence, Graph.Node value) {
    int noun = value.end + 1;
    boolean measured =
        graph.lower(sentence, value.end).equals("in")
            && STATURES.contains(graph.lower(sentence, noun))
            && ResultReader.hasNumber(graph, value)
            && sentence.nodes.stream()
                .noneMatch(node -> node.isProblem() && node.end <= value.first);
    if (!measured) {
      return Optional.empty();
    }
    return sentence.nodes.stream()
        .filter(node -> node.isTest() && node.first == noun)
        .findFirst()
        .or(
            () ->
                Optional.of(
                    graph.add(MentionType.DIAGNOSTIC_PROCEDURE, noun, noun + 1, COUNTED, STATURE)));
  }
}
