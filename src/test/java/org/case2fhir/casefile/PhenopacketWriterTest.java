package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Optional;
import org.case2fhir.casefile.PhenopacketWriter.Loss;
import org.case2fhir.casefile.PhenopacketWriter.Packet;
import org.junit.jupiter.api.Test;

class PhenopacketWriterTest {
  private static final PhenopacketWriter WRITER =
      new PhenopacketWriter("case2fhir test", Optional.of(Instant.parse("2026-11-28T09:30:00.5Z")));

  private static final String CASE =
      """
      id: c
      title: A case
      source: {pmid: 123, title: A report}
      subject: {sex: female, age: 47 years}
      encounters:
        - id: first-visit
          date: 2006-02
          diagnoses:
            - {diagnosis: hypertension, codes: [SNOMED 38341003 | Hypertensive disorder, 'HPO HP:0000822 | Hypertension'], onset: at age 30 years}
            - {suspected: gout, codes: DOID DOID:13189}
            - unheard-of disease
          measurements:
            - {test: CRP, codes: LOINC 1988-5, value: 12 mg/L}
            - {test: CRP, codes: LOINC 1988-5, value: '> 90 mg/L', id: second}
      findings:
        - {finding: shortness of breath, codes: 'HPO HP:0002094 | Dyspnea', severity: severe, site: left lung}
        - {absent: fever, codes: 'HPO HP:0001945 | Fever'}
        - {possible: cough, codes: 'HPO HP:0012735 | Cough'}
      medications:
        - {drug: colchicine, codes: RxNorm 2683, dose: 0.5 mg twice daily, start: 2006-02-14}
        - {not-given: indomethacin, codes: RxNorm 5781}
      procedures:
        - {procedure: biopsy, codes: SNOMED 86273004, date: 2006-02-15, complications: [{text: bleeding, codes: 'HPO HP:0001892 | Abnormal bleeding'}]}
      allergies: [penicillin]
      variants:
        - {variant: 'NM_001042492.3:c.5488C>T', gene: {text: NF1, codes: 'HGNC HGNC:7765'}, hgvs: 'NM_001042492.3:c.5488C>T', zygosity: heterozygous, classification: pathogenic, status: causative, explains: hypertension}
      """;

  private static Packet write() {
    return WRITER.write(Cases.read(CASE).result().value().orElseThrow());
  }

  private static JsonNode json() {
    try {
      return new ObjectMapper().readTree(write().json());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void findingsDiagnosesAndComplicationsWithHpoCodesAreFeatures() {
    assertThat(json().at("/phenotypicFeatures").findValuesAsText("id"))
        .contains(
            "HP:0002094", "HP:0001945", "HP:0000822", "HP:0001892", "HP:0012828", "HP:0012835")
        .doesNotContain("HP:0012735");
    assertThat(json().at("/phenotypicFeatures/0/description").asText())
        .isEqualTo("shortness of breath");
    assertThat(json().at("/phenotypicFeatures/1/excluded").asBoolean()).isTrue();
  }

  @Test
  void theRestHasItsPlace() {
    JsonNode packet = json();
    assertThat(packet.at("/subject/timeAtLastEncounter/age/iso8601duration").asText())
        .isEqualTo("P47Y");
    assertThat(packet.at("/diseases/0/term/id").asText()).isEqualTo("SNOMEDCT:38341003");
    assertThat(packet.at("/measurements/0/value/quantity/unit/id").asText()).isEqualTo("UCUM:mg/L");
    assertThat(packet.at("/measurements/0/timeObserved/interval/start").asText())
        .isEqualTo("2006-02-01T00:00:00Z");
    assertThat(packet.at("/medicalActions/0/treatment/agent/id").asText()).isEqualTo("RXNORM:2683");
    assertThat(packet.at("/medicalActions/0/treatment/doseIntervals/0/interval/start").asText())
        .isEqualTo("2006-02-14T00:00:00Z");
    assertThat(packet.at("/medicalActions/1/procedure/performed/timestamp").asText())
        .isEqualTo("2006-02-15T00:00:00Z");
    JsonNode variant =
        packet.at("/interpretations/0/diagnosis/genomicInterpretations/0/variantInterpretation");
    assertThat(variant.at("/acmgPathogenicityClassification").asText()).isEqualTo("PATHOGENIC");
    assertThat(variant.at("/variationDescriptor/allelicState/id").asText())
        .isEqualTo("GENO:0000135");
  }

  @Test
  void metadataNameTheResourcesOfTheCodes() {
    JsonNode meta = json().at("/metaData");
    assertThat(meta.at("/created").asText()).isEqualTo("2026-11-28T09:30:00Z");
    assertThat(meta.at("/createdBy").asText()).isEqualTo("case2fhir test");
    assertThat(meta.at("/phenopacketSchemaVersion").asText()).isEqualTo("2.0");
    assertThat(meta.at("/externalReferences/0/id").asText()).isEqualTo("PMID:123");
    assertThat(meta.at("/resources").findValuesAsText("namespacePrefix"))
        .contains("HP", "SNOMEDCT", "LOINC", "UCUM", "RXNORM", "GENO", "HGNC")
        .doesNotContain("DOID");
  }

  @Test
  void whatItCannotHoldIsListed() {
    assertThat(write().losses().stream().filter(Loss::whole).map(Loss::message))
        .anyMatch(message -> message.contains("`cough`"))
        .anyMatch(message -> message.contains("`gout`"))
        .anyMatch(message -> message.contains("`unheard-of disease`"))
        .anyMatch(message -> message.contains("`indomethacin`"))
        .anyMatch(message -> message.contains("`penicillin`"))
        .anyMatch(message -> message.contains("`CRP`"));
    assertThat(write().losses().stream().map(Loss::message))
        .anyMatch(message -> message.contains("lung"))
        .anyMatch(message -> message.contains("0.5 mg twice daily"))
        .anyMatch(message -> message.contains("encounters"))
        .anyMatch(message -> message.contains("title"));
  }

  @Test
  void theSameCaseGivesTheSameBytes() {
    assertThat(write().json()).isEqualTo(write().json());
  }
}
