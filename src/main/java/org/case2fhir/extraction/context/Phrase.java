package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sequence of words as the tables write it: {@code <class>} is any word of a class, {@code word?}
 * may be missing.
 */
record Phrase(List<Part> parts) {
  private static final Map<String, Set<String>> CLASSES = classes();

  /** One place of a phrase. */
  record Part(Set<String> words, boolean optional) {}

  private static Map<String, Set<String>> classes() {
    Map<String, Set<String>> classes = new HashMap<>();
    for (String[] row : TriggerTable.rows("word-classes.tsv", 2)) {
      classes.put(row[0], Set.of(row[1].split("\\|")));
    }
    return Map.copyOf(classes);
  }

  /** Reads a cell of a table. */
  static Phrase of(String cell) {
    List<Part> parts = new ArrayList<>();
    for (String word : cell.split(" ")) {
      boolean optional = word.length() > 1 && word.endsWith("?");
      String bare = optional ? word.substring(0, word.length() - 1) : word;
      boolean named = bare.length() > 2 && bare.startsWith("<");
      Set<String> words = named ? CLASSES.get(bare.substring(1, bare.length() - 1)) : Set.of(bare);
      if (words == null) {
        throw new IllegalStateException("no class of words " + bare);
      }
      parts.add(new Part(words, optional));
    }
    return new Phrase(List.copyOf(parts));
  }

  /** The words of a class. */
  static Set<String> wordClass(String name) {
    return CLASSES.getOrDefault(name, Set.of());
  }

  /** Each word that it may begin with. */
  Set<String> firstWords() {
    return parts.get(0).words();
  }

  /** Number of words that match from a word on; 0 where it does not match. */
  int length(Words words, int from) {
    int end = end(words, from, 0);
    return Math.max(0, end - from);
  }

  // The end of the match; 0 where there is none.
  private int end(Words words, int at, int part) {
    if (part == parts.size()) {
      return at;
    }
    Part next = parts.get(part);
    if (at < words.size() && next.words().contains(words.at(at))) {
      int end = end(words, at + 1, part + 1);
      if (end > 0) {
        return end;
      }
    }
    return next.optional() ? end(words, at, part + 1) : 0;
  }
}
