package org.case2fhir.reading;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of what stays in the body: {@code device-nouns.tsv} has their last words, and what must or
 * must not stand before these.
 */
final class DeviceNames {
  private static final Map<String, Noun> NOUNS = nouns();

  /**
   * A noun, by its singular and plural.
   *
   * @param needs one of which stands before it; empty where it means a device by itself
   * @param others with which it means something else
   */
  private record Noun(String singular, List<String> needs, List<String> others) {}

  private DeviceNames() {}

  private static Map<String, Noun> nouns() {
    Map<String, Noun> nouns = new HashMap<>();
    for (RuleTable.Row row : RuleTable.builtIn("device-nouns.tsv").rows()) {
      Noun noun = new Noun(row.get("noun"), list(row.get("needs")), list(row.get("not")));
      nouns.put(row.get("noun"), noun);
      nouns.put(row.get("plural"), noun);
    }
    return Map.copyOf(nouns);
  }

  private static List<String> list(String cell) {
    return cell.isEmpty() ? List.of() : List.of(cell.split("\\|"));
  }

  /** Whether a word may be the last of such a name. */
  static boolean isNoun(String word) {
    return NOUNS.containsKey(word);
  }

  /** The singular of a last word. */
  static String singular(String word) {
    Noun noun = NOUNS.get(word);
    return noun == null ? word : noun.singular();
  }

  /**
   * The word of what surrounds a name that makes it one of a device: empty where it is one by
   * itself, null where it is none.
   *
   * @param words of the name, in lower case
   * @param context words of what was done with it
   */
  static String lead(List<String> words, List<String> context) {
    Noun noun = words.isEmpty() ? null : NOUNS.get(words.get(words.size() - 1));
    if (noun == null) {
      return null;
    }
    List<String> before = words.subList(0, words.size() - 1);
    if (before.stream().anyMatch(noun.others()::contains)) {
      return null;
    }
    return noun.needs().isEmpty() || before.stream().anyMatch(noun.needs()::contains)
        ? ""
        : context.stream().filter(noun.needs()::contains).findFirst().orElse(null);
  }
}
