package org.case2fhir.terminology.imports;

import java.util.List;
import java.util.Set;
import org.case2fhir.terminology.Domain;

/**
 * One row of a user's table.
 *
 * @param system canonical URI
 * @param display the system's name for the code
 * @param term the user's own word, the display where there is none
 * @param domains what the code may be used for
 * @param retired whether the row says that the code is no longer in use
 * @param successor code that replaces a retired one; may be empty
 * @param line where the row stands
 */
public record TableRow(
    String system,
    String code,
    String display,
    String term,
    List<String> synonyms,
    Set<Domain> domains,
    boolean retired,
    String successor,
    int line) {
  public TableRow {
    synonyms = List.copyOf(synonyms);
    domains = Set.copyOf(domains);
  }
}
