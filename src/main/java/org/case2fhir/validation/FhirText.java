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
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;

/**
 * The text of a file that is safe to hand to the validator: UTF-8, well-formed, not too large or
 * deep, without DTD, and a resource of R4 by its name.
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

  static Result<FhirText> read(String source, byte[] content) {
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
      case '{' -> JsonPrescan.check(source, text);
      case '<' -> XmlPrescan.check(source, text);
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

  /** Which names are <a href="https://hl7.org/fhir/R4/resourcelist.html">resources of R4</a>. */
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
      String message = "`" + type + "` is not a resource of FHIR R4";
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
}
