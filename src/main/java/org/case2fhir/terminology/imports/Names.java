package org.case2fhir.terminology.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.case2fhir.terminology.index.IndexedTerm;
import org.case2fhir.terminology.index.TermKind;

/** Collects the names of one concept, telling abbreviations from words. */
final class Names {
  private static final int LONGEST_ABBREVIATION = 6;

  private final List<IndexedTerm> terms = new ArrayList<>();

  Names preferred(String text) {
    return add(text, TermKind.PREFERRED);
  }

  /** A name that means exactly the same; one in capitals is an abbreviation. */
  Names synonym(String text) {
    return add(text, isAbbreviation(text) ? TermKind.ABBREVIATION : TermKind.SYNONYM);
  }

  Names add(String text, TermKind kind) {
    if (!text.isBlank()) {
      terms.add(new IndexedTerm(text.strip(), kind));
    }
    return this;
  }

  /** Short and without a small letter: "ALS", "HbA1c" is none. */
  private static boolean isAbbreviation(String text) {
    return text.strip().length() <= LONGEST_ABBREVIATION
        && text.equals(text.toUpperCase(Locale.ROOT))
        && text.chars().anyMatch(Character::isLetter);
  }

  List<IndexedTerm> terms() {
    return terms;
  }
}
