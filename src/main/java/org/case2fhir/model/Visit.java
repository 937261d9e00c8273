package org.case2fhir.model;

import java.util.List;
import java.util.Optional;

/**
 * An encounter of the patient with a care giver, as the case tells it; becomes an Encounter.
 *
 * @param id what facts call it: "first-visit"
 * @param label words for a reader: "first visit"; the id's own words when the author gave none
 * @param visitClass setting, where stated
 * @param type kind of visit, in the case's words
 * @param start when it was or began
 * @param end when it ended, if on another day
 * @param reasons why the patient came
 * @param discharge where the patient went afterwards
 */
public record Visit(
    String id,
    String label,
    Optional<VisitClass> visitClass,
    Optional<Concept> type,
    Optional<When> start,
    Optional<When> end,
    List<Concept> reasons,
    Optional<Concept> discharge,
    List<Evidence> evidence) {
  public Visit {
    if (id.isBlank() || label.isBlank()) {
      throw new IllegalArgumentException("an encounter needs an id and a label");
    }
    reasons = List.copyOf(reasons);
    evidence = List.copyOf(evidence);
  }

  /** Setting of an encounter, as HL7's ActEncounterCode. */
  public enum VisitClass {
    AMBULATORY("AMB", "ambulatory"),
    EMERGENCY("EMER", "emergency"),
    INPATIENT("IMP", "inpatient encounter"),
    HOME("HH", "home health"),
    FIELD("FLD", "field"),
    VIRTUAL("VR", "virtual");

    private final String code;
    private final String display;

    VisitClass(String code, String display) {
      this.code = code;
      this.display = display;
    }

    /** Code in {@code http://terminology.hl7.org/CodeSystem/v3-ActCode}. */
    public String code() {
      return code;
    }

    public String display() {
      return display;
    }
  }
}
