package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.Headings;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.mention.Tokenizer;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Span;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.reading.PatientText.PatientSentence;
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

  private static final Set<String> NO_VALUES = TokenPattern.wordClass("not-measured");

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
      } else if (table.unread() > 0) {
        facts.report(
            Issue.warning(
                "unread-table",
                "rows of a table have too few or too many cells and are not read: "
                    + table.unread(),
                Location.of(facts.graph().document().id()),
                "add their results to the case by hand"));
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
    boolean named = name.chars().anyMatch(Character::isLetter);
    if (!named || NOTHING.matcher(number).matches() || NO_VALUES.contains(lower(number))) {
      return;
    }
    Optional<String> unit = row.words(ResultTable.Role.UNIT);
    Matcher parts = UNIT_IN_NAME.matcher(name);
    if (parts.matches() && isUnit(parts.group(2))) {
      unit = unit.or(() -> Optional.of(parts.group(2)));
      name = parts.group(1);
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
            .flatMap(range -> reference(range.strip(), value.get()));
    draft.measurementCategory = vocabulary.testCategory(coded.concept().text(), value);
    facts.drafts().add(draft);
  }

  private Optional<Value> reference(String range, Value value) {
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

  private static String lower(String words) {
    return words.toLowerCase(Locale.ROOT);
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

  /**
   * A table of one patient's results: a test, its value or values at several times, and perhaps
   * unit and reference range in each row; the times may stand in a second row of headings. Only a
   * table whose every heading is known is one; what it is about is never guessed.
   *
   * @param number of the table in the article: "1", where its caption says it
   * @param rows without the heading
   * @param unread rows that do not fit the headings
   */
  record ResultTable(Optional<String> number, List<Row> rows, int unread) {
    private static final Pattern CAPTION =
        Pattern.compile("^\\W{0,3}table ?(\\d{1,2}|[ivx]{1,4})\\b", Pattern.CASE_INSENSITIVE);
    private static final int MOST_ROWS = 200;

    /** What a column holds. */
    enum Role {
      TEST,
      VALUE,
      UNIT,
      REFERENCE,
      /** Nothing that a result needs. */
      OTHER
    }

    /**
     * One result.
     *
     * @param sentence the row as it stands in the document
     * @param cells where in the row's passage each thing stands
     * @param time when it was, as the heading of its column says
     */
    record Row(PatientSentence sentence, Map<Role, Span> cells, Optional<String> time) {
      Row {
        cells = Map.copyOf(cells);
      }

      /** The words of a cell. */
      Optional<String> words(Role role) {
        return Optional.ofNullable(cells.get(role)).map(sentence::words);
      }
    }

    /**
     * Whose column is read where a table has one for each of several patients.
     *
     * @param patient from 1
     * @param patients of the article
     */
    record Column(int patient, int patients) {}

    /** A heading has one of the words, and beside them no other words than those. */
    private record Heading(Role role, Set<String> words, Set<String> beside) {
      static Heading of(RuleTable.Row row) {
        return new Heading(
            Role.valueOf(row.get("role").toUpperCase(Locale.ROOT)),
            Set.copyOf(row.list("words")),
            Set.copyOf(row.list("beside")));
      }

      boolean fits(List<String> heading) {
        return heading.stream().anyMatch(words::contains)
            && heading.stream().allMatch(word -> words.contains(word) || beside.contains(word));
      }
    }

    private static final List<Heading> HEADINGS =
        RuleTable.builtIn("result-columns.tsv").rows().stream().map(Heading::of).toList();

    /** What the heading of a column says that it holds. */
    static Optional<Role> role(String heading) {
      List<String> words =
          Tokenizer.tokens(heading).stream()
              .map(span -> heading.substring(span.start(), span.end()).toLowerCase(Locale.ROOT))
              .toList();
      return HEADINGS.stream().filter(h -> h.fits(words)).map(Heading::role).findFirst();
    }

    ResultTable {
      rows = List.copyOf(rows);
    }

    /** How many characters of the document its rows repeat. */
    int length() {
      return rows.stream().mapToInt(row -> row.sentence().passage().text().length()).sum();
    }

    /**
     * A table section before it is known whose results to take from it. Each row is made ready once
     * and shared by all patients.
     */
    static final class Grid {
      private final SourceDocument document;
      private final Optional<String> number;
      private final List<Span> headings;
      private final List<Optional<Role>> named = new ArrayList<>();
      private final BitSet patients = new BitSet();
      private final int width;
      private final Optional<Over> over;
      private final List<Cells> rows;

      private Grid(
          SourceDocument document,
          Optional<String> number,
          List<Span> headings,
          int width,
          Optional<Over> over,
          List<List<Span>> rows) {
        this.document = document;
        this.number = number;
        this.headings = headings;
        this.width = width;
        this.over = over;
        this.rows = rows.stream().map(cells -> new Cells(document, cells)).toList();
        for (Span heading : headings) {
          String words = ResultTable.words(document, heading);
          if (Headings.label(words).isPresent()) {
            patients.set(named.size());
          }
          named.add(
              role(words).or(() -> isTime(words) ? Optional.of(Role.VALUE) : Optional.empty()));
        }
      }

      /**
       * Reads a table section.
       *
       * @param caption what stands before it
       * @return absent if it is no table that could hold results
       */
      static Optional<Grid> of(SourceDocument document, Section section, Optional<String> caption) {
        List<List<Span>> all = section.paragraphs();
        if (section.kind() != SectionKind.TABLE || all.size() < 2 || all.size() > MOST_ROWS) {
          return Optional.empty();
        }
        int width = all.stream().skip(1).mapToInt(List::size).max().orElse(0);
        List<Span> headings = all.get(0);
        int first = 1;
        int value = valueColumn(document, headings);
        Optional<Over> over = Optional.empty();
        if (value >= 0 && all.size() > 2 && headings.size() + all.get(1).size() - 1 == width) {
          // "Result" over "Admission" and "Day 3", "Hospital day" over "1" and "3"
          over = Optional.of(new Over(headings.get(value), value, value + all.get(1).size()));
          headings = new ArrayList<>(headings);
          headings.remove(value);
          headings.addAll(value, all.get(1));
          first = 2;
        }
        Optional<String> number =
            caption.map(CAPTION::matcher).filter(m -> m.find()).map(m -> m.group(1));
        return Optional.of(
            new Grid(document, number, headings, width, over, all.subList(first, all.size())));
      }

      /**
       * The results of one patient.
       *
       * @param column whose column to read
       * @return absent if it is no table of one patient's results
       */
      Optional<ResultTable> results(Column column) {
        List<Role> roles = roles(column);
        if (over.isPresent() && roles.isEmpty() || !isResults(roles)) {
          return Optional.empty();
        }
        List<Row> results = new ArrayList<>();
        int unread = 0;
        for (Cells cells : rows) {
          List<Row> own = rows(cells, roles);
          results.addAll(own);
          // A row of one cell names a group of tests.
          unread += own.isEmpty() && cells.size() > 1 ? 1 : 0;
        }
        return results.isEmpty()
            ? Optional.empty()
            : Optional.of(new ResultTable(number, results, unread));
      }

      private List<Role> roles(Column column) {
        List<Role> roles = new ArrayList<>();
        int patient = 0;
        // The heading of the first column is often empty.
        if (headings.size() == width - 1) {
          roles.add(Role.TEST);
        }
        for (int i = 0; i < named.size(); i++) {
          Optional<Role> role = named.get(i);
          if (patients.get(i)) {
            patient++;
            role = Optional.of(patient == column.patient() ? Role.VALUE : Role.OTHER);
          } else if (column.patients() > 1 && role.filter(Role.VALUE::equals).isPresent()) {
            // Of several patients a single column is about nobody in particular.
            return List.of();
          }
          if (role.isEmpty()) {
            return List.of();
          }
          roles.add(role.get());
        }
        return patient == 0 || patient == column.patients() ? roles : List.of();
      }

      // "3" below "Hospital day" is "Hospital day 3".
      private String time(int heading) {
        String own = ResultTable.words(document, headings.get(heading));
        boolean number = own.chars().noneMatch(Character::isLetter);
        return over.filter(o -> number && heading >= o.first() && heading < o.end())
            .map(o -> ResultTable.words(document, o.heading()) + " " + own)
            .orElse(own);
      }

      // Empty cells are not there: of a row that lacks some, only what must be where it is counts.
      private List<Row> rows(Cells cells, List<Role> roles) {
        boolean whole = cells.size() == roles.size();
        boolean single = count(roles, Role.VALUE) == 1;
        boolean shorter = !whole && single && roles.get(1) == Role.VALUE && cells.size() >= 2;
        if (!whole && !shorter) {
          return List.of();
        }
        Map<Role, Span> shared = new EnumMap<>(Role.class);
        for (int i = 0; i < (whole ? cells.size() : 2); i++) {
          if (roles.get(i) != Role.VALUE && roles.get(i) != Role.OTHER) {
            shared.put(roles.get(i), cells.place(i));
          }
        }
        List<Row> results = new ArrayList<>();
        for (int i = 0; i < (whole ? cells.size() : 2); i++) {
          if (roles.get(i) == Role.VALUE) {
            Map<Role, Span> places = new EnumMap<>(shared);
            places.put(Role.VALUE, cells.place(i));
            int heading = i - (roles.size() - headings.size());
            Optional<String> time =
                Optional.of(heading).filter(h -> h >= 0 && !single).map(this::time);
            results.add(new Row(cells.sentence(), places, time));
          }
        }
        return results;
      }
    }

    /**
     * A heading over those of several columns.
     *
     * @param first of the columns below it
     * @param end behind the last of them
     */
    private record Over(Span heading, int first, int end) {}

    /** The cells of a row, one behind the other in a passage, with whatever is put between them. */
    private static final class Cells {
      private final SourceDocument document;
      private final List<Span> spans;
      private Optional<PatientSentence> sentence = Optional.empty();
      private int[] ends = new int[0];

      Cells(SourceDocument document, List<Span> spans) {
        this.document = document;
        this.spans = spans;
      }

      int size() {
        return spans.size();
      }

      /** Made when it is first asked for: most tables are no results. */
      PatientSentence sentence() {
        if (sentence.isEmpty()) {
          Passage passage = Passage.of(document, spans);
          String text = passage.text();
          Sentence whole = new Sentence(new Span(0, text.length()), Tokenizer.tokens(text));
          sentence = Optional.of(new PatientSentence(SectionKind.TABLE, true, passage, whole));
          ends = Passage.ends(document, spans);
        }
        return sentence.get();
      }

      /** Where a cell stands in the passage. */
      Span place(int index) {
        sentence();
        int own = Passage.of(document, spans.subList(index, index + 1)).text().length();
        int end = ends[index];
        return new Span(Math.max(0, end - Math.max(1, own)), Math.max(1, end));
      }
    }

    // The only column of values; -1 where there is none or are several.
    private static int valueColumn(SourceDocument document, List<Span> headings) {
      int found = -1;
      for (int i = 0; i < headings.size(); i++) {
        String words = words(document, headings.get(i));
        if (role(words).filter(Role.VALUE::equals).isPresent() || isTime(words)) {
          found = found < 0 ? i : headings.size();
        }
      }
      return found < headings.size() ? found : -1;
    }

    private static String words(SourceDocument document, Span span) {
      return document.text().substring(span.start(), span.end()).replaceAll("[*_:]", "").strip();
    }

    // "Day 3", "2 weeks", "Admission"
    private static boolean isTime(String heading) {
      Set<String> times = TokenPattern.wordClass("time-column");
      return Tokenizer.tokens(heading).stream()
              .map(span -> heading.substring(span.start(), span.end()).toLowerCase(Locale.ROOT))
              .allMatch(word -> Character.isDigit(word.charAt(0)) || times.contains(word))
          && !heading.isBlank();
    }

    private static boolean isResults(List<Role> roles) {
      return roles.size() >= 2
          && roles.get(0) == Role.TEST
          && count(roles, Role.TEST) == 1
          && count(roles, Role.VALUE) >= 1
          && count(roles, Role.UNIT) <= 1
          && count(roles, Role.REFERENCE) <= 1;
    }

    private static long count(List<Role> roles, Role role) {
      return roles.stream().filter(role::equals).count();
    }
  }
}
