package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Words that name the salt, the ester or the water of a drug: oseltamivir phosphate is oseltamivir.
 * They are taken off only where no source knows the salt itself, and never off what is nothing
 * without them: potassium chloride is not potassium.
 *
 * <p>Columns of the table: the {@code words}, and their {@code place}: {@code end} or {@code
 * front}; {@code keeps} marks a substance whose salts are other drugs.
 */
final class Salts {
  static final String TABLE = "salts";
  static final int WIDTH = 2;

  private static final int LONGEST = 2;
  private static final int FEWEST_LETTERS = 5;
  private static final Map<Place, Set<String>> WORDS = load();

  private Salts() {}

  /** What a row of the table says of its words. */
  enum Place {
    END,
    FRONT,
    KEEPS
  }

  /** The drug without the words of its salt; empty where there are none. */
  static Optional<String> base(String text) {
    List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
    int before = words.size();
    boolean more = true;
    while (more) {
      more = take(words, Place.END) || take(words, Place.FRONT);
    }
    String rest = String.join(" ", words);
    boolean taken = words.size() < before && rest.length() >= FEWEST_LETTERS;
    return taken && !WORDS.get(Place.KEEPS).contains(TextForm.of(rest))
        ? Optional.of(rest)
        : Optional.empty();
  }

  /** Takes the longest words off; one word always stays. */
  private static boolean take(List<String> words, Place place) {
    for (int length = Math.min(LONGEST, words.size() - 1); length > 0; length--) {
      int start = place == Place.FRONT ? 0 : words.size() - length;
      List<String> taken = words.subList(start, start + length);
      if (WORDS.get(place).contains(TextForm.of(String.join(" ", taken)))) {
        taken.clear();
        return true;
      }
    }
    return false;
  }

  private static Map<Place, Set<String>> load() {
    Map<Place, Set<String>> words = new EnumMap<>(Place.class);
    for (Place place : Place.values()) {
      words.put(place, new HashSet<>());
    }
    for (String[] row : Tables.read(TABLE, WIDTH)) {
      words.get(Place.valueOf(row[1].toUpperCase(Locale.ROOT))).add(TextForm.of(row[0]));
    }
    return words;
  }
}
