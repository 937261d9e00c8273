package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.case2fhir.model.Finding.FindingCategory;

/**
 * How a finding is known that no study shows, by what it is: pain is felt, a murmur is heard by the
 * examiner. {@code finding-heads.tsv} lists the heads.
 *
 * <p>A tumour, a fracture or a cell may have been felt, seen or counted: of what is not listed the
 * category is {@link FindingCategory#NONE}.
 */
final class FindingHeads {
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final FindingHeads BUILT_IN =
      new FindingHeads(RuleTable.builtIn("finding-heads.tsv"));

  private final Map<String, FindingCategory> last = new HashMap<>();
  private final Map<String, FindingCategory> first = new HashMap<>();
  private final List<Map.Entry<String, FindingCategory>> endings = new ArrayList<>();

  private FindingHeads(RuleTable table) {
    for (RuleTable.Row row : table.rows()) {
      String word = row.get("word").toLowerCase(Locale.ROOT);
      FindingCategory category =
          FindingCategory.valueOf(row.get("category").toUpperCase(Locale.ROOT));
      if (word.startsWith("*")) {
        endings.add(Map.entry(word.substring(1), category));
      } else {
        (row.get("where").equals("first") ? first : last).put(word, category);
      }
    }
  }

  /** The category of a finding by its name. */
  static FindingCategory category(String name) {
    return BUILT_IN.of(List.of(name.toLowerCase(Locale.ROOT).split(" ")));
  }

  private FindingCategory of(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      FindingCategory whole = last.get(String.join(" ", words.subList(i, words.size())));
      if (whole != null) {
        return whole;
      }
    }
    // "swelling of the ankle": the head stands before the first preposition.
    int end = 1;
    while (end < words.size() && !PREPOSITIONS.contains(words.get(end))) {
      end++;
    }
    String head = words.get(end - 1);
    FindingCategory known = last.get(head);
    if (known != null) {
      return known;
    }
    for (Map.Entry<String, FindingCategory> ending : endings) {
      if (head.endsWith(ending.getKey())) {
        return ending.getValue();
      }
    }
    return first.getOrDefault(words.get(0), FindingCategory.NONE);
  }
}
