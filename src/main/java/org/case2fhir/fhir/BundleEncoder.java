package org.case2fhir.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

/**
 * Writes resources as text: indented, with a newline at the end, the same bytes on every machine.
 *
 * <p>The FhirContext is HAPI's shared one for R4, because making one takes most of a second.
 */
public final class BundleEncoder {
  private static final String DIV = "<div xmlns=";
  private static final Pattern INDENT = Pattern.compile(">\\s*\n\\s*<");

  private BundleEncoder() {}

  /** The resource in the format asked for. */
  public static String encode(IBaseResource resource, BundleFormat format) {
    String text = parser(format).setPrettyPrint(true).encodeResourceToString(resource);
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
  public static List<ResourceLine> lines(Bundle bundle) {
    IParser parser = parser(BundleFormat.JSON).setPrettyPrint(false);
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .map(r -> new ResourceLine(r.fhirType(), parser.encodeResourceToString(r) + "\n"))
        .toList();
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

  private static IParser parser(BundleFormat format) {
    FhirContext context = FhirContext.forR4Cached();
    return switch (format) {
      case JSON -> context.newJsonParser();
      case XML -> context.newXmlParser();
    };
  }

  /** The two syntaxes of FHIR that are written. */
  public enum BundleFormat {
    JSON,
    XML
  }
}
