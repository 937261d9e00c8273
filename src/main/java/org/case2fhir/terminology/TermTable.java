package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.model.Code;

/**
 * The terms of one domain with the codes that mean exactly that.
 *
 * <p>Columns: {@code term synonyms system code display source}; one row for each code of a term,
 * its synonyms (separated by a bar) in its first row. {@code source} names where the triple of
 * system, code and display was found: a file of the terminology sources, or {@code
 * v3-codesystems.xml} (HL7's v3 code systems, from HAPI's R4 definitions). A file that has the code
 * without a display vouches for the code alone.
 */
final class TermTable {
  static final int WIDTH = 6;

  private final Map<String, List<Code>> codes = new HashMap<>(2048);

  private TermTable() {}

  static TermTable load(String name) {
    TermTable table = new TermTable();
    Set<String> ambiguous = new HashSet<>();
    List<Code> sameTerm = new ArrayList<>(3);
    String term = "";
    for (String[] row : Tables.read(name, WIDTH)) {
      if (!row[0].equals(term)) {
        term = row[0];
        sameTerm = new ArrayList<>(3);
        table.index(term, sameTerm, ambiguous);
      }
      sameTerm.add(new Code(CodeSystem.valueOf(row[2]).uri(), row[3], row[4]));
      for (String synonym : Tables.list(row[1])) {
        table.index(synonym, sameTerm, ambiguous);
      }
    }
    table.codes.keySet().removeAll(ambiguous);
    return table;
  }

  private void index(String term, List<Code> termCodes, Set<String> ambiguous) {
    String key = TextForm.of(term);
    List<Code> other = codes.putIfAbsent(key, termCodes);
    if (other != null && other != termCodes) {
      ambiguous.add(key);
    }
  }

  /** Codes of a key made by {@link TextForm}; empty when the table does not know it. */
  List<Code> find(String key) {
    return List.copyOf(codes.getOrDefault(key, List.of()));
  }

  int size() {
    return codes.size();
  }
}
