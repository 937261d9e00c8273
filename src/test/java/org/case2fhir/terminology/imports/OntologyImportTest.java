package org.case2fhir.terminology.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same small ontology in both formats of HPO. */
class OntologyImportTest {
  private static final String OBO =
      """
      format-version: 1.2
      data-version: hp/releases/2025-05-06
      ontology: hp

      [Term]
      id: HP:0001250
      name: Seizure
      def: "A thing." [HPO:x]
      synonym: "Epileptic fit \\"grand\\"" EXACT layperson []
      synonym: "SZR" EXACT abbreviation []
      synonym: "Convulsion disorder" BROAD []
      is_a: HP:0000118 ! Phenotypic abnormality

      [Term]
      id: HP:0002355
      name: obsolete Difficulty walking
      is_obsolete: true
      replaced_by: HP:0002505

      [Term]
      id: HP:0002505
      name: Loss of ambulation

      [Term]
      id: HP:0000006
      name: Autosomal dominant inheritance
      is_a: HP:0000005 ! Mode of inheritance

      [Term]
      id: HP:0012828
      name: Severe
      is_a: HP:0012824 ! Severity

      [Term]
      id: HP:0012824
      name: Severity
      is_a: HP:0012823 ! Clinical modifier

      [Typedef]
      id: part_of
      name: part of
      """;

  private static final String JSON =
      """
      {"graphs": [{
        "id": "http://purl.obolibrary.org/obo/hp.json",
        "meta": {"version": "http://purl.obolibrary.org/obo/hp/releases/2025-05-06/hp.json"},
        "nodes": [
          {"id": "http://purl.obolibrary.org/obo/HP_0001250", "lbl": "Seizure", "type": "CLASS",
           "meta": {"synonyms": [
             {"pred": "hasExactSynonym", "val": "Epileptic fit \\"grand\\""},
             {"pred": "hasExactSynonym", "val": "SZR"},
             {"pred": "hasBroadSynonym", "val": "Convulsion disorder"}]}},
          {"id": "http://purl.obolibrary.org/obo/HP_0002355", "lbl": "obsolete Difficulty walking",
           "meta": {"deprecated": true, "basicPropertyValues": [
             {"pred": "http://purl.obolibrary.org/obo/IAO_0100001",
              "val": "http://purl.obolibrary.org/obo/HP_0002505"}]}},
          {"id": "http://purl.obolibrary.org/obo/HP_0002505", "lbl": "Loss of ambulation"},
          {"id": "http://purl.obolibrary.org/obo/HP_0000006", "lbl": "Autosomal dominant inheritance"},
          {"id": "http://purl.obolibrary.org/obo/HP_0012828", "lbl": "Severe"},
          {"id": "http://purl.obolibrary.org/obo/HP_0012824", "lbl": "Severity"},
          {"id": "http://purl.obolibrary.org/obo/UBERON_0000001", "lbl": "Somebody else's"}],
        "edges": [
          {"sub": "http://purl.obolibrary.org/obo/HP_0000006", "pred": "is_a",
           "obj": "http://purl.obolibrary.org/obo/HP_0000005"},
          {"sub": "http://purl.obolibrary.org/obo/HP_0012828", "pred": "is_a",
           "obj": "http://purl.obolibrary.org/obo/HP_0012824"},
          {"sub": "http://purl.obolibrary.org/obo/HP_0012824", "pred": "is_a",
           "obj": "http://purl.obolibrary.org/obo/HP_0012823"}]}]}
      """;

  @TempDir Path folder;
  private Importing importing;

  @BeforeEach
  void start() {
    importing = new Importing(folder);
  }

  @Test
  void oboIsRead() throws IOException {
    Path release = importing.write("hp.obo", OBO);
    assertThat(importing.header(release).format()).isEqualTo("obo");
    assertOntology();
  }

  @Test
  void oboGraphsAreRead() throws IOException {
    Path release = importing.write("any-name.txt", JSON);
    assertThat(importing.header(release).format()).isEqualTo("hpo-json");
    assertOntology();
  }

  private void assertOntology() throws IOException {
    assertThat(importing.codes(Domain.FINDING, "seizures")).containsExactly("HP:0001250");
    assertThat(importing.codes(Domain.CONDITION, "Epileptic fit \"grand\""))
        .containsExactly("HP:0001250");
    assertThat(importing.match(Domain.FINDING, "Seizure").orElseThrow().codes().get(0).version())
        .isEqualTo("2025-05-06");
    // Broader words never code; they are shown.
    assertThat(importing.codes(Domain.FINDING, "Convulsion disorder")).isEmpty();
    assertThat(importing.terms().all("convulsion disorder"))
        .singleElement()
        .satisfies(hit -> assertThat(hit.kind()).isEqualTo(TermKind.RELATED));
    // An abbreviation is one in capitals only.
    assertThat(importing.codes(Domain.FINDING, "SZR")).containsExactly("HP:0001250");
    assertThat(importing.codes(Domain.FINDING, "szr")).isEmpty();
  }

  @Test
  void obsoleteTermsLeadToTheirSuccessors() throws IOException {
    importing.run(importing.write("hp.obo", OBO));
    assertThat(importing.codes(Domain.FINDING, "difficulty walking")).containsExactly("HP:0002505");
    assertThat(importing.terms().code("http://human-phenotype-ontology.org", "HP:0002355"))
        .hasValueSatisfying(hit -> assertThat(hit.concept().successor()).isEqualTo("HP:0002505"));
  }

  @Test
  void modesOfInheritanceAreNoFindingsAndModifiersAreQualifiers() throws IOException {
    importing.run(importing.write("hp.json", JSON));
    for (Domain domain : Domain.values()) {
      assertThat(importing.codes(domain, "autosomal dominant inheritance")).isEmpty();
    }
    assertThat(importing.codes(Domain.QUALIFIER, "severe")).containsExactly("HP:0012828");
    assertThat(importing.codes(Domain.FINDING, "severe")).isEmpty();
    assertThat(importing.terms().all("somebody else's")).isEmpty();
  }

  @Test
  void bothFormatsGiveTheSameTerms() throws IOException {
    long obo = importing.header(importing.write("hp.obo", OBO)).terms();
    assertThat(importing.header(importing.write("hp.json", JSON)).terms()).isEqualTo(obo);
  }
}
