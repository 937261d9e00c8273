package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.terminology.CodeSystem;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.index.IndexedConcept;
import org.case2fhir.terminology.index.IndexedTerm;

/**
 * Makes concepts of sorted names: nine digits of the concept, a tab, term type or {@code ATC:code},
 * a tab, the name.
 */
final class RxNormGroups {
  /** Term types that name a concept, the best name first. */
  private static final List<String> TYPES =
      List.of(
          "IN", "PIN", "MIN", "BN", "SCD", "SBD", "GPCK", "BPCK", "SCDC", "SBDC", "SCDF", "SBDF",
          "SCDG", "SBDG");

  private static final List<String> SYNONYM_TYPES = List.of("SY", "TMSY", "PSN");
  private static final String ATC = "ATC:";
  private static final int ATC_SUBSTANCE = 7;

  private final ImportScope scope;
  private final Map<String, String> ingredients;
  private final Map<String, Set<String>> ingredientsOfBrand;
  private final Map<String, List<String>> names = new LinkedHashMap<>();
  private String concept = "";

  RxNormGroups(
      ImportScope scope,
      Map<String, String> ingredients,
      Map<String, Set<String>> ingredientsOfBrand) {
    this.scope = scope;
    this.ingredients = ingredients;
    this.ingredientsOfBrand = ingredientsOfBrand;
  }

  void add(byte[] entry) throws IOException {
    String[] cells = new String(entry, StandardCharsets.UTF_8).split("\t", 3);
    String cui = Long.toString(Long.parseLong(cells[0]));
    if (!cui.equals(concept)) {
      end();
      concept = cui;
    }
    names.computeIfAbsent(cells[1], key -> new ArrayList<>(2)).add(cells[2]);
  }

  /** Hands the last concept over. */
  void end() throws IOException {
    for (String type : TYPES) {
      if (names.containsKey(type)) {
        emit(type, names.get(type).get(0));
        break;
      }
    }
    names.clear();
  }

  private void emit(String type, String name) throws IOException {
    List<IndexedTerm> terms = terms(type);
    Set<String> ingredient = ingredientsOfBrand.getOrDefault(concept, Set.of());
    if (type.equals("BN") && ingredient.size() == 1) {
      // The brand is known by its code, but its name means the ingredient.
      String code = ingredient.iterator().next();
      accept(CodeSystem.RXNORM, concept, name, Set.of(), List.of());
      List<IndexedTerm> other = new Names().synonym(name).terms();
      accept(CodeSystem.RXNORM, code, ingredients.get(code), Set.of(Domain.MEDICATION), other);
    } else {
      accept(CodeSystem.RXNORM, concept, name, Set.of(Domain.MEDICATION), terms);
    }
    if (type.equals("IN")) {
      emitAtc(terms);
    }
  }

  /** An ingredient with one ATC code; where it has several, the use decides, which is not known. */
  private void emitAtc(List<IndexedTerm> terms) throws IOException {
    List<String> codes =
        names.keySet().stream()
            .filter(kind -> kind.startsWith(ATC))
            .map(kind -> kind.substring(ATC.length()))
            .filter(code -> code.length() == ATC_SUBSTANCE)
            .toList();
    if (codes.size() == 1) {
      String name = names.get(ATC + codes.get(0)).get(0);
      accept(CodeSystem.ATC, codes.get(0), name, Set.of(Domain.MEDICATION), terms);
    }
  }

  private List<IndexedTerm> terms(String type) {
    Names all = new Names();
    names.get(type).forEach(all::preferred);
    for (String other : SYNONYM_TYPES) {
      names.getOrDefault(other, List.of()).forEach(all::synonym);
    }
    return all.terms();
  }

  private void accept(
      CodeSystem system, String code, String display, Set<Domain> domains, List<IndexedTerm> terms)
      throws IOException {
    scope.sink().accept(IndexedConcept.of(system.uri(), code, display, display, domains), terms);
  }
}
