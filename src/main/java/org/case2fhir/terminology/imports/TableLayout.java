package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.DelimitedRows.Columns;
import org.case2fhir.terminology.imports.DomainWords.FullySpecified;

/** Which column of a user's table holds what, and what its rows therefore mean. */
final class TableLayout {
  static final String[] CODE = {"code", "concept code", "conceptid", "concept id", "id", "curie"};

  /** Characters; a name of SNOMED CT has 255 at most. */
  private static final int LONGEST_TERM = 300;

  static final String[] SYSTEM = {
    "system", "code system", "codesystem", "vocabulary", "vocabulary id", "terminology"
  };
  static final String[] DISPLAY = {
    "display", "concept name", "name", "label", "preferred name", "fsn", "description", "title"
  };
  private static final String[] TERM = {"term", "local term", "preferred", "preferred term"};
  private static final String[] SYNONYMS = {
    "synonyms", "synonym", "aliases", "other names", "alternative names"
  };
  static final String[] DOMAIN = {
    "domain", "domain id", "concept class", "concept class id", "class", "kind"
  };
  private static final String[] RETIRED = {
    "retired", "inactive", "deprecated", "obsolete", "invalid", "invalid reason", "status"
  };
  private static final String[] BILLABLE = {"billable"};

  /** Rows of this system are units, which have no domain. */
  static final String UCUM = "http://unitsofmeasure.org";

  private static final Set<String> RETIRED_WORDS =
      Set.of("1", "true", "yes", "y", "d", "u", "retired", "inactive", "deprecated", "obsolete");

  private static final String[] SUCCESSOR = {"replaced by", "map to", "successor"};

  private final Columns columns;
  private final Map<String[], Integer> places = new IdentityHashMap<>();
  private final ImportOptions options;
  private final Optional<Set<Domain>> fileDomains;

  private TableLayout(Columns columns, ImportOptions options, String file) {
    this.columns = columns;
    for (String[] names :
        List.of(CODE, SYSTEM, DISPLAY, TERM, SYNONYMS, DOMAIN, RETIRED, BILLABLE, SUCCESSOR)) {
      places.put(names, columns.of(names));
    }
    this.options = options;
    String base = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    this.fileDomains = DomainWords.COLUMN_WORDS.find(base);
  }

  /**
   * Reads the header.
   *
   * @throws RefusedReleaseException if a column is missing without which no row means anything
   */
  static TableLayout read(DelimitedRows table, ImportOptions options) throws IOException {
    if (!table.advance()) {
      throw RefusedReleaseException.of(table.name(), 0, "the table is empty", "check the file");
    }
    Columns columns = new Columns(table.cells());
    if (!columns.has(CODE)) {
      throw missing(table, "`code`", "name the column in the header");
    }
    if (!columns.has(DISPLAY) && !columns.has(TERM)) {
      throw missing(table, "`display` or `term`", "name the column in the header");
    }
    if (!columns.has(SYSTEM) && options.system().isEmpty()) {
      throw missing(table, "`system`", "add the column, or say --system URI");
    }
    if (options.system().isPresent() && KnownSystem.uri(options.system().get()).isEmpty()) {
      throw RefusedReleaseException.of(
          table.name(), 0, "the code system is neither a known name nor a URI", "say --system URI");
    }
    return new TableLayout(columns, options, table.name());
  }

  private static RefusedReleaseException missing(
      DelimitedRows table, String column, String remedy) {
    return RefusedReleaseException.of(
        table.name(), 1, "the header has no column " + column, remedy);
  }

  Columns columns() {
    return columns;
  }

  /** Says which columns are not read, and which are there twice. */
  void checkHeader(ImportIssues issues, String file) {
    for (String name : columns.twice()) {
      issues.warn(
          "duplicate-column",
          "the column " + Excerpt.of(name) + " is there twice, and the first one is read",
          file,
          1,
          "delete one of them");
    }
    for (String name : columns.strangers(places.values())) {
      issues.add(
          Issue.information(
              "unknown-column",
              "the column " + Excerpt.of(name) + " is not read",
              new Location(file, 1, 0, ""),
              ""));
    }
  }

  /** Says when the word for the domain is none. */
  void checkDomain(DelimitedRows table, ImportIssues issues) {
    String word = cell(table, DOMAIN);
    boolean unit = system(table).filter(UCUM::equals).isPresent();
    if (!word.isEmpty() && !unit && DomainWords.COLUMN_WORDS.find(word).isEmpty()) {
      issues.warn(
          "unknown-domain",
          Excerpt.of(word) + " is not a domain",
          table.name(),
          table.line(),
          "write one such as condition, finding, test, medication, procedure, body-site");
    }
  }

  /** What the row that the table stands at means; absent if it cannot be used. */
  Optional<TableRow> row(DelimitedRows table, ImportIssues issues) {
    String code = cell(table, CODE);
    String term = cell(table, TERM);
    String display = cell(table, DISPLAY);
    if (code.isEmpty() || (term.isEmpty() && display.isEmpty())) {
      issues.warn(
          "incomplete-row", "a row has no code or no name", table.name(), table.line(), "fill it");
      return Optional.empty();
    }
    Optional<String> system = system(table);
    if (system.isEmpty()) {
      issues.warn(
          "unknown-system",
          "the code system is neither a known name nor a URI",
          table.name(),
          table.line(),
          "write its canonical URI");
      return Optional.empty();
    }
    if (Stream.of(code, system.get(), term, display).anyMatch(Excerpt::hasControls)) {
      issues.warn(
          "control-character",
          "a code or name has control characters, and the row is not used",
          table.name(),
          table.line(),
          "write it again without them");
      return Optional.empty();
    }
    String name = display.isEmpty() ? term : display;
    Optional<Set<Domain>> domains = domains(table, system.get(), name);
    boolean retired = isRetired(table);
    if (domains.isEmpty() && !retired && !system.get().equals(UCUM)) {
      issues.warn(
          "unknown-domain",
          "nothing says what the code is used for",
          table.name(),
          table.line(),
          "add a column `domain`, or say --domain");
    }
    List<String> synonyms = synonyms(table);
    if (synonyms.stream().anyMatch(TableLayout::isSeveral)) {
      issues.warn(
          "unseparated-synonyms",
          "a synonym has a semicolon or more than " + LONGEST_TERM + " characters",
          table.name(),
          table.line(),
          "separate synonyms by a bar: fits|seizures");
    }
    return Optional.of(
        new TableRow(
            system.get(),
            code,
            name,
            term.isEmpty() ? name : term,
            synonyms,
            domains.orElse(Set.of()),
            retired,
            cell(table, SUCCESSOR),
            table.line()));
  }

  private String cell(DelimitedRows table, String[] names) {
    return table.cell(places.get(names));
  }

  private Optional<String> system(DelimitedRows table) {
    String cell = cell(table, SYSTEM);
    return cell.isEmpty() ? options.system().flatMap(KnownSystem::uri) : KnownSystem.uri(cell);
  }

  private List<String> synonyms(DelimitedRows table) {
    return Stream.of(cell(table, SYNONYMS).split("\\|", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Whether a word is more than one, as no text has it, which would never be found. */
  private static boolean isSeveral(String word) {
    return word.indexOf(';') >= 0 || word.length() > LONGEST_TERM;
  }

  private boolean isRetired(DelimitedRows table) {
    return RETIRED_WORDS.contains(cell(table, RETIRED).toLowerCase(Locale.ROOT));
  }

  /**
   * The row's own word decides, then the user, then the file's name, then the name's semantic tag,
   * then the system. Present but empty: the code is known to code nothing.
   */
  private Optional<Set<Domain>> domains(DelimitedRows table, String system, String display) {
    if (cell(table, BILLABLE).equals("0")) {
      return Optional.of(Set.of());
    }
    Optional<Set<Domain>> own = DomainWords.COLUMN_WORDS.find(cell(table, DOMAIN));
    return own.or(() -> options.domain().map(EnumSet::of))
        .or(() -> fileDomains)
        .or(() -> FullySpecified.domains(display))
        .or(() -> KnownSystem.domainsOf(system, display));
  }

  /**
   * One row of a user's table.
   *
   * @param system canonical URI
   * @param display the system's name for the code
   * @param term the user's own word, the display where there is none
   * @param domains what the code may be used for
   * @param retired whether the row says that the code is no longer in use
   * @param successor code that replaces a retired one; may be empty
   * @param line where the row stands
   */
  record TableRow(
      String system,
      String code,
      String display,
      String term,
      List<String> synonyms,
      Set<Domain> domains,
      boolean retired,
      String successor,
      int line) {
    public TableRow {
      synonyms = List.copyOf(synonyms);
      domains = Set.copyOf(domains);
    }
  }
}
