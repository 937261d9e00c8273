package org.case2fhir.model;

import java.util.Objects;

/**
 * One code of a code system, as {@code Coding} in FHIR.
 *
 * @param system canonical URI of the code system, for example {@code http://snomed.info/sct}
 * @param code the code as the system writes it
 * @param display the system's own name for the code; empty when the case did not give one
 */
public record Code(String system, String code, String display) {
  public Code {
    if (system.isBlank() || code.isBlank()) {
      throw new IllegalArgumentException("a code needs a system and a code");
    }
    Objects.requireNonNull(display);
  }
}
