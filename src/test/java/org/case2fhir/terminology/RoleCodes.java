package org.case2fhir.terminology;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** HL7's v3-RoleCode as HAPI's R4 definitions on the class path hold it. */
final class RoleCodes {
  private static final String DEFINITIONS = "/org/hl7/fhir/r4/model/valueset/v3-codesystems.xml";

  private RoleCodes() {}

  /** Display by code. */
  static Map<String, String> read() throws XMLStreamException {
    InputStream in = RoleCodes.class.getResourceAsStream(DEFINITIONS);
    XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
    Map<String, String> displays = new HashMap<>();
    boolean inside = false;
    String code = "";
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      String value = xml.getAttributeValue(null, "value");
      switch (xml.getLocalName()) {
        case "CodeSystem" -> inside = false;
        case "url" -> inside |= CodeSystem.V3ROLE.uri().equals(value);
        case "code" -> code = value;
        case "display" -> {
          if (inside) {
            displays.putIfAbsent(code, value);
          }
        }
        default -> {}
      }
    }
    return displays;
  }
}
