package org.case2fhir.issue;

/** How bad an {@link Issue} is, the worst first. */
public enum Severity {
  /** A fact or a file was lost, or the result is not valid. */
  ERROR,
  /** The result is valid but probably not what was meant. */
  WARNING,
  /** Worth knowing: a fact stayed without a code, a word was read as another spelling. */
  INFORMATION;

  /** Whether this is as bad as the other or worse. */
  public boolean atLeast(Severity other) {
    return compareTo(other) <= 0;
  }

  /** Lower-case word as printed. */
  public String word() {
    return switch (this) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFORMATION -> "information";
    };
  }
}
