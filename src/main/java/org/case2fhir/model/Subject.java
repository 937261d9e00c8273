package org.case2fhir.model;

import java.util.List;
import java.util.Optional;

/**
 * The person the case is about; becomes the Patient.
 *
 * @param sex where stated
 * @param age age and the time at which it held
 * @param birthDate only if the case gives it; never computed
 * @param name only if the case has one
 * @param deceased whether the patient died, or is said to live
 * @param related people of other cases, such as the newborn's mother
 * @param identifiers what the source calls the patient, the usual name first: "Patient 3"
 * @param genderIdentity what the patient says of it
 * @param karyotype the chromosomal sex
 * @param lastSeen the time of the last encounter where that is neither an age nor a date
 */
public record Subject(
    Optional<Sex> sex,
    Optional<AgeAt> age,
    Optional<PartialDate> birthDate,
    Optional<String> name,
    Optional<Death> deceased,
    List<Relation> related,
    List<Evidence> evidence,
    List<String> identifiers,
    Optional<Concept> genderIdentity,
    Optional<Karyotype> karyotype,
    Optional<When> lastSeen) {
  /** A person of whom nothing is known. */
  public static final Subject UNKNOWN =
      new Subject(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public Subject {
    related = List.copyOf(related);
    evidence = List.copyOf(evidence);
    identifiers = List.copyOf(identifiers);
  }

  /** A person of whom no more is known. */
  public Subject(
      Optional<Sex> sex,
      Optional<AgeAt> age,
      Optional<PartialDate> birthDate,
      Optional<String> name,
      Optional<Death> deceased,
      List<Evidence> evidence) {
    this(
        sex,
        age,
        birthDate,
        name,
        deceased,
        List.of(),
        evidence,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Sex chromosomes, as GA4GH's KaryotypicSex. */
  public enum Karyotype {
    XX,
    XY,
    XO,
    XXY,
    XXX,
    XXYY,
    XXXY,
    XXXX,
    XYY,
    OTHER_KARYOTYPE
  }

  /**
   * Someone else whom the case tells of; becomes a RelatedPerson.
   *
   * @param relationship what the other is to this person: "mother"
   * @param caseId id of the other's own case, if there is one
   */
  public record Relation(Concept relationship, Optional<String> caseId) {}

  /**
   * An age and when it held.
   *
   * @param at id of the {@link Visit} at which the patient had this age, where stated
   */
  public record AgeAt(TimeSpan age, Optional<String> at) {}

  /** Administrative gender. */
  public enum Sex {
    FEMALE("female"),
    MALE("male"),
    OTHER("other"),
    UNKNOWN("unknown");

    private final String code;

    Sex(String code) {
      this.code = code;
    }

    /** Code in {@code http://hl7.org/fhir/administrative-gender}. */
    public String code() {
      return code;
    }
  }

  /**
   * That a person is dead or alive.
   *
   * @param dead false if the case says that the person lives
   * @param when the date or age of death where stated
   * @param cause the cause of death where stated
   * @param survival how long the patient lived after the diagnosis where stated
   */
  public record Death(
      boolean dead, Optional<When> when, Optional<Concept> cause, Optional<TimeSpan> survival) {
    public Death(boolean dead, Optional<When> when, Optional<Concept> cause) {
      this(dead, when, cause, Optional.empty());
    }
  }
}
