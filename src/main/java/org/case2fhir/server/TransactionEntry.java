package org.case2fhir.server;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
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
record TransactionEntry(
    int index,
    HTTPVerb verb,
    String fullUrl,
    String address,
    String condition,
    String expected,
    Resource resource) {

  static TransactionEntry of(int index, BundleEntryComponent entry) {
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
    return new TransactionEntry(
        index, verb, fullUrl, address, condition, expected, entry.getResource());
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

  /** The entries of a transaction or batch, each one that can be acted on. */
  static final class BundleEntries {
    /** In which order a transaction acts, whatever the order of its entries. */
    static final List<HTTPVerb> ORDER =
        List.of(HTTPVerb.DELETE, HTTPVerb.POST, HTTPVerb.PUT, HTTPVerb.GET);

    private BundleEntries() {}

    static List<TransactionEntry> of(Bundle bundle) {
      List<TransactionEntry> entries = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (BundleEntryComponent entry : bundle.getEntry()) {
        if (entry.hasFullUrl() && !names.add(entry.getFullUrl())) {
          throw new InvalidRequestException("two entries have the same fullUrl");
        }
        entries.add(TransactionEntry.of(entries.size(), entry));
      }
      return entries;
    }
  }
}
