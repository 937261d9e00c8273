package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.terminology.Domain;

/** Reads how a drug is taken: one line, or a mapping of text and parts. */
final class DoseReader {
  private final ReadScope scope;

  DoseReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The doses of a medication; a route told apart from them holds for each that tells none. */
  List<Dose> read(Fields fields) {
    List<Dose> doses = new ArrayList<>();
    for (Node node : fields.takeItems("dose")) {
      if (node instanceof Node.Mapping mapping) {
        Fields parts = new Fields(mapping, scope.issues());
        new DosePartsReader(scope).read(parts).ifPresent(doses::add);
      } else {
        fields
            .text(node, "dose")
            .flatMap(t -> scope.accept(scope.doses().parseAll(t.text()), t.location()))
            .ifPresent(doses::addAll);
      }
    }
    Location location = fields.locationOf("route");
    Optional<Concept> route = new ConceptReader(scope).read(fields, "route", Domain.ROUTE);
    route.ifPresent(told -> doses.forEach(dose -> compare(dose, told, location)));
    if (route.isEmpty()) {
      return doses;
    }
    return doses.isEmpty()
        ? List.of(onlyRoute(route.get()))
        : doses.stream().map(dose -> routed(dose, route)).toList();
  }

  private void compare(Dose dose, Concept route, Location location) {
    if (dose.route().isEmpty() || isSame(dose.route().get(), route)) {
      return;
    }
    scope
        .issues()
        .warning(
            "two-routes",
            location,
            "the dose "
                + Excerpt.of(dose.text())
                + " tells another route than "
                + Excerpt.of(route.text())
                + "; the dose's own is kept",
            "tell one of the two");
  }

  private static boolean isSame(Concept a, Concept b) {
    boolean code = a.codes().stream().anyMatch(b.codes()::contains);
    return code || a.text().equalsIgnoreCase(b.text());
  }

  private static Dose onlyRoute(Concept route) {
    return Dose.ofText(route.text()).withRoute(Optional.of(route));
  }

  private static Dose routed(Dose dose, Optional<Concept> route) {
    return dose.withRoute(dose.route().or(() -> route));
  }
}
