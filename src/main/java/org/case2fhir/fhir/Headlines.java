package org.case2fhir.fhir;

import org.case2fhir.model.Assertion;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.InterventionStatus;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.MedicationUse;

/**
 * A fact in one line that cannot be read as its opposite: "Absent: dysphagia", "Not taken:
 * indomethacin", "Refuted: CREST syndrome".
 */
final class Headlines {
  private Headlines() {}

  static String of(Fact fact) {
    return prefix(fact) + fact.concept().text();
  }

  /** The same with the body site, to tell facts of one name apart: "mass, left buttock". */
  static String withSite(Fact fact) {
    String sites = DisplayText.ofSites(fact.circumstances().bodySites());
    return sites.isEmpty() ? of(fact) : of(fact) + ", " + sites;
  }

  private static String prefix(Fact fact) {
    if (fact instanceof MedicationUse use && isNotTaken(use)) {
      return "Not taken: ";
    }
    if (fact instanceof Intervention done && isNotDone(done)) {
      return "Not done: ";
    }
    return switch (fact.circumstances().assertion()) {
      case PRESENT -> "";
      case ABSENT -> absent(fact);
      case POSSIBLE ->
          fact instanceof Diagnosis maybe && maybe.differential()
              ? "Differential diagnosis: "
              : "Possible: ";
    };
  }

  private static String absent(Fact fact) {
    return switch (fact.kind()) {
      case DIAGNOSIS -> "Refuted: ";
      case ALLERGY -> "No allergy: ";
      case PROCEDURE -> "Not done: ";
      case MEDICATION -> "Not taken: ";
      case FINDING, MEASUREMENT, SPECIMEN, REPORT, FAMILY_HISTORY -> "Absent: ";
    };
  }

  static boolean isNotTaken(MedicationUse use) {
    return use.status() == MedicationStatus.NOT_TAKEN
        || use.circumstances().assertion() == Assertion.ABSENT;
  }

  static boolean isNotDone(Intervention intervention) {
    return intervention.status() == InterventionStatus.NOT_DONE
        || intervention.circumstances().assertion() == Assertion.ABSENT;
  }
}
