package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * Something done to the patient; becomes a Procedure. Assertion ABSENT means that it was not done.
 *
 * @param status where it stands
 * @param end when it ended, if it took more than a day; it began at its circumstances' time
 * @param reasons ids of the diagnoses or findings for which it was done
 * @param outcome what it achieved, in the case's words
 * @param complications what went wrong, in the case's words
 * @param type what kind of thing was done
 * @param radiation of a radiotherapy, how much was given
 * @param context what it was for and what came of it
 */
public record Intervention(
    String id,
    Concept concept,
    Circumstances circumstances,
    InterventionStatus status,
    Optional<When> end,
    List<String> reasons,
    Optional<Concept> outcome,
    List<Concept> complications,
    InterventionType type,
    Optional<Radiation> radiation,
    TreatmentContext context)
    implements Fact {
  public Intervention {
    reasons = List.copyOf(reasons);
    complications = List.copyOf(complications);
  }

  /** A procedure of which no more is known. */
  public Intervention(
      String id,
      Concept concept,
      Circumstances circumstances,
      InterventionStatus status,
      Optional<When> end,
      List<String> reasons,
      Optional<Concept> outcome,
      List<Concept> complications) {
    this(
        id,
        concept,
        circumstances,
        status,
        end,
        reasons,
        outcome,
        complications,
        InterventionType.PROCEDURE,
        Optional.empty(),
        TreatmentContext.NONE);
  }

  /** What kind of thing was done. */
  public enum InterventionType {
    PROCEDURE,
    RADIOTHERAPY,
    /** A course of treatment by a protocol of several drugs and procedures. */
    REGIMEN
  }

  @Override
  public FactKind kind() {
    return FactKind.PROCEDURE;
  }

  /**
   * How much radiation was given.
   *
   * @param dose all of it, as a rule in Gy
   * @param fractions in how many sessions
   */
  public record Radiation(Optional<Amount> dose, Optional<Integer> fractions) {}

  /** Where a procedure stands, as FHIR's event-status. */
  public enum InterventionStatus {
    PREPARATION("preparation"),
    IN_PROGRESS("in-progress"),
    NOT_DONE("not-done"),
    STOPPED("stopped"),
    COMPLETED("completed"),
    UNKNOWN("unknown");

    private final String code;

    InterventionStatus(String code) {
      this.code = code;
    }

    /** Code in {@code http://hl7.org/fhir/event-status}. */
    public String code() {
      return code;
    }
  }
}
