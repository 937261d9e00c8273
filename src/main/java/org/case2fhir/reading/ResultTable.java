package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.document.Headings;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.Sentence;
import org.case2fhir.mention.Tokenizer;
import org.case2fhir.model.Span;

/**
 * A table of one patient's results: a test, its value and perhaps unit and reference range in each
 * row. Only a table whose every heading is known is one; what it is about is never guessed.
 *
 * @param number of the table in the article: "1", where its caption says it
 * @param rows without the heading
 */
record ResultTable(Optional<String> number, List<Row> rows) {
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
   */
  record Row(PatientSentence sentence, Map<Role, Span> cells) {
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

  /**
   * Reads a table section.
   *
   * @param caption what stands before it
   * @param column whose column to read
   * @return absent if it is no table of one patient's results
   */
  static Optional<ResultTable> of(
      SourceDocument document, Section section, Optional<String> caption, Column column) {
    List<List<Span>> all = section.paragraphs();
    if (section.kind() != SectionKind.TABLE || all.size() < 2 || all.size() > MOST_ROWS) {
      return Optional.empty();
    }
    int width = all.stream().skip(1).mapToInt(List::size).max().orElse(0);
    List<Role> roles = roles(document, all.get(0), width, column);
    if (!isResults(roles)) {
      return Optional.empty();
    }
    List<Row> rows = new ArrayList<>();
    for (List<Span> cells : all.subList(1, all.size())) {
      row(document, cells, roles).ifPresent(rows::add);
    }
    Optional<String> number =
        caption.map(CAPTION::matcher).filter(m -> m.find()).map(m -> m.group(1));
    return rows.isEmpty() ? Optional.empty() : Optional.of(new ResultTable(number, rows));
  }

  private static List<Role> roles(
      SourceDocument document, List<Span> headings, int width, Column column) {
    List<Role> roles = new ArrayList<>();
    int patient = 0;
    // The heading of the first column is often empty.
    if (headings.size() == width - 1) {
      roles.add(Role.TEST);
    }
    for (Span heading : headings) {
      String words =
          document.text().substring(heading.start(), heading.end()).replaceAll("[*_:]", "").strip();
      Optional<Role> role = role(words);
      if (Headings.label(words).isPresent()) {
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

  private static boolean isResults(List<Role> roles) {
    return roles.size() >= 2
        && roles.get(0) == Role.TEST
        && count(roles, Role.TEST) == 1
        && count(roles, Role.VALUE) == 1
        && count(roles, Role.UNIT) <= 1
        && count(roles, Role.REFERENCE) <= 1;
  }

  private static long count(List<Role> roles, Role role) {
    return roles.stream().filter(role::equals).count();
  }

  // Empty cells are not there: of a row that lacks some, only what must be where it is counts.
  private static Optional<Row> row(SourceDocument document, List<Span> cells, List<Role> roles) {
    boolean whole = cells.size() == roles.size();
    boolean shorter = !whole && roles.get(1) == Role.VALUE && cells.size() >= 2;
    if (!whole && !shorter) {
      return Optional.empty();
    }
    Map<Role, Span> places = new EnumMap<>(Role.class);
    for (int i = 0; i < (whole ? cells.size() : 2); i++) {
      places.put(roles.get(i), place(document, cells, i));
    }
    Passage passage = Passage.of(document, cells);
    Sentence sentence =
        new Sentence(new Span(0, passage.text().length()), Tokenizer.tokens(passage.text()));
    return Optional.of(
        new Row(new PatientSentence(SectionKind.TABLE, true, passage, sentence), places));
  }

  // Cells stand in the passage one behind the other, with whatever is put between them.
  private static Span place(SourceDocument document, List<Span> cells, int index) {
    int end = Passage.of(document, cells.subList(0, index + 1)).text().length();
    int own = Passage.of(document, cells.subList(index, index + 1)).text().length();
    return new Span(Math.max(0, end - Math.max(1, own)), Math.max(1, end));
  }
}
