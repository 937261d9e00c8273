package org.case2fhir.terminology.imports;

/** The formats that can be imported. */
public enum ReleaseFormat {
  /** HPO as OBO Graphs JSON: {@code hp.json}. */
  HPO_JSON("hpo-json"),
  /** HPO as OBO 1.2 or 1.4: {@code hp.obo}. */
  OBO("obo"),
  /** SNOMED CT Release Format 2, snapshot. */
  SNOMED_RF2("snomed-rf2"),
  /** LOINC table: {@code Loinc.csv}. */
  LOINC("loinc"),
  /** RxNorm Rich Release Format. */
  RXNORM_RRF("rxnorm-rrf"),
  /** ICD-10-CM order file. */
  ICD10CM_ORDER("icd10cm-order"),
  /** Any table with a header: tabs or commas. */
  TABLE("table"),
  /** CodeSystem, ValueSet and ConceptMap in FHIR JSON. */
  FHIR_JSON("fhir-json"),
  /** FHIR NPM package. */
  FHIR_PACKAGE("fhir-package");

  private final String word;

  ReleaseFormat(String word) {
    this.word = word;
  }

  /** Name in options and headers. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}
