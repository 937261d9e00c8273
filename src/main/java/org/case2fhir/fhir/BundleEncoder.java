package org.case2fhir.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.FhirVersionEnum;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.util.BundleUtil;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;

/**
 * Writes resources as text: indented, with a newline at the end, the same bytes on every machine.
 *
 * <p>The FhirContexts are HAPI's shared ones, because making one takes most of a second.
 *
 * <p>JSON of R4 is written here, byte for byte as HAPI writes it; {@code
 * -Dcase2fhir.json-encoder=hapi} has HAPI write all of it. HAPI writes XML, the other versions, and
 * the few resources that it would change while it writes them.
 */
public final class BundleEncoder {
  /**
   * The system property that says who writes the JSON of R4; anything but "hapi" is this library.
   */
  static final String ENCODER = "case2fhir.json-encoder";

  private static final String DIV = "<div xmlns=";
  private static final Pattern INDENT = Pattern.compile(">\\s*\n\\s*<");

  private BundleEncoder() {}

  /**
   * The resource in the format asked for.
   *
   * @throws ClassCastException if a resource of another version than R4 is to be Turtle
   */
  public static String encode(IBaseResource resource, BundleFormat format) {
    if (format == BundleFormat.TURTLE) {
      return TurtleWriter.write((Resource) resource);
    }
    if (format == BundleFormat.JSON && resource instanceof Resource r4 && !useHapi()) {
      Optional<String> json = ResourceJsonWriter.write(r4, true);
      if (json.isPresent()) {
        return json.get() + "\n";
      }
    }
    String text =
        parser(resource.getStructureFhirVersionEnum(), format)
            .setPrettyPrint(true)
            .encodeResourceToString(resource);
    // The writers end lines as the platform does in some versions.
    String unix = text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    String same = format == BundleFormat.XML ? unindentNarratives(unix) : unix;
    return same.endsWith("\n") ? same : same + "\n";
  }

  /**
   * A resource of NDJSON.
   *
   * @param text JSON on one line that ends with a line feed
   */
  public record ResourceLine(String type, String text) {}

  /** The resources of a Bundle, in its order. */
  public static List<ResourceLine> lines(IBaseBundle bundle) {
    FhirContext context = FhirContext.forCached(bundle.getStructureFhirVersionEnum());
    IParser parser = context.newJsonParser().setPrettyPrint(false);
    return BundleUtil.toListOfResources(context, bundle).stream()
        .map(r -> new ResourceLine(r.fhirType(), line(r, parser) + "\n"))
        .toList();
  }

  private static String line(IBaseResource resource, IParser parser) {
    Optional<String> json =
        resource instanceof Resource r4 && !useHapi()
            ? ResourceJsonWriter.write(r4, false)
            : Optional.empty();
    return json.orElseGet(() -> parser.encodeResourceToString(resource));
  }

  private static boolean useHapi() {
    return "hapi".equals(System.getProperty(ENCODER));
  }

  // Indentation would become part of the XHTML: the narrative would differ from that in JSON.
  private static String unindentNarratives(String xml) {
    StringBuilder out = new StringBuilder(xml.length());
    int at = 0;
    for (int open = xml.indexOf(DIV); open >= 0; open = xml.indexOf(DIV, at)) {
      int close = xml.indexOf("</div>", open);
      int end = close < 0 ? xml.length() : close + 1;
      String div = xml.substring(open, end);
      out.append(xml, at, open).append(INDENT.matcher(div).replaceAll("><"));
      at = end;
    }
    return out.append(xml, at, xml.length()).toString();
  }

  /**
   * Loads what encoding needs, which takes HAPI most of a second, so that it can happen while
   * something else is done.
   */
  public static void warmUp() {
    Bundle bundle = new Bundle();
    Stream.of(
            new Patient(),
            new Encounter(),
            new Observation(),
            new Condition(),
            new MedicationStatement(),
            new Procedure(),
            new DiagnosticReport(),
            new Provenance())
        .forEach(resource -> bundle.addEntry().setResource(resource));
    encode(bundle, BundleFormat.JSON);
  }

  private static IParser parser(FhirVersionEnum version, BundleFormat format) {
    FhirContext context = FhirContext.forCached(version);
    return switch (format) {
      case JSON -> context.newJsonParser();
      case XML -> context.newXmlParser();
      case TURTLE -> throw new IllegalArgumentException("HAPI writes no Turtle here");
    };
  }

  /** The syntaxes of FHIR that are written. */
  public enum BundleFormat {
    JSON,
    XML,
    /** RDF, of resources of R4 only: other versions have another mapping. */
    TURTLE
  }
}
