package org.case2fhir.validation;

import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.TerminologyServer;
import org.case2fhir.version.FhirVersion;

/**
 * What resources are checked against.
 *
 * @param version of FHIR
 * @param guides FHIR packages: archives, folders, or {@code hl7.terminology}, which comes with the
 *     program
 * @param profiles addresses of profiles that all resources of their type must meet, also as {@code
 *     Type=address}
 * @param terminologyServer a FHIR terminology server that is asked about codes; absent for none,
 *     and then no connection is opened
 */
public record ValidationOptions(
    FhirVersion version,
    List<String> guides,
    List<String> profiles,
    Optional<TerminologyServer> terminologyServer) {
  /** FHIR R4 and nothing else, offline. */
  public static final ValidationOptions DEFAULT = of(FhirVersion.R4);

  /** A version of FHIR and nothing else, offline. */
  public static ValidationOptions of(FhirVersion version) {
    return new ValidationOptions(version, List.of(), List.of(), Optional.empty());
  }

  /** The same for FHIR R4. */
  public ValidationOptions(
      List<String> guides, List<String> profiles, Optional<TerminologyServer> terminologyServer) {
    this(FhirVersion.R4, guides, profiles, terminologyServer);
  }

  /** The same for another version of FHIR. */
  public ValidationOptions in(FhirVersion other) {
    return new ValidationOptions(other, guides, profiles, terminologyServer);
  }

  public ValidationOptions {
    guides = List.copyOf(guides);
    profiles = List.copyOf(profiles);
  }
}
