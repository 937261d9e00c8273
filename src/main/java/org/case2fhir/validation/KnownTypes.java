package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;

/** Which names are <a href="https://hl7.org/fhir/R4/resourcelist.html">resources of R4</a>. */
final class KnownTypes {
  /** Gone since STU3 or before. */
  private static final Set<String> BEFORE_R4 =
      Set.of(
          "BodySite",
          "Conformance",
          "DataElement",
          "DeviceComponent",
          "DeviceUseRequest",
          "DiagnosticOrder",
          "EligibilityRequest",
          "EligibilityResponse",
          "ExpansionProfile",
          "ImagingManifest",
          "MedicationOrder",
          "Order",
          "OrderResponse",
          "ProcedureRequest",
          "ProcessRequest",
          "ProcessResponse",
          "ReferralRequest",
          "Sequence",
          "ServiceDefinition");

  /** New in R4B or R5. */
  private static final Set<String> AFTER_R4 =
      Set.of(
          "ActorDefinition",
          "AdministrableProductDefinition",
          "ArtifactAssessment",
          "BiologicallyDerivedProductDispense",
          "Citation",
          "ClinicalUseDefinition",
          "ConditionDefinition",
          "DeviceAssociation",
          "DeviceDispense",
          "DeviceUsage",
          "EncounterHistory",
          "EvidenceReport",
          "FormularyItem",
          "GenomicStudy",
          "ImagingSelection",
          "Ingredient",
          "InventoryItem",
          "InventoryReport",
          "ManufacturedItemDefinition",
          "MedicinalProductDefinition",
          "NutritionIntake",
          "NutritionProduct",
          "PackagedProductDefinition",
          "Permission",
          "RegulatedAuthorization",
          "RequestOrchestration",
          "Requirements",
          "SubscriptionStatus",
          "SubscriptionTopic",
          "SubstanceDefinition",
          "TestPlan",
          "Transport");

  private KnownTypes() {}

  /** Nothing for a resource of R4. */
  static Optional<Issue> refusal(String type, Location location) {
    if (FhirContext.forR4Cached().getResourceTypes().contains(type)) {
      return Optional.empty();
    }
    String solution = "names are case-sensitive; see https://hl7.org/fhir/R4/resourcelist.html";
    if (BEFORE_R4.contains(type)) {
      solution = "it was part of FHIR before R4: convert the resource to R4";
    } else if (AFTER_R4.contains(type)) {
      solution = "it came to FHIR after R4: convert the resource to R4";
    }
    String message = "`" + type + "` is no resource of FHIR R4";
    return Optional.of(Issue.error("not-fhir-r4", message, location, solution));
  }

  /** Nothing where the resource names no version of FHIR, or one of R4. */
  static Optional<Issue> otherVersion(String version, Location location) {
    if (version.isEmpty() || version.startsWith("4.0")) {
      return Optional.empty();
    }
    String message = "the resource is made for FHIR " + version + ", not for R4 (4.0.1)";
    String solution = "convert it to R4 first";
    return Optional.of(Issue.error("not-fhir-r4", message, location, solution));
  }
}
