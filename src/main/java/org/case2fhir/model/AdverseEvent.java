package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * Harm that the case ascribes to a drug, a vaccine, a procedure or a device; becomes an
 * AdverseEvent.
 *
 * @param concept what happened
 * @param suspects ids of the medications, immunizations, procedures or devices it is ascribed to
 * @param serious whether the case calls it serious, where it says so
 * @param outcome how it went
 */
public record AdverseEvent(
    String id,
    Concept concept,
    Circumstances circumstances,
    List<String> suspects,
    Optional<Boolean> serious,
    Optional<EventOutcome> outcome)
    implements Fact {

  /** What an event can be ascribed to, in the order in which a name is looked for. */
  public static final List<FactKind> SUSPECTS =
      List.of(FactKind.MEDICATION, FactKind.IMMUNIZATION, FactKind.PROCEDURE, FactKind.DEVICE);

  public AdverseEvent {
    suspects = List.copyOf(suspects);
  }

  @Override
  public FactKind kind() {
    return FactKind.ADVERSE_EVENT;
  }

  /** How an adverse event went, as FHIR's adverse-event-outcome. */
  public enum EventOutcome {
    RESOLVED("resolved", "Resolved"),
    RECOVERING("recovering", "Recovering"),
    ONGOING("ongoing", "Ongoing"),
    RESOLVED_WITH_SEQUELAE("resolvedWithSequelae", "Resolved with Sequelae"),
    FATAL("fatal", "Fatal"),
    UNKNOWN("unknown", "Unknown");

    private final String code;
    private final String display;

    EventOutcome(String code, String display) {
      this.code = code;
      this.display = display;
    }

    /** Code in {@code http://terminology.hl7.org/CodeSystem/adverse-event-outcome}. */
    public String code() {
      return code;
    }

    /** The code's name. */
    public String display() {
      return display;
    }
  }
}
