package org.case2fhir.export;

import java.util.Locale;

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

  /** What would become of a resource: nothing yet, or nothing at all for the reason given. */
  public static EntryResult planned(Write write, String objection) {
    EntryOutcome outcome = objection.isEmpty() ? EntryOutcome.NOT_SENT : EntryOutcome.REFUSED;
    return failed(write, outcome, 0, objection);
  }

  /** Its name in the Bundle. */
  public String fullUrl() {
    return write.fullUrl();
  }

  /** Type of the resource. */
  public String type() {
    return write.target().type();
  }

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

  /** What became of one resource, as far as the server has confirmed it. */
  public enum EntryOutcome {
    /** It is new on the server. */
    CREATED,
    /** The server has written it over what it had, or does not say that nothing was different. */
    UPDATED,
    /** The server had it already, just so, and says it. */
    UNCHANGED,
    /** A conditional create found it and left it as it is, which may be otherwise. */
    KEPT,
    /** An earlier run wrote it; it was not sent again. */
    EARLIER,
    /** It is on the server, but without a reference to something that is not. */
    INCOMPLETE,
    /** The server does not have it, and says why. */
    REFUSED,
    /** It was sent, and no answer tells whether the server has it. */
    UNKNOWN,
    /** It was not sent. */
    NOT_SENT;

    /** Whether the server has all of it. */
    public boolean isWritten() {
      return switch (this) {
        case CREATED, UPDATED, UNCHANGED, KEPT, EARLIER -> true;
        case INCOMPLETE, REFUSED, UNKNOWN, NOT_SENT -> false;
      };
    }

    /** Whether it can be referred to. */
    boolean isOnServer() {
      return isWritten() || this == INCOMPLETE;
    }

    /** As printed and in ledgers. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
