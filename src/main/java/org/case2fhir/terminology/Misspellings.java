package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.issue.EditDistance;

/**
 * Every word that the tables know, and for a misspelt long word those that are nearest.
 *
 * <p>A known word is never a misspelling, whatever domain knows it: the ilium is not the ileum.
 * Further real words that no table has stand in {@code real-words.tsv}. The first letter must be
 * right, and words that look alike by their beginning or ending are kept apart by {@link
 * LookAlikes}.
 */
final class Misspellings {
  static final String TABLE = "real-words";

  private static final int SHORTEST = 5;
  private static final int LONGEST = 40;
  private static final int LONG = 11;

  private final Set<String> known = new HashSet<>();
  private final Map<Integer, List<Word>> byStart = new HashMap<>();

  private Misspellings() {
    for (Domain domain : Domain.values()) {
      for (String table : BuiltInTables.names(domain)) {
        BuiltInTables.table(table).keys().forEach(this::learn);
      }
    }
    Tables.read(TABLE, 1).forEach(row -> known.add(TextForm.of(row[0])));
  }

  private void learn(String key) {
    for (String word : Tables.split(key, ' ')) {
      if (known.add(word) && word.length() >= SHORTEST && isLetters(word)) {
        int start = start(word.charAt(0), word.length());
        byStart.computeIfAbsent(start, at -> new ArrayList<>()).add(new Word(word, letters(word)));
      }
    }
  }

  /** The words of all tables, read when a misspelling is first looked for. */
  static Misspellings builtIn() {
    return BuiltIn.WORDS;
  }

  boolean knows(String word) {
    return known.contains(word);
  }

  /** Whether a word is long enough to be recognised, and has nothing but letters. */
  static boolean isCorrectable(String word) {
    return word.length() >= SHORTEST && word.length() <= LONGEST && isLetters(word);
  }

  /** The known words at the least distance: one letter, in long words two. */
  List<String> nearest(String word) {
    int limit = LookAlikes.coreLength(word) >= LONG ? 2 : 1;
    int letters = letters(word);
    List<String> nearest = new ArrayList<>(2);
    for (int length = word.length() - limit; length <= word.length() + limit; length++) {
      for (Word near : byStart.getOrDefault(start(word.charAt(0), length), List.of())) {
        // Each slip changes at most two of the letters that occur.
        if (Integer.bitCount(letters ^ near.letters()) > 2 * limit) {
          continue;
        }
        int distance = EditDistance.between(word, near.word(), limit);
        if (distance < limit) {
          nearest.clear();
          limit = distance;
        }
        if (distance == limit) {
          nearest.add(near.word());
        }
      }
    }
    return nearest;
  }

  private static int start(char first, int length) {
    return first * 64 + length;
  }

  private static boolean isLetters(String word) {
    return word.chars().allMatch(c -> c >= 'a' && c <= 'z');
  }

  private static int letters(String word) {
    int letters = 0;
    for (int i = 0; i < word.length(); i++) {
      letters |= 1 << (word.charAt(i) - 'a');
    }
    return letters;
  }

  private static final class BuiltIn {
    static final Misspellings WORDS = new Misspellings();
  }

  private record Word(String word, int letters) {}

  /**
   * Beginnings and endings by which words differ that look alike: "hyper-" and "hypo-", "-otomy"
   * and "-ostomy". A misspelling never changes one into another.
   *
   * <p>Columns of the table: {@code place} (start or end), the {@code parts} that are opposed,
   * separated by a bar, and how {@code strict}: {@code yes} where the part must be spelt right,
   * {@code shown} where no word without the part is meant by one that has it, nothing where only
   * two parts are opposed.
   */
  static final class LookAlikes {
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

  /**
   * Whether two words sound alike: the same consonants, whatever their vowels and double letters.
   *
   * <p>Names of drugs are read so alone: "indomethasine" is indomethacin, but Betadine is not
   * betaine, nor calcipotriol calcitriol, though each pair differs in a letter or two.
   */
  static final class SoundAlikes {
    private static final String SILENT = "aeiouyh";
    private static final String SOFTENING = "eiy";

    private SoundAlikes() {}

    static boolean mayBe(String written, String read) {
      return consonants(written).equals(consonants(read));
    }

    /** In the order of the alphabet: swapped neighbours are a slip too. */
    private static String consonants(String word) {
      String sounds = word.replace("ph", "f").replace("qu", "k").replace("x", "ks");
      StringBuilder heard = new StringBuilder();
      for (int i = 0; i < sounds.length(); i++) {
        char sound = sound(sounds, i);
        boolean twice = i > 0 && sound(sounds, i - 1) == sound;
        if (SILENT.indexOf(sound) < 0 && !twice) {
          heard.append(sound);
        }
      }
      char[] sorted = heard.toString().toCharArray();
      Arrays.sort(sorted);
      return new String(sorted);
    }

    private static char sound(String word, int at) {
      char letter = word.charAt(at);
      if (letter == 'c') {
        boolean soft = at + 1 < word.length() && SOFTENING.indexOf(word.charAt(at + 1)) >= 0;
        return soft ? 's' : 'k';
      }
      return letter == 'z' ? 's' : letter;
    }
  }
}
