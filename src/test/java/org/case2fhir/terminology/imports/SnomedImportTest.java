package org.case2fhir.terminology.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.imports.ImportOptions.Dialect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnomedImportTest {
  private static final String SNAPSHOT = "SnomedCT_InternationalRF2/Snapshot/";
  private static final String FSN = "900000000000003001";
  private static final String SYNONYM = "900000000000013009";
  private static final String US = "900000000000509007";
  private static final String GB = "900000000000508004";
  private static final String PREFERRED = "900000000000548007";
  private static final String ACCEPTABLE = "900000000000549004";
  private static final String SAME_AS = "900000000000527005";
  private static final String MOVED_TO = "900000000000524003";

  @TempDir Path folder;
  private Importing importing;

  @BeforeEach
  void start() {
    importing = new Importing(folder);
  }

  private static String rows(String header, String... rows) {
    StringBuilder out = new StringBuilder(header.replace(' ', '\t')).append("\r\n");
    for (String row : rows) {
      out.append(row.replace("; ", "\t")).append("\r\n");
    }
    return out.toString();
  }

  private static Map<String, String> release() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        SNAPSHOT + "Terminology/sct2_Concept_Snapshot_INT_20250101.txt",
        rows(
            "id effectiveTime active moduleId definitionStatusId",
            "271737000; 20020131; 1; 900000000000207008; 900000000000074008",
            "386661006; 20040131; 1; 900000000000207008; 900000000000074008",
            "39579001; 20040131; 1; 900000000000207008; 900000000000074008",
            "62315008; 20040131; 1; 900000000000207008; 900000000000074008",
            "112211000; 20040131; 0; 900000000000207008; 900000000000074008",
            "88111009; 20040131; 0; 900000000000207008; 900000000000074008"));
    files.put(
        SNAPSHOT + "Terminology/sct2_Description_Snapshot-en_INT_20250101.txt",
        rows(
            "id effectiveTime active moduleId conceptId languageCode typeId term caseSignificanceId",
            description(11, "271737000", FSN, "Anemia (disorder)"),
            description(12, "271737000", SYNONYM, "Anaemia"),
            description(13, "271737000", SYNONYM, "Anemia"),
            description(14, "271737000", SYNONYM, "Absolute anemia"),
            description(21, "386661006", FSN, "Fever (finding)"),
            description(22, "386661006", SYNONYM, "Pyrexia \"of\" the \"body"),
            description(31, "39579001", FSN, "Anaphylaxis (disorder)"),
            description(32, "39579001", SYNONYM, "Shared name"),
            description(41, "62315008", FSN, "Diarrhea (finding)"),
            description(42, "62315008", SYNONYM, "Shared name"),
            description(51, "112211000", FSN, "Old fever (finding)"),
            description(61, "88111009", FSN, "Moved elsewhere (finding)"),
            description(71, "386661006", SYNONYM, "Retired name").replace("; 1; 9", "; 0; 9")));
    files.put(
        SNAPSHOT + "Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20250101.txt",
        rows(
            "id effectiveTime active moduleId refsetId referencedComponentId acceptabilityId",
            language(GB, 12, PREFERRED),
            language(US, 13, PREFERRED),
            language(US, 14, ACCEPTABLE)));
    files.put(
        SNAPSHOT + "Refset/Content/der2_cRefset_AssociationSnapshot_INT_20250101.txt",
        rows(
            "id effectiveTime active moduleId refsetId referencedComponentId targetComponentId",
            association(SAME_AS, "112211000", "386661006"),
            association(MOVED_TO, "88111009", "900000000000207008")));
    files.put("SnomedCT_InternationalRF2/Full/Terminology/sct2_Concept_Full_INT_20250101.txt", "x");
    return files;
  }

  private static String description(int id, String concept, String type, String term) {
    return "%d; 20040131; 1; 900000000000207008; %s; en; %s; %s; 900000000000448009"
        .formatted(id, concept, type, term);
  }

  private static String language(String refset, int description, String acceptability) {
    return "a%d; 20040131; 1; 900000000000207008; %s; %d; %s"
        .formatted(description, refset, description, acceptability);
  }

  private static String association(String refset, String from, String to) {
    return "b%s; 20040131; 1; 900000000000207008; %s; %s; %s".formatted(from, refset, from, to);
  }

  private Path zip() throws IOException {
    return importing.zip("SnomedCT_InternationalRF2_20250101.zip", release());
  }

  @Test
  void everyNameOfAnActiveConceptCodes() throws IOException {
    importing.run(zip());
    for (String name : new String[] {"anemia", "Anaemia", "absolute anemias"}) {
      assertThat(importing.match(Domain.CONDITION, name).orElseThrow().codes())
          .as(name)
          .containsExactly(
              new Code(
                  "http://snomed.info/sct",
                  "271737000",
                  "Anemia (disorder)",
                  "http://snomed.info/sct/900000000000207008/version/20250101"));
    }
    assertThat(importing.codes(Domain.FINDING, "Pyrexia \"of\" the \"body"))
        .containsExactly("386661006");
    assertThat(importing.codes(Domain.FINDING, "retired name")).isEmpty();
  }

  @Test
  void semanticTagDecidesTheDomain() throws IOException {
    importing.run(zip());
    assertThat(importing.codes(Domain.PROCEDURE, "fever")).isEmpty();
    assertThat(importing.codes(Domain.FINDING, "anemia")).containsExactly("271737000");
    // A diagnosis of a symptom is coded as the symptom.
    assertThat(importing.codes(Domain.CONDITION, "fever")).containsExactly("386661006");
  }

  @Test
  void dialectChoosesThePreferredTerm() throws IOException {
    importing.run(zip());
    assertThat(importing.match(Domain.CONDITION, "anemia").map(TermMatch::term)).contains("Anemia");
    ImportOptions british =
        new ImportOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Dialect.GB);
    importing.run(zip(), british);
    assertThat(importing.match(Domain.CONDITION, "anemia").map(TermMatch::term))
        .contains("Anaemia");
  }

  @Test
  void historyLeadsFromInactiveToActive() throws IOException {
    importing.run(zip());
    assertThat(importing.codes(Domain.FINDING, "old fever")).containsExactly("386661006");
    assertThat(importing.terms().code("http://snomed.info/sct", "112211000"))
        .hasValueSatisfying(hit -> assertThat(hit.concept().successor()).isEqualTo("386661006"));
    assertThat(importing.codes(Domain.FINDING, "moved elsewhere")).isEmpty();
  }

  @Test
  void nameOfTwoConceptsCodesNothing() throws IOException {
    importing.run(zip());
    assertThat(importing.codes(Domain.FINDING, "shared name")).isEmpty();
    assertThat(importing.terms().all("shared name")).hasSize(2);
    // As a diagnosis the disorder is the only one.
    assertThat(importing.codes(Domain.CONDITION, "shared name")).containsExactly("39579001");
  }

  @Test
  void folderIsReadLikeTheZip() throws IOException {
    for (Map.Entry<String, String> file : release().entrySet()) {
      importing.write("unpacked/" + file.getKey(), file.getValue());
    }
    long terms = importing.header(folder.resolve("releases/unpacked")).terms();
    assertThat(importing.header(zip()).terms()).isEqualTo(terms);
  }

  @Test
  void cutRowIsAnIssueWithItsPlace() throws IOException {
    Map<String, String> files = release();
    files.computeIfPresent(
        SNAPSHOT + "Terminology/sct2_Description_Snapshot-en_INT_20250101.txt",
        (name, text) -> text + "99\t20040131\t1\t9000000");
    assertThat(importing.run(importing.zip("cut.zip", files)).issues())
        .filteredOn(issue -> issue.code().equals("unreadable-row"))
        .singleElement()
        .satisfies(issue -> assertThat(issue.location().line()).isEqualTo(15));
  }

  @Test
  void releaseWithoutDescriptionsIsRefused() throws IOException {
    Map<String, String> files = release();
    files.remove(SNAPSHOT + "Terminology/sct2_Description_Snapshot-en_INT_20250101.txt");
    assertThat(importing.refusal(importing.zip("half.zip", files)).message())
        .contains("sct2_Description_Snapshot-en_");
  }
}
