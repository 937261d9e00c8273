package org.case2fhir.fhir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.Bundle;

/**
 * A case as FHIR.
 *
 * @param bundle the resources
 * @param origins fullUrl of each entry, in order, and the part of the case it was made from
 * @param notes what to tell the user, in the order of the case
 */
public record MappedCase(Bundle bundle, Map<String, FactRef> origins, List<MappingNote> notes) {
  public MappedCase {
    origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    notes = List.copyOf(notes);
  }

  /**
   * What the entry at an index was made from, as validators name entries: {@code Bundle.entry[3]}.
   */
  public Optional<FactRef> origin(int entry) {
    if (entry < 0 || entry >= bundle.getEntry().size()) {
      return Optional.empty();
    }
    return Optional.ofNullable(origins.get(bundle.getEntry().get(entry).getFullUrl()));
  }

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
}
