package org.case2fhir.reading;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Words that name no fact by themselves: {@code generic-terms.tsv}. */
final class GenericTerms {
  private final Set<String> heads = new HashSet<>();
  private final Set<String> modifiers = new HashSet<>();

  private GenericTerms(RuleTable table) {
    for (RuleTable.Row row : table.rows()) {
      (row.get("kind").equals("head") ? heads : modifiers).add(row.get("word"));
    }
  }

  static GenericTerms builtIn() {
    return new GenericTerms(RuleTable.builtIn("generic-terms.tsv"));
  }

  /** Whether a word only describes what another names. */
  boolean isModifier(String lower) {
    return modifiers.contains(lower);
  }

  /** Whether a noun may stand for anything. */
  boolean isHead(String lower) {
    return heads.contains(lower);
  }

  /**
   * Whether words name nothing: modifiers without a noun, or a noun that may stand for anything.
   */
  boolean isGeneric(String words) {
    boolean named = false;
    for (String word : words.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
      named |= word.length() > 1 && !heads.contains(word) && !modifiers.contains(word);
    }
    return !named;
  }
}
