package org.case2fhir.model;

import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * The result of a test; becomes an Observation.
 *
 * @param concept the test
 * @param category kind of test
 * @param value the result; absent when the case says only that the test was done
 * @param interpretation what the case says the result means
 * @param reference the reference range the case gives
 * @param method how it was measured
 */
public record Measurement(
    String id,
    Concept concept,
    Circumstances circumstances,
    MeasurementCategory category,
    Optional<Value> value,
    Optional<Interpretation> interpretation,
    Optional<Value> reference,
    Optional<Concept> method,
    Links links)
    implements Fact {
  @Override
  public FactKind kind() {
    return FactKind.MEASUREMENT;
  }

  /** Kind of test, as FHIR's observation-category. */
  public enum MeasurementCategory {
    LABORATORY("laboratory"),
    VITAL_SIGNS("vital-signs"),
    IMAGING("imaging"),
    EXAM("exam"),
    PROCEDURE("procedure"),
    SURVEY("survey"),
    /** None of them, or nobody knows which. */
    NONE("");

    private final String code;

    MeasurementCategory(String code) {
      this.code = code;
    }

    /**
     * Code in {@code http://terminology.hl7.org/CodeSystem/observation-category}; empty of none.
     */
    public String code() {
      return code;
    }
  }

  /**
   * What the case says a result means, as FHIR's observation-interpretation. Never computed by
   * guess.
   */
  public enum Interpretation {
    NORMAL("N"),
    ABNORMAL("A"),
    LOW("L"),
    HIGH("H"),
    CRITICALLY_LOW("LL"),
    CRITICALLY_HIGH("HH"),
    POSITIVE("POS"),
    NEGATIVE("NEG");

    private final String code;

    Interpretation(String code) {
      this.code = code;
    }

    /** Code in {@code http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation}. */
    public String code() {
      return code;
    }
  }
}
