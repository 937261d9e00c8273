package org.case2fhir.validation;

import java.util.Optional;

/**
 * Where in a resource something was found.
 *
 * @param fhirPath the element, from the root of the validated resource: {@code
 *     Bundle.entry[3].resource.subject}
 * @param entry the Bundle entry that the element lies in; empty outside entries
 * @param line from 1, of the validated text; 0 where unknown
 * @param column from 1; 0 where unknown
 */
public record FindingPlace(String fhirPath, Optional<BundleEntry> entry, int line, int column) {}
