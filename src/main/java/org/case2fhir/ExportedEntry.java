package org.case2fhir;

import org.case2fhir.export.EntryResult;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.Write;
import org.case2fhir.export.Write.WriteKind;

/**
 * What became of one entry of a Bundle.
 *
 * @param fullUrl its name in the Bundle
 * @param type of the resource
 * @param request how the server was asked to store it
 * @param status of HTTP; 0 if there was no answer
 * @param location {@code Type/id} on the server; empty if unknown
 * @param version there; empty if unknown
 * @param words why it was not written; the server's words, which may quote the resource
 */
public record ExportedEntry(
    String fullUrl,
    String type,
    WriteKind request,
    EntryOutcome outcome,
    int status,
    String location,
    String version,
    String words) {

  static ExportedEntry of(EntryResult result) {
    Write write = result.write();
    return new ExportedEntry(
        write.fullUrl(),
        write.target().type(),
        write.target().kind(),
        result.outcome(),
        result.status(),
        result.location(),
        result.version(),
        result.words());
  }

  static ExportedEntry planned(Write write, String objection) {
    EntryOutcome outcome = objection.isEmpty() ? EntryOutcome.NOT_SENT : EntryOutcome.REFUSED;
    return new ExportedEntry(
        write.fullUrl(),
        write.target().type(),
        write.target().kind(),
        outcome,
        0,
        "",
        "",
        objection);
  }
}
