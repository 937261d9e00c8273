package org.case2fhir.model;

import java.util.Optional;
import java.util.function.Function;

/**
 * A point in the patient's time, no more precise than the case states it.
 *
 * <p>Relative times keep their anchor; only the mapping resolves them, and only against a dated
 * anchor. {@code toString} is the notation of the case file: {@code 20 years before first-visit}.
 */
public sealed interface When {

  /** A calendar date: "February 2006". */
  record OnDate(PartialDate date) implements When {
    @Override
    public String toString() {
      return date.toString();
    }
  }

  /**
   * A distance from an encounter: "20 years before the first visit".
   *
   * @param anchor id of a {@link Visit} of the same case
   */
  record Relative(TimeSpan distance, Direction direction, String anchor) implements When {
    @Override
    public String toString() {
      String side =
          switch (direction) {
            case BEFORE -> " before ";
            case AFTER -> " after ";
          };
      return distance + side + anchor;
    }
  }

  /** An encounter of the case, by its id: "at the first visit". */
  record AtVisit(String visit) implements When {
    @Override
    public String toString() {
      return "at " + visit;
    }
  }

  /** The patient's age: "at the age of 12 years". */
  record AtAge(TimeSpan age) implements When {
    @Override
    public String toString() {
      return "at age " + age;
    }
  }

  /** Words that name a time but no date: "in childhood", "postoperatively". */
  record InWords(String words) implements When {
    public InWords {
      if (words.isBlank()) {
        throw new IllegalArgumentException("no words");
      }
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * The date that it amounts to; nothing for ages, words and undated anchors.
   *
   * @param dateOf when a visit was, by its id
   */
  default Optional<PartialDate> date(Function<String, Optional<PartialDate>> dateOf) {
    if (this instanceof OnDate on) {
      return Optional.of(on.date());
    }
    if (this instanceof AtVisit at) {
      return dateOf.apply(at.visit());
    }
    if (this instanceof Relative relative) {
      return dateOf
          .apply(relative.anchor())
          .flatMap(anchor -> DateArithmetic.add(anchor, relative.distance(), relative.direction()));
    }
    return Optional.empty();
  }

  /** Side of the anchor on which a relative time lies. */
  enum Direction {
    BEFORE,
    AFTER
  }
}
