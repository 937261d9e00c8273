package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.casefile.node.Problems;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Sha256;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;

/** Gives every fact an id that no other of its kind has, and keeps a fact told twice only once. */
final class Identities {
  private static final int SUFFIX_DIGITS = 8;

  private final Problems problems;
  private final Set<FactRef> taken = new HashSet<>();

  Identities(Problems problems) {
    this.problems = problems;
  }

  /** The drafts that stay, each with its id as the given one. */
  List<Draft> assign(List<Draft> drafts) {
    List<Draft> distinct = givenOnce(once(drafts));
    Map<FactRef, Integer> sharing = new HashMap<>();
    for (Draft draft : distinct) {
      if (draft.givenId().isEmpty()) {
        sharing.merge(derived(draft.fact()), 1, Integer::sum);
      }
    }
    List<Draft> named = new ArrayList<>();
    for (Draft draft : distinct) {
      String id = draft.givenId().orElseGet(() -> derive(draft, sharing));
      named.add(new Draft(draft.fact(), Optional.of(id), draft.place(), draft.mentions()));
    }
    return named;
  }

  private List<Draft> once(List<Draft> drafts) {
    Map<Told, Draft> seen = new HashMap<>();
    List<Draft> distinct = new ArrayList<>();
    for (Draft draft : drafts) {
      Draft first = seen.putIfAbsent(new Told(draft.fact(), draft.givenId()), draft);
      if (first == null) {
        distinct.add(draft);
      } else {
        String message = "the same fact stands in line " + first.place().line() + "; kept once";
        problems.warning("duplicate-fact", draft.place(), message, "remove one of the two");
      }
    }
    return distinct;
  }

  private List<Draft> givenOnce(List<Draft> drafts) {
    List<Draft> distinct = new ArrayList<>();
    for (Draft draft : drafts) {
      FactKind kind = draft.fact().kind();
      boolean free = draft.givenId().map(id -> taken.add(FactRef.of(kind, id))).orElse(true);
      if (free) {
        distinct.add(draft);
      } else {
        String message =
            "another fact of this list has the id " + Excerpt.of(draft.givenId().get());
        problems.error("duplicate-id", draft.place(), message, "give each an id of its own");
        distinct.add(new Draft(draft.fact(), Optional.empty(), draft.place(), draft.mentions()));
      }
    }
    return distinct;
  }

  private String derive(Draft draft, Map<FactRef, Integer> sharing) {
    FactRef derived = derived(draft.fact());
    if (sharing.get(derived) == 1 && taken.add(derived)) {
      return derived.id();
    }
    problems.information(
        "derived-id",
        draft.place(),
        "another fact has the same words, site and time; its id is made from all it says",
        "give both an `id`, so that a correction does not change who they are");
    String id = derived.id();
    do {
      id = derived.id() + "~" + Sha256.of(id + draft.fact()).substring(0, SUFFIX_DIGITS);
    } while (!taken.add(FactRef.of(draft.fact().kind(), id)));
    return id;
  }

  private static FactRef derived(Fact fact) {
    return FactRef.of(fact.kind(), FactIds.derive(fact.concept(), fact.circumstances()));
  }

  private record Told(Fact fact, Optional<String> id) {}
}
