package org.case2fhir.casefile;

import java.util.Map;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.FactRef;

/**
 * A case file that was read.
 *
 * @param result the case as far as it could be read, and what was wrong
 * @param locations where each part of the case stands in the file
 */
public record CaseFile(Result<CaseReport> result, Map<FactRef, Location> locations) {
  public CaseFile {
    locations = Map.copyOf(locations);
  }
}
