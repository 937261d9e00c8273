package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.terminology.CodeSystem;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.DelimitedRows.Columns;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.imports.ReleaseReader.ConceptNames;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;
import org.case2fhir.terminology.index.IndexedConcept;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;

/**
 * Reads LOINC's table, alone or in the release.
 *
 * <p>Long common, short, display and consumer names name a code; the related names and the
 * component stand for many codes and are only shown. Deprecated and discouraged codes are known,
 * with their successor from {@code MapTo.csv}, but code nothing.
 */
final class LoincReader implements ReleaseReader {
  private static final Pattern VERSION = Pattern.compile("(?i)loinc[^/]*?[_-]v?(\\d\\.\\d{1,3})");
  private static final Pattern MAP_TO = Pattern.compile("(?i)(?:^|/)MapTo\\.csv$");
  private static final Set<String> RETIRED = Set.of("DEPRECATED", "DISCOURAGED");

  private final Map<String, String> successors = new HashMap<>();
  private long rows;
  private long retired;
  private long withSuccessor;
  private String newest = "";

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    readSuccessors(scope);
    String name = main(scope.names());
    try (DelimitedRows table = scope.rows(name, RowSyntax.COMMAS)) {
      table.advance();
      Columns columns = new Columns(table.cells());
      while (table.advance()) {
        rows++;
        take(table, columns, scope);
      }
    }
    if (retired > 0) {
      scope
          .issues()
          .note(
              "retired-codes",
              "%d deprecated or discouraged codes are not used; %d of them name a successor"
                  .formatted(retired, withSuccessor));
    }
    KnownSystem system = KnownSystem.of(CodeSystem.LOINC.uri()).orElseThrow();
    Matcher named = VERSION.matcher(scope.files().fileName());
    String version = named.find() ? named.group(1) : newest;
    return new ReleaseInfo(system.name(), system.title(), version, version, system.notice(), rows);
  }

  /** The full table; the release also has extracts of it. */
  private static String main(List<String> names) {
    return names.stream()
        .filter(name -> name.toLowerCase(Locale.ROOT).matches("(.*/)?loinc\\.csv"))
        .findFirst()
        .orElse(names.get(0));
  }

  private void readSuccessors(ImportScope scope) throws IOException {
    for (String name : scope.files().names()) {
      if (MAP_TO.matcher(name).find()) {
        try (DelimitedRows table = scope.rows(name, RowSyntax.COMMAS)) {
          table.advance();
          Columns columns = new Columns(table.cells());
          while (table.advance()) {
            // A code with several successors has none that is sure.
            successors.merge(
                table.cell(columns.of("LOINC")),
                table.cell(columns.of("MAP_TO")),
                (first, second) -> "");
          }
        }
      }
    }
  }

  private void take(DelimitedRows row, Columns columns, ImportScope scope) throws IOException {
    String code = row.cell(columns.of("LOINC_NUM"));
    String display = row.cell(columns.of("LONG_COMMON_NAME"));
    if (code.isEmpty() || display.isEmpty()) {
      scope
          .issues()
          .warn(
              "incomplete-row",
              "a row has no code or no long common name",
              row.name(),
              row.line(),
              "download it again");
      return;
    }
    newest = later(newest, row.cell(columns.of("VersionLastChanged")));
    String uri = CodeSystem.LOINC.uri();
    if (RETIRED.contains(row.cell(columns.of("STATUS")).toUpperCase(Locale.ROOT))) {
      String successor = successors.getOrDefault(code, "");
      retired++;
      withSuccessor += successor.isEmpty() ? 0 : 1;
      scope.sink().accept(IndexedConcept.retired(uri, code, display, successor), List.of());
      return;
    }
    scope
        .sink()
        .accept(
            IndexedConcept.of(uri, code, display, display, domains(row, columns))
                .measuring(
                    row.cell(columns.of("PROPERTY")),
                    row.cell(columns.of("EXAMPLE_UCUM_UNITS")).replace(';', '|')),
            names(row, columns, display).terms());
  }

  private static ConceptNames names(DelimitedRows row, Columns columns, String display) {
    ConceptNames names =
        new ConceptNames().preferred(display).preferred(row.cell(columns.of("DisplayName")));
    names.add(row.cell(columns.of("SHORTNAME")), TermKind.SYNONYM);
    names.add(row.cell(columns.of("CONSUMER_NAME")), TermKind.SYNONYM);
    names.add(row.cell(columns.of("COMPONENT")), TermKind.RELATED);
    for (String related : row.cell(columns.of("RELATEDNAMES2")).split(";", -1)) {
      names.add(related, TermKind.RELATED);
    }
    return names;
  }

  private static Set<Domain> domains(DelimitedRows row, Columns columns) {
    String type = row.cell(columns.of("CLASS"));
    return DomainWords.LOINC_CLASSES
        .find(type)
        .or(() -> DomainWords.LOINC_CLASSES.find(type.replaceFirst("\\..*", "")))
        .orElse(Set.of(Domain.TEST));
  }

  private static String later(String a, String b) {
    return number(b) > number(a) ? b : a;
  }

  private static int number(String version) {
    Matcher parts = Pattern.compile("(\\d{1,3})\\.(\\d{1,4})").matcher(version);
    return parts.matches()
        ? Integer.parseInt(parts.group(1)) * 10_000 + Integer.parseInt(parts.group(2))
        : 0;
  }
}
