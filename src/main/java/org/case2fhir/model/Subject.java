package org.case2fhir.model;

import java.util.List;
import java.util.Optional;

/**
 * The person the case is about; becomes the Patient.
 *
 * @param sex where told
 * @param age age and the time at which it held
 * @param birthDate only if the case gives it; never computed
 * @param name only if the case has one
 * @param deceased whether the patient died, or is said to live
 * @param related people of other cases, such as the newborn's mother
 */
public record Subject(
    Optional<Sex> sex,
    Optional<AgeAt> age,
    Optional<PartialDate> birthDate,
    Optional<String> name,
    Optional<Death> deceased,
    List<Relation> related,
    List<Evidence> evidence) {
  public Subject {
    related = List.copyOf(related);
    evidence = List.copyOf(evidence);
  }

  /** A person of whom no other case is told. */
  public Subject(
      Optional<Sex> sex,
      Optional<AgeAt> age,
      Optional<PartialDate> birthDate,
      Optional<String> name,
      Optional<Death> deceased,
      List<Evidence> evidence) {
    this(sex, age, birthDate, name, deceased, List.of(), evidence);
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
   * @param at id of the {@link Visit} at which the patient had this age, where told
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
   * @param when the date or age of death where told
   * @param cause the cause of death where told
   */
  public record Death(boolean dead, Optional<When> when, Optional<String> cause) {}
}
