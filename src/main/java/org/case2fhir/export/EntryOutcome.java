package org.case2fhir.export;

import java.util.Locale;

/** What became of one resource, as far as the server has confirmed it. */
public enum EntryOutcome {
  /** It is new on the server. */
  CREATED,
  /** The server has written it over what it had, or does not say that nothing was different. */
  UPDATED,
  /** The server had it already, just so, and says it. */
  UNCHANGED,
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
      case CREATED, UPDATED, UNCHANGED, EARLIER -> true;
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
