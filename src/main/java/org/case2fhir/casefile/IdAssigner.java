package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.casefile.FactLinker.UnlinkedFact;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Visit;

/**
 * Gives every fact an id that no other of its kind has, once for a fact given twice; and the case
 * one.
 */
final class IdAssigner {
  private static final int CASE_DIGITS = 16;
  private static final int SUFFIX_DIGITS = 8;

  private final IssueCollector issues;
  private final Set<FactRef> taken = new HashSet<>();

  IdAssigner(IssueCollector issues) {
    this.issues = issues;
  }

  /** The facts that stay, each with its id as the given one. */
  List<UnlinkedFact> assign(List<UnlinkedFact> unlinkedFacts) {
    List<UnlinkedFact> distinct = givenOnce(once(unlinkedFacts));
    Map<FactRef, Integer> sharing = new HashMap<>();
    for (UnlinkedFact unlinked : distinct) {
      if (unlinked.givenId().isEmpty()) {
        sharing.merge(derived(unlinked.fact()), 1, Integer::sum);
      }
    }
    List<UnlinkedFact> named = new ArrayList<>();
    for (UnlinkedFact unlinked : distinct) {
      String id = unlinked.givenId().orElseGet(() -> derive(unlinked, sharing));
      named.add(
          new UnlinkedFact(
              unlinked.fact(), Optional.of(id), unlinked.location(), unlinked.mentions()));
    }
    return named;
  }

  private List<UnlinkedFact> once(List<UnlinkedFact> unlinkedFacts) {
    Map<Identity, UnlinkedFact> seen = new HashMap<>();
    List<UnlinkedFact> distinct = new ArrayList<>();
    for (UnlinkedFact unlinked : unlinkedFacts) {
      UnlinkedFact first =
          seen.putIfAbsent(new Identity(unlinked.fact(), unlinked.givenId()), unlinked);
      if (first == null) {
        distinct.add(unlinked);
      } else {
        String message = "the same fact stands in line " + first.location().line() + "; kept once";
        issues.warning("duplicate-fact", unlinked.location(), message, "remove one of the two");
      }
    }
    return distinct;
  }

  private List<UnlinkedFact> givenOnce(List<UnlinkedFact> unlinkedFacts) {
    List<UnlinkedFact> distinct = new ArrayList<>();
    for (UnlinkedFact unlinked : unlinkedFacts) {
      FactKind kind = unlinked.fact().kind();
      boolean free = unlinked.givenId().map(id -> taken.add(FactRef.of(kind, id))).orElse(true);
      if (free) {
        distinct.add(unlinked);
      } else {
        String message =
            "another fact of this list has the id " + Excerpt.of(unlinked.givenId().get());
        issues.error("duplicate-id", unlinked.location(), message, "give each an id of its own");
        distinct.add(
            new UnlinkedFact(
                unlinked.fact(), Optional.empty(), unlinked.location(), unlinked.mentions()));
      }
    }
    return distinct;
  }

  private String derive(UnlinkedFact unlinked, Map<FactRef, Integer> sharing) {
    FactRef derived = derived(unlinked.fact());
    if (sharing.get(derived) == 1 && taken.add(derived)) {
      return derived.id();
    }
    issues.information(
        "derived-id",
        unlinked.location(),
        "another fact has the same words, site and time; its id is made from all it says",
        "give both an `id`, so that a correction does not change who they are");
    String id = derived.id();
    do {
      id = derived.id() + "~" + Sha256.of(id + unlinked.fact()).substring(0, SUFFIX_DIGITS);
    } while (!taken.add(FactRef.of(unlinked.fact().kind(), id)));
    return id;
  }

  private static FactRef derived(Fact fact) {
    return FactRef.of(fact.kind(), FactIds.derive(fact.concept(), fact.circumstances()));
  }

  /** The id of a case whose author gave none: after its publication, else after its content. */
  String caseId(
      Optional<SourceCitation> source,
      Subject subject,
      List<Visit> visits,
      List<Fact> facts,
      Location location) {
    return source
        .flatMap(SourceCitation::caseId)
        .orElseGet(
            () -> {
              issues.information(
                  "derived-case-id",
                  location,
                  "the case has no id; one is made from its content, and changes with it",
                  "add `id`, so that a corrected case replaces this one");
              String content = subject + "\n" + visits + "\n" + facts;
              return "case-" + Sha256.of(content).substring(0, CASE_DIGITS);
            });
  }

  private record Identity(Fact fact, Optional<String> id) {}
}
