package org.case2fhir.extraction.standoff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.ExtractedCase;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Context.Temporality;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Annotations;
import org.case2fhir.mention.Annotations.Attribute;
import org.case2fhir.mention.Annotations.TextBound;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;

/**
 * The mentions of the patients' sentences as annotations: Age, Sex, Condition, Finding, Medication,
 * Dose, Procedure, Test, Value; HasValue and HasDose between them; Assertion absent or possible.
 *
 * <p>Every mention stands here as it was found, whether it became a fact or not.
 */
public final class StandoffAnnotations {
  private final List<TextBound> stretches = new ArrayList<>();
  private final List<Annotations.Relation> relations = new ArrayList<>();
  private final List<Attribute> attributes = new ArrayList<>();

  private StandoffAnnotations() {}

  /** The content of the annotation file of a document. */
  public static String write(SourceDocument document, List<ExtractedCase> cases) {
    StandoffAnnotations annotations = new StandoffAnnotations();
    cases.stream()
        .flatMap(found -> found.text().sentences().stream())
        .sorted(Comparator.comparingInt(sentence -> sentence.original(sentence.span()).start()))
        .forEach(annotations::add);
    return new Annotations(annotations.stretches, annotations.relations, annotations.attributes)
        .write(document.text());
  }

  private void add(PatientSentence sentence) {
    Map<Mention, String> ids = new HashMap<>();
    for (Mention mention : sentence.mentions()) {
      label(mention.type())
          .ifPresent(
              label -> {
                String id = "T" + (stretches.size() + 1);
                ids.put(mention, id);
                stretches.add(new TextBound(id, label, List.of(sentence.original(mention.span()))));
                assertion(sentence, mention)
                    .ifPresent(word -> attributes.add(new Attribute("Assertion", id, word)));
              });
    }
    for (Relation relation : sentence.reading().relations()) {
      String head = ids.get(relation.head());
      String detail = ids.get(relation.detail());
      if (head != null && detail != null) {
        name(relation)
            .ifPresent(kind -> relations.add(new Annotations.Relation(kind, head, detail)));
      }
    }
  }

  private static Optional<String> label(MentionType type) {
    return switch (type) {
      case AGE -> Optional.of("Age");
      case SEX -> Optional.of("Sex");
      case DISEASE_DISORDER -> Optional.of("Condition");
      case SIGN_SYMPTOM -> Optional.of("Finding");
      case MEDICATION -> Optional.of("Medication");
      case DOSAGE -> Optional.of("Dose");
      case THERAPEUTIC_PROCEDURE -> Optional.of("Procedure");
      case DIAGNOSTIC_PROCEDURE -> Optional.of("Test");
      case LAB_VALUE -> Optional.of("Value");
      case BIOLOGICAL_STRUCTURE,
          DETAILED_DESCRIPTION,
          SEVERITY,
          FREQUENCY,
          ADMINISTRATION,
          CLINICAL_EVENT,
          NONBIOLOGICAL_LOCATION,
          DATE,
          TIME,
          DURATION,
          DISTANCE,
          VOLUME,
          AREA,
          HISTORY,
          FAMILY_HISTORY,
          PERSONAL_BACKGROUND,
          OCCUPATION,
          SUBJECT,
          ACTIVITY,
          OUTCOME,
          COREFERENCE,
          QUANTITATIVE_CONCEPT,
          QUALITATIVE_CONCEPT,
          COLOR,
          SHAPE,
          TEXTURE ->
          Optional.empty();
    };
  }

  // What is said to be gone is no longer there where it is told of: absent, as annotators mark it.
  private static Optional<String> assertion(PatientSentence sentence, Mention mention) {
    Context context = sentence.context(mention);
    return switch (context.certainty()) {
      case ABSENT, REFUTED -> Optional.of("absent");
      case POSSIBLE -> Optional.of("possible");
      case PRESENT ->
          context.temporality() == Temporality.RESOLVED ? Optional.of("absent") : Optional.empty();
      case HYPOTHETICAL -> Optional.empty();
    };
  }

  private static Optional<String> name(Relation relation) {
    return switch (relation.kind()) {
      case VALUE -> Optional.of("HasValue");
      case DOSE -> Optional.of("HasDose");
      case REFERENCE, FREQUENCY, ROUTE, SITE, SEVERITY, DESCRIPTION, SIZE, DURATION, DATE, SAME ->
          Optional.empty();
    };
  }
}
