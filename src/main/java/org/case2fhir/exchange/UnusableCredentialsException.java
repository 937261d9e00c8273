package org.case2fhir.exchange;

/** What a user named as credentials cannot be used; the message has no secret and may be shown. */
public final class UnusableCredentialsException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableCredentialsException(String message) {
    super(message);
  }
}
