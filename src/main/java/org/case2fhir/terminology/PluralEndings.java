package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.List;

/**
 * Greek and Latin plurals by their endings, whatever stands before: "microthrombi",
 * "exophthalmoses", "arthritides".
 *
 * <p>Columns of the table: the ending of the {@code plural}, that of the {@code singular} as keys
 * have it, and the least number of {@code letters} of such a plural: shorter words may end so by
 * chance.
 */
final class PluralEndings {
  static final String TABLE = "plural-endings";
  static final int WIDTH = 3;

  private static final List<Ending> ENDINGS = load();
  private static final int SHORTEST = ENDINGS.stream().mapToInt(Ending::letters).min().orElse(1);

  private PluralEndings() {}

  /** The singular of a word; the same word where no ending is its. */
  static String singular(String word) {
    int length = word.length();
    if (length < SHORTEST) {
      return word;
    }
    char last = word.charAt(length - 1);
    if (last != 's' && last != 'a' && last != 'i') {
      return word;
    }
    for (Ending ending : ENDINGS) {
      if (length >= ending.letters() && word.endsWith(ending.plural())) {
        return word.substring(0, length - ending.plural().length()).concat(ending.singular());
      }
    }
    return word;
  }

  /** All endings as one text, which changes when they do. */
  static String text() {
    return ENDINGS.toString();
  }

  private static List<Ending> load() {
    List<Ending> endings = new ArrayList<>();
    for (String[] row : Tables.read(TABLE, WIDTH)) {
      endings.add(new Ending(row[0], row[1], Integer.parseInt(row[2])));
    }
    return List.copyOf(endings);
  }

  private record Ending(String plural, String singular, int letters) {}
}
