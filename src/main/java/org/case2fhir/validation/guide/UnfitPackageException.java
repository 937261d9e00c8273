package org.case2fhir.validation.guide;

import java.io.IOException;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;

/** A package that cannot be used, and why, in words for its user. */
final class UnfitPackageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String solution;

  UnfitPackageException(String code, String message, String solution) {
    super(message);
    this.code = code;
    this.solution = solution;
  }

  Issue issue(String source) {
    return Issue.error(code, getMessage(), Location.of(source), solution);
  }
}
