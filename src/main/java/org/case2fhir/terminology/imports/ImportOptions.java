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
}
