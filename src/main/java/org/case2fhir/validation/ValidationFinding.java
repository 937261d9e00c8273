package org.case2fhir.validation;

import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Severity;

/**
 * One thing that the validator says about a resource.
 *
 * @param severity how bad it is; noise is never worse than information
 * @param code stable name in kebab case, {@code fhir-} first: {@code fhir-con-3} for an invariant,
 *     {@code fhir-unknown-code-system}
 * @param message one sentence without a final stop
 * @param place where
 * @param noise whether it only says that a code could not be looked up, because its code system
 *     (LOINC, SNOMED CT, ...) is not loaded, or that the definition of an extension is not
 */
public record ValidationFinding(
    Severity severity, String code, String message, FindingPlace place, boolean noise) {

  /** The same as an issue of that file, with a remedy where one is known. */
  public Issue toIssue(String source) {
    Location location = new Location(source, place.line(), place.column(), place.fhirPath());
    return new Issue(severity, code, message, location, Remedies.forCode(code));
  }
}
