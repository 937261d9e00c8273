package org.case2fhir.terminology.imports;

import java.util.Optional;
import org.case2fhir.terminology.Domain;

/**
 * What a user says about a release.
 *
 * @param format absent to tell it from the content
 * @param name under which it is installed; absent for the usual one of its system
 * @param system canonical URI or short name of the code system of a table without such a column
 * @param domain what its concepts code, where the release does not say
 * @param version where the release does not say, or another than it says
 * @param licence notice to keep with it, instead of the usual one of its system
 * @param dialect of SNOMED CT's preferred terms: {@code us} or {@code gb}
 */
public record ImportOptions(
    Optional<ReleaseFormat> format,
    Optional<String> name,
    Optional<String> system,
    Optional<Domain> domain,
    Optional<String> version,
    Optional<String> licence,
    Dialect dialect) {

  /** Whose spelling SNOMED CT's preferred terms follow. */
  public enum Dialect {
    US("900000000000509007"),
    GB("900000000000508004");

    private final String languageRefset;

    Dialect(String languageRefset) {
      this.languageRefset = languageRefset;
    }

    /** SNOMED CT identifier of the language reference set. */
    public String languageRefset() {
      return languageRefset;
    }
  }

  /** Everything as the release says it. */
  public static final ImportOptions DEFAULT =
      new ImportOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Dialect.US);

  /** The same for a known format. */
  public ImportOptions as(ReleaseFormat other) {
    return new ImportOptions(Optional.of(other), name, system, domain, version, licence, dialect);
  }

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
}
