package org.case2fhir.model;

import java.util.Optional;

/**
 * Where on the body a fact holds.
 *
 * @param site the anatomical structure, without its side
 * @param laterality the side where the case tells it
 */
public record BodySite(Concept site, Optional<Laterality> laterality) {
  /** What stands for a site of which only the side is stated. */
  public static final String SIDE_ALONE = "side";

  /** Side of the body. */
  public enum Laterality {
    LEFT,
    RIGHT,
    BILATERAL
  }
}
