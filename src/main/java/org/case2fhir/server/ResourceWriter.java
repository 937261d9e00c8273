package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.StorageResponseCodeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.case2fhir.server.FhirStore.IndexedResource;
import org.case2fhir.server.FhirStore.StoreChange;
import org.case2fhir.server.FhirStore.StoredVersion;
import org.case2fhir.server.ResourceWriter.Change;
import org.case2fhir.server.SearchService.SearchQuery;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;

/**
 * Writes single resources into a draft: versions count up, and the same content again is not a new
 * version.
 */
final class ResourceWriter {
  private final FhirContext context;
  private final SearchEngine search;
  private final Clock clock;

  ResourceWriter(FhirContext context, SearchEngine search, Clock clock) {
    this.context = context;
    this.search = search;
    this.clock = clock;
  }

  /** What has been done with a resource. */
  enum Change {
    CREATED,
    UPDATED,
    UNCHANGED,
    DELETED
  }

  record Written(StoredVersion stored, Change change) {}

  /**
   * The one resource that a condition finds.
   *
   * @param condition {@code Type?parameters}
   * @throws PreconditionFailedException if there are several
   */
  Optional<StoredVersion> match(StoreChange draft, String condition) {
    SearchQuery query = SearchQuery.parse(condition);
    if (query.isUnconditional()) {
      throw new InvalidRequestException("a condition without any criterion");
    }
    List<IndexedResource> found =
        search.search(draft.all(query.type()), query.type(), query.parameters());
    if (found.size() > 1) {
      throw new PreconditionFailedException(
          "the condition on " + query.type() + " finds " + found.size() + " resources");
    }
    return found.stream()
        .findFirst()
        .flatMap(each -> draft.last(query.type(), each.resource().getIdElement().getIdPart()));
  }

  /** Creates a resource under an id of its own. */
  Written create(StoreChange draft, Resource resource) {
    return put(draft, resource, draft.newId(), Optional.empty());
  }

  /**
   * Writes a resource under its id, whether there is one or not.
   *
   * @param expected the version that it must have, from {@code If-Match}
   */
  Written put(StoreChange draft, Resource resource, String id, Optional<String> expected) {
    String type = resource.fhirType();
    Optional<StoredVersion> last = draft.last(type, id);
    long version = last.map(StoredVersion::version).orElse(0L);
    if (expected.isPresent() && !expected.get().equals(String.valueOf(version))) {
      throw new ResourceVersionConflictException(
          type + "/" + id + " is at version " + version + ", not " + expected.get());
    }
    Resource content = resource.copy();
    content.setId(new IdType(type, id));
    String text = text(content);
    if (last.isPresent() && !last.get().deleted() && last.get().text().equals(text)) {
      return new Written(last.get(), Change.UNCHANGED);
    }
    StoredVersion stored = stored(content, id, version + 1, text);
    draft.put(stored);
    boolean isNew = last.isEmpty() || last.get().deleted();
    return new Written(stored, isNew ? Change.CREATED : Change.UPDATED);
  }

  private String text(Resource content) {
    if (content.hasMeta()) {
      content.getMeta().setVersionId(null);
      content.getMeta().setLastUpdated(null);
    }
    return context.newJsonParser().encodeResourceToString(content);
  }

  @SuppressWarnings("JavaUtilDate") // what HAPI's model has
  private StoredVersion stored(Resource content, String id, long version, String text) {
    Meta meta = content.getMeta();
    meta.setVersionId(String.valueOf(version));
    meta.setLastUpdated(Date.from(clock.instant()));
    content.setId(new IdType(content.fhirType(), id, String.valueOf(version)));
    return new StoredVersion(new IndexedResource(content), version, false, text);
  }

  /** Deletes a resource; one that is deleted already stays so. */
  Written delete(StoreChange draft, String type, String id) {
    StoredVersion last =
        draft
            .last(type, id)
            .orElseThrow(() -> new ResourceNotFoundException("there is no " + type + "/" + id));
    if (last.deleted()) {
      return new Written(last, Change.UNCHANGED);
    }
    StoredVersion gone = new StoredVersion(last.content(), last.version() + 1, true, last.text());
    draft.put(gone);
    return new Written(gone, Change.DELETED);
  }

  /** What was done, in words and in HAPI's codes for it, which clients know. */
  static final class Outcomes {
    private Outcomes() {}

    static OperationOutcome of(Change change) {
      StorageResponseCodeEnum code =
          switch (change) {
            case CREATED -> StorageResponseCodeEnum.SUCCESSFUL_CREATE;
            case UPDATED -> StorageResponseCodeEnum.SUCCESSFUL_UPDATE;
            case UNCHANGED -> StorageResponseCodeEnum.SUCCESSFUL_UPDATE_NO_CHANGE;
            case DELETED -> StorageResponseCodeEnum.SUCCESSFUL_DELETE;
          };
      OperationOutcome outcome = new OperationOutcome();
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.INFORMATION)
          .setCode(IssueType.INFORMATIONAL)
          .setDiagnostics(code.getDisplay())
          .getDetails()
          .addCoding()
          .setSystem(code.getSystem())
          .setCode(code.getCode())
          .setDisplay(code.getDisplay());
      return outcome;
    }
  }
}
