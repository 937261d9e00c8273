package org.case2fhir.notation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/** The way into the body, as it stands in a dose: "orally", "p.o.", "via intravenous route". */
final class DoseRoutes {
  private static final int LONGEST = 3;
  // Oral, intravenous, intramuscular, subcutaneous (SNOMED CT).
  private static final Set<String> SYSTEMIC =
      Set.of("26643006", "47625008", "78421000", "34206005");
  // Routes that the vocabulary has no code for.
  private static final Set<String> UNCODED =
      Set.of(
          "inhaled",
          "nebulized",
          "nebulised",
          "sublingual",
          "sublingually",
          "buccal",
          "transdermal",
          "transdermally",
          "intravitreal",
          "enteral",
          "enterally",
          "sq");

  private final Vocabulary vocabulary;

  DoseRoutes(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The route that is told from a word on. */
  Optional<Match<Concept>> at(Tokens tokens, int i) {
    for (int length = LONGEST; length > 0; length--) {
      String words = tokens.text(i, length);
      List<Code> codes =
          i + length <= tokens.size() ? vocabulary.find(Domain.ROUTE, words) : List.of();
      if (!codes.isEmpty()) {
        return Optional.of(new Match<>(new Concept(words, codes), length));
      }
    }
    if (UNCODED.contains(tokens.at(i))) {
      return Optional.of(new Match<>(Concept.ofText(tokens.words().get(i)), 1));
    }
    boolean announced = Set.of("via", "by").contains(tokens.at(i)) && i + 1 < tokens.size();
    return announced
        ? at(tokens, i + 1).map(route -> new Match<>(route.value(), route.length() + 1))
        : Optional.empty();
  }

  /** Whether none of the routes leads to one place of the body only. */
  static boolean areSystemic(List<Concept> routes) {
    return routes.stream()
        .allMatch(route -> route.codes().stream().anyMatch(c -> SYSTEMIC.contains(c.code())));
  }
}
