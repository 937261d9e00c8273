package org.case2fhir.server;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.server.FhirStore.StoreChange;
import org.case2fhir.server.FhirStore.StoredVersion;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/**
 * Which resource each entry of a transaction is on this server, settled before any is written, so
 * that references between them can be written as they will be.
 */
final class Placement {
  private final Map<TransactionEntry, String> ids = new LinkedHashMap<>();
  private final Set<TransactionEntry> present = new HashSet<>();
  private final Map<String, String> places = new HashMap<>();

  /**
   * Settles it.
   *
   * @param draft after the deletions of the transaction
   */
  static Placement of(List<TransactionEntry> entries, StoreChange draft, ResourceWriter writer) {
    Placement placement = new Placement();
    Set<String> taken = new HashSet<>();
    for (TransactionEntry entry : entries) {
      if (entry.verb() == HTTPVerb.POST || entry.verb() == HTTPVerb.PUT) {
        String id = placement.place(entry, draft, writer);
        String place = entry.resource().fhirType() + "/" + id;
        if (!taken.add(place)) {
          throw new InvalidRequestException(
              "entry " + entry.index() + " is for the same resource as another: " + place);
        }
        placement.name(entry, place);
      }
    }
    return placement;
  }

  private String place(TransactionEntry entry, StoreChange draft, ResourceWriter writer) {
    Optional<StoredVersion> match =
        entry.isConditional() ? writer.match(draft, entry.condition()) : Optional.empty();
    if (match.isPresent()) {
      present.add(entry);
    }
    boolean named = entry.verb() == HTTPVerb.PUT && !entry.isConditional();
    String id =
        named ? entry.target().getIdPart() : match.map(StoredVersion::id).orElseGet(draft::newId);
    ids.put(entry, id);
    return id;
  }

  /** The names by which other entries may refer to it (R4, 3.1.0.11.2 and 2.36.4.1). */
  private void name(TransactionEntry entry, String place) {
    Resource resource = entry.resource();
    if (!entry.fullUrl().isEmpty()) {
      places.put(entry.fullUrl(), place);
      IdType name = new IdType(entry.fullUrl());
      if (name.hasResourceType() && name.hasIdPart()) {
        places.put(name.getResourceType() + "/" + name.getIdPart(), place);
      }
    } else if (resource.hasId()) {
      places.put(resource.fhirType() + "/" + resource.getIdElement().getIdPart(), place);
    }
  }

  String id(TransactionEntry entry) {
    return ids.get(entry);
  }

  /** Whether its condition found something. */
  boolean isPresent(TransactionEntry entry) {
    return present.contains(entry);
  }

  /** Where a reference leads on this server; empty if it is not to an entry. */
  Optional<String> place(String reference) {
    return Optional.ofNullable(places.get(reference));
  }
}
