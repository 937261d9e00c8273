package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.PassageReading;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.context.ResultReader;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.patient.ResultTable;
import org.case2fhir.extraction.patient.ResultTable.Role;
import org.case2fhir.extraction.patient.ResultTable.Row;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.MeasurementCategory;
import org.case2fhir.model.Span;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * The results of a table, a measurement for each row. A unit is that of its cell, or of the name of
 * the test: "Urea (mmol/L)". They belong to the visit that the sentence tells of which cites the
 * table.
 */
final class TableFacts {
  private static final ResultReader RESULTS = ResultReader.builtIn();
  private static final ValueParser VALUES = new ValueParser(new Units(UnitTable.builtIn()));
  private static final Pattern UNIT_IN_NAME =
      Pattern.compile("^(.{2,80}?)(?:,| ?\\(| ?\\[) ?([^()\\[\\]]{1,20}?)[)\\]]?$");
  private static final Pattern NUMBER =
      Pattern.compile("^[<>\u2264\u2265=~ ]*\\d[\\d.,]*(?:[ -\u2013]+\\d[\\d.,]*)?$");
  private static final Pattern MARKS =
      Pattern.compile("[*\u2191\u2193\u2020\u2021]+| ?\\([HL]\\)$| [HL]$");

  private final Draftsman draftsman;
  private final Vocabulary vocabulary;

  TableFacts(Draftsman draftsman, Vocabulary vocabulary) {
    this.draftsman = draftsman;
    this.vocabulary = vocabulary;
  }

  List<Draft> read(List<ResultTable> tables, CaseTimeline timeline, int firstIndex) {
    List<Draft> drafts = new ArrayList<>();
    int index = firstIndex;
    for (ResultTable table : tables) {
      Optional<String> visit = visit(table, timeline);
      for (Row row : table.rows()) {
        TimedSentence place = new TimedSentence(index++, row.sentence(), visit, false, List.of());
        drafts.add(draft(place, row));
      }
    }
    return drafts;
  }

  private static Optional<String> visit(ResultTable table, CaseTimeline timeline) {
    Optional<String> cited =
        table
            .number()
            .map(n -> Pattern.compile("\\btable ?" + n + "\\b", Pattern.CASE_INSENSITIVE))
            .flatMap(
                words ->
                    timeline.sentences().stream()
                        .filter(place -> words.matcher(place.sentence().text()).find())
                        .flatMap(place -> place.visit().stream())
                        .findFirst());
    boolean single = timeline.visits().size() == 1;
    return cited.or(() -> single ? Optional.of(timeline.visits().get(0).id()) : Optional.empty());
  }

  private Draft draft(TimedSentence place, Row row) {
    PatientSentence sentence = row.sentence();
    String name = ConceptCoder.plain(row.words(Role.TEST).orElse(""));
    String number = MARKS.matcher(row.words(Role.VALUE).orElse("")).replaceAll("").strip();
    Optional<String> unit = row.words(Role.UNIT);
    Matcher named = UNIT_IN_NAME.matcher(name);
    if (named.matches() && isUnit(named.group(2))) {
      unit = unit.or(() -> Optional.of(named.group(2)));
      name = named.group(1);
    }
    String words = NUMBER.matcher(number).matches() ? joined(number, unit) : number;
    Optional<Value> value = words.isEmpty() ? Optional.empty() : VALUES.parse(words).value();
    Coded coded = draftsman.coder().test(name, value, sentence);
    Mention head = new Mention(MentionType.DIAGNOSTIC_PROCEDURE, row.cells().get(Role.TEST));
    Draft draft = draftsman.draft(FactKind.MEASUREMENT, coded, place, head);
    draft.evidence.clear();
    draft.evidence.add(draftsman.quotes().of(sentence, new Span(0, sentence.text().length())));
    draft.value = value;
    if (value.filter(Value.Words.class::isInstance).isPresent()) {
      judge(draft, row);
    }
    Optional<String> own = unit;
    draft.reference =
        row.words(Role.REFERENCE)
            .filter(range -> value.filter(v -> !(v instanceof Value.Words)).isPresent())
            .flatMap(range -> VALUES.parse(joined(range.strip(), own)).value())
            .filter(range -> !(range instanceof Value.Words));
    draft.measurementCategory =
        vocabulary.testCategory(coded.concept().text()).orElse(MeasurementCategory.LABORATORY);
    return draft;
  }

  // "Negative" in a cell means what it means in a sentence.
  private static void judge(Draft draft, Row row) {
    Mention told = new Mention(MentionType.LAB_VALUE, row.cells().get(Role.VALUE));
    PassageReading plain = row.sentence().reading();
    PassageReading reading =
        new PassageReading(
            plain.passage(),
            plain.sentences(),
            List.of(draft.head, told),
            Map.of(),
            List.of(new Relation(Relation.Kind.VALUE, draft.head, told)));
    RESULTS
        .results(reading, draft.head)
        .forEach(
            result -> {
              draft.value = result.value().or(() -> draft.value);
              draft.interpretation = result.interpretation();
            });
  }

  private static String joined(String number, Optional<String> unit) {
    boolean bare = NUMBER.matcher(number).matches();
    return unit.filter(u -> bare).map(u -> number + " " + u.strip()).orElse(number);
  }

  private static boolean isUnit(String words) {
    return VALUES
        .parse("1 " + words)
        .value()
        .filter(Value.Measured.class::isInstance)
        .map(Value.Measured.class::cast)
        .flatMap(measured -> measured.amount().unit().ucum())
        .filter(code -> !code.equals("1"))
        .isPresent();
  }
}
