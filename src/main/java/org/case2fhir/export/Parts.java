package org.case2fhir.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Divides what is to be written into requests, so that what is referred to stands in the same
 * transaction or in an earlier request.
 *
 * <p>A circle of references stays in one transaction if it fits; else it is cut, and closed by a
 * second update.
 */
final class Parts {
  private Parts() {}

  static List<List<Write>> of(List<Write> writes, ExportMode mode, int most) {
    return switch (mode) {
      case TRANSACTION ->
          writes.size() <= most ? List.of(writes) : packed(ReferenceGraph.groups(writes), most);
      case BATCH -> levels(writes, most);
      case RESOURCES ->
          ReferenceGraph.groups(writes).stream().flatMap(List::stream).map(List::of).toList();
    };
  }

  /** Pieces of at most so many. */
  static <T> List<List<T>> chunks(List<T> all, int most) {
    List<List<T>> chunks = new ArrayList<>();
    for (int start = 0; start < all.size(); start += most) {
      chunks.add(List.copyOf(all.subList(start, Math.min(all.size(), start + most))));
    }
    return chunks;
  }

  private static List<List<Write>> packed(List<List<Write>> groups, int most) {
    List<List<Write>> parts = new ArrayList<>();
    List<Write> part = new ArrayList<>();
    for (List<Write> group : groups) {
      for (List<Write> piece : chunks(group, most)) {
        if (part.size() + piece.size() > most) {
          parts.add(part);
          part = new ArrayList<>();
        }
        part.addAll(piece);
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  /** Entries of a batch must not refer to each other, so that each level goes by itself. */
  private static List<List<Write>> levels(List<Write> writes, int most) {
    References references = new References(writes);
    Map<String, Integer> levels = new HashMap<>();
    Map<Integer, List<Write>> byLevel = new TreeMap<>();
    for (List<Write> group : ReferenceGraph.groups(writes)) {
      int level =
          group.stream()
                  .flatMap(write -> references.targets(write).stream())
                  .mapToInt(target -> levels.getOrDefault(target.fullUrl(), -1))
                  .max()
                  .orElse(-1)
              + 1;
      for (Write write : group) {
        levels.put(write.fullUrl(), level);
        byLevel.computeIfAbsent(level, n -> new ArrayList<>()).add(write);
        level++;
      }
    }
    return byLevel.values().stream().flatMap(each -> chunks(each, most).stream()).toList();
  }
}
