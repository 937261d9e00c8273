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
}
