package org.case2fhir.terminology;

import java.util.List;
import org.case2fhir.model.Code;

/**
 * One concept of a table.
 *
 * @param text the preferred term
 * @param synonyms other terms that mean the same
 * @param codes what means exactly that; of a test the codes of all its properties
 */
public record Term(String text, List<String> synonyms, List<Code> codes) {
  private static final int FEWEST_INITIALS = 2;
  private static final int MOST_INITIALS = 6;

  public Term {
    synonyms = List.copyOf(synonyms);
    codes = List.copyOf(codes);
  }

  /**
   * Whether a name is a few letters in capitals, which are other words in small letters: "CREST",
   * "GOT", "ACE".
   */
  public static boolean isInitialism(String name) {
    boolean capitals = name.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    return capitals && name.length() >= FEWEST_INITIALS && name.length() <= MOST_INITIALS;
  }
}
