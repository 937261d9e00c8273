package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.terminology.Domain;

/**
 * The lists of a case file, and the key by which a fact of each says what it is about.
 *
 * <p>That head key also says whether the fact holds: {@code finding}, {@code possible} or {@code
 * absent}. The first head of a list is what a fact written as a mere text means.
 */
enum FactList {
  DIAGNOSES(FactKind.DIAGNOSIS, Domain.CONDITION),
  FINDINGS(FactKind.FINDING, Domain.FINDING),
  MEASUREMENTS(FactKind.MEASUREMENT, Domain.TEST),
  MEDICATIONS(FactKind.MEDICATION, Domain.MEDICATION),
  PROCEDURES(FactKind.PROCEDURE, Domain.PROCEDURE),
  SPECIMENS(FactKind.SPECIMEN, Domain.SPECIMEN),
  REPORTS(FactKind.REPORT, Domain.REPORT),
  FAMILY_HISTORY(FactKind.FAMILY_HISTORY, Domain.RELATIONSHIP),
  ALLERGIES(FactKind.ALLERGY, Domain.SUBSTANCE),
  IMMUNIZATIONS(FactKind.IMMUNIZATION, Domain.MEDICATION),
  DEVICES(FactKind.DEVICE, Domain.DEVICE),
  ADVERSE_EVENTS(FactKind.ADVERSE_EVENT, Domain.FINDING),
  IMAGES(FactKind.IMAGE, Domain.REPORT),
  VARIANTS(FactKind.VARIANT);

  private final FactKind kind;
  private final Optional<Domain> domain;

  FactList(FactKind kind, Domain domain) {
    this.kind = kind;
    this.domain = Optional.of(domain);
  }

  /** A list whose words are in no vocabulary. */
  FactList(FactKind kind) {
    this.kind = kind;
    this.domain = Optional.empty();
  }

  /** The list that holds facts of a kind. */
  static FactList of(FactKind kind) {
    return switch (kind) {
      case DIAGNOSIS -> DIAGNOSES;
      case FINDING -> FINDINGS;
      case MEASUREMENT -> MEASUREMENTS;
      case MEDICATION -> MEDICATIONS;
      case PROCEDURE -> PROCEDURES;
      case SPECIMEN -> SPECIMENS;
      case REPORT -> REPORTS;
      case FAMILY_HISTORY -> FAMILY_HISTORY;
      case ALLERGY -> ALLERGIES;
      case IMMUNIZATION -> IMMUNIZATIONS;
      case DEVICE -> DEVICES;
      case ADVERSE_EVENT -> ADVERSE_EVENTS;
      case IMAGE -> IMAGES;
      case VARIANT -> VARIANTS;
    };
  }

  /** Key of the list. */
  String key() {
    return Keywords.of(this);
  }

  FactKind kind() {
    return kind;
  }

  /** Where the words of its facts are looked up; absent if nowhere. */
  Optional<Domain> domain() {
    return domain;
  }

  /** The keys that name what a fact is about, the usual one first. */
  List<Head> heads() {
    return switch (this) {
      case DIAGNOSES -> List.of(present("diagnosis"), possible("suspected"), absent("excluded"));
      case FINDINGS -> List.of(present("finding"), possible("possible"), absent("absent"));
      case MEASUREMENTS -> List.of(present("test"));
      case MEDICATIONS -> List.of(present("drug"), absent("not-given"));
      case PROCEDURES -> List.of(present("procedure"), absent("not-done"));
      case SPECIMENS -> List.of(present("specimen"));
      case REPORTS -> List.of(present("report"));
      case FAMILY_HISTORY -> List.of(present("relative"));
      case ALLERGIES -> List.of(present("allergy"), absent("no-allergy"));
      case IMMUNIZATIONS -> List.of(present("vaccine"), absent("not-given"));
      case DEVICES -> List.of(present("device"));
      case ADVERSE_EVENTS -> List.of(present("event"));
      case IMAGES -> List.of(present("image"));
      case VARIANTS -> List.of(present("variant"), possible("possible"), absent("absent"));
    };
  }

  private static Head present(String key) {
    return new Head(key, Assertion.PRESENT);
  }

  private static Head possible(String key) {
    return new Head(key, Assertion.POSSIBLE);
  }

  private static Head absent(String key) {
    return new Head(key, Assertion.ABSENT);
  }

  /** The head that means an assertion. */
  Optional<Head> head(Assertion assertion) {
    return heads().stream().filter(head -> head.assertion() == assertion).findFirst();
  }

  /** Whether the heads leave no assertion out, so that the key {@code assertion} is not needed. */
  boolean headsSuffice() {
    return heads().size() == Assertion.values().length;
  }

  List<String> headKeys() {
    return heads().stream().map(Head::key).toList();
  }

  /** A key that names what a fact is about. */
  record Head(String key, Assertion assertion) {}
}
