package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.util.UrlUtil;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.server.FhirStore.IndexedResource;
import org.case2fhir.server.FhirStore.StoredVersion;
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

  SearchService(FhirContext context, FhirStore store, SearchEngine engine) {
    this.context = context;
    this.store = store;
    this.engine = engine;
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

  /** What a search finds, in the order in which it came. Others are not kept waiting meanwhile. */
  List<IndexedResource> search(SearchQuery query) {
    if (!context.getResourceTypes().contains(query.type())) {
      throw new InvalidRequestException("unknown type of resource: " + query.type());
    }
    List<IndexedResource> resources = store.read(all -> all.all(query.type()).toList());
    return engine.search(resources.stream(), query.type(), query.parameters());
  }

  /** A whole answer without pages, as an entry of a batch gets it. */
  Bundle bundle(SearchQuery query) {
    List<IndexedResource> found = search(query);
    Bundle bundle = new Bundle();
    bundle.setType(BundleType.SEARCHSET).setTotal(found.size());
    boolean countOnly = SearchQuery.values(query.parameters(), "_summary").contains("count");
    if (!countOnly) {
      found.forEach(
          each ->
              bundle
                  .addEntry()
                  .setResource(each.resource().copy())
                  .getSearch()
                  .setMode(SearchEntryMode.MATCH));
    }
    return bundle;
  }

  /** The address of a search below the server's base: {@code Patient?name=x&_sort=birthdate}. */
  record SearchQuery(String type, Map<String, List<String>> parameters) {

    static SearchQuery parse(String address) {
      String[] parts = address.split("\\?", 2);
      String type = parts[0].replaceFirst("^/", "").replaceFirst("/_search$", "");
      if (!type.matches("[A-Z][A-Za-z]+")) {
        throw new InvalidRequestException("not a search of one type of resource");
      }
      return new SearchQuery(
          type, parts.length < 2 ? Map.of() : copy(UrlUtil.parseQueryString(parts[1])));
    }

    /** With the parameters that a servlet read. */
    static Map<String, List<String>> copy(Map<String, String[]> parameters) {
      Map<String, List<String>> copy = new LinkedHashMap<>();
      parameters.forEach((name, values) -> copy.put(name, Arrays.asList(values)));
      return copy;
    }

    boolean isUnconditional() {
      return parameters.values().stream().flatMap(List::stream).allMatch(String::isBlank);
    }

    /** All values of a parameter, whatever modifier it has. */
    static List<String> values(Map<String, List<String>> parameters, String name) {
      return parameters.entrySet().stream()
          .filter(each -> each.getKey().split(":", 2)[0].equals(name))
          .flatMap(each -> each.getValue().stream())
          .toList();
    }
  }
}
