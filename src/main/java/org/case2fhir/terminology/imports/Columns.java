package org.case2fhir.terminology.imports;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the columns of a table by the names in its header, whatever their case and separators. */
final class Columns {
  private final Map<String, Integer> places = new HashMap<>();
  private final List<String> header;

  Columns(List<String> header) {
    this.header = List.copyOf(header);
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

  /** Columns that have none of these names. */
  List<String> strangers(Collection<String[]> known) {
    Set<String> names = new HashSet<>();
    known.forEach(all -> Stream.of(all).map(Columns::fold).forEach(names::add));
    return header.stream().filter(name -> !names.contains(fold(name))).toList();
  }

  int width() {
    return header.size();
  }
}
