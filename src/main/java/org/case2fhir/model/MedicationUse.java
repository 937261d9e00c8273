package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A drug that the patient takes, took, will take or was not given; becomes a MedicationStatement.
 *
 * @param status where the treatment stands
 * @param dosages one for each regimen told
 * @param start when it began
 * @param end when it ended; absent while ongoing
 * @param duration how long it was or has been taken
 * @param treats ids of the diagnoses or findings it is taken for
 * @param response what it did, in the case's words
 * @param statusReason why it was stopped, switched or not given
 */
public record MedicationUse(
    String id,
    Concept concept,
    Circumstances circumstances,
    MedicationStatus status,
    List<Dose> dosages,
    Optional<When> start,
    Optional<When> end,
    Optional<TimeSpan> duration,
    List<String> treats,
    Optional<String> response,
    Optional<Concept> statusReason)
    implements Fact {
  public MedicationUse {
    dosages = List.copyOf(dosages);
    treats = List.copyOf(treats);
  }

  /** A drug of which the case does not say why its treatment stands as it does. */
  public MedicationUse(
      String id,
      Concept concept,
      Circumstances circumstances,
      MedicationStatus status,
      List<Dose> dosages,
      Optional<When> start,
      Optional<When> end,
      Optional<TimeSpan> duration,
      List<String> treats,
      Optional<String> response) {
    this(
        id,
        concept,
        circumstances,
        status,
        dosages,
        start,
        end,
        duration,
        treats,
        response,
        Optional.empty());
  }

  @Override
  public FactKind kind() {
    return FactKind.MEDICATION;
  }

  /** Where a treatment stands, as FHIR's medication-statement-status. */
  public enum MedicationStatus {
    ACTIVE("active"),
    COMPLETED("completed"),
    STOPPED("stopped"),
    ON_HOLD("on-hold"),
    INTENDED("intended"),
    NOT_TAKEN("not-taken"),
    UNKNOWN("unknown");

    private final String code;

    MedicationStatus(String code) {
      this.code = code;
    }

    /** Code in {@code http://hl7.org/fhir/CodeSystem/medication-statement-status}. */
    public String code() {
      return code;
    }
  }
}
