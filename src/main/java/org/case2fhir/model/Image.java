package org.case2fhir.model;

import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A picture, a film or a recording of the patient; becomes a Media that says where it is.
 *
 * @param concept what it shows: "axial CT of the chest"
 * @param url where it is, absolute or relative to the publication; absent where only the legend is
 *     known
 * @param report id of the report that it belongs to
 */
public record Image(
    String id,
    Concept concept,
    Circumstances circumstances,
    Optional<String> url,
    Optional<String> report)
    implements Fact {
  @Override
  public FactKind kind() {
    return FactKind.IMAGE;
  }
}
