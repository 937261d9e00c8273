package org.case2fhir.server;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/**
 * One entry of a transaction or batch.
 *
 * @param index in the Bundle
 * @param address below the server's base
 * @param condition {@code Type?parameters} of a conditional interaction; may be empty
 * @param expected version from {@code ifMatch}; may be empty
 */
record BundleEntry(
    int index,
    HTTPVerb verb,
    String fullUrl,
    String address,
    String condition,
    String expected,
    Resource resource) {

  static BundleEntry of(int index, BundleEntryComponent entry) {
    BundleEntryRequestComponent request = entry.getRequest();
    if (request.getMethod() == null || !BundleEntries.ORDER.contains(request.getMethod())) {
      throw bad(index, "its request has no method, or one that is not supported");
    }
    HTTPVerb verb = request.getMethod();
    boolean writes = verb == HTTPVerb.POST || verb == HTTPVerb.PUT;
    if (!request.hasUrl() || writes && entry.getResource() == null) {
      throw bad(index, "its request has no url, or there is no resource");
    }
    String address = request.getUrl().replaceFirst("^/", "");
    String type = address.split("[/?]", 2)[0];
    if (writes && !type.equals(entry.getResource().fhirType())) {
      throw bad(index, "its request is for another type than its resource has");
    }
    String noneExist = request.getIfNoneExist();
    String condition =
        verb == HTTPVerb.POST
            ? noneExist == null ? "" : type + "?" + noneExist.replaceFirst("^.*\\?", "")
            : address.contains("?") ? address : "";
    String expected = request.hasIfMatch() ? request.getIfMatch().replaceAll("^W/|\"", "") : "";
    String fullUrl = entry.hasFullUrl() ? entry.getFullUrl() : "";
    return new BundleEntry(index, verb, fullUrl, address, condition, expected, entry.getResource());
  }

  private static InvalidRequestException bad(int index, String why) {
    return new InvalidRequestException("entry " + index + " cannot be acted on: " + why);
  }

  /** Type and id in the address. */
  IdType target() {
    IdType id = new IdType(address);
    if (!id.hasResourceType() || !id.hasIdPart()) {
      throw bad(index, "its url is not Type/id");
    }
    return id;
  }

  boolean isConditional() {
    return !condition.isEmpty();
  }
}
