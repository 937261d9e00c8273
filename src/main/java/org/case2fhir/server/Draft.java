package org.case2fhir.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.server.search.Indexed;
import org.case2fhir.server.search.Searchable;

/** The resources as they will be if a request succeeds. */
final class Draft implements Searchable {
  private final FhirStore store;
  private final Map<String, StoredVersion> changes = new LinkedHashMap<>();

  Draft(FhirStore store) {
    this.store = store;
  }

  /** The versions to add. */
  Collection<StoredVersion> changes() {
    return new ArrayList<>(changes.values());
  }

  void put(StoredVersion version) {
    changes.put(version.content().reference(), version);
  }

  boolean hasChanged(String type, String id) {
    return changes.containsKey(type + "/" + id);
  }

  Optional<StoredVersion> last(String type, String id) {
    return Optional.ofNullable(changes.get(type + "/" + id)).or(() -> store.last(type, id));
  }

  String newId() {
    return store.newId();
  }

  @Override
  public Optional<Indexed> find(String type, String id) {
    return last(type, id).filter(version -> !version.deleted()).map(StoredVersion::content);
  }

  @Override
  public Stream<Indexed> all(String type) {
    return combined(store.all(type), type);
  }

  /** All resources of all types. */
  Stream<Indexed> all() {
    return combined(store.all(), "");
  }

  private Stream<Indexed> combined(Stream<Indexed> old, String type) {
    Stream<Indexed> unchanged = old.filter(each -> !changes.containsKey(each.reference()));
    Stream<Indexed> changed =
        changes().stream()
            .filter(version -> !version.deleted())
            .filter(version -> type.isEmpty() || version.type().equals(type))
            .map(StoredVersion::content);
    return Stream.concat(unchanged, changed);
  }
}
