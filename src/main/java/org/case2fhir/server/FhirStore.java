package org.case2fhir.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.case2fhir.server.search.Indexed;
import org.case2fhir.server.search.Searchable;

/** All versions of all resources. One caller at a time: it is for trying, not for load. */
final class FhirStore implements Searchable {
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
  synchronized <T> T change(Function<Draft, T> work, IntegrityCheck check) {
    Draft draft = new Draft(this);
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

  @Override
  public Optional<Indexed> find(String type, String id) {
    return last(type, id).filter(version -> !version.deleted()).map(StoredVersion::content);
  }

  @Override
  public Stream<Indexed> all(String type) {
    return types.getOrDefault(type, Map.of()).values().stream()
        .map(versions -> versions.get(versions.size() - 1))
        .filter(version -> !version.deleted())
        .map(StoredVersion::content);
  }

  /** All resources of all types. */
  Stream<Indexed> all() {
    return List.copyOf(types.keySet()).stream().flatMap(this::all);
  }

  /** An id that no resource has. */
  String newId() {
    do {
      lastId++;
    } while (types.values().stream().anyMatch(ids -> ids.containsKey(String.valueOf(lastId))));
    return String.valueOf(lastId);
  }
}
