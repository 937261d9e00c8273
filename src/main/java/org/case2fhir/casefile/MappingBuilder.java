package org.case2fhir.casefile;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping while it is being written.
 *
 * <p>Values are texts, numbers, Booleans, lists and maps of such; what is empty is left out.
 */
final class MappingBuilder {
  private final Map<String, Object> map = new LinkedHashMap<>();

  MappingBuilder put(String key, Object value) {
    map.put(key, value);
    return this;
  }

  MappingBuilder put(String key, Optional<?> value) {
    value.ifPresent(present -> map.put(key, present));
    return this;
  }

  /** One item is written without a list around it. */
  MappingBuilder putAll(String key, Collection<?> values) {
    if (values.size() == 1) {
      map.put(key, values.iterator().next());
    } else {
      putList(key, values);
    }
    return this;
  }

  MappingBuilder putList(String key, Collection<?> values) {
    if (!values.isEmpty()) {
      map.put(key, List.copyOf(values));
    }
    return this;
  }

  MappingBuilder putIf(boolean wanted, String key, Object value) {
    if (wanted) {
      map.put(key, value);
    }
    return this;
  }

  /** Whether nothing but one key was put. */
  boolean hasOnly(String key) {
    return map.size() == 1 && map.containsKey(key);
  }

  Map<String, Object> map() {
    return map;
  }
}
