package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A study with its results: an image, a histology, a laboratory panel; becomes a DiagnosticReport.
 *
 * <p>Its results name it in their {@link Links}.
 *
 * @param concept the study
 * @param category kind of study
 * @param procedures ids of the procedures it reports
 * @param specimens ids of the specimens it is based on
 * @param conclusion what the reader concluded, in the case's words
 */
public record StudyReport(
    String id,
    Concept concept,
    Circumstances circumstances,
    ReportCategory category,
    List<String> procedures,
    List<String> specimens,
    Optional<String> conclusion)
    implements Fact {
  public StudyReport {
    procedures = List.copyOf(procedures);
    specimens = List.copyOf(specimens);
  }

  @Override
  public FactKind kind() {
    return FactKind.REPORT;
  }

  /** Service that made a report. */
  public enum ReportCategory {
    LABORATORY,
    RADIOLOGY,
    ULTRASOUND,
    PATHOLOGY,
    MICROBIOLOGY,
    GENETICS,
    CARDIOLOGY,
    OTHER
  }
}
