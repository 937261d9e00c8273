package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Beginnings and endings by which words differ that look alike: "hyper-" and "hypo-", "-otomy" and
 * "-ostomy". A misspelling never changes one into another.
 *
 * <p>Columns of the table: {@code place} (start or end), the {@code parts} that are opposed,
 * separated by a bar, and how {@code strict}: {@code yes} where the part must be spelt right,
 * {@code shown} where no word without the part is meant by one that has it, nothing where only two
 * parts are opposed.
 */
final class LookAlikes {
  static final String TABLE = "look-alikes";
  static final int WIDTH = 3;

  private static final int ENDING = 4;
  private static final List<Group> GROUPS = load();

  private LookAlikes() {}

  /** Whether one word may be a misspelling of the other as far as their ends tell. */
  static boolean mayBe(String written, String read) {
    for (Group group : GROUPS) {
      Optional<String> meant = group.partOf(read);
      Optional<String> given = group.partOf(written);
      boolean either = !group.level().isEmpty() || meant.isPresent();
      boolean opposed = given.isPresent() && either && !given.equals(meant);
      boolean doubtful = group.strict() && meant.isPresent() && given.isEmpty();
      if (opposed || doubtful) {
        return false;
      }
    }
    return true;
  }

  /** The letters of a word between a strict beginning and a clinical ending: what tells it. */
  static int coreLength(String word) {
    int start = 0;
    int end = 0;
    for (Group group : GROUPS) {
      int part = group.partOf(word).map(String::length).orElse(0);
      if (group.start() && group.strict()) {
        start = Math.max(start, part);
      } else if (!group.start() && part >= ENDING) {
        end = Math.max(end, part);
      }
    }
    return word.length() - start - end;
  }

  private static List<Group> load() {
    List<Group> groups = new ArrayList<>();
    for (String[] row : Tables.read(TABLE, WIDTH)) {
      groups.add(new Group(row[0].equals("start"), List.of(Tables.list(row[1])), row[2]));
    }
    return groups;
  }

  private record Group(boolean start, List<String> parts, String level) {
    boolean strict() {
      return level.equals("yes");
    }

    /** The longest part that a word has. */
    Optional<String> partOf(String word) {
      String found = "";
      for (String part : parts) {
        boolean has = start ? word.startsWith(part) : word.endsWith(part);
        found = has && part.length() > found.length() ? part : found;
      }
      return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }
  }
}
