package org.case2fhir.server;

import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.method.ResponsePage.ResponsePageBuilder;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.server.search.Indexed;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;

/** What a search found, page by page; each page brings what it includes. */
final class FoundResources extends SimpleBundleProvider {
  private static final long serialVersionUID = 1L;

  private final transient List<Indexed> found;
  private final transient Query query;
  private final transient SearchService search;

  FoundResources(List<Indexed> found, Query query, SearchService search) {
    super(found.stream().map(Indexed::resource).toList());
    this.found = found;
    this.query = query;
    this.search = search;
  }

  @Override
  public List<IBaseResource> getResources(int from, int to, ResponsePageBuilder answer) {
    int begin = Math.min(Math.max(from, 0), found.size());
    List<Indexed> page = found.subList(begin, Math.max(begin, Math.min(to, found.size())));
    List<IBaseResource> resources = new ArrayList<>();
    page.forEach(each -> resources.add(copy(each, BundleEntrySearchModeEnum.MATCH)));
    search
        .included(page, query)
        .forEach(each -> resources.add(copy(each, BundleEntrySearchModeEnum.INCLUDE)));
    answer.setTotalRequestedResourcesFetched(page.size());
    answer.setIncludedResourceCount(resources.size() - page.size());
    return resources;
  }

  /** The server writes its own address into what it sends. */
  private static Resource copy(Indexed each, BundleEntrySearchModeEnum mode) {
    Resource copy = each.resource().copy();
    ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(copy, mode);
    return copy;
  }
}
