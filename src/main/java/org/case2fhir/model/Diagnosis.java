package org.case2fhir.model;

import java.util.List;
import java.util.Optional;

/**
 * A disease the patient has, had, may have or was shown not to have; becomes a Condition.
 *
 * <p>Assertion PRESENT is confirmed, POSSIBLE provisional, ABSENT refuted. The findings that speak
 * for it name it in their {@code supports}.
 *
 * @param comorbidity true for a disease that the patient brought along, false for one this case
 *     diagnoses
 * @param clinicalStatus course where told; only for a diagnosis that is not ABSENT
 * @param onset when it began
 * @param abatement when it ended
 * @param stage stages and grades as told: "T2N1M0", "Child-Pugh B"
 * @param differential true if POSSIBLE means one of several considered
 */
public record Diagnosis(
    String id,
    Concept concept,
    Circumstances circumstances,
    boolean comorbidity,
    boolean differential,
    Optional<ClinicalStatus> clinicalStatus,
    Optional<When> onset,
    Optional<When> abatement,
    List<Concept> stage)
    implements Fact {
  public Diagnosis {
    stage = List.copyOf(stage);
  }

  @Override
  public FactKind kind() {
    return FactKind.DIAGNOSIS;
  }
}
