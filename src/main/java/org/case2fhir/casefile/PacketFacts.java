package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.casefile.FactLinker.UnlinkedFact;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;

/** Collects the facts of a phenopacket, and gives ids to those that others name. */
final class PacketFacts {
  /** How the id of a procedure begins that only obtained a measurement or a sample. */
  static final String OF = "of-";

  private static final int SUFFIX_DIGITS = 8;

  private final IssueCollector issues;
  private final List<UnlinkedFact> facts = new ArrayList<>();
  private final Set<FactRef> named = new HashSet<>();
  private final Map<Intervention, String> procedures = new HashMap<>();

  PacketFacts(IssueCollector issues) {
    this.issues = issues;
  }

  /** Adds a fact that no other names. */
  void add(Fact fact, Location location) {
    facts.add(new UnlinkedFact(fact, Optional.empty(), location, Map.of()));
  }

  /** Adds a fact under its id, which is {@link #free}. */
  void addNamed(Fact fact, String id, Location location) {
    facts.add(new UnlinkedFact(fact, Optional.of(id), location, Map.of()));
  }

  /** An id that no other fact of the kind has: the wanted one, or one made from the content. */
  String free(FactKind kind, String wanted, Object content) {
    String id = wanted;
    while (!named.add(FactRef.of(kind, id))) {
      id = wanted + "~" + Sha256.of(id + content).substring(0, SUFFIX_DIGITS);
    }
    return id;
  }

  /** Adds a disease. */
  void addDisease(Diagnosis disease, Location location) {
    String derived = FactIds.derive(disease.concept(), disease.circumstances());
    boolean twice = facts.stream().anyMatch(other -> other.fact().equals(disease));
    if (twice) {
      add(disease, location);
    } else {
      addNamed(disease, free(FactKind.DIAGNOSIS, derived, disease), location);
    }
  }

  /** The ids of the diseases of the patient that have a code of this one. */
  List<String> diseases(Concept concept) {
    return facts.stream()
        .filter(other -> other.fact() instanceof Diagnosis)
        .filter(other -> other.givenId().isPresent())
        .filter(other -> isSame(other.fact().concept(), concept))
        .map(other -> other.givenId().get())
        .toList();
  }

  private static boolean isSame(Concept a, Concept b) {
    return a.isCoded() && b.isCoded()
        ? a.codes().stream()
            .map(CodeSystems::curie)
            .anyMatch(code -> b.codes().stream().map(CodeSystems::curie).anyMatch(code::equals))
        : a.text().equalsIgnoreCase(b.text());
  }

  /**
   * Adds the procedure by which something was obtained, once for all that were.
   *
   * @return its id
   */
  String procedure(Concept concept, Circumstances circumstances, Location location) {
    Intervention done =
        new Intervention(
            "",
            concept,
            circumstances,
            InterventionStatus.COMPLETED,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of());
    return procedures.computeIfAbsent(
        done,
        key -> {
          String derived = OF + FactIds.derive(concept, circumstances);
          String id = free(FactKind.PROCEDURE, derived, done);
          addNamed(done, id, location);
          return id;
        });
  }

  int size() {
    return facts.size();
  }

  /** All facts with their ids, linked, in the order in which they were added. */
  List<LocatedFact> linked() {
    // That two facts of one packet share their words is no concern of its author.
    IssueCollector own = new IssueCollector(issues.source());
    List<UnlinkedFact> all = new IdAssigner(own).assign(facts);
    for (Issue issue : own.list()) {
      if (!issue.code().equals("derived-id")) {
        issues.add(
            issue.severity(), issue.code(), issue.location(), issue.message(), issue.solution());
      }
    }
    FactLinker linker = new FactLinker(all, List.of(), issues);
    return all.stream()
        .map(unlinked -> new LocatedFact(linker.link(unlinked), unlinked.location()))
        .toList();
  }

  /** A fact with the place of its element in the packet. */
  record LocatedFact(Fact fact, Location location) {}
}
