package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.terminology.CodeSystem;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.imports.ReleaseReader.ConceptNames;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;
import org.case2fhir.terminology.index.IndexedConcept;

/**
 * Reads the ICD-10-CM order file: order number, code without a dot, billable flag, short and long
 * description in columns of fixed width. Only billable codes may code a case; categories are known.
 */
final class Icd10CmReader implements ReleaseReader {
  private static final Pattern YEAR = Pattern.compile("(20\\d\\d)");
  private static final Pattern LINE =
      Pattern.compile("\\d{5} ([A-Z][0-9A-Z]{2,6}) +([01]) (.{1,60})(.*)");
  private static final int CATEGORY = 3;
  private static final String UNSPECIFIED = ", unspecified";

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    String name = scope.names().get(0);
    long rows = 0;
    try (DelimitedRows lines = scope.rows(name, RowSyntax.TABS)) {
      while (lines.advance()) {
        rows++;
        Matcher line = LINE.matcher(lines.cells().get(0));
        if (line.matches()) {
          take(line, scope);
        } else {
          scope
              .issues()
              .warn(
                  "unreadable-row",
                  "a line is not a code",
                  name,
                  lines.line(),
                  "download it again");
        }
      }
    }
    Matcher year = YEAR.matcher(name);
    String version = year.find() ? year.group(1) : "";
    KnownSystem system = KnownSystem.of(CodeSystem.ICD10CM.uri()).orElseThrow();
    return new ReleaseInfo(system.name(), system.title(), version, version, system.notice(), rows);
  }

  private static void take(Matcher line, ImportScope scope) throws IOException {
    String bare = line.group(1);
    String code =
        bare.length() > CATEGORY
            ? bare.substring(0, CATEGORY) + "." + bare.substring(CATEGORY)
            : bare;
    String shortName = line.group(3).strip();
    String longName = line.group(4).isBlank() ? shortName : line.group(4).strip();
    boolean billable = line.group(2).equals("1");
    Set<Domain> domains = billable ? Set.of(Domain.CONDITION) : Set.of();
    ConceptNames names = new ConceptNames().preferred(longName).synonym(shortName);
    if (longName.endsWith(UNSPECIFIED)) {
      // In this classification "unspecified" says nothing more than the bare name does.
      names.synonym(longName.substring(0, longName.length() - UNSPECIFIED.length()));
    }
    scope
        .sink()
        .accept(
            IndexedConcept.of(CodeSystem.ICD10CM.uri(), code, longName, longName, domains),
            billable ? names.terms() : List.of());
  }
}
