package org.case2fhir.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
 * @param diagnoses what the reader concluded, by their names: the diseases that explain the case
 * @param progress how far the search for a diagnosis has come
 * @param files where its data are
 */
public record StudyReport(
    String id,
    Concept concept,
    Circumstances circumstances,
    ReportCategory category,
    List<String> procedures,
    List<String> specimens,
    Optional<String> conclusion,
    List<Concept> diagnoses,
    Optional<Progress> progress,
    List<LinkedFile> files)
    implements Fact {
  public StudyReport {
    procedures = List.copyOf(procedures);
    specimens = List.copyOf(specimens);
    diagnoses = List.copyOf(diagnoses);
    files = List.copyOf(files);
  }

  /** A study that concludes in words alone. */
  public StudyReport(
      String id,
      Concept concept,
      Circumstances circumstances,
      ReportCategory category,
      List<String> procedures,
      List<String> specimens,
      Optional<String> conclusion) {
    this(
        id,
        concept,
        circumstances,
        category,
        procedures,
        specimens,
        conclusion,
        List.of(),
        Optional.empty(),
        List.of());
  }

  /**
   * Data of a study that lie elsewhere, such as a VCF file.
   *
   * @param uri where they are
   * @param attributes what is said of them: {@code fileFormat}, {@code genomeAssembly}
   * @param identifiers what the file calls each person, by the name in the case
   */
  public record LinkedFile(
      String uri, Map<String, String> attributes, Map<String, String> identifiers) {
    public LinkedFile {
      if (uri.isBlank()) {
        throw new IllegalArgumentException("a file needs a place");
      }
      attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
      identifiers = Collections.unmodifiableMap(new TreeMap<>(identifiers));
    }
  }

  /** How far the search for a diagnosis has come, as GA4GH's ProgressStatus. */
  public enum Progress {
    UNKNOWN,
    IN_PROGRESS,
    COMPLETED,
    SOLVED,
    UNSOLVED
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
