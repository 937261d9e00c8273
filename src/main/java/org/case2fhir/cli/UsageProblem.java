package org.case2fhir.cli;

/** The command was called wrongly, in a way that parsing its options could not tell. */
final class UsageProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageProblem(String message) {
    super(message);
  }
}
