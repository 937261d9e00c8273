package org.case2fhir.terminology;

/**
 * The code systems that the tables use, by their short names there.
 *
 * <p>URIs as in <a href="https://hl7.org/fhir/R4/terminologies-systems.html">the R4 registry of
 * code systems</a>; the Disease Ontology, which is not there, by the URI of its releases.
 */
public enum CodeSystem {
  SNOMED("http://snomed.info/sct"),
  ICD10CM("http://hl7.org/fhir/sid/icd-10-cm"),
  HPO("http://human-phenotype-ontology.org"),
  DOID("http://purl.obolibrary.org/obo/doid.owl"),
  LOINC("http://loinc.org"),
  RXNORM("http://www.nlm.nih.gov/research/umls/rxnorm"),
  ATC("http://www.whocc.no/atc"),
  V3ROLE("http://terminology.hl7.org/CodeSystem/v3-RoleCode");

  private final String uri;

  CodeSystem(String uri) {
    this.uri = uri;
  }

  /** Canonical URI, as in {@code Coding.system}. */
  public String uri() {
    return uri;
  }
}
