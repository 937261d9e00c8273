package org.case2fhir.extraction.facts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.Span;
import org.case2fhir.model.Visit;
import org.case2fhir.model.VisitClass;
import org.case2fhir.model.When;

/**
 * Operations that are told after an outpatient visit without a time of their own: they were done
 * after it, at a time that is not told, not at the visit; and so were the specimens that they
 * yielded, the reports on these and what they show. What the words put in the clinic stays there.
 * Operations of the past belong to no visit, and are not told to be after one.
 */
final class LaterOperations {
  private static final Pattern AT_VISIT =
      Pattern.compile(
          "\\b(?:out-?patient|clinics?|office|local an(?:a)?esthesia|same (?:day|visit|session))\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PAST =
      Pattern.compile(
          "\\bhad (?:\\p{L}+ly )?(?:already )?(?:undergone|had|been|received|required)\\b|\\bhistory\\b"
              + "|\\bprevious(?:ly)?\\b|\\bprior\\b|\\bpast\\b|\\bformer(?:ly)?\\b|\\bstatus post\\b",
          Pattern.CASE_INSENSITIVE);

  private LaterOperations() {}

  static void place(List<Draft> drafts, CaseTimeline timeline) {
    Map<String, Visit> visits = new HashMap<>();
    timeline.visits().forEach(visit -> visits.put(visit.id(), visit));
    Set<Draft> moved = new HashSet<>();
    for (Draft draft : drafts) {
      if (isPast(draft)) {
        move(draft, moved);
        continue;
      }
      Optional<Visit> visit = draft.visit.map(visits::get).filter(v -> isLater(draft, v));
      if (visit.isPresent() && GeneralProcedures.isOperation(draft)) {
        draft.visit = Optional.empty();
        draft.time = Optional.of(new When.InWords("after the " + visit.get().label()));
        moved.add(draft);
      }
    }
    // From operations to reports and specimens, from these to what they show.
    for (int step = 0; step < 3; step++) {
      drafts.stream().filter(draft -> follows(draft, moved)).forEach(draft -> move(draft, moved));
    }
  }

  private static boolean isPast(Draft draft) {
    PatientSentence sentence = draft.sentence();
    int start = sentence.span().start();
    int at = draft.head.span().start();
    return draft.visit.isPresent()
        && draft.time.isEmpty()
        && GeneralProcedures.isOperation(draft)
        && start < at
        && PAST.matcher(sentence.words(new Span(start, at))).find();
  }

  private static boolean isLater(Draft operation, Visit visit) {
    return visit.visitClass().filter(VisitClass.AMBULATORY::equals).isPresent()
        && operation.time.isEmpty()
        && operation.sentence().inCase()
        && !operation.place.opensVisit()
        && operation.place.times().isEmpty()
        && !AT_VISIT.matcher(operation.sentence().text()).find();
  }

  private static boolean follows(Draft draft, Set<Draft> moved) {
    return draft.visit.isPresent()
        && draft.time.isEmpty()
        && (draft.procedure.filter(moved::contains).isPresent()
            || draft.specimen.filter(moved::contains).isPresent()
            || draft.report.filter(moved::contains).isPresent()
            || draft.operations.stream().anyMatch(moved::contains)
            || draft.kind == FactKind.SPECIMEN
                && moved.stream().anyMatch(report -> report.specimens.contains(draft)));
  }

  private static void move(Draft draft, Set<Draft> moved) {
    draft.visit = Optional.empty();
    moved.add(draft);
  }
}
