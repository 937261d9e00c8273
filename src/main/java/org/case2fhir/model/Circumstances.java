package org.case2fhir.model;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What any fact may carry besides what it says.
 *
 * @param visit id of the {@link Visit} at which the fact was stated, found or done
 * @param time when it was, where that differs from the visit's date
 * @param assertion whether it holds
 * @param bodySites where on the body
 * @param severity the case's grading, for example "severe"
 * @param note anything more, in words
 * @param evidence the source's words for it
 * @param confidence how likely it is that the source states it, from 0 to 1, where a machine read
 *     it and says so
 * @param review what a person decided about it
 */
public record Circumstances(
    Optional<String> visit,
    Optional<When> time,
    Assertion assertion,
    List<BodySite> bodySites,
    Optional<Concept> severity,
    Optional<String> note,
    List<Evidence> evidence,
    Optional<BigDecimal> confidence,
    Optional<Review> review) {

  /** A fact that holds, with nothing more known. */
  public static final Circumstances PLAIN =
      new Circumstances(
          Optional.empty(),
          Optional.empty(),
          Assertion.PRESENT,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public Circumstances {
    bodySites = List.copyOf(bodySites);
    evidence = List.copyOf(evidence);
    if (confidence.filter(Circumstances::isShare).isEmpty() && confidence.isPresent()) {
      throw new IllegalArgumentException("a confidence is from 0 to 1");
    }
  }

  private static boolean isShare(BigDecimal number) {
    return number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0;
  }

  /** Of a fact that says nothing of its confidence. */
  public Circumstances(
      Optional<String> visit,
      Optional<When> time,
      Assertion assertion,
      List<BodySite> bodySites,
      Optional<Concept> severity,
      Optional<String> note,
      List<Evidence> evidence) {
    this(visit, time, assertion, bodySites, severity, note, evidence, Optional.empty());
  }

  /** Of a fact that nobody has reviewed. */
  public Circumstances(
      Optional<String> visit,
      Optional<When> time,
      Assertion assertion,
      List<BodySite> bodySites,
      Optional<Concept> severity,
      Optional<String> note,
      List<Evidence> evidence,
      Optional<BigDecimal> confidence) {
    this(visit, time, assertion, bodySites, severity, note, evidence, confidence, Optional.empty());
  }

  /** The same of a fact that holds like this. */
  public Circumstances withAssertion(Assertion assertion) {
    return new Circumstances(
        visit, time, assertion, bodySites, severity, note, evidence, confidence, review);
  }

  /** The same at these sites instead. */
  public Circumstances withBodySites(List<BodySite> bodySites) {
    return new Circumstances(
        visit, time, assertion, bodySites, severity, note, evidence, confidence, review);
  }

  /** The same with this grading instead. */
  public Circumstances withSeverity(Concept severity) {
    return new Circumstances(
        visit,
        time,
        assertion,
        bodySites,
        Optional.of(severity),
        note,
        evidence,
        confidence,
        review);
  }

  /** The same with this note instead. */
  public Circumstances withNote(String note) {
    return new Circumstances(
        visit,
        time,
        assertion,
        bodySites,
        severity,
        Optional.of(note),
        evidence,
        confidence,
        review);
  }

  /**
   * What a person decided about a fact. Facts that a person rejected are not part of a case; they
   * stay in its file, so that reading the article again does not bring them back.
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
}
