package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import org.case2fhir.casefile.FactReader.Stated;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.InterventionStatus;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.ReportCategory;
import org.case2fhir.model.Sample;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;
import org.case2fhir.terminology.Domain;

/** Reads what was done: medications, procedures, specimens, reports. */
final class CareFacts {
  private CareFacts() {}

  static MedicationUse medication(Stated stated, Concept concept, FactFields keys) {
    MedicationStatus status =
        status(
            keys,
            stated,
            MedicationStatus.class,
            MedicationStatus.NOT_TAKEN,
            MedicationStatus.UNKNOWN);
    List<Dose> doses = new DoseReader(keys.scope()).read(keys.raw());
    Optional<When> start = keys.time("start");
    Optional<When> end = keys.time("end");
    Optional<TimeSpan> duration = keys.duration();
    List<String> treats = keys.names("treats");
    return new MedicationUse(
        "",
        concept,
        keys.withAsides(told(stated, status == MedicationStatus.NOT_TAKEN)),
        status,
        doses,
        start,
        end,
        duration,
        treats,
        keys.text("response"));
  }

  static Intervention procedure(Stated stated, Concept concept, FactFields keys) {
    InterventionStatus status =
        status(
            keys,
            stated,
            InterventionStatus.class,
            InterventionStatus.NOT_DONE,
            InterventionStatus.COMPLETED);
    Optional<When> end = keys.time("end");
    List<String> reasons = keys.names("reason");
    Optional<Concept> outcome = keys.concept("outcome", Domain.QUALIFIER);
    List<Concept> complications = keys.concepts("complications", Domain.FINDING);
    Circumstances told = told(stated, status == InterventionStatus.NOT_DONE);
    return new Intervention("", concept, told, status, end, reasons, outcome, complications);
  }

  static Sample specimen(Stated stated, Concept concept, FactFields keys) {
    return new Sample("", concept, stated.told(), keys.name("procedure"), keys.texts("processing"));
  }

  static StudyReport report(Stated stated, Concept concept, FactFields keys) {
    return new StudyReport(
        "",
        concept,
        stated.told(),
        keys.word("category", ReportCategory.class).orElse(ReportCategory.OTHER),
        keys.names("procedure"),
        keys.names("specimens"),
        keys.text("conclusion"));
  }

  // The head of a negative fact decides; another status beside it contradicts.
  private static <E extends Enum<E>> E status(
      FactFields keys, Stated stated, Class<E> type, E negative, E usual) {
    Location location = keys.raw().locationOf("status");
    Optional<E> status = keys.word("status", type);
    if (stated.head().assertion() != Assertion.ABSENT) {
      return status.orElse(usual);
    }
    if (status.isPresent() && status.get() != negative) {
      String message = "`" + stated.head().key() + "` contradicts this status";
      keys.scope().issues().error("status", location, message, "remove one of the two");
    }
    return negative;
  }

  // What was not given or not done does not hold, whichever key says so.
  private static Circumstances told(Stated stated, boolean negative) {
    Circumstances told = stated.told();
    if (!negative || stated.assertion().isPresent()) {
      return told;
    }
    return told.withAssertion(Assertion.ABSENT);
  }
}
