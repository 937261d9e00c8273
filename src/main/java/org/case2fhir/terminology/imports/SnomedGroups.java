package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.case2fhir.terminology.CodeSystem;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.index.IndexedConcept;
import org.case2fhir.terminology.index.TermKind;

/**
 * Makes concepts of sorted descriptions: 18 digits of the concept, a letter for the kind (a fully
 * specified name, b preferred, c synonym, f of a retired concept), the term.
 */
final class SnomedGroups {
  private static final int ID = 18;

  private final ImportScope scope;
  private long concept;
  private String fullName = "";
  private String preferred = "";
  private Names names = new Names();

  SnomedGroups(ImportScope scope) {
    this.scope = scope;
  }

  void add(byte[] entry) throws IOException {
    String text = new String(entry, StandardCharsets.UTF_8);
    long id = Long.parseLong(text.substring(0, ID));
    if (id != concept) {
      end();
      concept = id;
    }
    String term = text.substring(ID + 1);
    switch (text.charAt(ID)) {
      case 'a' -> {
        fullName = fullName.isEmpty() ? term : fullName;
        names.preferred(FullySpecified.words(term)).preferred(term);
      }
      case 'b' -> {
        preferred = preferred.isEmpty() ? term : preferred;
        names.preferred(term);
      }
      case 'f' -> names.add(FullySpecified.words(term), TermKind.FORMER);
      default -> names.synonym(term);
    }
  }

  /** Hands the last concept over. */
  void end() throws IOException {
    if (!fullName.isEmpty()) {
      Set<Domain> domains = FullySpecified.domains(fullName).orElse(Set.of());
      String usual = preferred.isEmpty() ? FullySpecified.words(fullName) : preferred;
      scope
          .sink()
          .accept(
              IndexedConcept.of(
                  CodeSystem.SNOMED.uri(), Long.toString(concept), fullName, usual, domains),
              names.terms());
    }
    fullName = "";
    preferred = "";
    names = new Names();
  }

  static void retired(ImportScope scope, long from, long to) throws IOException {
    scope
        .sink()
        .accept(
            IndexedConcept.retired(
                CodeSystem.SNOMED.uri(), Long.toString(from), "", Long.toString(to)),
            List.of());
  }
}
