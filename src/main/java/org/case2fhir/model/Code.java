package org.case2fhir.model;

import java.util.Objects;

/**
 * One code of a code system, as {@code Coding} in FHIR.
 *
 * @param system canonical URI of the code system, for example {@code http://snomed.info/sct}
 * @param code the code as the system writes it
 * @param display the system's own name for the code; empty when the case did not give one
 * @param version of the code system, as {@code Coding.version}; empty where it is not known
 */
public record Code(String system, String code, String display, String version) {
  public Code {
    if (system.isBlank() || code.isBlank()) {
      throw new IllegalArgumentException("a code needs a system and a code");
    }
    Objects.requireNonNull(display);
    Objects.requireNonNull(version);
  }

  /** A code of a system whose version is not known. */
  public Code(String system, String code, String display) {
    this(system, code, display, "");
  }
}
