package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.terminology.TermTable.Scope;

/**
 * The form in which two phrases are equal that say the same in another order or with words that
 * mean the same: "cancer of the stomach" and "gastric cancer", "pain, abdominal", "type II",
 * "anti-phospholipid" and "antiphospholipid".
 *
 * <p>Words change their places only where their order says nothing: not around "due to", "with" or
 * a number, and not in ratios.
 */
final class CanonicalForm {
  private static final Set<String> ARTICLES = Set.of("a", "an");
  private static final Set<String> LINKS = Set.of("of", "in");
  private static final Set<String> ORDERED =
      Set.of(
          "of",
          "in",
          "with",
          "without",
          "due",
          "to",
          "by",
          "from",
          "after",
          "before",
          "and",
          "or",
          "on",
          "for",
          "at",
          "no",
          "not",
          "non",
          "per",
          "versus",
          "vs",
          "than",
          "ratio",
          "index",
          "over",
          "under",
          "into",
          "as",
          "post",
          "pre",
          "anti",
          "pseudo",
          "gradient",
          "during",
          "between",
          "like",
          "free",
          "negative",
          "positive",
          "associated",
          "related",
          "induced",
          "open",
          "rod");
  private static final Set<String> COUNTED =
      Set.of("type", "stage", "grade", "class", "factor", "phase", "group", "degree", "level");
  private static final Map<String, String> NUMERALS =
      Map.of(
          "i", "1", "ii", "2", "iii", "3", "iv", "4", "v", "5", "vi", "6", "vii", "7", "viii", "8",
          "ix", "9");
  private static final Map<String, String> NUMBERS =
      Map.of("one", "1", "two", "2", "three", "3", "four", "4", "five", "5");
  private static final int MOST_SORTED = 6;

  private CanonicalForm() {}

  /**
   * The canonical form of words.
   *
   * @param key the words as {@link TextForm} writes them
   */
  static String of(Scope scope, String key) {
    List<String> words = new ArrayList<>(Arrays.asList(Tables.split(key, ' ')));
    withoutArticles(words);
    JoinedWords.join(words, COUNTED);
    words = new ArrayList<>(Equivalences.replace(scope, words));
    words = inverted(afterComma(words));
    digits(words);
    if (isFree(words)) {
      Collections.sort(words);
    }
    return String.join(" ", words);
  }

  /** "A" is an article only at the beginning: there is hepatitis A. */
  private static void withoutArticles(List<String> words) {
    words.removeIf("the"::equals);
    if (words.size() > 1 && ARTICLES.contains(words.get(0))) {
      words.remove(0);
    }
  }

  /** "pain, abdominal" as "abdominal pain". */
  private static List<String> afterComma(List<String> words) {
    int comma = -1;
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).endsWith(",")) {
        if (comma >= 0) {
          return words;
        }
        comma = i;
      }
    }
    if (comma < 0 || comma == words.size() - 1) {
      return words;
    }
    List<String> out = new ArrayList<>(words.subList(comma + 1, words.size()));
    out.addAll(words.subList(0, comma + 1));
    String last = out.get(out.size() - 1);
    out.set(out.size() - 1, last.substring(0, last.length() - 1));
    return out;
  }

  /** "pain in back" as "back pain". */
  private static List<String> inverted(List<String> words) {
    Optional<Integer> link = onlyLink(words);
    if (link.isEmpty() || link.get() == 0 || link.get() == words.size() - 1) {
      return words;
    }
    List<String> out = new ArrayList<>(words.subList(link.get() + 1, words.size()));
    out.addAll(words.subList(0, link.get()));
    return out;
  }

  private static Optional<Integer> onlyLink(List<String> words) {
    Optional<Integer> link = Optional.empty();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (LINKS.contains(word) && link.isEmpty()) {
        link = Optional.of(i);
      } else if (ORDERED.contains(word) || word.endsWith(",")) {
        return Optional.empty();
      }
    }
    return link;
  }

  private static void digits(List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      if (COUNTED.contains(words.get(i - 1))) {
        String word = words.get(i);
        words.set(i, NUMERALS.getOrDefault(word, NUMBERS.getOrDefault(word, word)));
      }
    }
  }

  private static boolean isFree(List<String> words) {
    if (words.size() > MOST_SORTED) {
      return false;
    }
    for (String word : words) {
      if (!isFree(word)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFree(String word) {
    return !ORDERED.contains(word)
        && !word.startsWith("anti")
        && !word.endsWith(",")
        && hasOnlyLetters(word);
  }

  /** Beyond ASCII anything. */
  private static boolean hasOnlyLetters(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c < 128 && !Character.isLetter(c)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two phrases have the same words but for the little ones. */
  static boolean sameWords(String keyA, String keyB) {
    return bag(keyA).equals(bag(keyB));
  }

  private static Set<String> bag(String key) {
    Set<String> words = new HashSet<>(Arrays.asList(Tables.split(key.replace(",", ""), ' ')));
    words.remove("the");
    words.removeAll(LINKS);
    return words;
  }

  /**
   * Words that mean exactly the same in medicine: "CT scan" and "computed tomography", "renal" and
   * "of the kidney". Carcinoma and cancer do not.
   *
   * <p>Columns of the table: the {@code words} that the others are read as, the others that mean
   * the {@code same}, separated by a bar, and the {@code scope}.
   */
  static final class Equivalences {
    static final String TABLE = "equivalences";
    static final int WIDTH = 3;

    private static final int LONGEST = 4;
    private static final Map<Scope, Map<String, String>> REPLACED = load();

    /** With these a phrase that is replaced may begin. */
    private static final Set<String> BEGINNINGS =
        REPLACED.values().stream()
            .flatMap(replaced -> replaced.keySet().stream())
            .map(phrase -> Tables.split(phrase, ' ')[0])
            .collect(Collectors.toUnmodifiableSet());

    private Equivalences() {}

    /** The words with every replaceable phrase replaced, the longest first. */
    static List<String> replace(Scope scope, List<String> words) {
      Map<String, String> replaced = REPLACED.get(scope);
      List<String> out = new ArrayList<>(words.size());
      int at = 0;
      while (at < words.size()) {
        boolean begins = BEGINNINGS.contains(words.get(at));
        int length = begins ? Math.min(LONGEST, words.size() - at) : 0;
        String other = null;
        while (length > 0 && other == null) {
          other = replaced.get(String.join(" ", words.subList(at, at + length)));
          length -= other == null ? 1 : 0;
        }
        if (other == null) {
          out.add(words.get(at));
        } else {
          Collections.addAll(out, Tables.split(other, ' '));
        }
        at += Math.max(1, length);
      }
      return out;
    }

    private static Map<Scope, Map<String, String>> load() {
      Map<Scope, Map<String, String>> all = new EnumMap<>(Scope.class);
      for (Scope scope : Scope.values()) {
        all.put(scope, new HashMap<>());
      }
      for (String[] row : Tables.read(TABLE, WIDTH)) {
        Scope own = Scope.named(row[2]);
        for (Scope scope : own == Scope.ANY ? Scope.values() : new Scope[] {own}) {
          for (String same : Tables.list(row[1])) {
            all.get(scope).put(TextForm.of(same), TextForm.of(row[0]));
          }
        }
      }
      return all;
    }
  }

  /**
   * Words that some write as one and some with a hyphen or a blank: "anti-phospholipid", "SPO 2".
   *
   * <p>Column of the table: the {@code word} that is joined to the one after it.
   */
  static final class JoinedWords {
    static final String TABLE = "joined-words";

    private static final int FEWEST_LETTERS = 4;
    private static final int MOST_LETTERS = 4;
    private static final int MOST_DIGITS = 3;
    private static final Set<String> FIRST =
        Tables.read(TABLE, 1).stream()
            .map(row -> TextForm.of(row[0]))
            .collect(Collectors.toUnmodifiableSet());

    private JoinedWords() {}

    /**
     * Joins what belongs together.
     *
     * @param words of a key; changed
     * @param counted words whose number stays a word of its own: "type 2"
     */
    static void join(List<String> words, Set<String> counted) {
      for (int i = words.size() - 2; i >= 0; i--) {
        String first = words.get(i);
        String second = words.get(i + 1);
        boolean one =
            FIRST.contains(first)
                ? second.length() >= FEWEST_LETTERS && isLetters(second)
                : isNumbered(first, second) && !counted.contains(first);
        if (one) {
          words.set(i, first.concat(second));
          words.remove(i + 1);
        }
      }
    }

    /** "CA 125", "IL 6", "SpO 2". */
    private static boolean isNumbered(String first, String second) {
      return first.length() <= MOST_LETTERS
          && isLetters(first)
          && second.length() <= MOST_DIGITS
          && second.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isLetters(String word) {
      return word.chars().allMatch(Character::isLetter);
    }
  }
}
