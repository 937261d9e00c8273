package org.case2fhir.version;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A version of FHIR that is written, read and validated.
 *
 * @see <a href="https://hl7.org/fhir/history.html">the published versions</a>
 */
public enum FhirVersion {
  /** What everything is made in. */
  R4("4.0.1"),
  /**
   * R4 with new resources for products, evidence and subscriptions: <a
   * href="https://hl7.org/fhir/R4B/r4b-diff.html">what a case becomes is the same in both</a>.
   */
  R4B("4.3.0"),
  R5("5.0.0");

  private final String number;

  FhirVersion(String number) {
    this.number = number;
  }

  /** As resources and packages name it: {@code 4.0.1}. */
  public String number() {
    return number;
  }

  /** The name of the package that defines it. */
  public String corePackage() {
    return "hl7.fhir." + lowerCase() + ".core";
  }

  /** As it stands in names and addresses: {@code r4b}. */
  public String lowerCase() {
    return this == R4B ? "r4b" : this == R5 ? "r5" : "r4";
  }

  /** The version that a number such as {@code 4.0} or {@code 4.0.1} belongs to. */
  public static Optional<FhirVersion> of(String number) {
    return Stream.of(values()).filter(v -> number.startsWith(v.number.substring(0, 3))).findFirst();
  }
}
