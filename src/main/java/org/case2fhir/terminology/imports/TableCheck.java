package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.terminology.CodeSystem;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TextForm;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.imports.TableLayout.TableRow;
import org.case2fhir.terminology.index.InstalledTerms;
import org.case2fhir.terminology.index.TermIndex;
import org.case2fhir.terminology.index.TermIndex.Hit;

/**
 * Checks a user's table row by row: cells, code systems, check digits, domains, words with two
 * meanings; and its codes and displays where their release is installed.
 */
public final class TableCheck {
  private static final int MOST_OF_A_KIND = 1_000;

  /** Rows beyond are not compared with each other; a table that a person keeps has fewer. */
  private static final int MOST_COMPARED = 100_000;

  private final InstalledTerms installed;
  private final List<TermIndex> indexes;
  private final Map<String, WordPlace> words = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();

  /**
   * @param indexes terminologies that codes are looked up in
   */
  public TableCheck(List<TermIndex> indexes) {
    this.indexes = List.copyOf(indexes);
    this.installed = new InstalledTerms(indexes);
  }

  /** What a word stands for, and on which line that is said. */
  private record WordPlace(String code, int line) {}

  /** Takes the rows that can be used. */
  interface RowSink {
    void take(TableRow row) throws IOException;
  }

  /**
   * All that is wrong with a table, or with the tables of a folder.
   *
   * @throws RefusedReleaseException if it is not a table
   * @throws IOException if it cannot be read
   */
  public List<Issue> run(ReleaseFiles files) throws IOException {
    List<Issue> all = new ArrayList<>();
    for (String file : LocalTables.tables(files)) {
      ImportIssues issues = new ImportIssues(file, MOST_OF_A_KIND);
      RowSyntax syntax = FormatDetector.syntax(files.head(file, FormatDetector.HEAD));
      try (DelimitedRows table = new DelimitedRows(file, files.open(file), syntax)) {
        read(table, ImportOptions.DEFAULT, issues, row -> {});
      }
      all.addAll(issues.all());
    }
    return all;
  }

  /**
   * Reads a table and checks it: what is wrong is the same whether it is checked or imported.
   *
   * @return the number of rows
   */
  long read(DelimitedRows table, ImportOptions options, ImportIssues issues, RowSink sink)
      throws IOException {
    TableLayout layout = TableLayout.read(table, options);
    long rows = 0;
    layout.checkHeader(issues, table.name());
    words.clear();
    seen.clear();
    while (table.advance()) {
      rows++;
      if (table.width() != layout.columns().width()) {
        issues.warn(
            "wrong-width",
            "the row has %d cells, the header %d"
                .formatted(table.width(), layout.columns().width()),
            table.name(),
            table.line(),
            "a cell may hold a separator, or be missing");
      }
      layout.checkDomain(table, issues);
      Optional<TableRow> row = layout.row(table, issues);
      if (row.isPresent()) {
        check(row.get(), table.name(), issues);
        sink.take(row.get());
      }
    }
    return rows;
  }

  private void check(TableRow row, String file, ImportIssues issues) {
    if (!CodeSystem.isUsual(row.system(), row.code())) {
      add(
          issues,
          Severity.ERROR,
          "bad-code",
          row,
          file,
          "look the code up again",
          () -> Excerpt.of(row.code()) + " has not the form or the check digit of its system");
    }
    checkInstalled(row, file, issues);
    String form = TextForm.of(row.term());
    checkWord(row.term(), form, row, file, issues);
    row.synonyms().forEach(word -> checkWord(word, TextForm.of(word), row, file, issues));
    String whole = row.domains() + form + '\t' + row.system() + row.code();
    Integer before = seen.get(whole);
    if (seen.size() < MOST_COMPARED) {
      seen.putIfAbsent(whole, row.line());
    }
    if (before != null) {
      add(
          issues,
          Severity.WARNING,
          "duplicate-row",
          row,
          file,
          "delete one of them",
          () -> "the row says the same as line " + before);
    }
  }

  private void checkWord(String word, String form, TableRow row, String file, ImportIssues issues) {
    if (form.isEmpty()) {
      add(
          issues,
          Severity.WARNING,
          "empty-term",
          row,
          file,
          "write the term",
          () -> Excerpt.of(word) + " has no letter and no digit");
      return;
    }
    for (Domain domain : row.domains()) {
      String key = domain + form + '\t' + row.system();
      WordPlace other = words.get(key);
      if (words.size() < MOST_COMPARED) {
        words.putIfAbsent(key, new WordPlace(row.code(), row.line()));
      }
      if (other != null && !other.code().equals(row.code())) {
        add(
            issues,
            Severity.WARNING,
            "ambiguous-term",
            row,
            file,
            "the last one wins; delete the others",
            () ->
                "%s stands for %s here and for %s on line %d"
                    .formatted(
                        Excerpt.of(word),
                        Excerpt.of(row.code()),
                        Excerpt.of(other.code()),
                        other.line()));
      }
    }
  }

  private void checkInstalled(TableRow row, String file, ImportIssues issues) {
    if (indexes.stream().noneMatch(i -> i.header().systems().contains(row.system()))) {
      return;
    }
    Optional<Hit> hit = installed.code(row.system(), row.code());
    if (hit.isEmpty()) {
      add(
          issues,
          Severity.WARNING,
          "unknown-code",
          row,
          file,
          "look the code up again",
          () -> Excerpt.of(row.code()) + " is not in the installed release of its system");
    } else if (!hit.get().concept().successor().isEmpty()) {
      String successor = hit.get().concept().successor();
      add(
          issues,
          Severity.WARNING,
          "retired-code",
          row,
          file,
          "use " + successor,
          () -> Excerpt.of(row.code()) + " is retired");
    } else if (!TextForm.of(hit.get().concept().display()).equals(TextForm.of(row.display()))
        && installed.all(row.display()).stream()
            .noneMatch(named -> named.concept().code().equals(row.code()))) {
      add(
          issues,
          Severity.INFORMATION,
          "other-display",
          row,
          file,
          "check that this is the code that is meant",
          () ->
              "the installed release calls "
                  + Excerpt.of(row.code())
                  + " "
                  + Excerpt.of(hit.get().concept().display()));
    }
  }

  private static void add(
      ImportIssues issues,
      Severity severity,
      String code,
      TableRow row,
      String file,
      String remedy,
      Supplier<String> message) {
    Location place = new Location(file, row.line(), 0, "");
    issues.add(severity, code, () -> new Issue(severity, code, message.get(), place, remedy));
  }
}
