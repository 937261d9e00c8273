package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Visit;
import org.case2fhir.model.VisitClass;
import org.case2fhir.model.When;
import org.case2fhir.terminology.Domain;

/** Reads encounters, and the facts inside them. */
final class EncounterReader {
  private final ReadScope scope;
  private final List<Visit> visits = new ArrayList<>();
  private final List<Location> locations = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();

  /**
   * @param scope knows the names of all encounters
   */
  EncounterReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The encounters, each once. */
  List<Visit> visits() {
    return new Chronology(scope.issues()).uncircled(visits, locations);
  }

  /** Where each visit stands. */
  List<Location> locations() {
    return locations;
  }

  /** The facts inside encounters. */
  List<Draft> drafts() {
    return drafts;
  }

  void read(EncounterNames.Named named) {
    Optional<Visit> visit;
    if (named.node() instanceof Node.Mapping mapping) {
      Fields fields = new Fields(mapping, scope.issues());
      visit = read(named, fields);
      drafts.addAll(new FactReader(scope, named.id()).read(fields));
      fields.finish();
    } else {
      visit = named.id().map(id -> bare(id, named.label().orElse(id)));
    }
    if (visit.isPresent() && !named.again()) {
      visits.add(visit.get());
      locations.add(named.node().location());
    }
  }

  private Optional<Visit> read(EncounterNames.Named named, Fields fields) {
    fields.takeText("id");
    fields.takeText("label");
    Optional<VisitClass> visitClass = Keywords.read(fields, "class", VisitClass.class);
    Optional<Concept> type = new ConceptReader(scope).readUncoded(fields, "type");
    Optional<When> start = start(fields);
    Optional<When> end = new TimeReader(scope).read(fields, "end");
    List<Concept> reasons = new ConceptReader(scope).readAll(fields, "reason", Domain.FINDING);
    Optional<Concept> discharge = new ConceptReader(scope).readUncoded(fields, "discharge");
    List<Evidence> evidence = new EvidenceReader(scope).read(fields);
    return named
        .id()
        .map(
            id ->
                new Visit(
                    id,
                    named.label().orElse(id),
                    visitClass,
                    type,
                    start,
                    end,
                    reasons,
                    discharge,
                    evidence));
  }

  private Optional<When> start(Fields fields) {
    Location location = fields.locationOf("start");
    boolean dated = fields.has("date");
    boolean both = fields.has("start") && dated;
    Optional<When> date = new TimeReader(scope).read(fields, "date");
    Optional<When> start = new TimeReader(scope).read(fields, "start");
    if (both) {
      String message = "`date` and `start` mean the same";
      scope.issues().error("two-values", location, message, "remove one of them");
    }
    return date.or(() -> start);
  }

  static Visit bare(String id, String label) {
    return new Visit(
        id,
        label.isBlank() ? id : label,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }
}
