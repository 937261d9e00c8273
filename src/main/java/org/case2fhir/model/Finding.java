package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A symptom, a sign, or what an examination, an image or a microscope showed; becomes an
 * Observation.
 *
 * @param category where it was found
 * @param value its size, degree or other value, where stated; without one the finding is present or
 *     absent
 * @param onset when it began
 * @param duration how long it lasts or lasted
 * @param abatement when it ended
 * @param modifiers what qualifies it further: "progressive", "recurrent"
 * @param support publications and other records that state it
 */
public record Finding(
    String id,
    Concept concept,
    Circumstances circumstances,
    FindingCategory category,
    Optional<Value> value,
    Optional<When> onset,
    Optional<TimeSpan> duration,
    Optional<When> abatement,
    Links links,
    List<Concept> modifiers,
    List<Support> support)
    implements Fact {
  public Finding {
    modifiers = List.copyOf(modifiers);
    support = List.copyOf(support);
  }

  /** A finding that nothing qualifies. */
  public Finding(
      String id,
      Concept concept,
      Circumstances circumstances,
      FindingCategory category,
      Optional<Value> value,
      Optional<When> onset,
      Optional<TimeSpan> duration,
      Optional<When> abatement,
      Links links) {
    this(
        id,
        concept,
        circumstances,
        category,
        value,
        onset,
        duration,
        abatement,
        links,
        List.of(),
        List.of());
  }

  @Override
  public FactKind kind() {
    return FactKind.FINDING;
  }

  /**
   * A record elsewhere that states the finding.
   *
   * @param kind of evidence: "author statement supported by traceable reference"
   * @param reference its name: {@code PMID:30962759}
   * @param url where it is
   * @param description its title, or what it is
   */
  public record Support(
      Optional<Concept> kind,
      Optional<String> reference,
      Optional<String> url,
      Optional<String> description) {
    public Support {
      if (kind.isEmpty() && reference.isEmpty() && url.isEmpty() && description.isEmpty()) {
        throw new IllegalArgumentException("nothing is known of it");
      }
    }
  }

  /** How a finding came to be known. */
  public enum FindingCategory {
    /** The patient complains of it. */
    SYMPTOM,
    /** The physical examination shows it. */
    EXAM,
    /** An image shows it. */
    IMAGING,
    /** The laboratory reports it. */
    LABORATORY,
    /** Macroscopy or microscopy of a specimen shows it. */
    PATHOLOGY,
    /** A procedure shows it: seen at operation or endoscopy. */
    PROCEDURE,
    /** Part of the patient's past: an injury, an exposure. */
    HISTORY,
    /** Way of life: smoking, drinking. */
    SOCIAL,
    /** What the patient works as; the finding names the job. */
    OCCUPATION,
    /** How the illness went: response to treatment, outcome. */
    OUTCOME,
    /** A feature of the patient's phenotype, however it came to be known. */
    PHENOTYPE,
    /** The case does not say how it came to be known. */
    NONE
  }
}
