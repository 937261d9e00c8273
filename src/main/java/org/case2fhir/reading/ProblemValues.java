package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * The number, size or judgement that the text gives of a problem: the value of a finding. A disease
 * has none; its size is an observation of its own, and any other number stays beside its name in
 * the words of the text.
 */
final class ProblemValues {
  private static final Set<String> APPROXIMATE = TokenPattern.wordClass("about-word");
  private static final Set<String> CHANGES = TokenPattern.wordClass("change");
  private static final Set<String> RANGES = TokenPattern.wordClass("size-range-word");

  private final FactBuilder facts;
  private final Graph graph;
  private final ConceptCoder coder;
  private final ResultReader results;
  private final Vocabulary vocabulary;

  ProblemValues(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    this.facts = facts;
    this.graph = facts.graph();
    this.coder = facts.coder();
    this.results = new ResultReader(units, vocabulary);
    this.vocabulary = vocabulary;
  }

  /** The number or size that the text gives of a problem: "hypertensive at 160/95 mmHg". */
  Optional<ResultReader.Result> number(Graph.Sentence sentence, Graph.Node node) {
    return node.edges.stream()
        .filter(e -> e.head() == node)
        .filter(e -> e.relation() == Graph.Relation.SIZE || e.relation() == Graph.Relation.VALUE)
        .filter(e -> e.detail().sentence == node.sentence)
        .filter(e -> !isOfNext(sentence, e.detail()))
        .flatMap(e -> results.read(graph, sentence, node, e.detail()).stream())
        .filter(result -> !isLength(result.value()) || !isPlace(sentence, node, result.detail()))
        // "3+ proteinuria"
        .filter(result -> result.isNumber() || ResultReader.isGrade(result.words()))
        .filter(result -> !isBare(result.value()) && !isCount(sentence, result))
        .findFirst();
  }

  // "facial weakness, 2/5 strength in the arm": the number is of the noun behind it.
  private boolean isOfNext(Graph.Sentence sentence, Graph.Node detail) {
    String next = graph.lower(sentence, detail.end);
    return TokenPattern.wordClass("measured-noun").contains(next);
  }

  // "Endoscopy showed a mass at 15 cm", "an ulcer from 30 to 34 cm", "a polyp at 20 cm from
  // the anal verge": where it is; but "a pericardium thickened at 5 mm", "grew from 2 to 4 cm".
  private boolean isPlace(Graph.Sentence sentence, Graph.Node node, Graph.Node detail) {
    int lead = detail.first - 1;
    while (APPROXIMATE.contains(graph.lower(sentence, lead))) {
      lead--;
    }
    String word = graph.lower(sentence, lead);
    boolean seen =
        graph.lower(sentence, detail.end).equals("from")
            || IntStream.range(sentence.first, node.first)
                .anyMatch(i -> graph.token(i).lower().endsWith("scopy"));
    return lead >= node.end
        && (word.equals("from") || word.equals("at") && seen)
        && IntStream.range(node.end, lead)
            .noneMatch(
                i ->
                    CHANGES.contains(graph.token(i).lower())
                        || RANGES.contains(graph.token(i).lower()));
  }

  // A number without a unit may be of anything: "had fallen approximately 8 feet".
  private static boolean isBare(Value value) {
    return value instanceof Value.Measured measured && measured.amount().unit().equals(Unit.UNTOLD);
  }

  // "diarrhea (8-10 watery stools per day)": so many of something else.
  private boolean isCount(Graph.Sentence sentence, ResultReader.Result result) {
    Graph.Node detail = result.detail();
    return result.value() instanceof Value.Interval interval
        && interval.unit().equals(Unit.UNTOLD)
        && graph.lower(sentence, detail.first - 1).equals("(")
        && !graph.lower(sentence, detail.end).equals(")");
  }

  /** Whether a value is a size. */
  static boolean isLength(Value value) {
    return value instanceof Value.Dimensions
        || value instanceof Value.Measured measured && Units.isLength(measured.amount().unit())
        || value instanceof Value.Interval interval && Units.isLength(interval.unit());
  }

  // A Condition has no value: the size of a disease is an observation of its own, and any other
  // number stays beside its name in the words of the text.
  void number(FactDraft draft, ResultReader.Result result) {
    Value value = result.value();
    draft.parts.add(result.detail());
    if (draft.assertion == Assertion.ABSENT && (isBound(value) || isLength(value))) {
      // "no fever above 38 °C", "no mass larger than 5 cm": the number says what is denied.
      draft.notes.add(quoted(result));
    } else if (draft.kind == FactKind.FINDING) {
      draft.value = Optional.of(value);
      if (draft.assertion == Assertion.ABSENT) {
        // "without deficit, slightly polypneic at 24/min": what was measured is not denied.
        draft.assertion = Assertion.PRESENT;
      }
    } else if (value instanceof Value.BloodPressure) {
      measurement(draft, "blood pressure", value);
    } else if (isLength(value) && draft.assertion == Assertion.PRESENT) {
      measurement(draft, draft.concept.text() + " size", value);
    } else {
      draft.notes.add(quoted(result));
    }
  }

  private String quoted(ResultReader.Result result) {
    return ConceptCoder.plain(graph.words(result.detail()));
  }

  private static boolean isBound(Value value) {
    return value instanceof Value.Measured measured && measured.amount().comparator().isPresent();
  }

  private void measurement(FactDraft problem, String name, Value value) {
    Graph.Sentence sentence = graph.sentenceOf(problem.head);
    Graph.Node detail =
        problem
            .head
            .details(isLength(value) ? Graph.Relation.SIZE : Graph.Relation.VALUE)
            .findFirst()
            .orElse(problem.head);
    FactDraft measurement =
        facts.draft(
            FactKind.MEASUREMENT,
            coder.test(name, Optional.of(value), sentence).concept(),
            detail,
            "value-of-disease");
    facts.quote(measurement, List.of(problem.head));
    measurement.visit = problem.visit;
    measurement.time = problem.time;
    measurement.sites.addAll(problem.sites);
    measurement.measurementCategory =
        vocabulary.testCategory(name).orElse(MeasurementCategory.EXAM);
    measurement.value = Optional.of(value);
  }

  // "a negative Romberg sign", "syphilis negative" deny; "normal gait" is a result.
  void judge(FactDraft draft, Interpretation meaning, Value normal) {
    if (draft.kind != FactKind.FINDING || draft.value.isPresent()) {
      return;
    }
    switch (meaning) {
      case NEGATIVE -> draft.assertion = Assertion.ABSENT;
      case NORMAL -> draft.value = Optional.of(normal);
      case POSITIVE, ABNORMAL, HIGH, LOW, CRITICALLY_HIGH, CRITICALLY_LOW -> {}
    }
  }

  Optional<Graph.Node> judge(Graph.Sentence sentence, Graph.Node node) {
    return node.details(Graph.Relation.VALUE)
        .filter(detail -> isPredicate(sentence, node, detail))
        .filter(detail -> judgement(sentence, detail).isPresent())
        .findFirst();
  }

  Optional<Interpretation> judgement(Graph.Sentence sentence, Graph.Node detail) {
    return results.judgements().judgement(graph, sentence, detail.first, detail.end);
  }

  Value normal() {
    String word = "normal";
    return new Value.Coded(new Concept(word, vocabulary.find(Domain.QUALIFIER, word)));
  }

  // Directly before its noun, or behind a verb that links them.
  private boolean isPredicate(Graph.Sentence sentence, Graph.Node node, Graph.Node detail) {
    if (detail.end <= node.first) {
      return node.first - detail.end <= 1;
    }
    for (int i = node.end; i < detail.first; i++) {
      String word = graph.lower(sentence, i);
      if (!TokenPattern.wordClass("link-verb").contains(word)
          && !TokenPattern.wordClass("state-adverb").contains(word)) {
        return false;
      }
    }
    return true;
  }
}
