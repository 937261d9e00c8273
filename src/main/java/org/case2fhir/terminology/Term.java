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
  public Term {
    synonyms = List.copyOf(synonyms);
    codes = List.copyOf(codes);
  }
}
