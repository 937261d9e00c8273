package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.terminology.Domain;

/**
 * The lists of a case file, and the key by which a fact of each says what it is about.
 *
 * <p>That head key also says whether the fact holds: {@code finding}, {@code possible} or {@code
 * absent}. The first head of a list is what a fact written as a mere text means.
 */
enum FactList {
  DIAGNOSES(
      FactKind.DIAGNOSIS,
      Domain.CONDITION,
      new Head("diagnosis", Assertion.PRESENT),
      new Head("suspected", Assertion.POSSIBLE),
      new Head("excluded", Assertion.ABSENT)),
  FINDINGS(
      FactKind.FINDING,
      Domain.FINDING,
      new Head("finding", Assertion.PRESENT),
      new Head("possible", Assertion.POSSIBLE),
      new Head("absent", Assertion.ABSENT)),
  MEASUREMENTS(FactKind.MEASUREMENT, Domain.TEST, new Head("test", Assertion.PRESENT)),
  MEDICATIONS(
      FactKind.MEDICATION,
      Domain.MEDICATION,
      new Head("drug", Assertion.PRESENT),
      new Head("not-given", Assertion.ABSENT)),
  PROCEDURES(
      FactKind.PROCEDURE,
      Domain.PROCEDURE,
      new Head("procedure", Assertion.PRESENT),
      new Head("not-done", Assertion.ABSENT)),
  SPECIMENS(FactKind.SPECIMEN, Domain.SPECIMEN, new Head("specimen", Assertion.PRESENT)),
  REPORTS(FactKind.REPORT, Domain.REPORT, new Head("report", Assertion.PRESENT)),
  FAMILY_HISTORY(
      FactKind.FAMILY_HISTORY, Domain.RELATIONSHIP, new Head("relative", Assertion.PRESENT)),
  ALLERGIES(
      FactKind.ALLERGY,
      Domain.SUBSTANCE,
      new Head("allergy", Assertion.PRESENT),
      new Head("no-allergy", Assertion.ABSENT));

  private final FactKind kind;
  private final Domain domain;
  private final List<Head> heads;

  FactList(FactKind kind, Domain domain, Head... heads) {
    this.kind = kind;
    this.domain = domain;
    this.heads = List.of(heads);
  }

  /** The list that holds facts of a kind. */
  static FactList of(FactKind kind) {
    return values()[kind.ordinal()];
  }

  /** Key of the list. */
  String key() {
    return Keywords.of(this);
  }

  FactKind kind() {
    return kind;
  }

  Domain domain() {
    return domain;
  }

  List<Head> heads() {
    return heads;
  }

  /** The head that means an assertion. */
  Optional<Head> head(Assertion assertion) {
    return heads.stream().filter(head -> head.assertion() == assertion).findFirst();
  }

  /** Whether the heads leave no assertion out, so that the key {@code assertion} is not needed. */
  boolean headsSuffice() {
    return heads.size() == Assertion.values().length;
  }

  List<String> headKeys() {
    return new ArrayList<>(heads.stream().map(Head::key).toList());
  }

  /** A key that names what a fact is about. */
  record Head(String key, Assertion assertion) {}
}
