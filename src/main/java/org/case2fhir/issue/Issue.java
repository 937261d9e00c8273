package org.case2fhir.issue;

/**
 * One thing that a user should know about an input.
 *
 * @param severity how bad it is
 * @param code stable name for tools, in kebab case: {@code unknown-key}
 * @param message what is wrong, one sentence without a final stop
 * @param location where
 * @param solution what to do about it; empty where nothing is known
 */
public record Issue(
    Severity severity, String code, String message, Location location, String solution) {

  public static Issue error(String code, String message, Location location, String solution) {
    return new Issue(Severity.ERROR, code, message, location, solution);
  }

  public static Issue warning(String code, String message, Location location, String solution) {
    return new Issue(Severity.WARNING, code, message, location, solution);
  }

  public static Issue information(String code, String message, Location location, String solution) {
    return new Issue(Severity.INFORMATION, code, message, location, solution);
  }

  /** The same, taken more or less seriously. */
  public Issue as(Severity other) {
    return new Issue(other, code, message, location, solution);
  }

  /** As printed: {@code file:line:column: severity: message (solution)}. */
  @Override
  public String toString() {
    String head = location + ": " + severity.word() + ": " + message;
    return solution.isEmpty() ? head : head + " (" + solution + ")";
  }
}
