package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Words that mean exactly the same in medicine: "CT scan" and "computed tomography", "renal" and
 * "of the kidney". Carcinoma and cancer do not.
 *
 * <p>Columns of the table: the {@code words} that the others are read as, the others that mean the
 * {@code same}, separated by a bar, and the {@code scope}.
 */
final class Equivalences {
  static final String TABLE = "equivalences";
  static final int WIDTH = 3;

  private static final int LONGEST = 4;
  private static final Map<Scope, Map<String, String>> REPLACED = load();

  private Equivalences() {}

  /** The words with every replaceable phrase replaced, the longest first. */
  static List<String> replace(Scope scope, List<String> words) {
    Map<String, String> replaced = REPLACED.get(scope);
    List<String> out = new ArrayList<>(words.size());
    int at = 0;
    while (at < words.size()) {
      int length = Math.min(LONGEST, words.size() - at);
      String other = null;
      while (length > 0 && other == null) {
        other = replaced.get(String.join(" ", words.subList(at, at + length)));
        length -= other == null ? 1 : 0;
      }
      out.addAll(other == null ? List.of(words.get(at)) : List.of(Tables.split(other, ' ')));
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
