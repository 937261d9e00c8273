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
import org.case2fhir.casefile.FactLinker.UnlinkedFact;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;
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
  List<UnlinkedFact> assign(List<UnlinkedFact> drafts) {
    List<UnlinkedFact> distinct = givenOnce(once(drafts));
    Map<FactRef, Integer> sharing = new HashMap<>();
    for (UnlinkedFact draft : distinct) {
      if (draft.givenId().isEmpty()) {
        sharing.merge(derived(draft.fact()), 1, Integer::sum);
      }
    }
    List<UnlinkedFact> named = new ArrayList<>();
    for (UnlinkedFact draft : distinct) {
      String id = draft.givenId().orElseGet(() -> derive(draft, sharing));
      named.add(
          new UnlinkedFact(draft.fact(), Optional.of(id), draft.location(), draft.mentions()));
    }
    return named;
  }

  private List<UnlinkedFact> once(List<UnlinkedFact> drafts) {
    Map<Identity, UnlinkedFact> seen = new HashMap<>();
    List<UnlinkedFact> distinct = new ArrayList<>();
    for (UnlinkedFact draft : drafts) {
      UnlinkedFact first = seen.putIfAbsent(new Identity(draft.fact(), draft.givenId()), draft);
      if (first == null) {
        distinct.add(draft);
      } else {
        String message = "the same fact stands in line " + first.location().line() + "; kept once";
        issues.warning("duplicate-fact", draft.location(), message, "remove one of the two");
      }
    }
    return distinct;
  }

  private List<UnlinkedFact> givenOnce(List<UnlinkedFact> drafts) {
    List<UnlinkedFact> distinct = new ArrayList<>();
    for (UnlinkedFact draft : drafts) {
      FactKind kind = draft.fact().kind();
      boolean free = draft.givenId().map(id -> taken.add(FactRef.of(kind, id))).orElse(true);
      if (free) {
        distinct.add(draft);
      } else {
        String message =
            "another fact of this list has the id " + Excerpt.of(draft.givenId().get());
        issues.error("duplicate-id", draft.location(), message, "give each an id of its own");
        distinct.add(
            new UnlinkedFact(draft.fact(), Optional.empty(), draft.location(), draft.mentions()));
      }
    }
    return distinct;
  }

  private String derive(UnlinkedFact draft, Map<FactRef, Integer> sharing) {
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

  /** The name that a publication gives its case. */
  static Optional<String> caseId(SourceCitation source) {
    return source
        .doi()
        .map(doi -> "doi:" + doi)
        .or(() -> source.pmid().map(pmid -> "pmid:" + pmid));
  }

  /** The id of a case whose author gave none: after its publication, else after its content. */
  String caseId(
      Optional<SourceCitation> source,
      Subject subject,
      List<Visit> visits,
      List<Fact> facts,
      Location location) {
    return source
        .flatMap(IdAssigner::caseId)
        .orElseGet(
            () -> {
              issues.information(
                  "derived-case-id",
                  location,
                  "the case has no id; one is made from its content, and changes with it",
                  "add `id`, so that a corrected case replaces this one");
              String content = subject + "\n" + visits + "\n" + facts;
              return "case-" + digest(content).substring(0, CASE_DIGITS);
            });
  }

  // SHA-256 of a text, in hexadecimal.
  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private record Identity(Fact fact, Optional<String> id) {}
}
