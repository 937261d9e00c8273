package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * An allergy or intolerance; becomes an AllergyIntolerance. Assertion ABSENT means "no known
 * allergy to it".
 *
 * @param concept the substance
 * @param category kind of substance where stated
 * @param reactions what the substance did
 * @param onset when it was first noticed
 * @param type whether the immune system takes part, where stated
 * @param criticality how dangerous another contact may be, where stated
 */
public record Sensitivity(
    String id,
    Concept concept,
    Circumstances circumstances,
    Optional<SubstanceCategory> category,
    List<Concept> reactions,
    Optional<When> onset,
    Optional<SensitivityType> type,
    Optional<Criticality> criticality)
    implements Fact {
  public Sensitivity {
    reactions = List.copyOf(reactions);
  }

  /** One of which the case says neither the type nor the criticality. */
  public Sensitivity(
      String id,
      Concept concept,
      Circumstances circumstances,
      Optional<SubstanceCategory> category,
      List<Concept> reactions,
      Optional<When> onset) {
    this(
        id, concept, circumstances, category, reactions, onset, Optional.empty(), Optional.empty());
  }

  @Override
  public FactKind kind() {
    return FactKind.ALLERGY;
  }

  /** Whether the immune system takes part, as FHIR's allergy-intolerance-type. */
  public enum SensitivityType {
    ALLERGY,
    INTOLERANCE
  }

  /** How dangerous another contact may be, as FHIR's allergy-intolerance-criticality. */
  public enum Criticality {
    LOW,
    HIGH,
    UNABLE_TO_ASSESS
  }

  /** Kind of substance someone is allergic to, as FHIR's allergy-intolerance-category. */
  public enum SubstanceCategory {
    FOOD("food"),
    MEDICATION("medication"),
    ENVIRONMENT("environment"),
    BIOLOGIC("biologic");

    private final String code;

    SubstanceCategory(String code) {
      this.code = code;
    }

    /** Code in {@code http://hl7.org/fhir/allergy-intolerance-category}. */
    public String code() {
      return code;
    }
  }
}
