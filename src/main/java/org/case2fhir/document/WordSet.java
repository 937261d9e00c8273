package org.case2fhir.document;

import java.util.Set;
import java.util.stream.Collectors;

/** The words of one class in a table of words and classes. */
record WordSet(Set<String> words) {
  WordSet {
    words = Set.copyOf(words);
  }

  static WordSet of(String table, String kind) {
    return new WordSet(
        DocumentTables.rows(table).stream()
            .filter(row -> row[1].equals(kind))
            .map(row -> row[0])
            .collect(Collectors.toSet()));
  }

  boolean contains(String word) {
    return words.contains(word);
  }
}
