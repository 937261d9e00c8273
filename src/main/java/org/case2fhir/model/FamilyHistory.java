package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;

/**
 * A relative and what the case tells of them; becomes a FamilyMemberHistory. A disease of a
 * relative is never one of the patient.
 *
 * @param concept the relationship: "mother"
 * @param sex the relative's, where stated or implied by the relationship
 * @param deceased whether, and where stated when or at what age, the relative died
 * @param illnesses what the relative has or had; may be empty if ABSENT or only the death is stated
 */
public record FamilyHistory(
    String id,
    Concept concept,
    Circumstances circumstances,
    Optional<Sex> sex,
    Optional<Death> deceased,
    List<Illness> illnesses)
    implements Fact {
  public FamilyHistory {
    illnesses = List.copyOf(illnesses);
  }

  @Override
  public FactKind kind() {
    return FactKind.FAMILY_HISTORY;
  }

  /**
   * A relative's disease.
   *
   * @param onset at what age or when it began
   * @param outcome what became of it, in the case's words
   */
  public record Illness(Concept concept, Optional<When> onset, Optional<String> outcome) {}
}
