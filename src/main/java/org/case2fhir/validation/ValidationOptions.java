package org.case2fhir.validation;

import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.TerminologyServer;

/**
 * What resources are checked against besides FHIR R4 itself.
 *
 * @param guides FHIR packages: archives, folders, or {@code hl7.terminology}, which comes with the
 *     program
 * @param profiles addresses of profiles that all resources of their type must meet, also as {@code
 *     Type=address}
 * @param terminologyServer a FHIR terminology server that is asked about codes; absent for none,
 *     and then no connection is opened
 */
public record ValidationOptions(
    List<String> guides, List<String> profiles, Optional<TerminologyServer> terminologyServer) {
  /** FHIR R4 and nothing else, offline. */
  public static final ValidationOptions DEFAULT =
      new ValidationOptions(List.of(), List.of(), Optional.empty());

  public ValidationOptions {
    guides = List.copyOf(guides);
    profiles = List.copyOf(profiles);
  }
}
