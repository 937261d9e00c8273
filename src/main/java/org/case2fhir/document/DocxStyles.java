package org.case2fhir.document;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What the styles of a Word document are called: their ids are in the language of the user. */
final class DocxStyles {
  private static final String W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  private final Map<String, String> names;

  private DocxStyles(Map<String, String> names) {
    this.names = names;
  }

  static DocxStyles of(Optional<byte[]> part) {
    Map<String, String> names = new HashMap<>();
    try {
      if (part.isPresent()) {
        read(DocxReader.reader(part.get()), names);
      }
    } catch (XMLStreamException broken) {
      return new DocxStyles(names);
    }
    return new DocxStyles(names);
  }

  private static void read(XMLStreamReader xml, Map<String, String> names)
      throws XMLStreamException {
    String id = "";
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT) {
        if (xml.getLocalName().equals("style")) {
          id = Optional.ofNullable(xml.getAttributeValue(W, "styleId")).orElse("");
        } else if (xml.getLocalName().equals("name")) {
          String name = Optional.ofNullable(xml.getAttributeValue(W, "val")).orElse("");
          names.putIfAbsent(id, name.toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  /** Level of a heading style; 0 for another. */
  int level(String style) {
    String name = name(style);
    if (name.equals("title")) {
      return 1;
    }
    boolean heading = name.startsWith("heading") && name.length() > 7;
    char last = heading ? name.charAt(name.length() - 1) : ' ';
    return Character.isDigit(last) ? last - '0' : 0;
  }

  boolean isCaption(String style) {
    return name(style).startsWith("caption");
  }

  private String name(String style) {
    return names.getOrDefault(style, style.toLowerCase(Locale.ROOT));
  }
}
