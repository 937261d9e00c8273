package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A disease the patient has, had, may have or was shown not to have; becomes a Condition.
 *
 * <p>Assertion PRESENT is confirmed, POSSIBLE provisional, ABSENT refuted. The findings that speak
 * for it name it in their {@code supports}.
 *
 * @param comorbidity true for a disease that the patient brought along, false for one this case
 *     diagnoses
 * @param clinicalStatus course where stated; only for a diagnosis that is not ABSENT
 * @param onset when it began
 * @param abatement when it ended
 * @param stage stages and grades as stated: "T2N1M0", "Child-Pugh B"
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

  /** Course of a disease, as FHIR's condition-clinical. */
  public enum ClinicalStatus {
    ACTIVE("active"),
    RECURRENCE("recurrence"),
    RELAPSE("relapse"),
    INACTIVE("inactive"),
    REMISSION("remission"),
    RESOLVED("resolved");

    private final String code;

    ClinicalStatus(String code) {
      this.code = code;
    }

    /** Code in {@code http://terminology.hl7.org/CodeSystem/condition-clinical}. */
    public String code() {
      return code;
    }

    /**
     * Whether the disease has ended or rests: the only states that may have an abatement (con-4).
     */
    public boolean hasEnded() {
      return switch (this) {
        case ACTIVE, RECURRENCE, RELAPSE -> false;
        case INACTIVE, REMISSION, RESOLVED -> true;
      };
    }
  }
}
