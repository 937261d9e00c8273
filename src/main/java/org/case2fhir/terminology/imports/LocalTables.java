package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.TermSource;
import org.case2fhir.terminology.TextForm;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.imports.TableLayout.TableRow;

/**
 * A user's own tables, laid over the vocabulary: local words, local codes. Rows with one term are
 * one concept; of two concepts with one word the later wins.
 */
public final class LocalTables implements TermSource {
  private final String name;
  private final Map<Domain, Map<String, LocalTerm>> terms = new EnumMap<>(Domain.class);
  private final Map<Domain, Set<String>> written = new EnumMap<>(Domain.class);
  private final Map<String, String> units = new LinkedHashMap<>();
  private long rows;

  private LocalTables(String name) {
    this.name = name;
  }

  /** One word of a table: what it stands for, and whether it is the term itself or a synonym. */
  private record LocalTerm(LocalConcept concept, MatchKind kind) {}

  /** The rows of one term. */
  private static final class LocalConcept {
    private final String term;
    private final Map<String, Code> codes = new LinkedHashMap<>();
    private final Set<String> words = new LinkedHashSet<>();
    private final Set<Domain> domains = new LinkedHashSet<>();

    LocalConcept(String term) {
      this.term = term;
    }
  }

  /**
   * Reads a table, or every table in a folder in the order of their names.
   *
   * @param issues takes what is wrong with single rows
   * @throws RefusedReleaseException if it is not a table
   * @throws IOException if it cannot be read
   */
  public static LocalTables read(ReleaseFiles files, ImportIssues issues) throws IOException {
    LocalTables tables = new LocalTables(files.fileName());
    for (String file : tables(files)) {
      tables.read(files, file, issues);
    }
    return tables;
  }

  /**
   * The files that are taken for tables: the one file, or those of a folder by their names.
   *
   * @throws RefusedReleaseException if there is none
   */
  static List<String> tables(ReleaseFiles files) throws RefusedReleaseException {
    List<String> found =
        files.names().stream()
            .filter(file -> files.isSingle() || file.matches("(?i).*\\.(?:tsv|csv|txt)"))
            .toList();
    if (found.isEmpty()) {
      throw RefusedReleaseException.of(
          files.fileName(), 0, "the folder has no table", "put .tsv or .csv files there");
    }
    return found;
  }

  private void read(ReleaseFiles files, String file, ImportIssues issues) throws IOException {
    Map<String, LocalConcept> concepts = new LinkedHashMap<>();
    RowSyntax syntax = FormatDetector.syntax(files.head(file, FormatDetector.HEAD));
    try (DelimitedRows table = new DelimitedRows(file, files.open(file), syntax)) {
      TableLayout layout = TableLayout.read(table, ImportOptions.DEFAULT);
      while (table.advance()) {
        rows++;
        layout
            .row(table, issues)
            .filter(row -> !row.retired())
            .ifPresent(row -> take(row, concepts, issues, file));
      }
    }
    concepts.values().forEach(this::index);
  }

  private void take(
      TableRow row, Map<String, LocalConcept> concepts, ImportIssues issues, String file) {
    if (row.system().equals(TableLayout.UCUM)) {
      takeUnit(row, issues, file);
      return;
    }
    String key = row.domains() + TextForm.of(row.term());
    LocalConcept concept = concepts.computeIfAbsent(key, k -> new LocalConcept(row.term()));
    concept.codes.put(row.system(), new Code(row.system(), row.code(), row.display()));
    concept.words.add(row.term());
    concept.words.addAll(row.synonyms());
    concept.domains.addAll(row.domains());
  }

  private void takeUnit(TableRow row, ImportIssues issues, String file) {
    if (UnitTable.builtIn().ucum(row.code()).filter(row.code()::equals).isEmpty()) {
      issues.warn(
          "bad-code",
          Excerpt.of(row.code()) + " is not a unit of UCUM",
          file,
          row.line(),
          "write it as UCUM does: 10*9/L, mg/dL, mm[Hg]");
      return;
    }
    units.put(row.term(), row.code());
    row.synonyms().forEach(spelling -> units.put(spelling, row.code()));
  }

  private void index(LocalConcept concept) {
    for (String word : concept.words) {
      MatchKind kind = word.equals(concept.term) ? MatchKind.TERM : MatchKind.SYNONYM;
      for (Domain domain : concept.domains) {
        terms
            .computeIfAbsent(domain, d -> new HashMap<>())
            .put(TextForm.of(word), new LocalTerm(concept, kind));
        written.computeIfAbsent(domain, d -> new LinkedHashSet<>()).add(word);
      }
    }
  }

  /** Rows that were read. */
  public long rows() {
    return rows;
  }

  /** UCUM codes by the user's spellings of units: rows whose system is UCUM. */
  public Map<String, String> units() {
    return units;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<TermMatch> match(Domain domain, String normalForm, String text) {
    return domain.withIncluded().stream()
        .flatMap(own -> lookUp(own, normalForm).stream())
        .findFirst()
        .map(
            found ->
                TermMatch.of(
                    found.concept.term,
                    List.copyOf(found.concept.codes.values()),
                    found.kind,
                    text,
                    name));
  }

  @Override
  public Stream<String> terms(Domain domain) {
    return written.getOrDefault(domain, Set.of()).stream();
  }

  private Optional<LocalTerm> lookUp(Domain domain, String form) {
    return Optional.ofNullable(terms.getOrDefault(domain, Map.of()).get(form));
  }
}
