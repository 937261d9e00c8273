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
import org.case2fhir.reading.PatientText.PatientSentence;

/**
 * A table of one patient's results: a test, its value or values at several times, and perhaps unit
 * and reference range in each row; the times may stand in a second row of headings. Only a table
 * whose every heading is known is one; what it is about is never guessed.
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
    List<Span> headings = all.get(0);
    int first = 1;
    int value = valueColumn(document, headings);
    if (value >= 0 && all.size() > 2 && headings.size() + all.get(1).size() - 1 == width) {
      // "Result" over "Admission" and "Day 3"
      headings = new ArrayList<>(headings);
      headings.remove(value);
      headings.addAll(value, all.get(1));
      first = 2;
    }
    List<Role> roles = roles(document, headings, width, column);
    if (first == 2 && roles.isEmpty() || !isResults(roles)) {
      return Optional.empty();
    }
    List<Row> rows = new ArrayList<>();
    for (List<Span> cells : all.subList(first, all.size())) {
      rows.addAll(rows(document, cells, roles, headings));
    }
    Optional<String> number =
        caption.map(CAPTION::matcher).filter(m -> m.find()).map(m -> m.group(1));
    return rows.isEmpty() ? Optional.empty() : Optional.of(new ResultTable(number, rows));
  }

  // The only column of values; -1 where there is none or are several.
  private static int valueColumn(SourceDocument document, List<Span> headings) {
    int found = -1;
    for (int i = 0; i < headings.size(); i++) {
      if (role(words(document, headings.get(i))).filter(Role.VALUE::equals).isPresent()) {
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

  private static List<Role> roles(
      SourceDocument document, List<Span> headings, int width, Column column) {
    List<Role> roles = new ArrayList<>();
    int patient = 0;
    // The heading of the first column is often empty.
    if (headings.size() == width - 1) {
      roles.add(Role.TEST);
    }
    for (Span heading : headings) {
      String words = words(document, heading);
      Optional<Role> role =
          role(words).or(() -> isTime(words) ? Optional.of(Role.VALUE) : Optional.empty());
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
        && count(roles, Role.VALUE) >= 1
        && count(roles, Role.UNIT) <= 1
        && count(roles, Role.REFERENCE) <= 1;
  }

  private static long count(List<Role> roles, Role role) {
    return roles.stream().filter(role::equals).count();
  }

  // Empty cells are not there: of a row that lacks some, only what must be where it is counts.
  private static List<Row> rows(
      SourceDocument document, List<Span> cells, List<Role> roles, List<Span> headings) {
    boolean whole = cells.size() == roles.size();
    boolean single = count(roles, Role.VALUE) == 1;
    boolean shorter = !whole && single && roles.get(1) == Role.VALUE && cells.size() >= 2;
    if (!whole && !shorter) {
      return List.of();
    }
    Passage passage = Passage.of(document, cells);
    Sentence sentence =
        new Sentence(new Span(0, passage.text().length()), Tokenizer.tokens(passage.text()));
    PatientSentence source = new PatientSentence(SectionKind.TABLE, true, passage, sentence);
    Map<Role, Span> shared = new EnumMap<>(Role.class);
    for (int i = 0; i < (whole ? cells.size() : 2); i++) {
      if (roles.get(i) != Role.VALUE) {
        shared.put(roles.get(i), place(document, cells, i));
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < (whole ? cells.size() : 2); i++) {
      if (roles.get(i) == Role.VALUE) {
        Map<Role, Span> places = new EnumMap<>(shared);
        places.put(Role.VALUE, place(document, cells, i));
        int heading = i - (roles.size() - headings.size());
        Optional<String> time =
            Optional.of(heading)
                .filter(h -> h >= 0 && !single)
                .map(h -> words(document, headings.get(h)));
        rows.add(new Row(source, places, time));
      }
    }
    return rows;
  }

  // Cells stand in the passage one behind the other, with whatever is put between them.
  private static Span place(SourceDocument document, List<Span> cells, int index) {
    int end = Passage.of(document, cells.subList(0, index + 1)).text().length();
    int own = Passage.of(document, cells.subList(index, index + 1)).text().length();
    return new Span(Math.max(0, end - Math.max(1, own)), Math.max(1, end));
  }
}
