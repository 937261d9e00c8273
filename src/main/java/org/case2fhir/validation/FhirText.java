package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.validation.FhirText.KnownTypes;
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

  /**
   * Reads XML once, without keeping it, and lets through what is well-formed, in the FHIR namespace
   * and named like an R4 resource.
   *
   * <p>A DOCTYPE is refused before anything in it is read, so no entity is ever expanded or
   * fetched.
   */
  private static final class XmlPrescan {
    private static final String FHIR = "http://hl7.org/fhir";

    private final String source;
    private final XMLStreamReader reader;
    private Location typeAt;
    private String type = "";

    private final FhirVersion version;

    private XmlPrescan(String source, XMLStreamReader reader, FhirVersion version) {
      this.source = source;
      this.version = version;
      this.reader = reader;
      this.typeAt = Location.of(source);
    }

    static Result<FhirText> check(String source, String text, FhirVersion version) {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      factory.setProperty(
          "jdk.xml.maxElementDepth", "0"); // there is one below; Java 24+ has its own
      // White space before the declaration is malformed; say so by leaving it in.
      try {
        XmlPrescan gate =
            new XmlPrescan(source, factory.createXMLStreamReader(new StringReader(text)), version);
        Optional<Issue> refusal = gate.scan();
        return refusal
            .map(Result::<FhirText>failed)
            .orElseGet(() -> Result.of(new FhirText(text, FhirFormat.XML, gate.type), List.of()));
      } catch (XMLStreamException e) {
        return Result.failed(malformed(source, e));
      }
    }

    private Optional<Issue> scan() throws XMLStreamException {
      String encoding = reader.getCharacterEncodingScheme();
      if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
        return Optional.of(otherEncoding(encoding));
      }
      int depth = 0;
      int[] members = new int[FhirText.MAX_DEPTH + 2];
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.DTD) {
          return Optional.of(doctype());
        }
        if (event == XMLStreamConstants.START_ELEMENT) {
          if (++depth > FhirText.MAX_DEPTH) {
            return Optional.of(tooDeep());
          }
          members[depth + 1] = 0;
          String name = reader.getLocalName();
          if (FhirText.COMPARED.contains(name) && ++members[depth] > FhirText.MAX_MEMBERS) {
            return Optional.of(FhirText.tooMany(name, here()));
          }
          if (depth == 1) {
            type = name;
            typeAt = here();
            if (!FHIR.equals(reader.getNamespaceURI())) {
              return Optional.of(otherNamespace());
            }
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          depth--;
        }
      }
      return KnownTypes.refusal(type, version, typeAt);
    }

    private Issue doctype() {
      return Issue.error(
          "xml-doctype",
          "the XML has a DOCTYPE, which FHIR does not allow and which may hide harm",
          here(),
          "remove the DOCTYPE and write out its entities");
    }

    private Issue tooDeep() {
      return Issue.error(
          "nested-too-deeply",
          "the XML is nested more than " + FhirText.MAX_DEPTH + " deep",
          here(),
          "no FHIR resource needs this; check how the file was made");
    }

    private Issue otherNamespace() {
      return Issue.error(
          "not-fhir",
          "the XML element `" + type + "` is not in the namespace " + FHIR,
          here(),
          "give a FHIR resource");
    }

    private Issue otherEncoding(String encoding) {
      return Issue.error(
          "not-utf-8",
          "the XML says that it is in " + encoding + "; FHIR is in UTF-8",
          new Location(source, 1, 1, ""),
          "convert the file to UTF-8 and correct its XML declaration");
    }

    private Location here() {
      return new Location(
          source, reader.getLocation().getLineNumber(), reader.getLocation().getColumnNumber(), "");
    }

    private static Issue malformed(String source, XMLStreamException e) {
      Location location =
          e.getLocation() == null
              ? Location.of(source)
              : new Location(
                  source, e.getLocation().getLineNumber(), e.getLocation().getColumnNumber(), "");
      // The JDK's first line repeats the place.
      String told = e.getMessage().lines().reduce((first, last) -> last).orElse("");
      return Issue.error(
          "malformed-xml",
          "the XML is malformed: " + told.replaceFirst("^Message: ", "").replaceFirst("\\.$", ""),
          location,
          "correct it there");
    }
  }

  /**
   * Reads JSON once, without keeping it, and lets through what is one well-formed object with the
   * {@code resourceType} of an R4 resource.
   */
  private static final class JsonPrescan {
    private static final JsonFactory JSON =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(FhirText.MAX_DEPTH)
                    // Attachments are long; the file as a whole is bounded already.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String source;
    private Location typeAt;
    private Location emptyAt;
    private Issue tooMany;
    private String type = "";
    private String fhirVersion = "";

    private final FhirVersion version;

    private JsonPrescan(String source, FhirVersion version) {
      this.source = source;
      this.version = version;
      this.typeAt = new Location(source, 1, 1, "");
    }

    static Result<FhirText> check(String source, String text, FhirVersion version) {
      JsonPrescan gate = new JsonPrescan(source, version);
      Optional<Issue> refusal = gate.scan(text);
      return refusal
          .map(Result::<FhirText>failed)
          .orElseGet(
              () -> Result.of(new FhirText(text, FhirFormat.JSON, gate.type), java.util.List.of()));
    }

    private Optional<Issue> scan(String text) {
      try (JsonParser parser = JSON.createParser(text)) {
        parser.nextToken();
        readObject(parser);
        if (parser.nextToken() != null) {
          return Optional.of(severalValues(parser));
        }
      } catch (StreamConstraintsException e) {
        return Optional.of(beyondLimits(e));
      } catch (JsonProcessingException e) {
        return Optional.of(malformed(e));
      } catch (IOException e) {
        throw new UncheckedIOException("reading from memory", e);
      }
      if (tooMany != null) {
        return Optional.of(tooMany);
      }
      if (type.isEmpty()) {
        return Optional.of(noType());
      }
      Optional<Issue> refusal = typeRefusal();
      return refusal.isEmpty() && emptyAt != null ? Optional.of(emptyObject()) : refusal;
    }

    private void readObject(JsonParser parser) throws IOException {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        count(parser);
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        if (key.equals("resourceType") && value == JsonToken.VALUE_STRING) {
          type = parser.getText();
          typeAt = at(parser.currentTokenLocation());
        } else if (key.equals("fhirVersion") && value == JsonToken.VALUE_STRING) {
          fhirVersion = parser.getText();
        } else if (value.isStructStart()) {
          skipChildren(parser);
        }
      }
    }

    /** HAPI's validator ends in an exception at an empty object, so the first one is remembered. */
    private void skipChildren(JsonParser parser) throws IOException {
      JsonToken before = parser.currentToken();
      for (int depth = 1; depth > 0; ) {
        JsonToken token = parser.nextToken();
        count(parser);
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
          if (token == JsonToken.END_OBJECT
              && before == JsonToken.START_OBJECT
              && emptyAt == null) {
            emptyAt = at(parser.currentTokenLocation());
          }
        }
        before = token;
      }
    }

    private void count(JsonParser parser) {
      JsonStreamContext context = parser.getParsingContext();
      if (context.getEntryCount() > FhirText.MAX_MEMBERS && tooMany == null) {
        String list = context.inArray() ? context.getParent().getCurrentName() : "names";
        if (context.inObject() || list != null && FhirText.COMPARED.contains(list)) {
          tooMany = FhirText.tooMany(list, at(parser.currentTokenLocation()));
        }
      }
    }

    private Optional<Issue> typeRefusal() {
      Optional<Issue> refusal = KnownTypes.refusal(type, version, typeAt);
      return refusal.isPresent() ? refusal : KnownTypes.otherVersion(fhirVersion, version, typeAt);
    }

    private Issue noType() {
      return Issue.error(
          "not-fhir",
          "the JSON has no resourceType, so it is not a FHIR resource",
          typeAt,
          "a case file in JSON is for `case2fhir convert`");
    }

    /** Invariant ele-1: https://hl7.org/fhir/R4/element.html. */
    private Issue emptyObject() {
      return Issue.error(
          "empty-object",
          "an object is empty, but every FHIR element has a value or children",
          emptyAt,
          "fill it or leave it out; the rest of the file has not been checked");
    }

    private Issue severalValues(JsonParser parser) {
      return Issue.error(
          "several-resources",
          "a second JSON value follows the first",
          at(parser.currentTokenLocation()),
          "give one resource a file; NDJSON is not read");
    }

    private Issue beyondLimits(StreamConstraintsException e) {
      return Issue.error(
          "nested-too-deeply",
          "the JSON is nested more than "
              + FhirText.MAX_DEPTH
              + " deep, or has a number or name too long",
          at(e.getLocation()),
          "no FHIR resource needs this; check how the file was made");
    }

    private Issue malformed(JsonProcessingException e) {
      // Jackson goes on with where in memory it was.
      String message = e.getOriginalMessage().lines().findFirst().orElse("");
      int aside = message.indexOf(" (start marker at");
      String told = aside < 0 ? message : message.substring(0, aside);
      return Issue.error(
          "malformed-json",
          "the JSON is malformed: " + told,
          at(e.getLocation()),
          "correct it there");
    }

    private Location at(JsonLocation location) {
      return location == null
          ? Location.of(source)
          : new Location(source, location.getLineNr(), location.getColumnNr(), "");
    }
  }
}
