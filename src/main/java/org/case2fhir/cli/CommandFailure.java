package org.case2fhir.cli;

/** A command cannot go on, for a reason that the user can be told in one line. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
