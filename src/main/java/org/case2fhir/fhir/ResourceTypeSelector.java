package org.case2fhir.fhir;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.fhir.MappingOptions.MedicationPolicy;
import org.case2fhir.fhir.MappingOptions.SymptomPolicy;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Value;
import org.hl7.fhir.r4.model.ResourceType;

/** Which resource a fact becomes under the policies; references need to know before it is made. */
final class ResourceTypeSelector {
  private static final Set<String> DENIALS =
      Set.of(
          "negative",
          "normal",
          "not detected",
          "undetected",
          "no",
          "none",
          "nil",
          "false",
          "absent",
          "not present",
          "not found",
          "not seen",
          "denied",
          "possible",
          "suspected",
          "probable");

  private ResourceTypeSelector() {}

  /** The type, or nothing if the policies leave the fact out. */
  static Optional<ResourceType> of(Fact fact, MappingOptions options) {
    return switch (fact.kind()) {
      case DIAGNOSIS -> Optional.of(ResourceType.Condition);
      case FINDING -> ofFinding((Finding) fact, options);
      case MEASUREMENT, VARIANT -> Optional.of(ResourceType.Observation);
      case MEDICATION -> Optional.of(ofMedication((MedicationUse) fact, options));
      case PROCEDURE -> Optional.of(ResourceType.Procedure);
      case SPECIMEN -> Optional.of(ResourceType.Specimen);
      case REPORT -> Optional.of(ResourceType.DiagnosticReport);
      case FAMILY_HISTORY -> Optional.of(ResourceType.FamilyMemberHistory);
      case ALLERGY -> Optional.of(ResourceType.AllergyIntolerance);
      case IMMUNIZATION -> Optional.of(ResourceType.Immunization);
      case DEVICE -> Optional.of(ResourceType.Device);
      case ADVERSE_EVENT -> Optional.of(ResourceType.AdverseEvent);
      case IMAGE -> Optional.of(ResourceType.Media);
    };
  }

  // Nobody ordered what was not taken, and to forbid it is more than the case says.
  private static ResourceType ofMedication(MedicationUse use, MappingOptions options) {
    return options.medications() == MedicationPolicy.REQUEST
            && !MedicationStatementMapper.isNotTaken(use)
        ? ResourceType.MedicationRequest
        : ResourceType.MedicationStatement;
  }

  private static Optional<ResourceType> ofFinding(Finding finding, MappingOptions options) {
    if (finding.circumstances().assertion() == Assertion.ABSENT) {
      return switch (options.absent()) {
        case OBSERVATION -> Optional.of(ResourceType.Observation);
        case REFUTED -> Optional.of(ResourceType.Condition);
        case OMIT -> Optional.empty();
      };
    }
    boolean problem =
        finding.category() == FindingCategory.SYMPTOM
            && options.symptoms() == SymptomPolicy.CONDITION
            && finding.value().filter(ResourceTypeSelector::denies).isEmpty();
    return Optional.of(problem ? ResourceType.Condition : ResourceType.Observation);
  }

  // A Condition has no value: a sign that was negative or normal must not become a problem.
  private static boolean denies(Value value) {
    String words = value instanceof Value.Words told ? told.text() : "";
    String coded = value instanceof Value.Coded told ? told.concept().text() : words;
    return DENIALS.contains(coded.toLowerCase(Locale.ROOT));
  }
}
