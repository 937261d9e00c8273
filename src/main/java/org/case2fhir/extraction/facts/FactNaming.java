package org.case2fhir.extraction.facts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Visit;

/**
 * Gives every draft an id that no other of its kind has, and makes facts of them in the order of a
 * case. The id comes from what the fact is about, where and when; of those that share it each gets
 * a suffix made of its words.
 */
final class FactNaming {
  private static final int SUFFIX_DIGITS = 8;

  private final Map<Draft, String> ids = new HashMap<>();
  private final Set<FactRef> taken = new HashSet<>();

  private FactNaming() {}

  static CaseFacts name(
      List<Draft> drafts, List<Draft> all, CaseTimeline timeline, List<Issue> issues) {
    FactNaming naming = new FactNaming();
    naming.assign(drafts);
    Map<FactRef, List<Integer>> origins = new LinkedHashMap<>();
    List<Fact> facts = new ArrayList<>();
    for (Draft draft : drafts) {
      Fact fact = new DraftedFact(draft, naming.ids).fact();
      facts.add(fact);
      origins.put(FactRef.of(fact), origin(draft, timeline));
    }
    sort(facts, timeline.visits());
    return new CaseFacts(timeline, facts, mentions(all, timeline), origins, issues);
  }

  // The rows of a table are no sentences.
  private static List<Integer> origin(Draft draft, CaseTimeline timeline) {
    int index = draft.place.index();
    return index < timeline.sentences().size() ? List.of(index) : List.of();
  }

  private void assign(List<Draft> drafts) {
    Map<FactRef, Integer> sharing = new HashMap<>();
    drafts.forEach(draft -> sharing.merge(derived(draft), 1, Integer::sum));
    for (Draft draft : drafts) {
      FactRef derived = derived(draft);
      if (sharing.get(derived) == 1 && taken.add(derived)) {
        ids.put(draft, derived.id());
      }
    }
    drafts.stream().filter(draft -> !ids.containsKey(draft)).forEach(this::suffix);
  }

  private static FactRef derived(Draft draft) {
    return FactRef.of(draft.kind, FactIds.derive(draft.concept, draft.circumstances()));
  }

  private void suffix(Draft draft) {
    FactRef derived = derived(draft);
    String content =
        draft.assertion
            + " "
            + draft.value
            + " "
            + draft.interpretation
            + " "
            + draft.doses
            + " "
            + draft.conclusion
            + " "
            + draft.illnesses
            + " "
            + draft.evidence.stream().map(e -> e.quote()).toList();
    String id = derived.id();
    do {
      content = id + content;
      id = derived.id() + "~" + digest(content).substring(0, SUFFIX_DIGITS);
    } while (!taken.add(FactRef.of(draft.kind, id)));
    ids.put(draft, id);
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static void sort(List<Fact> facts, List<Visit> visits) {
    Map<String, Integer> order = new HashMap<>();
    visits.forEach(visit -> order.put(visit.id(), order.size()));
    facts.sort(
        Comparator.comparing(Fact::kind)
            .thenComparing(fact -> fact.circumstances().visit().map(order::get).orElse(-1)));
  }

  private static List<Set<Mention>> mentions(List<Draft> all, CaseTimeline timeline) {
    List<Set<Mention>> mentions = new ArrayList<>();
    timeline.sentences().forEach(sentence -> mentions.add(new HashSet<>()));
    for (Draft draft : all) {
      if (draft.place.index() >= mentions.size()) {
        continue;
      }
      Set<Mention> own = mentions.get(draft.place.index());
      own.add(draft.head);
      draft.sentence().reading().relations().stream()
          .filter(relation -> relation.head().equals(draft.head))
          .forEach(relation -> own.add(relation.detail()));
      if (draft.kind == FactKind.FAMILY_HISTORY) {
        own.add(draft.head);
      }
    }
    return mentions;
  }
}
