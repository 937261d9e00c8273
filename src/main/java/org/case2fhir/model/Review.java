package org.case2fhir.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a person decided about a fact. Facts that a person rejected are no part of a case; they stay
 * in its file, so that reading the article again does not bring them back.
 *
 * @param by who decided
 * @param on the day, as ISO 8601 has it
 * @param was what was read before the person changed it, by the keys of the case file: texts,
 *     Booleans, lists and maps; an empty text for a key that was not there
 */
public record Review(
    Decision decision, Optional<String> by, Optional<String> on, Map<String, Object> was) {
  public Review {
    was = Collections.unmodifiableMap(new LinkedHashMap<>(was));
  }

  /** What was decided. */
  public enum Decision {
    /** It is right as it was read. */
    ACCEPTED,
    /** It is right now. */
    CHANGED,
    /** The person found it. */
    ADDED,
    /** The source does not say so. */
    REJECTED
  }
}
