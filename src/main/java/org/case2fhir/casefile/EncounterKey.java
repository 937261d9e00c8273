package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.diagnostic.Excerpt;

/** Reads at which encounter a fact was: the one it stands in, or the one it names. */
final class EncounterKey {
  private final ReadScope scope;
  private final Optional<String> visit;

  /**
   * @param visit the encounter in which the fact stands
   */
  EncounterKey(ReadScope scope, Optional<String> visit) {
    this.scope = scope;
    this.visit = visit;
  }

  Optional<String> read(FactFields keys) {
    Optional<Node.Scalar> name = keys.raw().takeText("encounter");
    Optional<String> named = name.flatMap(this::find);
    if (visit.isPresent() && named.isPresent() && !named.equals(visit)) {
      scope
          .issues()
          .error(
              "encounter-conflict",
              name.get().location(),
              "the fact stands inside encounter " + Excerpt.of(visit.get()),
              "remove `encounter`, or move the fact");
    }
    return visit.or(() -> named);
  }

  private Optional<String> find(Node.Scalar name) {
    Optional<String> id = scope.visits().find(name.text());
    if (id.isEmpty()) {
      scope
          .issues()
          .error(
              "unknown-encounter",
              name.location(),
              "no encounter is called " + Excerpt.of(name.text()),
              scope.visits().remedy(name.text()));
    }
    return id;
  }
}
