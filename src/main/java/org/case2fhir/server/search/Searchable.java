package org.case2fhir.server.search;

import java.util.Optional;
import java.util.stream.Stream;

/** Resources that can be searched. */
public interface Searchable {
  /** All of one type, in the order in which they came. */
  Stream<Indexed> all(String type);

  /** One by its type and id. */
  Optional<Indexed> find(String type, String id);
}
