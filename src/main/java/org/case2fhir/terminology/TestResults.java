package org.case2fhir.terminology;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Code;

/**
 * Results that mean something in certain tests only: "A positive" of a blood group, "2+" of a
 * dipstick, "III" of the NYHA class. Of some tests the table holds all results there are: nobody
 * means by a blood group of "A positive" that it is positive.
 */
final class TestResults {
  private static final Set<String> ORGANISMS_OF =
      Set.of("culture", "cultures", "pcr", "organism", "pathogen", "isolate", "microbiology");

  private final Map<String, OwnResults> byTest = new HashMap<>();
  private final int longest;

  private TestResults(List<String[]> rows) {
    int words = 1;
    for (String[] cells : rows) {
      Code code = new Code(CodeSystem.valueOf(cells[4]).uri(), cells[5], cells[6]);
      for (String test : Tables.list(cells[0])) {
        String key = key(test);
        words = Math.max(words, key.split(" ").length);
        Map<String, Code> results =
            byTest
                .computeIfAbsent(key, t -> new OwnResults(new HashMap<>(), cells[1].equals("yes")))
                .codes();
        results.put(key(cells[2]), code);
        for (String synonym : Tables.list(cells[3])) {
          results.put(key(synonym), code);
        }
      }
    }
    longest = words;
  }

  static TestResults load() {
    return new TestResults(Tables.rows("test-results"));
  }

  /**
   * The results that a test alone has.
   *
   * @param codes by the results as {@link #key} gives them
   * @param others whether it may have any other result too
   */
  record OwnResults(Map<String, Code> codes, boolean others) {
    static final OwnResults NONE = new OwnResults(Map.of(), true);

    List<Code> find(String result) {
      return Optional.ofNullable(codes.get(key(result))).stream().toList();
    }
  }

  /** What a test, or the first part of its name that the table knows, has for results. */
  OwnResults of(String test) {
    String[] words = key(test).split(" ");
    for (int first = 0; first < words.length; first++) {
      StringBuilder name = new StringBuilder();
      for (int end = first; end < Math.min(words.length, first + longest); end++) {
        name.append(end == first ? "" : " ").append(words[end]);
        OwnResults results = byTest.get(name.toString());
        if (results != null) {
          return results;
        }
      }
    }
    return OwnResults.NONE;
  }

  /** Whether what a test finds is an organism. */
  static boolean findsOrganisms(String test) {
    for (String word : key(test).split(" ")) {
      if (ORGANISMS_OF.contains(word)) {
        return true;
      }
    }
    return false;
  }

  // Signs count here, so that this is not the form in which terms are compared.
  private static String key(String text) {
    return text.strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\u2010-\u2015\u2212]", "-")
        .replaceAll("\\s{1,9}", " ");
  }
}
