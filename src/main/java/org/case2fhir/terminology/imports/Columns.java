package org.case2fhir.terminology.imports;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the columns of a table by the names in its header, whatever their case and separators. */
final class Columns {
  private final Map<String, Integer> places = new HashMap<>();
  private final int width;

  Columns(List<String> header) {
    width = header.size();
    for (int i = 0; i < header.size(); i++) {
      places.putIfAbsent(header.get(i).strip(), i);
      places.putIfAbsent(fold(header.get(i)), i);
    }
  }

  private static String fold(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
  }

  /** The first of these names that the header has; -1 if it has none. */
  int of(String... names) {
    for (String name : names) {
      Integer place = places.get(name);
      place = place == null ? places.get(fold(name)) : place;
      if (place != null) {
        return place;
      }
    }
    return -1;
  }

  boolean has(String... names) {
    return of(names) >= 0;
  }

  int width() {
    return width;
  }
}
