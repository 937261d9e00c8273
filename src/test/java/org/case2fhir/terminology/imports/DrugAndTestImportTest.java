package org.case2fhir.terminology.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LOINC, RxNorm and ICD-10-CM in the forms in which they are published. */
class DrugAndTestImportTest {
  private static final String LOINC =
      """
      "LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","SCALE_TYP","METHOD_TYP","CLASS",\
      "VersionLastChanged","CHNG_TYPE","DefinitionDescription","STATUS","CONSUMER_NAME","CLASSTYPE",\
      "SHORTNAME","RELATEDNAMES2","EXAMPLE_UCUM_UNITS","LONG_COMMON_NAME","DisplayName"
      "2345-7","Glucose","MCnc","Pt","Ser/Plas","Qn","","CHEM","2.78","MIN","","ACTIVE",\
      "Glucose, Blood","1","Glucose SerPl-mCnc","Gluc; Sugar; Plasma; Serum","mg/dL",\
      "Glucose [Mass/volume] in Serum or Plasma","Glucose [Mass/Vol]"
      "14749-6","Glucose","SCnc","Pt","Ser/Plas","Qn","","CHEM","2.80","MIN","","ACTIVE",\
      "Glucose, Blood","1","Glucose SerPl-sCnc","Gluc; Sugar; Plasma; Serum","mmol/L",\
      "Glucose [Moles/volume] in Serum or Plasma","Glucose [Moles/Vol]"
      "10449-7","Glucose^1H post meal","MCnc","Pt","Ser/Plas","Qn","","CHAL","2.56","MIN",\
      "said, ""quoted""
      on two lines","DEPRECATED","","1","Glucose 1h","Gluc","mg/dL","Old glucose after a meal",""
      "24627-2","Chest CT","Find","Pt","Chest","Doc","CT","RAD","2.61","MIN","","ACTIVE","","2",\
      "CT Chest","Thorax","","CT Chest","CT Chest"
      """;

  @TempDir Path folder;
  private Importing importing;

  @BeforeEach
  void start() {
    importing = new Importing(folder);
  }

  @Test
  void loincNamesCode() throws IOException {
    Path release =
        importing.zip(
            "Loinc_2.80.zip",
            Map.of(
                "LoincTable/Loinc.csv",
                LOINC,
                "LoincTable/MapTo.csv",
                "\"LOINC\",\"MAP_TO\",\"COMMENT\"\n\"10449-7\",\"2345-7\",\"\"\n"));
    assertThat(importing.header(release).version()).isEqualTo("2.80");
    assertThat(
            importing
                .match(Domain.TEST, "glucose [mass/volume] in serum or plasma")
                .orElseThrow()
                .codes())
        .containsExactly(
            new Code(
                "http://loinc.org", "2345-7", "Glucose [Mass/volume] in Serum or Plasma", "2.80"));
    assertThat(importing.codes(Domain.TEST, "Glucose SerPl-sCnc")).containsExactly("14749-6");
    assertThat(importing.codes(Domain.REPORT, "CT chest")).containsExactly("24627-2");
  }

  @Test
  void loincWordsOfSeveralCodesOrPartsCodeNothing() throws IOException {
    importing.run(importing.write("Loinc.csv", LOINC));
    // Two properties have one consumer name; related names and components are parts of many.
    for (String words : new String[] {"Glucose, Blood", "glucose", "sugar", "serum", "thorax"}) {
      assertThat(importing.codes(Domain.TEST, words)).as(words).isEmpty();
    }
    assertThat(importing.terms().all("sugar")).allMatch(hit -> hit.kind() == TermKind.RELATED);
  }

  @Test
  void deprecatedLoincCodesAreReportedWithTheirSuccessors() throws IOException {
    Path release =
        importing.zip(
            "Loinc.zip",
            Map.of("Loinc.csv", LOINC, "MapTo.csv", "LOINC,MAP_TO,COMMENT\n10449-7,2345-7,\n"));
    TerminologyImport.Imported imported = importing.run(release);
    assertThat(imported.header().version()).as("newest change").isEqualTo("2.80");
    assertThat(imported.issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.message()).contains("1 deprecated").contains("1 of"));
    assertThat(importing.codes(Domain.TEST, "Old glucose after a meal")).isEmpty();
    assertThat(importing.terms().code("http://loinc.org", "10449-7").orElseThrow().concept())
        .satisfies(concept -> assertThat(concept.successor()).isEqualTo("2345-7"));
  }

  private static String name(String cui, String source, String type, String code, String name) {
    return "%s|ENG||||||1|2||3|%s|%s|%s|%s||N|4096|\n".formatted(cui, source, type, code, name);
  }

  private static final String NAMES =
      name("83367", "RXNORM", "IN", "83367", "atorvastatin")
          + name("83367", "ATC", "IN", "C10AA05", "atorvastatin")
          + name("153165", "RXNORM", "BN", "153165", "Lipitor")
          + name("723", "RXNORM", "IN", "723", "amoxicillin")
          + name("48203", "RXNORM", "IN", "48203", "clavulanate")
          + name("151392", "RXNORM", "BN", "151392", "Augmentin")
          + name("617314", "RXNORM", "SBD", "617314", "atorvastatin 10 MG Oral Tablet [Lipitor]")
          + name("617314", "RXNORM", "PSN", "617314", "Lipitor 10 MG Oral Tablet")
          + name("83367", "MTHSPL", "SU", "X", "another source's name")
          + name("1", "RXNORM", "IN", "1", "suppressed").replace("||N|", "||O|");

  private static final String RELATIONS =
      "83367|||RN|153165|||has_tradename||RXNORM||||||\n"
          + "723|||RN|151392|||has_tradename||RXNORM||||||\n"
          + "48203|||RN|151392|||has_tradename||RXNORM||||||\n";

  @Test
  void rxNormBrandsMeanTheirIngredient() throws IOException {
    Path release =
        importing.zip(
            "RxNorm_full_10062025.zip",
            Map.of("rrf/RXNCONSO.RRF", NAMES, "rrf/RXNREL.RRF", RELATIONS));
    assertThat(importing.header(release).version()).isEqualTo("10062025");
    assertThat(importing.header(release).released()).isEqualTo("2025-10-06");
    assertThat(importing.codes(Domain.MEDICATION, "Atorvastatin"))
        .containsExactlyInAnyOrder("83367", "C10AA05");
    assertThat(importing.codes(Domain.MEDICATION, "lipitor")).containsExactly("83367");
    // A brand of two ingredients is itself.
    assertThat(importing.codes(Domain.MEDICATION, "Augmentin")).containsExactly("151392");
    assertThat(importing.codes(Domain.MEDICATION, "Lipitor 10 mg oral tablet"))
        .containsExactly("617314");
    assertThat(importing.codes(Domain.MEDICATION, "suppressed")).isEmpty();
    assertThat(importing.codes(Domain.MEDICATION, "another source's name")).isEmpty();
  }

  @Test
  void rxNormWithoutRelationsSaysSo() throws IOException {
    Path release = importing.write("rrf/RXNCONSO.RRF", NAMES).getParent();
    assertThat(importing.issues(release)).containsExactly("no-relations");
    assertThat(importing.codes(Domain.MEDICATION, "lipitor")).containsExactly("153165");
  }

  private static final String ORDER =
      """
      00001 I10     1 Essential (primary) hypertension                             Essential (primary) hypertension
      00002 M10     0 Gout                                                         Gout
      00003 M109    1 Gout, unspecified                                            Gout, unspecified
      00004 E1165   1 Type 2 diabetes mellitus with hyperglycemia                  Type 2 diabetes mellitus with hyperglycemia
      this is no code
      """;

  @Test
  void icd10CmOrderFileIsRead() throws IOException {
    Path release = importing.write("icd10cm_order_2025.txt", ORDER);
    assertThat(importing.issues(release)).containsExactly("unreadable-row");
    assertThat(importing.header(release).version()).isEqualTo("2025");
    assertThat(importing.codes(Domain.CONDITION, "type 2 diabetes mellitus with hyperglycemia"))
        .containsExactly("E11.65");
    // The category is not billable; "unspecified" adds nothing to the bare name.
    assertThat(importing.codes(Domain.CONDITION, "gout")).containsExactly("M10.9");
    assertThat(importing.terms().code("http://hl7.org/fhir/sid/icd-10-cm", "M10")).isPresent();
  }
}
