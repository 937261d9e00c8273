package org.case2fhir.reading;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Words that name no fact by themselves: {@code generic-terms.tsv}; and endings of words that are
 * names though no vocabulary has them: {@code morphemes.tsv}.
 */
final class GenericTerms {
  private static final int LONGEST_ENDING = 16;
  private static final GenericTerms BUILT_IN =
      new GenericTerms(RuleTable.builtIn("generic-terms.tsv"));

  private final Set<String> heads = new HashSet<>();
  private final Set<String> modifiers = new HashSet<>();

  private final Set<String> diseaseEndings = new HashSet<>();
  private final Set<String> procedureEndings = new HashSet<>();

  /** "40 years", "10 years ago", "since early infancy": no name of anything that happened then. */
  private static final Pattern STRETCH =
      Pattern.compile(
          "(?:for |over |since |the |last |past |about ){0,3}+\\d{1,4} ?(?:years?|months?|weeks?|days?|hours?)"
              + "(?: (?:ago|earlier|before|later|prior|previously))?"
              + "|since .*");

  private GenericTerms(RuleTable table) {
    for (RuleTable.Row row : RuleTable.builtIn("morphemes.tsv").rows()) {
      (row.get("kind").equals("disease") ? diseaseEndings : procedureEndings)
          .add(row.get("ending"));
    }
    for (RuleTable.Row row : table.rows()) {
      (row.get("kind").equals("head") ? heads : modifiers).add(row.get("word"));
    }
  }

  static GenericTerms builtIn() {
    return BUILT_IN;
  }

  /** Words that name no treatment by themselves, those of a class of words among them. */
  static Set<String> treatments(String wordClass) {
    Set<String> words = new HashSet<>(TokenPattern.wordClass(wordClass));
    for (RuleTable.Row row : RuleTable.builtIn("treatment-terms.tsv").rows()) {
      if (row.get("kind").equals("generic")) {
        words.add(row.get("word"));
      }
    }
    return words;
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
   * Whether words name nothing: modifiers without a noun, a noun that may stand for anything, or a
   * stretch of time.
   */
  boolean isGeneric(String words) {
    boolean named = false;
    String lower = words.toLowerCase(Locale.ROOT);
    if (STRETCH.matcher(lower).matches()) {
      return true;
    }
    for (String word : lower.split("[^\\p{L}\\p{N}]+")) {
      named |= word.length() > 1 && !heads.contains(word) && !modifiers.contains(word);
    }
    return !named;
  }

  /** Whether words end like the name of a disease or symptom. */
  boolean isDiseaseName(String words) {
    return endsLike(words, diseaseEndings);
  }

  /** Whether words end like the name of a procedure. */
  boolean isProcedureName(String words) {
    return endsLike(words, procedureEndings);
  }

  private static boolean endsLike(String words, Set<String> endings) {
    String lower =
        words.toLowerCase(Locale.ROOT).replaceFirst("ies$", "y").replaceFirst("(?<=[^ius])s$", "");
    for (int from = Math.max(0, lower.length() - LONGEST_ENDING); from < lower.length(); from++) {
      if (endings.contains(lower.substring(from))) {
        return true;
      }
    }
    return false;
  }
}
