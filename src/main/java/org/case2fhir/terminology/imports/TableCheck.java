package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  private final InstalledTerms installed;
  private final List<TermIndex> indexes;
  private final Map<String, TableRow> words = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();

  /**
   * @param indexes terminologies that codes are looked up in
   */
  public TableCheck(List<TermIndex> indexes) {
    this.indexes = List.copyOf(indexes);
    this.installed = new InstalledTerms(indexes);
  }

  /**
   * All that is wrong with a table, or with the tables of a folder.
   *
   * @throws RefusedReleaseException if it is no table
   * @throws IOException if it cannot be read
   */
  public List<Issue> run(ReleaseFiles files) throws IOException {
    List<Issue> all = new ArrayList<>();
    for (String file : files.names()) {
      ImportIssues issues = new ImportIssues(file, MOST_OF_A_KIND);
      RowSyntax syntax = FormatDetector.syntax(files.head(file, FormatDetector.HEAD));
      try (DelimitedRows table = new DelimitedRows(file, files.open(file), syntax)) {
        check(table, issues);
      }
      all.addAll(issues.all());
    }
    return all;
  }

  private void check(DelimitedRows table, ImportIssues issues) throws IOException {
    TableLayout layout = TableLayout.read(table, ImportOptions.DEFAULT);
    layout.checkHeader(issues, table.name());
    words.clear();
    seen.clear();
    while (table.advance()) {
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
      row.ifPresent(known -> check(known, table.name(), issues));
    }
  }

  private void check(TableRow row, String file, ImportIssues issues) {
    if (!CodeSystem.isUsual(row.system(), row.code())) {
      issues.add(
          issue(
              Severity.ERROR,
              "bad-code",
              Excerpt.of(row.code()) + " has not the form or the check digit of its system",
              file,
              row,
              "look the code up again"));
    }
    checkInstalled(row, file, issues);
    Stream.concat(Stream.of(row.term()), row.synonyms().stream())
        .forEach(word -> checkWord(word, row, file, issues));
    String whole = row.domains() + TextForm.of(row.term()) + '\t' + row.system() + row.code();
    Integer before = seen.putIfAbsent(whole, row.line());
    if (before != null) {
      issues.add(
          issue(
              Severity.WARNING,
              "duplicate-row",
              "the row says the same as line " + before,
              file,
              row,
              "delete one of them"));
    }
  }

  private void checkWord(String word, TableRow row, String file, ImportIssues issues) {
    String form = TextForm.of(word);
    if (form.isEmpty()) {
      issues.add(
          issue(
              Severity.WARNING,
              "empty-term",
              Excerpt.of(word) + " has no letter and no digit",
              file,
              row,
              "write the term"));
      return;
    }
    for (Domain domain : row.domains()) {
      TableRow other = words.putIfAbsent(domain + form + '\t' + row.system(), row);
      if (other != null && !other.code().equals(row.code())) {
        issues.add(
            issue(
                Severity.WARNING,
                "ambiguous-term",
                "%s stands for %s here and for %s on line %d"
                    .formatted(
                        Excerpt.of(word),
                        Excerpt.of(row.code()),
                        Excerpt.of(other.code()),
                        other.line()),
                file,
                row,
                "the last one wins; delete the others"));
      }
    }
  }

  private void checkInstalled(TableRow row, String file, ImportIssues issues) {
    if (indexes.stream().noneMatch(i -> i.header().systems().contains(row.system()))) {
      return;
    }
    Optional<Hit> hit = installed.code(row.system(), row.code());
    if (hit.isEmpty()) {
      issues.add(
          issue(
              Severity.WARNING,
              "unknown-code",
              Excerpt.of(row.code()) + " is not in the installed release of its system",
              file,
              row,
              "look the code up again"));
    } else if (!hit.get().concept().successor().isEmpty()) {
      String successor = hit.get().concept().successor();
      issues.add(
          issue(
              Severity.WARNING,
              "retired-code",
              Excerpt.of(row.code()) + " is retired",
              file,
              row,
              "use " + successor));
    } else if (!TextForm.of(hit.get().concept().display()).equals(TextForm.of(row.display()))
        && installed.all(row.display()).stream()
            .noneMatch(named -> named.concept().code().equals(row.code()))) {
      issues.add(
          issue(
              Severity.INFORMATION,
              "other-display",
              "the installed release calls "
                  + Excerpt.of(row.code())
                  + " "
                  + Excerpt.of(hit.get().concept().display()),
              file,
              row,
              "check that this is the code that is meant"));
    }
  }

  private static Issue issue(
      Severity severity, String code, String message, String file, TableRow row, String remedy) {
    return new Issue(severity, code, message, new Location(file, row.line(), 0, ""), remedy);
  }
}
