package org.case2fhir.fhir;

import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Severity;
import org.case2fhir.model.FactRef;

/**
 * Something to tell the user about how a part of the case was mapped. An {@link Issue} that knows
 * the fact but not yet its place in a file.
 *
 * @param subject the part of the case it is about
 * @param severity how bad it is
 * @param code stable name for tools, in kebab case
 * @param message one sentence without a final stop
 * @param solution what to do about it; may be empty
 */
public record MappingNote(
    FactRef subject, Severity severity, String code, String message, String solution) {

  /** The same as an issue at the place where the fact stands. */
  public Issue at(Location location) {
    return new Issue(severity, code, message, location, solution);
  }
}
