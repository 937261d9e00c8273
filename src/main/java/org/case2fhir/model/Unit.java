package org.case2fhir.model;

import java.util.Optional;

/**
 * A unit of measure.
 *
 * @param text the case's own writing, for example {@code mm/hr}; empty for a bare number
 * @param ucum the UCUM code that means the same, for example {@code mm/h}; absent when UCUM does
 *     not know the unit, or the case does not tell one
 */
public record Unit(String text, Optional<String> ucum) {
  /** The unit of a number that has none: a score, a ratio. */
  public static final Unit NONE = new Unit("", Optional.of("1"));

  /** Not stated: the number may have a unit, but the case leaves it out. */
  public static final Unit UNTOLD = new Unit("", Optional.empty());

  public static Unit of(String text, String ucum) {
    return new Unit(text, Optional.of(ucum));
  }
}
