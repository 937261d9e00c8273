package org.case2fhir.export;

/**
 * What became of one resource.
 *
 * @param status of HTTP; 0 if there was no answer
 * @param location {@code Type/id} on the server; empty if unknown
 * @param version of the server; empty if unknown
 * @param words why it was not written, the server's words where it gave some; never in a ledger
 */
public record EntryResult(
    Write write, EntryOutcome outcome, int status, String location, String version, String words) {

  static EntryResult failed(Write write, EntryOutcome outcome, int status, String words) {
    return new EntryResult(write, outcome, status, "", "", words);
  }

  static EntryResult notSent(Write write, String why) {
    return failed(write, EntryOutcome.NOT_SENT, 0, why);
  }

  /** The same resource at another end. */
  EntryResult as(EntryOutcome other, String why) {
    return new EntryResult(write, other, status, location, version, why);
  }

  boolean hasLocation() {
    return !location.isEmpty();
  }
}
