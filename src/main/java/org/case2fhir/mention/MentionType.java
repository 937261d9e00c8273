package org.case2fhir.mention;

import java.util.Optional;

/**
 * What a mention names: the entity types of the annotated case reports that the model learns from
 * (<a href="https://doi.org/10.6084/m9.figshare.9764942">MACCROBAT2020</a>).
 */
public enum MentionType {
  AGE("Age"),
  SEX("Sex"),
  DISEASE_DISORDER("Disease_disorder"),
  SIGN_SYMPTOM("Sign_symptom"),
  BIOLOGICAL_STRUCTURE("Biological_structure"),
  DETAILED_DESCRIPTION("Detailed_description"),
  SEVERITY("Severity"),
  DIAGNOSTIC_PROCEDURE("Diagnostic_procedure"),
  LAB_VALUE("Lab_value"),
  MEDICATION("Medication"),
  DOSAGE("Dosage"),
  FREQUENCY("Frequency"),
  ADMINISTRATION("Administration"),
  THERAPEUTIC_PROCEDURE("Therapeutic_procedure"),
  CLINICAL_EVENT("Clinical_event"),
  NONBIOLOGICAL_LOCATION("Nonbiological_location"),
  DATE("Date"),
  TIME("Time"),
  DURATION("Duration"),
  DISTANCE("Distance"),
  VOLUME("Volume"),
  AREA("Area"),
  HISTORY("History"),
  FAMILY_HISTORY("Family_history"),
  PERSONAL_BACKGROUND("Personal_background"),
  OCCUPATION("Occupation"),
  SUBJECT("Subject"),
  ACTIVITY("Activity"),
  OUTCOME("Outcome"),
  COREFERENCE("Coreference"),
  QUANTITATIVE_CONCEPT("Quantitative_concept"),
  QUALITATIVE_CONCEPT("Qualitative_concept"),
  COLOR("Color"),
  SHAPE("Shape"),
  TEXTURE("Texture");

  private final String label;

  MentionType(String label) {
    this.label = label;
  }

  /** The label in standoff annotation. */
  public String label() {
    return label;
  }

  /** The type of a label in standoff annotation. */
  public static Optional<MentionType> find(String label) {
    for (MentionType type : values()) {
      if (type.label.equals(label)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
