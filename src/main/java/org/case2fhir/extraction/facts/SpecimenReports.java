package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;

/**
 * Attaches to the report on specimens what was measured on them and what was seen of them with the
 * naked eye, and the report to the operations that the specimens come from.
 */
final class SpecimenReports {
  private static final int REACH = 3;

  private SpecimenReports() {}

  /**
   * Attaches what belongs together.
   *
   * @param drafts specimens and their measurements
   * @param told all else
   */
  static void attach(List<Draft> drafts, List<Draft> told) {
    for (Draft report : told) {
      if (report.kind == FactKind.REPORT && !report.specimens.isEmpty()) {
        drafts.stream()
            .filter(draft -> draft.specimen.filter(report.specimens::contains).isPresent())
            .forEach(draft -> draft.report = draft.report.or(() -> Optional.of(report)));
        int first = report.specimens.stream().mapToInt(s -> s.place.index()).min().orElse(0);
        told.stream()
            .filter(draft -> isSeenBetween(draft, first, report.place.index()))
            .forEach(draft -> draft.report = Optional.of(report));
        attachOperations(report, first, told);
      }
    }
  }

  private static boolean isSeenBetween(Draft draft, int first, int last) {
    return draft.kind == FactKind.FINDING
        && draft.findingCategory == FindingCategory.PATHOLOGY
        && draft.report.isEmpty()
        && draft.place.index() >= first
        && draft.place.index() <= last;
  }

  // The operations told last before the specimens, where they took something out.
  private static void attachOperations(Draft report, int specimens, List<Draft> told) {
    List<Draft> removals =
        told.stream()
            .filter(draft -> draft.kind == FactKind.PROCEDURE)
            .filter(draft -> draft.assertion == Assertion.PRESENT)
            .filter(draft -> GeneralProcedures.isRemoval(draft))
            .filter(draft -> draft.place.index() <= specimens)
            .filter(draft -> specimens - draft.place.index() <= REACH)
            .toList();
    int last = removals.stream().mapToInt(draft -> draft.place.index()).max().orElse(-1);
    removals.stream().filter(draft -> draft.place.index() == last).forEach(report.operations::add);
    if (report.operations.size() == 1) {
      Optional<Draft> only = report.operations.stream().findFirst();
      report.specimens.forEach(specimen -> specimen.procedure = specimen.procedure.or(() -> only));
    }
  }
}
