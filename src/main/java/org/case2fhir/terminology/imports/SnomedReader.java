package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.terminology.CodeSystem;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.DelimitedRows.Columns;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.imports.DomainWords.FullySpecified;
import org.case2fhir.terminology.imports.ReleaseReader.ConceptNames;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;
import org.case2fhir.terminology.index.IndexedConcept;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;
import org.case2fhir.terminology.index.RecordSorter;

/**
 * Reads the snapshot of a SNOMED CT release in <a href="https://docs.snomed.org/">Release Format
 * 2</a>: concepts, descriptions in English, language reference set, historical associations.
 *
 * <p>Descriptions come in any order; they are brought together by concept on disk. Those of an
 * inactive concept go to the concept that it is the same as, or that replaced it.
 */
final class SnomedReader implements ReleaseReader {
  /** All files that are read. */
  static final Pattern FILES =
      Pattern.compile("(?:sct2_Concept|sct2_Description|Language|Association[A-Za-z]*)_?Snapshot");

  private static final Pattern CONCEPTS = file("sct2_Concept_Snapshot_");
  private static final Pattern DESCRIPTIONS = file("sct2_Description_Snapshot-en_");
  private static final Pattern LANGUAGES = file("der2_cRefset_LanguageSnapshot-en_");
  private static final Pattern ASSOCIATIONS =
      file("der2_cRefset_Association(?:Reference)?Snapshot_");
  private static final Pattern RELEASE = Pattern.compile("_([A-Z]{2}\\d{0,7}|INT)_(\\d{8})\\.txt$");
  private static final String SAME_AS = "900000000000527005";
  private static final String REPLACED_BY = "900000000000526001";
  private static final String PREFERRED = "900000000000548007";
  private static final String FSN = "900000000000003001";

  /** Editions whose module is known, by the country of their files. */
  private static final Map<String, String> MODULES =
      Map.of(
          "INT", "900000000000207008",
          "US1000124", "731000124108",
          "GB1000000", "83821000000107",
          "AU1000036", "32506021000036107",
          "CA1000087", "20621000087109");

  private final IdSet active = new IdSet();
  private final IdSet preferred = new IdSet();
  private final Map<Long, Long> successors = new HashMap<>();
  private long rows;
  private long left;

  private static Pattern file(String start) {
    return Pattern.compile("(?:^|/)x?" + start + "[^/]*\\.txt$");
  }

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    String conceptFile = scope.one(CONCEPTS);
    String descriptionFile = scope.one(DESCRIPTIONS);
    readActive(scope, conceptFile);
    for (String name : matching(scope, LANGUAGES)) {
      readPreferred(scope, name);
    }
    for (String name : matching(scope, ASSOCIATIONS)) {
      readSuccessors(scope, name);
    }
    try (RecordSorter sorter = new RecordSorter(scope.work(), "descriptions")) {
      readDescriptions(scope, descriptionFile, sorter);
      SnomedGroups groups = new SnomedGroups(scope);
      sorter.forEach(groups::add);
      groups.end();
    }
    emitRetired(scope, conceptFile);
    if (left > 0) {
      String message = left + " descriptions of retired concepts without a successor are left out";
      scope.issues().note("retired-codes", message);
    }
    return info(conceptFile);
  }

  private static List<String> matching(ImportScope scope, Pattern pattern) {
    return scope.files().names().stream().filter(name -> pattern.matcher(name).find()).toList();
  }

  private ReleaseInfo info(String conceptFile) {
    KnownSystem system = KnownSystem.of(CodeSystem.SNOMED.uri()).orElseThrow();
    Matcher release = RELEASE.matcher(conceptFile);
    String date = release.find() ? release.group(2) : "";
    Optional<String> module =
        date.isEmpty() ? Optional.empty() : Optional.ofNullable(MODULES.get(release.group(1)));
    String version =
        module.map(id -> CodeSystem.SNOMED.uri() + "/" + id + "/version/" + date).orElse("");
    return new ReleaseInfo(system.name(), system.title(), version, date, system.notice(), rows);
  }

  private void readActive(ImportScope scope, String name) throws IOException {
    eachActive(scope, name, row -> active.add(row.id("id")));
  }

  private void readPreferred(ImportScope scope, String name) throws IOException {
    String refset = scope.options().dialect().languageRefset();
    eachActive(
        scope,
        name,
        row -> {
          if (row.cell("refsetId").equals(refset)
              && row.cell("acceptabilityId").equals(PREFERRED)) {
            preferred.add(row.id("referencedComponentId"));
          }
        });
  }

  private void readSuccessors(ImportScope scope, String name) throws IOException {
    List<Long> several = new ArrayList<>();
    eachActive(
        scope,
        name,
        row -> {
          String kind = row.cell("refsetId");
          long from = row.id("referencedComponentId");
          long to = row.id("targetComponentId");
          if ((kind.equals(SAME_AS) || kind.equals(REPLACED_BY)) && active.contains(to)) {
            Long other = successors.putIfAbsent(from, to);
            if (other != null && other != to) {
              several.add(from);
            }
          }
        });
    // Two successors mean that the old concept was ambiguous.
    several.forEach(successors::remove);
  }

  private void readDescriptions(ImportScope scope, String name, RecordSorter sorter)
      throws IOException {
    eachActive(
        scope,
        name,
        row -> {
          long concept = row.id("conceptId");
          boolean former = !active.contains(concept);
          Long target = former ? successors.get(concept) : Long.valueOf(concept);
          if (target == null) {
            left++;
            return;
          }
          boolean fsn = row.cell("typeId").equals(FSN);
          char kind = former ? 'f' : fsn ? 'a' : preferred.contains(row.id("id")) ? 'b' : 'c';
          String entry = "%018d%c%s".formatted(target, kind, row.cell("term"));
          sorter.add(entry.getBytes(StandardCharsets.UTF_8));
        });
  }

  private void emitRetired(ImportScope scope, String conceptFile) throws IOException {
    for (Map.Entry<Long, Long> entry :
        successors.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
      if (!active.contains(entry.getKey())) {
        SnomedGroups.retired(scope, entry.getKey(), entry.getValue());
      }
    }
  }

  /** One row of a release file, by the names of its columns. */
  private record Row(DelimitedRows table, Columns columns) {
    String cell(String column) {
      return table.cell(columns.of(column));
    }

    long id(String column) {
      String cell = cell(column);
      return cell.matches("\\d{1,18}") ? Long.parseLong(cell) : 0;
    }
  }

  /** Takes rows. */
  private interface RowVisitor {
    void visit(Row row) throws IOException;
  }

  private void eachActive(ImportScope scope, String name, RowVisitor visitor) throws IOException {
    try (DelimitedRows table = scope.rows(name, RowSyntax.TABS)) {
      if (!table.advance()) {
        throw RefusedReleaseException.of(name, 0, "the file is empty", "download it again");
      }
      Row row = new Row(table, new Columns(table.cells()));
      if (!row.columns().has("active")) {
        throw RefusedReleaseException.of(
            name, 1, "the header has no column `active`", "is this Release Format 2?");
      }
      while (table.advance()) {
        rows++;
        if (table.width() < row.columns().width()) {
          scope
              .issues()
              .warn("unreadable-row", "a row is cut", name, table.line(), "download it again");
        } else if (row.cell("active").equals("1")) {
          visitor.visit(row);
        }
      }
    }
  }

  /**
   * Makes concepts of sorted descriptions: 18 digits of the concept, a letter for the kind (a fully
   * specified name, b preferred, c synonym, f of a retired concept), the term.
   */
  private static final class SnomedGroups {
    private static final int ID = 18;

    private final ImportScope scope;
    private long concept;
    private String fullName = "";
    private String preferred = "";
    private ConceptNames names = new ConceptNames();

    SnomedGroups(ImportScope scope) {
      this.scope = scope;
    }

    void add(byte[] entry) throws IOException {
      String text = new String(entry, StandardCharsets.UTF_8);
      long id = Long.parseLong(text.substring(0, ID));
      if (id != concept) {
        end();
        concept = id;
      }
      String term = text.substring(ID + 1);
      switch (text.charAt(ID)) {
        case 'a' -> {
          fullName = fullName.isEmpty() ? term : fullName;
          names.preferred(FullySpecified.words(term)).preferred(term);
        }
        case 'b' -> {
          preferred = preferred.isEmpty() ? term : preferred;
          names.preferred(term);
        }
        case 'f' -> names.add(FullySpecified.words(term), TermKind.FORMER);
        default -> names.synonym(term);
      }
    }

    /** Hands the last concept over. */
    void end() throws IOException {
      if (!fullName.isEmpty()) {
        Set<Domain> domains = FullySpecified.domains(fullName).orElse(Set.of());
        String usual = preferred.isEmpty() ? FullySpecified.words(fullName) : preferred;
        scope
            .sink()
            .accept(
                IndexedConcept.of(
                    CodeSystem.SNOMED.uri(), Long.toString(concept), fullName, usual, domains),
                names.terms());
      }
      fullName = "";
      preferred = "";
      names = new ConceptNames();
    }

    static void retired(ImportScope scope, long from, long to) throws IOException {
      scope
          .sink()
          .accept(
              IndexedConcept.retired(
                  CodeSystem.SNOMED.uri(), Long.toString(from), "", Long.toString(to)),
              List.of());
    }
  }

  /** A large set of numbers in little memory: filled first, then asked. */
  private static final class IdSet {
    private long[] ids = new long[1 << 12];
    private int size;
    private boolean sorted = true;

    void add(long id) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, size * 2);
      }
      ids[size++] = id;
      sorted = false;
    }

    boolean contains(long id) {
      if (!sorted) {
        Arrays.sort(ids, 0, size);
        sorted = true;
      }
      return Arrays.binarySearch(ids, 0, size, id) >= 0;
    }

    int size() {
      return size;
    }
  }
}
