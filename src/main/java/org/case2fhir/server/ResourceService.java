package org.case2fhir.server;

import ca.uhn.fhir.context.RuntimeResourceDefinition;
import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.method.ResponsePage.ResponsePageBuilder;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.case2fhir.server.FhirStore.IndexedResource;
import org.case2fhir.server.FhirStore.ReferentialIntegrity;
import org.case2fhir.server.FhirStore.StoredVersion;
import org.case2fhir.server.ResourceWriter.Change;
import org.case2fhir.server.ResourceWriter.Outcomes;
import org.case2fhir.server.ResourceWriter.Written;
import org.case2fhir.server.SearchService.SearchQuery;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** The interactions with resources of one type, whichever it is. */
public final class ResourceService implements IResourceProvider {
  private final Class<? extends IBaseResource> type;
  private final String name;
  private final FhirStore store;
  private final ResourceWriter writer;
  private final SearchService search;
  private final ValidationService validation;
  private final ReferentialIntegrity integrity;

  ResourceService(RuntimeResourceDefinition definition, FhirHttpServer.Services services) {
    this.type = definition.getImplementingClass();
    this.name = definition.getName();
    this.store = services.store();
    this.writer = services.writer();
    this.search = services.search();
    this.validation = services.validation();
    this.integrity = services.integrity();
  }

  @Override
  public Class<? extends IBaseResource> getResourceType() {
    return type;
  }

  /** Reads the last version or a certain one. */
  @Read(version = true)
  public IBaseResource read(@IdParam IdType id) {
    return search.read(withType(id)).copy();
  }

  /** All versions that are left, the last one first. */
  @History
  public IBundleProvider history(@IdParam IdType id) {
    List<Resource> versions =
        store.read(
            all ->
                new ArrayList<>(
                    all.versions(name, id.getIdPart()).stream()
                        .filter(version -> !version.deleted())
                        .map(StoredVersion::copy)
                        .toList()));
    if (versions.isEmpty()) {
      throw new ResourceNotFoundException(withType(id));
    }
    Collections.reverse(versions);
    return new SimpleBundleProvider(versions);
  }

  /** Searches by whatever parameters the request has. */
  @Search(allowUnknownParams = true)
  public IBundleProvider search(RequestDetails request) {
    SearchQuery query = new SearchQuery(name, SearchQuery.copy(request.getParameters()));
    return new FoundResources(search.search(query));
  }

  /** Creates a resource unless a condition finds one. */
  @Create
  public MethodOutcome create(
      @ResourceParam IBaseResource resource, @ConditionalUrlParam String condition) {
    return outcome(
        store.change(
            draft -> {
              Optional<StoredVersion> there =
                  condition == null
                      ? Optional.empty()
                      : writer.match(draft, name + "?" + condition.replaceFirst("^[^?=]*\\?", ""));
              return there
                  .map(stored -> new Written(stored, Change.UNCHANGED))
                  .orElseGet(() -> writer.create(draft, (Resource) resource));
            },
            integrity));
  }

  /** Updates a resource by its id, or the one that a condition finds. */
  @Update
  public MethodOutcome update(
      @IdParam IdType id,
      @ResourceParam IBaseResource resource,
      @ConditionalUrlParam String condition) {
    return outcome(
        store.change(
            draft -> {
              if (condition == null) {
                Optional<String> expected = Optional.ofNullable(id.getVersionIdPart());
                return writer.put(draft, (Resource) resource, id.getIdPart(), expected);
              }
              return writer
                  .match(draft, condition)
                  .map(
                      there -> writer.put(draft, (Resource) resource, there.id(), Optional.empty()))
                  .orElseGet(() -> writer.create(draft, (Resource) resource));
            },
            integrity));
  }

  /** Deletes a resource by its id, or the one that a condition finds. */
  @Delete
  public MethodOutcome delete(@IdParam IdType id, @ConditionalUrlParam String condition) {
    return store.change(
        draft -> {
          if (condition == null) {
            writer.delete(draft, name, id.getIdPart());
          } else {
            writer.match(draft, condition).ifPresent(t -> writer.delete(draft, name, t.id()));
          }
          return new MethodOutcome();
        },
        integrity);
  }

  /** Validates the resource in the request; nothing is stored. */
  @Operation(name = "$validate", manualRequest = true)
  public IBaseResource validate(HttpServletRequest request) throws IOException {
    return validation.validate(request.getInputStream().readAllBytes());
  }

  private IdType withType(IdType id) {
    return new IdType(name, id.getIdPart(), id.getVersionIdPart());
  }

  private static MethodOutcome outcome(Written written) {
    Resource resource = written.stored().copy();
    MethodOutcome outcome =
        new MethodOutcome(resource.getIdElement(), written.change() == Change.CREATED);
    outcome.setResource(resource);
    outcome.setOperationOutcome(Outcomes.of(written.change()));
    return outcome;
  }

  /** What a search found, page by page. */
  private static final class FoundResources extends SimpleBundleProvider {
    private static final long serialVersionUID = 1L;

    private final transient List<IndexedResource> found;

    FoundResources(List<IndexedResource> found) {
      super(found.stream().map(IndexedResource::resource).toList());
      this.found = found;
    }

    @Override
    public List<IBaseResource> getResources(int from, int to, ResponsePageBuilder answer) {
      int begin = Math.min(Math.max(from, 0), found.size());
      List<IndexedResource> page =
          found.subList(begin, Math.max(begin, Math.min(to, found.size())));
      answer.setTotalRequestedResourcesFetched(page.size());
      return page.stream().map(FoundResources::copy).toList();
    }

    /** The server writes its own address into what it sends. */
    private static IBaseResource copy(IndexedResource each) {
      Resource copy = each.resource().copy();
      ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(copy, BundleEntrySearchModeEnum.MATCH);
      return copy;
    }
  }
}
