package org.case2fhir.extraction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.case2fhir.extraction.facts.CaseFacts;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Finding;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Visit;

/**
 * Adds to each visit why the patient came: the complaints that the sentence which opens it tells.
 */
final class VisitReasons {
  private VisitReasons() {}

  static List<Visit> add(CaseTimeline timeline, CaseFacts facts) {
    List<Visit> visits = new ArrayList<>();
    for (Visit visit : timeline.visits()) {
      boolean followUp = visit.label().startsWith("follow-up");
      List<Concept> reasons =
          facts.facts().stream()
              .filter(fact -> !followUp && isComplaint(fact))
              .filter(fact -> opens(fact, visit, timeline, facts.origins()))
              .map(Fact::concept)
              .distinct()
              .toList();
      visits.add(withReasons(visit, reasons));
    }
    return visits;
  }

  private static boolean isComplaint(Fact fact) {
    return fact instanceof Finding finding
        && finding.category() == FindingCategory.SYMPTOM
        && finding.circumstances().assertion() == Assertion.PRESENT
        && finding.kind() == FactKind.FINDING;
  }

  private static boolean opens(
      Fact fact, Visit visit, CaseTimeline timeline, Map<FactRef, List<Integer>> origins) {
    return origins.get(FactRef.of(fact)).stream()
        .map(timeline.sentences()::get)
        .filter(TimedSentence::opensVisit)
        .anyMatch(sentence -> sentence.visit().filter(visit.id()::equals).isPresent());
  }

  private static Visit withReasons(Visit visit, List<Concept> reasons) {
    return new Visit(
        visit.id(),
        visit.label(),
        visit.visitClass(),
        visit.type(),
        visit.start(),
        visit.end(),
        reasons,
        visit.discharge(),
        visit.evidence());
  }
}
