package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.util.FhirTerser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** All versions of all resources. One caller at a time: it is for trying, not for load. */
final class FhirStore {
  private final Map<String, Map<String, List<StoredVersion>>> types = new LinkedHashMap<>();
  private long lastId;

  /** Looks at the resources while nobody changes them. */
  synchronized <T> T read(Function<FhirStore, T> look) {
    return look.apply(this);
  }

  /**
   * Changes resources: all that is asked for, or nothing if it throws.
   *
   * @param check throws if the resources must not be left so
   */
  synchronized <T> T change(Function<StoreChange, T> work, ReferentialIntegrity check) {
    StoreChange draft = new StoreChange(this);
    T result = work.apply(draft);
    check.check(draft);
    draft.changes().forEach(this::add);
    return result;
  }

  private void add(StoredVersion version) {
    types
        .computeIfAbsent(version.type(), type -> new LinkedHashMap<>())
        .computeIfAbsent(version.id(), id -> new ArrayList<>())
        .add(version);
  }

  /** The last version, deleted or not. */
  Optional<StoredVersion> last(String type, String id) {
    List<StoredVersion> versions = versions(type, id);
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /** From the first one on. */
  List<StoredVersion> versions(String type, String id) {
    return types.getOrDefault(type, Map.of()).getOrDefault(id, List.of());
  }

  Optional<IndexedResource> find(String type, String id) {
    return last(type, id).filter(version -> !version.deleted()).map(StoredVersion::content);
  }

  Stream<IndexedResource> all(String type) {
    return types.getOrDefault(type, Map.of()).values().stream()
        .map(versions -> versions.get(versions.size() - 1))
        .filter(version -> !version.deleted())
        .map(StoredVersion::content);
  }

  /** All resources of all types. */
  Stream<IndexedResource> all() {
    return List.copyOf(types.keySet()).stream().flatMap(this::all);
  }

  /** An id that no resource has. */
  String newId() {
    do {
      lastId++;
    } while (types.values().stream().anyMatch(ids -> ids.containsKey(String.valueOf(lastId))));
    return String.valueOf(lastId);
  }

  /** The resources as they will be if a request succeeds. */
  static final class StoreChange {
    private final FhirStore store;
    private final Map<String, StoredVersion> changes = new LinkedHashMap<>();

    StoreChange(FhirStore store) {
      this.store = store;
    }

    /** The versions to add. */
    Collection<StoredVersion> changes() {
      return new ArrayList<>(changes.values());
    }

    void put(StoredVersion version) {
      changes.put(version.content().reference(), version);
    }

    Optional<StoredVersion> last(String type, String id) {
      return Optional.ofNullable(changes.get(type + "/" + id)).or(() -> store.last(type, id));
    }

    String newId() {
      return store.newId();
    }

    Optional<IndexedResource> find(String type, String id) {
      return last(type, id).filter(version -> !version.deleted()).map(StoredVersion::content);
    }

    Stream<IndexedResource> all(String type) {
      return combined(store.all(type), type);
    }

    /** All resources of all types. */
    Stream<IndexedResource> all() {
      return combined(store.all(), "");
    }

    private Stream<IndexedResource> combined(Stream<IndexedResource> old, String type) {
      Stream<IndexedResource> unchanged =
          old.filter(each -> !changes.containsKey(each.reference()));
      Stream<IndexedResource> changed =
          changes().stream()
              .filter(version -> !version.deleted())
              .filter(version -> type.isEmpty() || version.type().equals(type))
              .map(StoredVersion::content);
      return Stream.concat(unchanged, changed);
    }
  }

  /**
   * One version of a resource.
   *
   * @param content with id, version and time in it; of a deleted one, what it was before
   * @param version from 1
   * @param text its content without version and time, to tell whether another is the same
   */
  record StoredVersion(IndexedResource content, long version, boolean deleted, String text) {

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

  /** Every reference to a resource of this server leads to one that is there. */
  static final class ReferentialIntegrity {
    private final FhirTerser terser;

    ReferentialIntegrity(FhirContext context) {
      terser = context.newTerser();
    }

    void check(StoreChange draft) {
      Set<String> deleted =
          draft.changes().stream()
              .filter(StoredVersion::deleted)
              .map(version -> version.content().reference())
              .collect(Collectors.toSet());
      draft.changes().stream()
          .filter(version -> !version.deleted())
          .forEach(version -> checkReferences(draft, version.content()));
      if (!deleted.isEmpty()) {
        draft.all().forEach(each -> refuseDeletion(each, deleted));
      }
    }

    private void checkReferences(StoreChange draft, IndexedResource changed) {
      references(changed.resource())
          .filter(id -> draft.find(id.getResourceType(), id.getIdPart()).isEmpty())
          .findFirst()
          .ifPresent(
              id -> {
                throw new InvalidRequestException(
                    changed.resource().fhirType()
                        + " refers to "
                        + id.toUnqualifiedVersionless().getValue()
                        + ", which is not here");
              });
    }

    private void refuseDeletion(IndexedResource each, Set<String> deleted) {
      references(each.resource())
          .map(id -> id.toUnqualifiedVersionless().getValue())
          .filter(deleted::contains)
          .findFirst()
          .ifPresent(
              target -> {
                throw new ResourceVersionConflictException(
                    "not deleted: " + each.reference() + " refers to " + target);
              });
    }

    /** Relative references; absolute ones lead to other servers. */
    Stream<IdType> references(Resource resource) {
      return terser.getAllResourceReferences(resource).stream()
          .map(found -> found.getResourceReference().getReferenceElement().getValue())
          .filter(value -> value != null && value.matches("[A-Za-z]+/[^/?]+(/_history/[^/]+)?"))
          .map(IdType::new);
    }
  }

  /** A resource that does not change any more, with the elements that searches have looked at. */
  static final class IndexedResource {
    private final Resource resource;
    private final Map<String, List<Base>> elements = new ConcurrentHashMap<>();

    IndexedResource(Resource resource) {
      this.resource = resource;
    }

    /** Not to be changed. */
    Resource resource() {
      return resource;
    }

    /** {@code Type/id}. */
    String reference() {
      return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    List<Base> elements(String path, Function<Resource, List<Base>> evaluation) {
      return elements.computeIfAbsent(path, key -> evaluation.apply(resource));
    }
  }
}
