package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Sensitivity.Criticality;
import org.case2fhir.model.Sensitivity.SensitivityType;
import org.case2fhir.model.Sensitivity.SubstanceCategory;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCriticality;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceReactionComponent;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceSeverity;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;

/**
 * An allergy or intolerance. "Not allergic to it" is refuted; the clinical status, which ait-1
 * demands even then, is inactive: the patient is not at risk.
 */
final class AllergyIntoleranceMapper {
  private AllergyIntoleranceMapper() {}

  static AllergyIntolerance map(Sensitivity sensitivity, CaseContext context) {
    FactRef ref = FactRef.of(sensitivity);
    Circumstances circumstances = sensitivity.circumstances();
    AllergyIntolerance allergy = new AllergyIntolerance();
    context.stamp(allergy, ref, ResourceIds.PRIMARY);
    allergy.addIdentifier(CaseContext.identifier(allergy));
    setStatus(allergy, sensitivity);
    sensitivity.type().map(AllergyIntoleranceMapper::type).ifPresent(allergy::setType);
    sensitivity
        .criticality()
        .map(AllergyIntoleranceMapper::criticality)
        .ifPresent(allergy::setCriticality);
    sensitivity.category().ifPresent(category -> allergy.addCategory(category(category)));
    allergy.setCode(CodeableConcepts.of(sensitivity.concept()));
    allergy.setPatient(context.subject());
    context.encounter(circumstances).ifPresent(allergy::setEncounter);
    sensitivity.onset().ifPresent(when -> allergy.setOnset(context.onset(ref, when)));
    NoteBuilder remarks = NoteBuilder.of(circumstances).sites(circumstances);
    addReaction(allergy, sensitivity, remarks);
    circumstances
        .time()
        .ifPresent(when -> addAsserted(allergy, context.moment(ref, when), remarks));
    allergy.setNote(remarks.annotations());
    EvidenceMapper.add(allergy, circumstances, context);
    allergy.setText(narrative(sensitivity, remarks, context).build());
    return allergy;
  }

  private static void setStatus(AllergyIntolerance allergy, Sensitivity sensitivity) {
    switch (sensitivity.circumstances().assertion()) {
      case PRESENT -> setStatus(allergy, "active", "confirmed");
      case POSSIBLE -> setStatus(allergy, "active", "unconfirmed");
      case ABSENT -> setStatus(allergy, "inactive", "refuted");
    }
  }

  private static void setStatus(AllergyIntolerance allergy, String clinical, String verification) {
    allergy.setClinicalStatus(coded(Systems.ALLERGY_CLINICAL, clinical));
    allergy.setVerificationStatus(coded(Systems.ALLERGY_VERIFICATION, verification));
  }

  private static CodeableConcept coded(String system, String code) {
    return CodeableConcepts.of(new Code(system, code, DisplayText.capital(code)));
  }

  private static AllergyIntoleranceCategory category(SubstanceCategory category) {
    return switch (category) {
      case FOOD -> AllergyIntoleranceCategory.FOOD;
      case MEDICATION -> AllergyIntoleranceCategory.MEDICATION;
      case ENVIRONMENT -> AllergyIntoleranceCategory.ENVIRONMENT;
      case BIOLOGIC -> AllergyIntoleranceCategory.BIOLOGIC;
    };
  }

  private static AllergyIntoleranceType type(SensitivityType type) {
    return switch (type) {
      case ALLERGY -> AllergyIntoleranceType.ALLERGY;
      case INTOLERANCE -> AllergyIntoleranceType.INTOLERANCE;
    };
  }

  private static AllergyIntoleranceCriticality criticality(Criticality criticality) {
    return switch (criticality) {
      case LOW -> AllergyIntoleranceCriticality.LOW;
      case HIGH -> AllergyIntoleranceCriticality.HIGH;
      case UNABLE_TO_ASSESS -> AllergyIntoleranceCriticality.UNABLETOASSESS;
    };
  }

  private static void addReaction(
      AllergyIntolerance allergy, Sensitivity sensitivity, NoteBuilder remarks) {
    Circumstances circumstances = sensitivity.circumstances();
    Optional<AllergyIntoleranceSeverity> severity =
        circumstances.severity().flatMap(told -> severity(told.text()));
    if (sensitivity.reactions().isEmpty() || severity.isEmpty()) {
      remarks.severity(circumstances);
    }
    if (sensitivity.reactions().isEmpty()) {
      return;
    }
    AllergyIntoleranceReactionComponent reaction = allergy.addReaction();
    sensitivity.reactions().stream().map(CodeableConcepts::of).forEach(reaction::addManifestation);
    severity.ifPresent(reaction::setSeverity);
  }

  // FHIR knows three words; any other stays a note.
  private static Optional<AllergyIntoleranceSeverity> severity(String words) {
    return switch (words) {
      case "mild" -> Optional.of(AllergyIntoleranceSeverity.MILD);
      case "moderate" -> Optional.of(AllergyIntoleranceSeverity.MODERATE);
      case "severe" -> Optional.of(AllergyIntoleranceSeverity.SEVERE);
      default -> Optional.empty();
    };
  }

  private static void addAsserted(
      AllergyIntolerance allergy, DatedTime moment, NoteBuilder remarks) {
    moment
        .date()
        .map(FhirValues::dateTime)
        .ifPresent(date -> allergy.addExtension(new Extension(Systems.ALLERGY_ASSERTED, date)));
    remarks.add("Time", moment.onlyWords());
  }

  private static NarrativeBuilder narrative(
      Sensitivity sensitivity, NoteBuilder remarks, CaseContext context) {
    return NarrativeBuilder.of("Allergy or intolerance: " + DisplayText.of(sensitivity))
        .item("Type", sensitivity.type().map(kind -> type(kind).toCode()))
        .item("Category", sensitivity.category().map(SubstanceCategory::code))
        .item("Criticality", sensitivity.criticality().map(risk -> criticality(risk).toCode()))
        .item("Reactions", DisplayText.ofConcepts(sensitivity.reactions()))
        .item("Severity", sensitivity.circumstances().severity().map(Concept::text))
        .item("Onset", sensitivity.onset().map(context.timeline()::words))
        .item("Encounter", context.visitLabel(sensitivity.circumstances()))
        .notes(remarks);
  }
}
