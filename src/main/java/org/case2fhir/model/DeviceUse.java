package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A device that the patient has or had in or on the body: a pacemaker, a stent, a prosthesis;
 * becomes a Device, with a DeviceUseStatement where it is known when, where or why it is used. It
 * holds from its circumstances' time on.
 *
 * @param end when it was removed
 * @param procedure id of the procedure that put it in place
 * @param reasons ids of the diagnoses or findings that it is for
 * @param manufacturer who made it
 * @param model the maker's name or number of the model
 */
public record DeviceUse(
    String id,
    Concept concept,
    Circumstances circumstances,
    Optional<When> end,
    Optional<String> procedure,
    List<String> reasons,
    Optional<String> manufacturer,
    Optional<String> model)
    implements Fact {
  public DeviceUse {
    reasons = List.copyOf(reasons);
  }

  @Override
  public FactKind kind() {
    return FactKind.DEVICE;
  }
}
