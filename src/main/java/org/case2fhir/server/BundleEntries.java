package org.case2fhir.server;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;

/** The entries of a transaction or batch, each one that can be acted on. */
final class BundleEntries {
  /** In which order a transaction acts, whatever the order of its entries. */
  static final List<HTTPVerb> ORDER =
      List.of(HTTPVerb.DELETE, HTTPVerb.POST, HTTPVerb.PUT, HTTPVerb.GET);

  private BundleEntries() {}

  static List<BundleEntry> of(Bundle bundle) {
    List<BundleEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (BundleEntryComponent entry : bundle.getEntry()) {
      if (entry.hasFullUrl() && !names.add(entry.getFullUrl())) {
        throw new InvalidRequestException("two entries have the same fullUrl");
      }
      entries.add(BundleEntry.of(entries.size(), entry));
    }
    return entries;
  }
}
