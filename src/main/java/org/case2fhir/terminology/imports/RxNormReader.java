package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.case2fhir.terminology.index.RecordSorter;

/**
 * Reads RxNorm's Rich Release Format: names from {@code RXNCONSO.RRF}, the ingredients of brands
 * from {@code RXNREL.RRF}. Only RxNorm's own names are taken, and the ATC codes of ingredients.
 */
final class RxNormReader implements ReleaseReader {
  /** All files that are read. */
  static final Pattern FILES = Pattern.compile("(?i)(?:^|/)RXN(?:CONSO|REL)\\.RRF$");

  private static final Pattern NAMES = Pattern.compile("(?i)(?:^|/)RXNCONSO\\.RRF$");
  private static final Pattern RELATIONS = Pattern.compile("(?i)(?:^|/)RXNREL\\.RRF$");
  private static final Pattern DATE = Pattern.compile("(\\d{2})(\\d{2})(20\\d{2})");

  // Columns of RXNCONSO.
  private static final int CUI = 0;
  private static final int LANGUAGE = 1;
  private static final int SOURCE = 11;
  private static final int TYPE = 12;
  private static final int CODE = 13;
  private static final int NAME = 14;
  private static final int SUPPRESSED = 16;

  // Columns of RXNREL.
  private static final int FIRST = 0;
  private static final int SECOND = 4;
  private static final int RELATION = 7;

  private final Map<String, String> ingredients = new HashMap<>();
  private final Set<String> brands = new HashSet<>();
  private final Map<String, Set<String>> ingredientsOfBrand = new HashMap<>();
  private long rows;

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    try (RecordSorter sorter = new RecordSorter(scope.work(), "names")) {
      readNames(scope, scope.one(NAMES), sorter);
      for (String name : scope.files().names()) {
        if (RELATIONS.matcher(name).find()) {
          readRelations(scope, name);
        }
      }
      RxNormGroups groups = new RxNormGroups(scope, ingredients, ingredientsOfBrand);
      sorter.forEach(groups::add);
      groups.end();
    }
    if (ingredientsOfBrand.isEmpty() && !brands.isEmpty()) {
      scope.issues().note("no-relations", "without RXNREL.RRF brands are not led to ingredients");
    }
    KnownSystem system = KnownSystem.of(CodeSystem.RXNORM.uri()).orElseThrow();
    Matcher date = DATE.matcher(scope.files().fileName());
    boolean known = date.find();
    String version = known ? date.group() : "";
    String released = known ? date.group(3) + "-" + date.group(1) + "-" + date.group(2) : "";
    return new ReleaseInfo(system.name(), system.title(), version, released, system.notice(), rows);
  }

  private void readNames(ImportScope scope, String file, RecordSorter sorter) throws IOException {
    try (DelimitedRows table = scope.rows(file, RowSyntax.BARS)) {
      while (table.advance()) {
        rows++;
        if (table.width() <= SUPPRESSED) {
          scope
              .issues()
              .warn("unreadable-row", "a row is cut", file, table.line(), "download it again");
        } else if (isCurrent(table)) {
          take(table, sorter);
        }
      }
    }
  }

  private static boolean isCurrent(DelimitedRows row) {
    String source = row.cell(SOURCE);
    return row.cell(LANGUAGE).equals("ENG")
        && row.cell(SUPPRESSED).equals("N")
        && (source.equals("RXNORM") || source.equals("ATC"))
        && row.cell(CUI).matches("\\d{1,9}");
  }

  private void take(DelimitedRows row, RecordSorter sorter) throws IOException {
    String cui = row.cell(CUI);
    String type = row.cell(TYPE);
    boolean own = row.cell(SOURCE).equals("RXNORM");
    if (own && type.equals("IN")) {
      ingredients.put(cui, row.cell(NAME));
    } else if (own && type.equals("BN")) {
      brands.add(cui);
    }
    String kind = own ? type : "ATC:" + row.cell(CODE);
    String entry = "%09d\t%s\t%s".formatted(Long.parseLong(cui), kind, row.cell(NAME));
    sorter.add(entry.getBytes(StandardCharsets.UTF_8));
  }

  /** Which way round a relation is written is known from what stands at its ends. */
  private void readRelations(ImportScope scope, String file) throws IOException {
    try (DelimitedRows table = scope.rows(file, RowSyntax.BARS)) {
      while (table.advance()) {
        rows++;
        String relation = table.cell(RELATION);
        if (relation.equals("tradename_of") || relation.equals("has_tradename")) {
          relate(table.cell(FIRST), table.cell(SECOND));
          relate(table.cell(SECOND), table.cell(FIRST));
        }
      }
    }
  }

  private void relate(String brand, String ingredient) {
    if (brands.contains(brand) && ingredients.containsKey(ingredient)) {
      ingredientsOfBrand.computeIfAbsent(brand, key -> new HashSet<>()).add(ingredient);
    }
  }

  /**
   * Makes concepts of sorted names: nine digits of the concept, a tab, term type or {@code
   * ATC:code}, a tab, the name.
   */
  private static final class RxNormGroups {
    /** Term types that name a concept, the best name first. */
    private static final List<String> TYPES =
        List.of(
            "IN", "PIN", "MIN", "BN", "SCD", "SBD", "GPCK", "BPCK", "SCDC", "SBDC", "SCDF", "SBDF",
            "SCDG", "SBDG");

    private static final List<String> SYNONYM_TYPES = List.of("SY", "TMSY", "PSN");
    private static final String ATC = "ATC:";
    private static final int ATC_SUBSTANCE = 7;

    private final ImportScope scope;
    private final Map<String, String> ingredients;
    private final Map<String, Set<String>> ingredientsOfBrand;
    private final Map<String, List<String>> names = new LinkedHashMap<>();
    private String concept = "";

    RxNormGroups(
        ImportScope scope,
        Map<String, String> ingredients,
        Map<String, Set<String>> ingredientsOfBrand) {
      this.scope = scope;
      this.ingredients = ingredients;
      this.ingredientsOfBrand = ingredientsOfBrand;
    }

    void add(byte[] entry) throws IOException {
      String[] cells = new String(entry, StandardCharsets.UTF_8).split("\t", 3);
      String cui = Long.toString(Long.parseLong(cells[0]));
      if (!cui.equals(concept)) {
        end();
        concept = cui;
      }
      names.computeIfAbsent(cells[1], key -> new ArrayList<>(2)).add(cells[2]);
    }

    /** Hands the last concept over. */
    void end() throws IOException {
      for (String type : TYPES) {
        if (names.containsKey(type)) {
          emit(type, names.get(type).get(0));
          break;
        }
      }
      names.clear();
    }

    private void emit(String type, String name) throws IOException {
      List<IndexedConcept.Term> terms = terms(type);
      Set<String> ingredient = ingredientsOfBrand.getOrDefault(concept, Set.of());
      if (type.equals("BN") && ingredient.size() == 1) {
        // The brand is known by its code, but its name means the ingredient.
        String code = ingredient.iterator().next();
        accept(CodeSystem.RXNORM, concept, name, Set.of(), List.of());
        List<IndexedConcept.Term> other = new ConceptNames().synonym(name).terms();
        accept(CodeSystem.RXNORM, code, ingredients.get(code), Set.of(Domain.MEDICATION), other);
      } else {
        accept(CodeSystem.RXNORM, concept, name, Set.of(Domain.MEDICATION), terms);
      }
      if (type.equals("IN")) {
        emitAtc(terms);
      }
    }

    /**
     * An ingredient with one ATC code; where it has several, the use decides, which is not known.
     */
    private void emitAtc(List<IndexedConcept.Term> terms) throws IOException {
      List<String> codes =
          names.keySet().stream()
              .filter(kind -> kind.startsWith(ATC))
              .map(kind -> kind.substring(ATC.length()))
              .filter(code -> code.length() == ATC_SUBSTANCE)
              .toList();
      if (codes.size() == 1) {
        String name = names.get(ATC + codes.get(0)).get(0);
        accept(CodeSystem.ATC, codes.get(0), name, Set.of(Domain.MEDICATION), terms);
      }
    }

    private List<IndexedConcept.Term> terms(String type) {
      ConceptNames all = new ConceptNames();
      names.get(type).forEach(all::preferred);
      for (String other : SYNONYM_TYPES) {
        names.getOrDefault(other, List.of()).forEach(all::synonym);
      }
      return all.terms();
    }

    private void accept(
        CodeSystem system,
        String code,
        String display,
        Set<Domain> domains,
        List<IndexedConcept.Term> terms)
        throws IOException {
      scope.sink().accept(IndexedConcept.of(system.uri(), code, display, display, domains), terms);
    }
  }
}
