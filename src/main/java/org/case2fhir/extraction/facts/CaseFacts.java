package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;

/**
 * The facts of a patient.
 *
 * @param facts named, in the order of a case
 * @param mentions of each sentence, by its index, those that became a fact or a part of one
 * @param origins of each fact, the sentences that tell it, by their index
 * @param issues what was uncertain
 */
public record CaseFacts(
    CaseTimeline timeline,
    List<Fact> facts,
    List<Set<Mention>> mentions,
    Map<FactRef, List<Integer>> origins,
    List<Issue> issues) {
  public CaseFacts {
    facts = List.copyOf(facts);
    mentions = List.copyOf(mentions);
    origins = Map.copyOf(origins);
    issues = List.copyOf(issues);
  }
}
