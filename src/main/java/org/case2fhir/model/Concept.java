package org.case2fhir.model;

import java.util.List;

/**
 * What the case calls a thing, with the codes that mean exactly that, as {@code CodeableConcept} in
 * FHIR.
 *
 * @param text the case's own words, never blank
 * @param codes codes that mean the words; none is legal, a broader or wrong one is not
 */
public record Concept(String text, List<Code> codes) {
  public Concept {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a concept needs words");
    }
    codes = List.copyOf(codes);
  }

  /** A concept known only by its words. */
  public static Concept ofText(String text) {
    return new Concept(text, List.of());
  }

  public boolean isCoded() {
    return !codes.isEmpty();
  }
}
