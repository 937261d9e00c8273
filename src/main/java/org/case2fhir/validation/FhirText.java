package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;

/**
 * The text of a file that is safe to hand to the validator: UTF-8, well-formed, not too large or
 * deep, without DTD, and a resource by its name.
 *
 * @param resourceType for example {@code Bundle}
 */
record FhirText(String text, FhirFormat format, String resourceType) {
  /** Elements within elements; real resources stay below thirty. */
  static final int MAX_DEPTH = 200;

  /** Names in one object, and members of a list in {@link #COMPARED}; real ones stay below 100. */
  static final int MAX_MEMBERS = 1_000;

  /** Lists whose members HAPI compares each with each. */
  static final Set<String> COMPARED = Set.of("coding", "contained");

  private static final long MAX_BYTES = 200L * 1024 * 1024;

  /**
   * Bytes of heap that a byte of the file needs while it is validated; estimated, with a margin.
   */
  private static final int HEAP_PER_BYTE = 70;

  /** What the validator itself takes. */
  private static final long HEAP_BASE = 160L << 20;

  /** The issue of a file that would keep HAPI busy for minutes. */
  static Issue tooMany(String what, Location location) {
    return Issue.error(
        "too-many-members",
        "more than " + MAX_MEMBERS + " " + what + " in one element",
        location,
        "no FHIR resource needs this; check how the file was made");
  }

  /** A text of R4. */
  static Result<FhirText> read(String source, byte[] content) {
    return read(source, content, FhirVersion.R4);
  }

  /** A text of a version of FHIR. */
  static Result<FhirText> read(String source, byte[] content, FhirVersion version) {
    Location file = Location.of(source);
    Optional<Issue> unfit = tooLarge(file, content.length, Runtime.getRuntime().maxMemory());
    if (unfit.isPresent()) {
      return Result.failed(unfit.get());
    }
    CharBuffer decoded;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
    } catch (CharacterCodingException e) {
      return Result.failed(notUtf8(file));
    }
    boolean marked = decoded.length() > 0 && decoded.charAt(0) == '\uFEFF';
    String text = marked ? decoded.subSequence(1, decoded.length()).toString() : decoded.toString();
    if (text.isBlank()) {
      return Result.failed(
          Issue.error("file-empty", "the file is empty", file, "give a FHIR resource"));
    }
    return switch (text.stripLeading().charAt(0)) {
      case '{' -> JsonPrescan.check(source, text, version);
      case '<' -> XmlPrescan.check(source, text, version);
      default -> Result.failed(notFhir(file));
    };
  }

  /** Says so when a file of that size would not fit the heap, before the heap says it. */
  static Optional<Issue> tooLarge(Location file, long bytes, long heap) {
    long limit = Math.min(MAX_BYTES, fitting(heap));
    if (bytes <= limit) {
      return Optional.empty();
    }
    String message =
        "the file has "
            + mebibytes(bytes)
            + " MiB, more than the "
            + mebibytes(limit)
            + " MiB"
            + " that can be validated with this heap";
    String solution =
        bytes > MAX_BYTES
            ? "split the Bundle"
            : "split the Bundle, or raise -Xmx to "
                + ((bytes * HEAP_PER_BYTE + HEAP_BASE >> 20) + 1)
                + "m";
    return Optional.of(Issue.error("file-too-large", message, file, solution));
  }

  /** How many bytes of files a heap has room for at a time. */
  static long fitting(long heap) {
    return Math.max(0, heap - HEAP_BASE) / HEAP_PER_BYTE;
  }

  private static String mebibytes(long bytes) {
    return Long.toString(bytes >> 20);
  }

  private static Issue notUtf8(Location file) {
    return Issue.error(
        "not-utf-8",
        "the file is not text in UTF-8, as FHIR must be",
        file,
        "convert the text to UTF-8; archives and other binary files are not read");
  }

  private static Issue notFhir(Location file) {
    return Issue.error(
        "not-fhir",
        "the file is neither JSON nor XML",
        file,
        "give a FHIR resource; a case file is for `case2fhir convert`");
  }

  /** Which names are <a href="https://hl7.org/fhir/R4/resourcelist.html">resources</a>. */
  static final class KnownTypes {
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

    /** New in R4B. */
    private static final Set<String> IN_R4B =
        Set.of(
            "AdministrableProductDefinition",
            "Citation",
            "ClinicalUseDefinition",
            "EvidenceReport",
            "Ingredient",
            "ManufacturedItemDefinition",
            "MedicinalProductDefinition",
            "NutritionProduct",
            "PackagedProductDefinition",
            "RegulatedAuthorization",
            "SubscriptionStatus",
            "SubscriptionTopic",
            "SubstanceDefinition");

    /** Gone in R4B. */
    private static final Set<String> ONLY_R4 =
        Set.of(
            "EffectEvidenceSynthesis",
            "MedicinalProduct",
            "MedicinalProductAuthorization",
            "MedicinalProductContraindication",
            "MedicinalProductIndication",
            "MedicinalProductIngredient",
            "MedicinalProductInteraction",
            "MedicinalProductManufactured",
            "MedicinalProductPackaged",
            "MedicinalProductPharmaceutical",
            "MedicinalProductUndesirableEffect",
            "RiskEvidenceSynthesis",
            "SubstanceNucleicAcid",
            "SubstancePolymer",
            "SubstanceProtein",
            "SubstanceReferenceInformation",
            "SubstanceSourceMaterial",
            "SubstanceSpecification");

    private KnownTypes() {}

    /** Nothing for a resource of that version. */
    static Optional<Issue> refusal(String type, FhirVersion version, Location location) {
      if (isKnown(type, version)) {
        return Optional.empty();
      }
      String solution =
          "names are case-sensitive; see https://hl7.org/fhir/" + version + "/resourcelist.html";
      if (BEFORE_R4.contains(type)) {
        solution = "it was part of FHIR before R4: convert the resource to R4";
      } else if (version != FhirVersion.R5 && AFTER_R4.contains(type)) {
        solution = "it came to FHIR after R4: convert the resource to R4, or name its version";
      } else if (FhirContext.forR4Cached().getResourceTypes().contains(type)) {
        solution = "it was part of FHIR R4: name that version, or convert the resource";
      }
      String message = "`" + type + "` is not a resource of FHIR " + version;
      return Optional.of(Issue.error(code(version), message, location, solution));
    }

    private static boolean isKnown(String type, FhirVersion version) {
      return switch (version) {
        case R4 -> FhirContext.forR4Cached().getResourceTypes().contains(type);
        case R4B ->
            !ONLY_R4.contains(type) && FhirContext.forR4Cached().getResourceTypes().contains(type)
                || IN_R4B.contains(type);
        case R5 -> FhirContext.forR5Cached().getResourceTypes().contains(type);
      };
    }

    /** Nothing where the resource names no version of FHIR, or this one. */
    static Optional<Issue> otherVersion(String named, FhirVersion version, Location location) {
      String release = version.number().substring(0, 3);
      if (named.isEmpty() || named.startsWith(release)) {
        return Optional.empty();
      }
      String message =
          "the resource is made for FHIR %s, not for %s (%s)"
              .formatted(named, version, version.number());
      String solution = "convert it to " + version + " first";
      return Optional.of(Issue.error(code(version), message, location, solution));
    }

    private static String code(FhirVersion version) {
      return "not-fhir-" + version.lowerCase();
    }
  }
}
