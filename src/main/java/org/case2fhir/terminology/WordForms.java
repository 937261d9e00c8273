package org.case2fhir.terminology;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Spellings and plurals that no rule makes: "phenomena", "litre", "leucocyte".
 *
 * <p>Columns of the table: {@code word}, and the {@code forms} that are read as it, separated by a
 * bar.
 */
final class WordForms {
  static final String TABLE = "word-forms";

  private static final Map<String, String> FORMS = load();

  private WordForms() {}

  /** The word that a form stands for; itself where it is none. */
  static String of(String word) {
    return FORMS.getOrDefault(word, word);
  }

  /** Of all that makes the plurals and spellings of keys. */
  static String checksum() {
    CRC32 sum = new CRC32();
    sum.update(PluralEndings.text().getBytes(StandardCharsets.UTF_8));
    sum.update(new TreeMap<>(FORMS).toString().getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }

  private static Map<String, String> load() {
    Map<String, String> forms = new HashMap<>(512);
    for (String[] row : Tables.read(TABLE, 2)) {
      for (String form : Tables.list(row[1])) {
        String key = form.replace("ae", "e").replace("oe", "e");
        forms.put(key, row[0]);
        if (key.endsWith("es")) {
          // By then the final s is cut already.
          forms.put(key.substring(0, key.length() - 1), row[0]);
        }
      }
    }
    return forms;
  }
}
