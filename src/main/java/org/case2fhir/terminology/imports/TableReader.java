package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.imports.DomainWords.FullySpecified;
import org.case2fhir.terminology.imports.ReleaseReader.ConceptNames;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;
import org.case2fhir.terminology.imports.TableLayout.TableRow;
import org.case2fhir.terminology.index.IndexedConcept;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;

/** Reads any table whose header names a column of codes and one of names. */
final class TableReader implements ReleaseReader {
  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    long rows = 0;
    TableCheck check = new TableCheck(List.of());
    for (String name : tables(scope)) {
      RowSyntax syntax = FormatDetector.syntax(scope.files().head(name, FormatDetector.HEAD));
      try (DelimitedRows table = scope.rows(name, syntax)) {
        rows += check.read(table, scope.options(), scope.issues(), row -> take(row, scope));
      }
    }
    scope.issues().refuseErrors();
    String file = scope.files().fileName();
    return new ReleaseInfo(stem(file), file, "", "", notice(scope), rows);
  }

  /** Also those that are not tables but are called so: the reader says what is wrong with them. */
  private static List<String> tables(ImportScope scope) {
    return scope.files().names().stream()
        .filter(name -> scope.names().contains(name) || name.matches("(?i).*\\.(?:tsv|csv)"))
        .toList();
  }

  private static String notice(ImportScope scope) {
    return scope.options().system().flatMap(KnownSystem::of).map(KnownSystem::notice).orElse("");
  }

  /** A file name without extension, fit for the name of an index. */
  static String stem(String file) {
    String stem = file.replaceFirst("(?<=.)\\.[^.]*$", "");
    return stem.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^-|-$", "");
  }

  private static void take(TableRow row, ImportScope scope) throws IOException {
    if (row.retired()) {
      scope
          .sink()
          .accept(
              IndexedConcept.retired(row.system(), row.code(), row.display(), row.successor()),
              List.of());
      return;
    }
    Set<Domain> domains = row.domains();
    ConceptNames names = new ConceptNames().preferred(row.term());
    names.add(FullySpecified.words(row.display()), TermKind.PREFERRED);
    names.preferred(row.display());
    row.synonyms().forEach(names::synonym);
    scope
        .sink()
        .accept(
            IndexedConcept.of(row.system(), row.code(), row.display(), row.term(), domains),
            names.terms());
  }
}
