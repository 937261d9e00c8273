package org.case2fhir.exchange;

import java.io.IOException;
import java.util.List;

/** A server was not asked, or did not answer; the message is one line that a user may see. */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is known about the request that failed. */
  public enum Kind {
    /** It was not sent, by our own decision. */
    NOT_SENT,
    /** No connection could be opened, so it did not arrive. */
    UNREACHABLE,
    /** The connection broke; whether the server did what it was asked is unknown. */
    BROKEN,
    /** No whole answer came in time; whether the server did what it was asked is unknown. */
    TIMEOUT,
    /** An answer came but cannot be used; the server may have done what it was asked. */
    UNUSABLE_ANSWER,
    /** Credentials could not be had. */
    NOT_AUTHORIZED,
    /** This process is to stop. */
    INTERRUPTED;

    /** Whether the server may have acted on the request. */
    public boolean mayHaveArrived() {
      return switch (this) {
        case NOT_SENT, UNREACHABLE, NOT_AUTHORIZED -> false;
        case BROKEN, TIMEOUT, UNUSABLE_ANSWER, INTERRUPTED -> true;
      };
    }
  }

  private final Kind kind;
  // Not serializable by need: nobody sends failures about.
  private final transient List<String> retryAfter;

  public ExchangeException(Kind kind, String message) {
    this(kind, message, List.of());
  }

  /**
   * @param retryAfter what the server that failed says about when to come again, in its words
   */
  ExchangeException(Kind kind, String message, List<String> retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = List.copyOf(retryAfter);
  }

  /** The same in other words. */
  ExchangeException withMessage(String message) {
    return message.equals(getMessage()) ? this : new ExchangeException(kind, message, retryAfter);
  }

  List<String> retryAfter() {
    return retryAfter;
  }

  public Kind kind() {
    return kind;
  }
}
