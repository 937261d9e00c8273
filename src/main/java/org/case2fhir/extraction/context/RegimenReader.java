package org.case2fhir.extraction.context;

import java.util.List;
import java.util.Optional;
import org.case2fhir.extraction.tagging.Mention;
import org.case2fhir.model.Dose;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.notation.Remark;

/**
 * Reads how a drug was taken: its doses, its course, what it was for and what it did.
 *
 * <p>A dose keeps exactly the words of the text; parts are structured only where every word is
 * understood.
 */
public final class RegimenReader {
  private static final RegimenReader BUILT_IN = new RegimenReader();

  private RegimenReader() {}

  /** With the units, routes and words that come with the program. */
  public static RegimenReader builtIn() {
    return BUILT_IN;
  }

  /** What the words tell of a treatment's course. */
  public enum Course {
    /** Nothing but that it was given. */
    GIVEN,
    STARTED,
    CONTINUED,
    INCREASED,
    TAPERED,
    /** Another drug took its place. */
    SWITCHED,
    STOPPED,
    COMPLETED,
    NOT_GIVEN,
    PLANNED
  }

  /**
   * A treatment with a drug.
   *
   * @param doses one for each regimen told
   * @param course what the text tells of its course
   * @param status the same as FHIR tells it
   * @param duration how long it was taken
   * @param reason what it was given for
   * @param response the words that tell what it did, in the passage's text
   * @param courseWords the words that told the course, in the passage's text
   */
  public record Regimen(
      List<Dose> doses,
      Course course,
      MedicationStatus status,
      Optional<TimeSpan> duration,
      Optional<Mention> reason,
      Optional<Span> response,
      Optional<Span> courseWords,
      List<Remark> remarks) {
    public Regimen {
      doses = List.copyOf(doses);
      remarks = List.copyOf(remarks);
    }
  }

  /** The treatment with a drug that is mentioned in a passage. */
  public Regimen regimen(PassageReading reading, Mention drug) {
    return new Regimen(
        List.of(),
        Course.GIVEN,
        MedicationStatus.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
