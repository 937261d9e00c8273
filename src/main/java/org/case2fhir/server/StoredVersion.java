package org.case2fhir.server;

import org.case2fhir.server.search.Indexed;
import org.hl7.fhir.r4.model.Resource;

/**
 * One version of a resource.
 *
 * @param content with id, version and time in it; of a deleted one, what it was before
 * @param version from 1
 * @param text its content without version and time, to tell whether another is the same
 */
record StoredVersion(Indexed content, long version, boolean deleted, String text) {

  String type() {
    return content.resource().fhirType();
  }

  String id() {
    return content.resource().getIdElement().getIdPart();
  }

  /** For a caller that may change it. */
  Resource copy() {
    return content.resource().copy();
  }
}
