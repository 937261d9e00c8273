package org.case2fhir.document;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.case2fhir.document.CitationDraft.Field;

/**
 * Reads Word documents: headings by style, tables as rows, text as it stands after all changes.
 * Headers, footers, footnotes, comments, deleted text and pictures are left out.
 */
final class DocxReader {
  private DocxReader() {}

  /**
   * Reads the main text.
   *
   * @throws Unreadable when the archive or its text is broken or too large
   */
  static Layout read(byte[] content) throws Unreadable {
    DocxParts parts = DocxParts.of(content);
    DocxStyles styles = DocxStyles.of(parts.part("word/styles.xml"));
    LayoutWriter out = new LayoutWriter();
    byte[] body = parts.part("word/document.xml").orElseThrow();
    try {
      new DocxBody(styles, out).read(reader(body));
    } catch (XMLStreamException broken) {
      if (out.isEmpty()) {
        throw new Unreadable(
            "corrupt-document", "the text of the document is broken", "save the document again");
      }
    }
    return out.layout(properties(parts.part("docProps/core.xml")));
  }

  /** Knows no document type and reads nothing from outside. */
  static XMLStreamReader reader(byte[] part) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory.createXMLStreamReader(new ByteArrayInputStream(part));
  }

  /** Title and authors as the properties of the document tell them. */
  private static CitationDraft properties(Optional<byte[]> part) {
    CitationDraft draft = new CitationDraft();
    try {
      if (part.isPresent()) {
        XMLStreamReader xml = reader(part.get());
        while (xml.hasNext()) {
          if (xml.next() == XMLStreamConstants.START_ELEMENT) {
            property(xml, draft);
          }
        }
      }
    } catch (XMLStreamException broken) {
      return draft;
    }
    return draft;
  }

  private static void property(XMLStreamReader xml, CitationDraft draft) throws XMLStreamException {
    switch (xml.getLocalName()) {
      case "title" -> draft.put(Field.TITLE, xml.getElementText());
      case "language" -> draft.put(Field.LANGUAGE, xml.getElementText());
      default -> {}
    }
  }
}
