package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.server.search.Inclusions;
import org.case2fhir.server.search.Indexed;
import org.case2fhir.server.search.Order;
import org.case2fhir.server.search.SearchEngine;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** Reads and searches what is stored. */
final class SearchService {
  private final FhirContext context;
  private final FhirStore store;
  private final SearchEngine engine;
  private final IntegrityCheck references;

  SearchService(FhirContext context, FhirStore store, SearchEngine engine) {
    this.context = context;
    this.store = store;
    this.engine = engine;
    this.references = new IntegrityCheck(context);
  }

  /** The last version, or the one that is named; not to be changed. */
  Resource read(IdType id) {
    StoredVersion found =
        store.read(
            all ->
                id.hasVersionIdPart()
                    ? all.versions(id.getResourceType(), id.getIdPart()).stream()
                        .filter(v -> String.valueOf(v.version()).equals(id.getVersionIdPart()))
                        .findFirst()
                        .orElseThrow(() -> new ResourceNotFoundException(id))
                    : all.last(id.getResourceType(), id.getIdPart())
                        .orElseThrow(() -> new ResourceNotFoundException(id)));
    if (found.deleted()) {
      throw new ResourceGoneException(id);
    }
    return found.content().resource();
  }

  /** What a search finds, in the order that it asks for. */
  List<Indexed> search(Query query) {
    if (!context.getResourceTypes().contains(query.type())) {
      throw new InvalidRequestException("unknown type of resource: " + query.type());
    }
    return store.read(
        all -> {
          List<Indexed> found = engine.search(all, query.type(), query.parameters());
          for (String sort : Query.values(query.parameters(), "_sort")) {
            Order.sort(found, sort, engine);
          }
          return found;
        });
  }

  /** What goes with resources that were found. */
  Collection<Indexed> included(List<Indexed> found, Query query) {
    return store.read(
        all ->
            new Inclusions(context, engine, all)
                .of(
                    found,
                    Query.values(query.parameters(), "_include"),
                    Query.values(query.parameters(), "_revinclude")));
  }

  /** A whole answer without pages, as an entry of a batch gets it. */
  Bundle bundle(Query query) {
    List<Indexed> found = search(query);
    Bundle bundle = new Bundle();
    bundle.setType(BundleType.SEARCHSET).setTotal(found.size());
    boolean countOnly = Query.values(query.parameters(), "_summary").contains("count");
    if (!countOnly) {
      found.forEach(each -> add(bundle, each, SearchEntryMode.MATCH));
      included(found, query).forEach(each -> add(bundle, each, SearchEntryMode.INCLUDE));
    }
    return bundle;
  }

  private static void add(Bundle bundle, Indexed each, SearchEntryMode mode) {
    bundle.addEntry().setResource(each.resource().copy()).getSearch().setMode(mode);
  }

  /** A patient, all that refers to them, and what that refers to. */
  List<Resource> everything(IdType patient) {
    Resource subject = read(patient);
    String name = "Patient/" + patient.getIdPart();
    return store.read(
        all -> {
          Map<String, Indexed> found = new LinkedHashMap<>();
          found.put(name, new Indexed(subject));
          List<Indexed> about = all.all().filter(each -> refersTo(each, name)).toList();
          about.forEach(each -> found.put(each.reference(), each));
          about.stream()
              .flatMap(each -> references.references(each.resource()))
              .filter(id -> !id.getResourceType().equals("Patient"))
              .flatMap(id -> all.find(id.getResourceType(), id.getIdPart()).stream())
              .forEach(each -> found.putIfAbsent(each.reference(), each));
          return found.values().stream().map(each -> (Resource) each.resource().copy()).toList();
        });
  }

  private boolean refersTo(Indexed each, String name) {
    return references
        .references(each.resource())
        .anyMatch(id -> id.toUnqualifiedVersionless().getValue().equals(name));
  }
}
