package org.case2fhir.notation;

import org.case2fhir.diagnostic.Severity;

/**
 * What a parser has to say about a text; it becomes an issue where the text stands.
 *
 * @param code as in {@link org.case2fhir.diagnostic.Issue}
 */
public record Remark(Severity severity, String code, String message, String solution) {

  static Remark error(String code, String message, String solution) {
    return new Remark(Severity.ERROR, code, message, solution);
  }

  static Remark warning(String code, String message, String solution) {
    return new Remark(Severity.WARNING, code, message, solution);
  }

  static Remark information(String code, String message, String solution) {
    return new Remark(Severity.INFORMATION, code, message, solution);
  }
}
