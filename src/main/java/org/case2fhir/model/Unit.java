package org.case2fhir.model;

import java.util.Optional;

/**
 * A unit of measure.
 *
 * @param text the case's own writing, for example {@code mm/hr}; empty for a bare number
 * @param ucum the UCUM code that means the same, for example {@code mm/h}; absent when UCUM does
 *     not know the unit
 */
public record Unit(String text, Optional<String> ucum) {
  /** The unit of a bare number. */
  public static final Unit NONE = new Unit("", Optional.of("1"));

  public static Unit of(String text, String ucum) {
    return new Unit(text, Optional.of(ucum));
  }
}
