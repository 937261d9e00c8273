package org.case2fhir.cli;

/** Exit codes of every command. */
final class ExitCode {
  /** All done. */
  static final int OK = 0;

  /** The data, or a server, said no. */
  static final int DATA = 1;

  /** The command was called wrongly; picocli's own code for that. */
  static final int USAGE = 2;

  private ExitCode() {}

  /** The command was called wrongly, in a way that parsing its options could not tell. */
  static final class UsageProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageProblem(String message) {
      super(message);
    }
  }

  /** A command cannot go on, for a reason that one line can say to the user. */
  static final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
