package org.case2fhir.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * Writes resources as text: indented, with a newline at the end, the same bytes on every machine.
 *
 * <p>The FhirContext is HAPI's shared one for R4, because making one takes most of a second.
 */
public final class BundleEncoder {
  private BundleEncoder() {}

  /** The resource in the format asked for. */
  public static String encode(IBaseResource resource, BundleFormat format) {
    String text = parser(format).setPrettyPrint(true).encodeResourceToString(resource);
    // The writers end lines as the platform does in some versions.
    String unix = text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    return unix.endsWith("\n") ? unix : unix + "\n";
  }

  private static IParser parser(BundleFormat format) {
    FhirContext context = FhirContext.forR4Cached();
    return switch (format) {
      case JSON -> context.newJsonParser();
      case XML -> context.newXmlParser();
    };
  }
}
