package org.case2fhir.extraction.coverage;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Span;

/**
 * How much of one sentence became facts.
 *
 * @param span the sentence in the document
 * @param marks its clinical words, in the order of the text, not overlapping
 */
public record SentenceCoverage(Span span, List<Mark> marks) {
  public SentenceCoverage {
    marks = List.copyOf(marks);
  }

  /** How much of it became facts. */
  public enum Degree {
    MAPPED,
    PARTLY,
    NOT,
    /** It holds no clinical word. */
    NOTHING_CLINICAL
  }

  /** What became of some words. */
  public enum Outcome {
    /** The head of a fact. */
    FACT,
    /** A part of a fact, or of the subject or a time. */
    DETAIL,
    /** Knowingly no fact: hypothetical, general, or another person's. */
    LEFT_OUT,
    /** No fact, and nothing says that it should be none. */
    UNMAPPED
  }

  /**
   * Clinical words.
   *
   * @param span in the document
   * @param label what they name
   * @param assertion of the fact that they are the head of
   */
  public record Mark(Span span, Outcome outcome, String label, Optional<Assertion> assertion) {}

  /** How much of it became facts. */
  public Degree degree() {
    boolean any = marks.stream().anyMatch(mark -> mark.outcome() != Outcome.UNMAPPED);
    boolean all = marks.stream().allMatch(mark -> mark.outcome() != Outcome.UNMAPPED);
    if (marks.isEmpty()) {
      return Degree.NOTHING_CLINICAL;
    }
    return all ? Degree.MAPPED : any ? Degree.PARTLY : Degree.NOT;
  }

  /** The words that became nothing. */
  public List<Mark> unmapped() {
    return marks.stream().filter(mark -> mark.outcome() == Outcome.UNMAPPED).toList();
  }
}
