package org.case2fhir.model;

import java.util.Locale;

/**
 * Names one part of a case, so that stages which never see each other can speak of the same one.
 *
 * @param kind {@code subject}, {@code source}, {@code encounter}, or a {@link FactKind} in kebab
 *     case: {@code diagnosis}, {@code family-history}
 * @param id of the visit or fact; empty for the subject and the source
 */
public record FactRef(String kind, String id) {
  /** The person the case is about. */
  public static final FactRef SUBJECT = new FactRef("subject", "");

  /** The publication. */
  public static final FactRef SOURCE = new FactRef("source", "");

  public static FactRef of(Fact fact) {
    return of(fact.kind(), fact.id());
  }

  public static FactRef of(FactKind kind, String id) {
    return new FactRef(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), id);
  }

  public static FactRef ofVisit(Visit visit) {
    return new FactRef("encounter", visit.id());
  }

  /** The kinds of statement a case makes, in the order in which a case lists them. */
  public enum FactKind {
    DIAGNOSIS,
    FINDING,
    MEASUREMENT,
    MEDICATION,
    PROCEDURE,
    SPECIMEN,
    REPORT,
    FAMILY_HISTORY,
    ALLERGY,
    IMMUNIZATION,
    DEVICE,
    ADVERSE_EVENT,
    IMAGE,
    VARIANT
  }
}
