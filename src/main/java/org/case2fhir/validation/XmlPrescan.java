package org.case2fhir.validation;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
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
 * Reads XML once, without keeping it, and lets through what is well-formed, in the FHIR namespace
 * and named like an R4 resource.
 *
 * <p>A DOCTYPE is refused before anything in it is read, so no entity is ever expanded or fetched.
 */
final class XmlPrescan {
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
