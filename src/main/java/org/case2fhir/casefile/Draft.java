package org.case2fhir.casefile;

import java.util.Map;
import java.util.Optional;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Fact;

/**
 * A fact as read, before facts know each other.
 *
 * @param fact names other facts by what stands in the file, and itself by what can be derived
 * @param givenId the id that the author gave
 * @param location where it stands
 * @param mentions where the names of other facts stand
 */
record Draft(
    Fact fact, Optional<String> givenId, Location location, Map<String, Location> mentions) {
  Draft {
    mentions = Map.copyOf(mentions);
  }

  Draft with(Fact other) {
    return new Draft(other, givenId, location, mentions);
  }
}
