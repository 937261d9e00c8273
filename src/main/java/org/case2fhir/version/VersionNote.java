package org.case2fhir.version;

import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;

/**
 * What became of an element that another version of FHIR has no such place for.
 *
 * @param entry index of the entry in its Bundle, from 0
 * @param fullUrl of the entry
 * @param path the element of the R4 resource, {@code MedicationStatement.status}, or the name of
 *     the resource for the whole of it
 * @param kind how bad it is
 * @param message what became of it, without a final stop
 */
public record VersionNote(int entry, String fullUrl, String path, Kind kind, String message) {

  /** What may become of an element. */
  public enum Kind {
    /** It stands elsewhere, or in other words: a receiver finds it where its version has it. */
    MOVED("elsewhere-in-version", Severity.INFORMATION, "converters to R4 may not bring it back"),
    /** It is in an extension, which a receiver may not read. */
    EXTENSION(
        "extension-in-version",
        Severity.INFORMATION,
        "receivers that ignore extensions do not see it: convert to R4 for them"),
    /** It is gone. */
    LOST("not-in-version", Severity.WARNING, "keep the R4 Bundle, or the case, beside this one");

    private final String code;
    private final Severity severity;
    private final String remedy;

    Kind(String code, Severity severity, String remedy) {
      this.code = code;
      this.severity = severity;
      this.remedy = remedy;
    }
  }

  /** The same as an issue; its path is {@code fullUrl/path}. */
  public Issue at(Location place) {
    Location element =
        new Location(place.source(), place.line(), place.column(), fullUrl + "/" + path);
    return new Issue(kind.severity, kind.code, path + ": " + message, element, kind.remedy);
  }
}
