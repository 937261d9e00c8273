package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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

  /**
   * The age of an unborn child, counted from the last menstruation: "at 17 weeks 3 days of
   * gestation".
   *
   * @param days from 0 to 6
   */
  record AtGestation(int weeks, int days) implements When {
    public AtGestation {
      if (weeks < 0 || days < 0 || days > 6) {
        throw new IllegalArgumentException("not a gestational age");
      }
    }

    @Override
    public String toString() {
      String rest = days == 0 ? "" : days == 1 ? " 1 day" : " " + days + " days";
      return "at " + weeks + (weeks == 1 ? " week" : " weeks") + rest + " of gestation";
    }
  }

  /**
   * At some time between two, or from the one to the other; either end may be open, not both.
   *
   * @param from a time that is not a stretch itself
   * @param to likewise
   */
  record Between(Optional<When> from, Optional<When> to) implements When {
    public Between {
      if (from.isEmpty() && to.isEmpty()) {
        throw new IllegalArgumentException("a stretch of time needs an end");
      }
      if (Stream.concat(from.stream(), to.stream()).anyMatch(Between.class::isInstance)) {
        throw new IllegalArgumentException("an end is a point in time");
      }
    }

    @Override
    public String toString() {
      String until = to.map(end -> "until " + end).orElse("");
      return from.map(start -> "from " + start + (until.isEmpty() ? "" : " " + until))
          .orElse(until);
    }
  }

  /**
   * Words that name a time but no date: "in childhood", "postoperatively".
   *
   * @param codes that mean the words: HPO's for "Childhood onset"
   */
  record InWords(String words, List<Code> codes) implements When {
    public InWords {
      if (words.isBlank()) {
        throw new IllegalArgumentException("no words");
      }
      codes = List.copyOf(codes);
    }

    /** Words without a code. */
    public InWords(String words) {
      this(words, List.of());
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
