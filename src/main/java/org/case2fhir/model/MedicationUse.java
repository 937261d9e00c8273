package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A drug that the patient takes, took, will take or was not given; becomes a MedicationStatement.
 *
 * @param status where the treatment stands
 * @param dosages one for each regimen stated
 * @param start when it began
 * @param end when it ended; absent while ongoing
 * @param duration how long it was or has been taken
 * @param treats ids of the diagnoses or findings it is taken for
 * @param response what it did, in the case's words
 * @param cumulative how much was taken in all
 * @param source where it is known from that it was taken
 * @param context what it was for and what came of it
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
    Optional<Amount> cumulative,
    Optional<DrugSource> source,
    TreatmentContext context)
    implements Fact {
  public MedicationUse {
    dosages = List.copyOf(dosages);
    treats = List.copyOf(treats);
  }

  /** A drug of which no more is known. */
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
        Optional.empty(),
        Optional.empty(),
        TreatmentContext.NONE);
  }

  /** Where a treatment is known from, as GA4GH's DrugType. */
  public enum DrugSource {
    PRESCRIPTION,
    EHR_MEDICATION_LIST,
    ADMINISTRATION_RELATED_TO_PROCEDURE
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
