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
 */
public record Subject(
    Optional<Sex> sex,
    Optional<AgeAt> age,
    Optional<PartialDate> birthDate,
    Optional<String> name,
    Optional<Death> deceased,
    List<Evidence> evidence) {
  public Subject {
    evidence = List.copyOf(evidence);
  }

  /**
   * An age and when it held.
   *
   * @param at id of the {@link Visit} at which the patient had this age, where told
   */
  public record AgeAt(TimeSpan age, Optional<String> at) {}
}
