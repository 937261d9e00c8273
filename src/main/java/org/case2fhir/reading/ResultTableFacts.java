package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Span;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * The results of tables, a measurement for each value. A unit is that of its cell, or of the name
 * of the test: "Urea (mmol/L)". They belong to the visit of the sentence that cites the table.
 */
final class ResultTableFacts {
  private static final Pattern UNIT_IN_NAME =
      Pattern.compile("^(.{2,80}?)(?:,| ?\\(| ?\\[) ?([^()\\[\\]]{1,20}?)[)\\]]?$");
  private static final Pattern NUMBER =
      Pattern.compile("^[<>\u2264\u2265=~ ]*\\d[\\d.,]*(?:[ -\u2013]+\\d[\\d.,]*)?$");
  private static final Pattern MARKS =
      Pattern.compile("[*\u2191\u2193\u2020\u2021]+| ?\\([HL]\\)$| [HL]$");
  private static final Pattern NOTHING = Pattern.compile("[\\p{Pd}\\s/.]*");

  private final FactBuilder facts;
  private final Graph graph;
  private final Vocabulary vocabulary;
  private final ValueParser values;
  private final ResultReader results;

  private ResultTableFacts(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    this.facts = facts;
    this.graph = facts.graph();
    this.vocabulary = vocabulary;
    this.values = new ValueParser(new Units(units));
    this.results = new ResultReader(units, vocabulary);
  }

  /** Adds the facts of tables. */
  static void read(
      FactBuilder facts, List<ResultTable> tables, Vocabulary vocabulary, UnitTable units) {
    ResultTableFacts reader = new ResultTableFacts(facts, vocabulary, units);
    for (ResultTable table : tables) {
      Optional<String> visit = reader.visit(table);
      int before = facts.drafts().size();
      table.rows().forEach(row -> reader.read(row, visit));
      if (facts.drafts().size() == before) {
        facts.report(
            Issue.warning(
                "unread-table",
                "no row of a table is read as a result",
                Location.of(facts.graph().document().id()),
                "add its results to the case by hand"));
      }
    }
  }

  // The visit of the sentence that cites the table; the only visit where none does.
  private Optional<String> visit(ResultTable table) {
    String number = table.number().orElse("");
    Optional<String> cited =
        graph.sentences().stream()
            .filter(sentence -> !number.isEmpty() && cites(sentence, number))
            .flatMap(sentence -> sentence.nodes.stream())
            .flatMap(node -> facts.timeline().timing(node).visit().stream())
            .findFirst();
    boolean single = facts.timeline().visits().size() == 1;
    return cited.or(
        () -> single ? Optional.of(facts.timeline().visits().get(0).id()) : Optional.empty());
  }

  private boolean cites(Graph.Sentence sentence, String number) {
    for (int i = sentence.first; i + 1 < sentence.end; i++) {
      if (TokenPattern.wordClass("table").contains(graph.token(i).lower())
          && graph.token(i + 1).text().equals(number)) {
        return true;
      }
    }
    return false;
  }

  private void read(ResultTable.Row row, Optional<String> visit) {
    String name = ConceptCoder.plain(row.words(ResultTable.Role.TEST).orElse(""));
    String stated = row.words(ResultTable.Role.VALUE).orElse("");
    String number = MARKS.matcher(stated).replaceAll("").strip();
    if (name.isEmpty() || NOTHING.matcher(number).matches()) {
      return;
    }
    Optional<String> unit = row.words(ResultTable.Role.UNIT);
    Matcher named = UNIT_IN_NAME.matcher(name);
    if (named.matches() && isUnit(named.group(2))) {
      unit = unit.or(() -> Optional.of(named.group(2)));
      name = named.group(1);
    }
    Optional<Value> value = values.parse(joined(number, unit)).value();
    if (value.isEmpty()) {
      return;
    }
    Graph.Sentence sentence = graph.append(row.sentence());
    Graph.Node head = node(sentence, row, ResultTable.Role.TEST, MentionType.DIAGNOSTIC_PROCEDURE);
    ConceptCoder.Coded coded = facts.coder().test(name, value, sentence);
    FactDraft draft = new FactDraft(FactKind.MEASUREMENT, coded.concept(), head, "table-row");
    draft.visit = visit;
    draft.time = row.time().map(When.InWords::new);
    draft.value = value;
    draft.interpretation = judgement(sentence, row);
    draft.evidence.add(graph.evidence(sentence.first, sentence.end));
    draft.reference =
        row.words(ResultTable.Role.REFERENCE)
            .filter(range -> NUMBER.matcher(number).matches())
            .flatMap(range -> reference(range.strip(), value.get(), draft));
    draft.measurementCategory =
        vocabulary.testCategory(coded.concept().text()).orElse(MeasurementCategory.LABORATORY);
    facts.drafts().add(draft);
  }

  private Optional<Value> reference(String range, Value value, FactDraft draft) {
    return values
        .parse(range)
        .value()
        .filter(results::isRange)
        .map(read -> ResultReader.withUnit(read, Optional.of(value)));
  }

  private Graph.Node node(
      Graph.Sentence sentence, ResultTable.Row row, ResultTable.Role role, MentionType type) {
    Span cell = row.cells().get(role);
    int first = sentence.first;
    while (first < sentence.end - 1 && graph.token(first).span().end() <= cell.start()) {
      first++;
    }
    int end = first + 1;
    while (end < sentence.end && graph.token(end).span().start() < cell.end()) {
      end++;
    }
    return graph.add(type, first, end, 1, "table-cell");
  }

  // "Negative" in a cell means what it means in a sentence.
  private Optional<Interpretation> judgement(Graph.Sentence sentence, ResultTable.Row row) {
    Graph.Node cell = node(sentence, row, ResultTable.Role.VALUE, MentionType.LAB_VALUE);
    return results.judgements().judgement(graph, sentence, cell.first, cell.end);
  }

  private static String joined(String number, Optional<String> unit) {
    boolean bare = NUMBER.matcher(number).matches();
    return unit.filter(u -> bare).map(u -> number + " " + u.strip()).orElse(number);
  }

  private boolean isUnit(String words) {
    return values
        .parse("1 " + words)
        .value()
        .filter(Value.Measured.class::isInstance)
        .map(Value.Measured.class::cast)
        .flatMap(measured -> measured.amount().unit().ucum())
        .filter(code -> !code.equals("1"))
        .isPresent();
  }
}
