package org.case2fhir.casefile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;

/** Gives every fact an id that no other of its kind has, and keeps a fact told twice only once. */
final class Identities {
  private static final int SUFFIX_DIGITS = 8;

  private final IssueCollector issues;
  private final Set<FactRef> taken = new HashSet<>();

  Identities(IssueCollector issues) {
    this.issues = issues;
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
      named.add(new Draft(draft.fact(), Optional.of(id), draft.location(), draft.mentions()));
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
        String message = "the same fact stands in line " + first.location().line() + "; kept once";
        issues.warning("duplicate-fact", draft.location(), message, "remove one of the two");
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
        issues.error("duplicate-id", draft.location(), message, "give each an id of its own");
        distinct.add(new Draft(draft.fact(), Optional.empty(), draft.location(), draft.mentions()));
      }
    }
    return distinct;
  }

  private String derive(Draft draft, Map<FactRef, Integer> sharing) {
    FactRef derived = derived(draft.fact());
    if (sharing.get(derived) == 1 && taken.add(derived)) {
      return derived.id();
    }
    issues.information(
        "derived-id",
        draft.location(),
        "another fact has the same words, site and time; its id is made from all it says",
        "give both an `id`, so that a correction does not change who they are");
    String id = derived.id();
    do {
      id = derived.id() + "~" + digest(id + draft.fact()).substring(0, SUFFIX_DIGITS);
    } while (!taken.add(FactRef.of(draft.fact().kind(), id)));
    return id;
  }

  private static FactRef derived(Fact fact) {
    return FactRef.of(fact.kind(), FactIds.derive(fact.concept(), fact.circumstances()));
  }

  /** SHA-256 of a text, in hexadecimal. */
  static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private record Told(Fact fact, Optional<String> id) {}
}
