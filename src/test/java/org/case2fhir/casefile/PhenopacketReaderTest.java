package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Code;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Variant;
import org.case2fhir.model.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhenopacketReaderTest {
  private static final String SUBJECT = "'subject': {'id': 'a', 'sex': 'FEMALE'}, ";

  private static CaseFile read(String json) {
    return Cases.read("packet.json", json.replace('\'', '"'));
  }

  /** A packet that must be read without a warning. */
  private static CaseReport packet(String fields) {
    CaseFile file = read("{'id': 'p', " + SUBJECT + fields + "}");
    assertThat(file.result().issues())
        .noneMatch(issue -> issue.severity().atLeast(Severity.WARNING));
    return file.result().value().orElseThrow();
  }

  private static Finding feature(String fields) {
    return packet(
            "'phenotypicFeatures': [{'type': {'id': 'HP:0001250', 'label': 'Seizure'}"
                + fields
                + "}]")
        .facts(Finding.class)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          {'age': {'iso8601duration': 'P3Y'}} ¦ at age 3 years
          {'age': {'iso8601duration': 'P2Y9M'}} ¦ at age 33 months
          {'age': {'iso8601duration': 'P5Y0M'}} ¦ at age 5 years
          {'age': {'iso8601duration': 'P1W3D'}} ¦ at age 10 days
          {'age': {'iso8601duration': 'P0D'}} ¦ at age 0 days
          {'age': {'iso8601duration': 'PT6H'}} ¦ at age 6 hours
          {'age': {'iso8601duration': 'P1M5D'}} ¦ at age 1 month 5 days
          {'ageRange': {'start': {'iso8601duration': 'P1Y'}, 'end': {'iso8601duration': 'P2Y'}}} ¦ from at age 1 year until at age 2 years
          {'age_range': {'end': {'iso8601duration': 'P2Y'}}} ¦ until at age 2 years
          {'gestationalAge': {'weeks': 17}} ¦ at 17 weeks of gestation
          {'gestational_age': {'weeks': '20', 'days': 1}} ¦ at 20 weeks 1 day of gestation
          {'ontologyClass': {'id': 'HP:0003577', 'label': 'Congenital onset'}} ¦ Congenital onset
          {'timestamp': '2020-01-02T03:04:05.5Z'} ¦ 2020-01-02T03:04:05.5Z
          {'interval': {'start': '2020-01-02T00:00:00Z', 'end': '2020-02-02T00:00:00+01:00'}} ¦ from 2020-01-02T00:00:00Z until 2020-02-02T00:00:00+01:00
          """)
  void readsEveryTimeElement(String element, String words) {
    assertThat(feature(", 'onset': " + element).onset().map(When::toString)).contains(words);
  }

  @Test
  void readsSnakeCaseAndYaml() {
    CaseFile file =
        Cases.read(
            "packet.yaml",
            """
            id: p
            subject: {id: a, alternate_ids: [b], karyotypic_sex: XXY, time_at_last_encounter: {age: {iso8601duration: P7Y}}}
            phenotypic_features:
              - {type: {id: HP:0001250, label: Seizure}, excluded: true}
            meta_data: {phenopacket_schema_version: 2.0.0}
            """);
    CaseReport report = file.result().value().orElseThrow();

    assertThat(file.result().issues()).isEmpty();
    assertThat(report.subject().identifiers()).containsExactly("a", "b");
    assertThat(report.subject().age().orElseThrow().age()).isEqualTo(TimeSpan.of(7, TimeUnit.YEAR));
    assertThat(report.facts().get(0).circumstances().assertion()).isEqualTo(Assertion.ABSENT);
    assertThat(report.facts().get(0).concept().codes())
        .containsExactly(new Code("http://human-phenotype-ontology.org", "HP:0001250", "Seizure"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          OMIM:162200 ¦ http://www.omim.org ¦ 162200
          mondo:0007254 ¦ http://purl.obolibrary.org/obo/mondo.owl ¦ MONDO:0007254
          ORPHA:636 ¦ http://www.orpha.net ¦ 636
          NCIT:C3262 ¦ http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl ¦ C3262
          SNOMEDCT:73211009 ¦ http://snomed.info/sct ¦ 73211009
          ICD10:E11 ¦ http://hl7.org/fhir/sid/icd-10 ¦ E11
          OWN:17 ¦ https://example.org/own ¦ OWN:17
          """)
  void codesAreOfTheSystemsThatFhirNames(String curie, String system, String code) {
    CaseReport report =
        packet(
            "'diseases': [{'term': {'id': '"
                + curie
                + "', 'label': 'x'}}], 'metaData': {'resources': [{'id': 'own', 'namespacePrefix':"
                + " 'OWN', 'url': 'https://example.org/own'}]}");
    Code found = report.facts().get(0).concept().codes().get(0);

    assertThat(found.system()).isEqualTo(system);
    assertThat(found.code()).isEqualTo(code);
    assertThat(CodeSystems.curie(found)).isEqualToIgnoringCase(curie);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          'phenotypicFeatures': [{'type': {'id': 'XYZ:1', 'label': 'odd'}}] ¦ warning ¦ unknown-code-system ¦ metaData.resources
          'phenotypicFeatures': [{'type': {'id': 'HP:0001250', 'label': 'Seizure'}, 'onset': {'age': {'iso8601duration': 'P400Y'}}}] ¦ error ¦ impossible-age ¦ unit
          'phenotypicFeatures': [{'type': {'id': 'HP0001250', 'label': 'odd'}}] ¦ warning ¦ bad-code ¦ HP:0001250
          'phenotypicFeatures': [{'type': {'label': 'odd'}}] ¦ warning ¦ missing-key ¦ `id`
          'phenotypicFeatures': [{'type': {'id': 'LOINC:1668-4', 'label': 'odd'}}] ¦ warning ¦ bad-code ¦ again
          'phenotypicFeatures': [{'excluded': true}] ¦ error ¦ missing-key ¦ add `type`
          'phenotypicFeatures': [{'type': 'HP:0001250'}] ¦ error ¦ wrong-type ¦ object
          'phenotypicFeatures': {'type': {}} ¦ error ¦ wrong-type ¦ list
          'phenotypicFeatures': [{'type': {'id': 'HP:0001250', 'label': 'a'}, 'excluded': 'perhaps'}] ¦ error ¦ wrong-type ¦ true or false
          'phenotypicFeatures': [{'type': {'id': 'HP:0001250', 'label': 'a'}, 'onset': {'age': {'iso8601duration': '3 years'}}}] ¦ error ¦ bad-duration ¦ P3Y6M
          'phenotypicFeatures': [{'type': {'id': 'HP:0001250', 'label': 'a'}, 'onset': {'timestamp': '2020-13-01T00:00:00Z'}}] ¦ error ¦ bad-date ¦ 2021-03-14
          'phenotypicFeatures': [{'type': {'id': 'HP:0001250', 'label': 'a'}, 'onset': {'gestationalAge': {'weeks': 300}}}] ¦ error ¦ bad-duration ¦ 60 weeks
          'phenotypicFeatures': [{'type': {'id': 'HP:0001250', 'label': 'a'}, 'sevrity': {}}] ¦ warning ¦ unknown-key ¦ correct its name
          'interpretations': [{'id': 'i', 'progressStatus': 'DONE'}] ¦ error ¦ unknown-word ¦ IN_PROGRESS
          'interpretations': [{'diagnosis': {'genomicInterpretations': [{'subjectOrBiosampleId': 'z', 'gene': {'symbol': 'NF1'}}]}}] ¦ warning ¦ unknown-reference ¦ subject
          'measurements': [{'assay': {'id': 'LOINC:718-7', 'label': 'Hb'}, 'value': {'quantity': {'unit': {'id': 'UCUM:g/dL'}, 'value': 'NaN'}}}] ¦ error ¦ bad-number ¦ digits
          'measurements': [{'assay': {'id': 'LOINC:718-7', 'label': 'Hb'}, 'value': {'quantity': {'unit': {'id': 'UCUM:g/dL'}, 'value': 1e999999999}}}] ¦ error ¦ bad-number ¦ digits
          'measurements': [{'assay': {'id': 'LOINC:718-7', 'label': 'Hb'}, 'value': {'quantity': {'unit': {'id': 'NCIT:C1', 'label': 'blobs'}, 'value': 1}}}] ¦ warning ¦ unknown-unit ¦ UCUM
          'medicalActions': [{'treatmentTarget': {'id': 'MONDO:0005044', 'label': 'x'}}] ¦ error ¦ missing-key ¦ treatment, procedure
          'files': [{'fileAttributes': {'a': 'b'}}] ¦ error ¦ missing-key ¦ add `uri`
          'metaData': {'created': '2020-01-01T00:00:00Z'} ¦ information ¦ not-kept ¦ beside
          """)
  void saysWhatIsWrongAndWhere(String fields, String severity, String code, String remedy) {
    CaseFile file = read("{'id': 'p', " + SUBJECT + fields + "}");
    Issue issue =
        file.result().issues().stream()
            .filter(each -> each.code().equals(code))
            .findFirst()
            .orElseThrow(() -> new AssertionError(file.result().issues()));

    assertThat(issue.severity().word()).isEqualTo(severity);
    assertThat(issue.solution()).contains(remedy);
    assertThat(issue.location().line()).isEqualTo(1);
    assertThat(file.result().value()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          {'id': 'x', 'phenotypicFeatures': [{'type': {'id': 'HP:1'}, 'negated': true}]} ¦ version 1
          {'id': 'x', 'metaData': {'phenopacketSchemaVersion': '1.0.0-RC3'}} ¦ version 1
          {'id': 'x', 'genes': [{'id': 'HGNC:1'}], 'metaData': {}} ¦ version 1
          {'id': 'x', 'members': [], 'metaData': {}} ¦ cohort
          """)
  void refusesWhatIsNoPacketOfVersionTwo(String json, String word) {
    CaseFile file = read(json);

    assertThat(file.result().value()).isEmpty();
    assertThat(file.result().issues().get(0).code()).isEqualTo("wrong-kind");
    assertThat(file.result().issues().get(0).message()).contains(word);
    assertThat(file.result().issues().get(0).solution()).isNotEmpty();
  }

  @Test
  void whatIsNotHumanIsAnError() {
    CaseFile file =
        read(
            "{'id': 'p', 'subject': {'id': 'a', 'taxonomy': {'id': 'NCBITaxon:10090', 'label': 'Mus"
                + " musculus'}}, 'phenotypicFeatures': []}");
    assertThat(file.result().issues()).anyMatch(issue -> issue.code().equals("not-human"));
  }

  @Test
  void ofAFamilyTheProbandIsReadAndRelativesAreItsHistory() {
    CaseFile file =
        read(
            """
            {'id': 'f', 'proband': {'id': 'p', 'subject': {'id': 'kid', 'sex': 'MALE'},
             'phenotypicFeatures': [{'type': {'id': 'HP:0001250', 'label': 'Seizure'}}]},
             'relatives': [{'id': 'm', 'subject': {'id': 'mom', 'sex': 'FEMALE'},
               'diseases': [{'term': {'id': 'OMIM:162200', 'label': 'Neurofibromatosis, type 1'},
                 'onset': {'age': {'iso8601duration': 'P9Y'}}}],
               'phenotypicFeatures': [{'type': {'id': 'HP:0000541', 'label': 'Retinal detachment'},
                 'excluded': true}]}],
             'pedigree': {'persons': [
               {'familyId': 'f', 'individualId': 'kid', 'paternalId': 'dad', 'maternalId': 'mom', 'sex': 'MALE'},
               {'familyId': 'f', 'individualId': 'mom', 'sex': 'FEMALE'}]},
             'metaData': {'phenopacketSchemaVersion': '2.0'}}
            """);
    CaseReport report = file.result().value().orElseThrow();
    FamilyHistory mother = report.facts(FamilyHistory.class).findFirst().orElseThrow();

    assertThat(report.id()).isEqualTo("p");
    assertThat(report.facts(Diagnosis.class)).isEmpty();
    assertThat(mother.concept().text()).isEqualTo("mother");
    assertThat(mother.illnesses()).hasSize(1);
    assertThat(mother.illnesses().get(0).onset().map(When::toString)).contains("at age 9 years");
    assertThat(mother.circumstances().note())
        .contains("In the family: mom. Excluded: Retinal detachment (HP:0000541)");
  }

  @Test
  void factsOfOneNameAreToldApart() {
    String seizure =
        "{'type': {'id': 'HP:0001250', 'label': 'Seizure'}, 'onset': {'age': {'iso8601duration':"
            + " '%s'}}}";
    CaseReport report =
        packet(
            "'phenotypicFeatures': ["
                + String.format(seizure, "P1Y")
                + ", "
                + String.format(seizure, "P2Y")
                + "]");
    assertThat(report.facts()).hasSize(2);
    assertThat(report.facts().get(0).id()).isNotEqualTo(report.facts().get(1).id());
  }

  @Test
  void variantsAreJoinedToTheDiseaseTheyExplain() {
    CaseReport report =
        packet(
            """
            'diseases': [{'term': {'id': 'OMIM:162200', 'label': 'Neurofibromatosis, type 1'}}],
            'interpretations': [{'id': 'i', 'progressStatus': 'SOLVED', 'diagnosis': {
              'disease': {'id': 'OMIM:162200', 'label': 'NF1'}, 'genomicInterpretations': [{
              'subjectOrBiosampleId': 'a', 'interpretationStatus': 'CAUSATIVE', 'variantInterpretation': {
              'acmgPathogenicityClassification': 5, 'variationDescriptor': {'id': 'v',
              'expressions': [{'syntax': 'hgvs.c', 'value': 'NM_001042492.3:c.5488C>T'}]}}}]}}]
            """);
    Variant variant = report.facts(Variant.class).findFirst().orElseThrow();

    assertThat(variant.links().supports()).containsExactly("neurofibromatosis-type-1");
    assertThat(variant.links().report()).contains("i");
    assertThat(variant.significance()).contains(Variant.Significance.PATHOGENIC);
    assertThat(variant.causality()).contains(Variant.Causality.CAUSATIVE);
  }

  @Test
  void dosesKeepWhatTheyAre() {
    CaseReport report =
        packet(
            """
            'medicalActions': [{'treatment': {'agent': {'id': 'RXNORM:6809', 'label': 'metformin'},
              'doseIntervals': [{'quantity': {'unit': {'id': 'UCUM:mg', 'label': 'milligram'}, 'value': 500},
              'scheduleFrequency': {'id': 'NCIT:C64496', 'label': 'Twice Daily'},
              'interval': {'start': '2020-03-20T00:00:00Z', 'end': '2021-03-20T00:00:00Z'}}]}}]
            """);
    MedicationUse use = report.facts(MedicationUse.class).findFirst().orElseThrow();

    assertThat(use.dosages().get(0).frequency().orElseThrow().times()).isEqualTo(2);
    assertThat(use.start().map(When::toString)).contains("2020-03-20T00:00:00Z");
    assertThat(use.status()).isEqualTo(MedicationUse.MedicationStatus.UNKNOWN);
  }

  @Test
  void resultsMayBeClassesAndPanels() {
    CaseReport report =
        packet(
            """
            'measurements': [
              {'assay': {'id': 'LOINC:718-7', 'label': 'a'}, 'value': {'ontologyClass': {'id': 'NCIT:C38758', 'label': 'Positive'}}},
              {'assay': {'id': 'LOINC:718-7', 'label': 'b'}, 'complexValue': {'typedQuantities': [
                {'type': {'id': 'NCIT:C25298', 'label': 'Systolic'}, 'quantity': {'unit': {'id': 'UCUM:mm[Hg]'}, 'value': 120}}]}}]
            """);
    List<Optional<Value>> values = report.facts(Measurement.class).map(Measurement::value).toList();

    assertThat(values.get(0).orElseThrow()).isInstanceOf(Value.Coded.class);
    assertThat(values.get(1).orElseThrow()).isInstanceOf(Value.Parts.class);
  }
}
