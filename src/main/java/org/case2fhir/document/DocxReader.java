package org.case2fhir.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.case2fhir.document.CitationBuilder.Field;
import org.case2fhir.document.DocumentReader.UnreadableDocument;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.document.Layout.LayoutWriter;
import org.case2fhir.document.Layout.Note;

/**
 * Reads Word documents: headings by style, tables as rows, text as it stands after all changes.
 * Headers, footers, footnotes, comments, deleted text and pictures are left out.
 */
final class DocxReader {
  private static final String W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

  private DocxReader() {}

  /**
   * Reads the main text.
   *
   * @throws UnreadableDocument when the archive or its text is broken or too large
   */
  static Layout read(byte[] content) throws UnreadableDocument {
    DocxParts parts = DocxParts.of(content);
    DocxStyles styles = DocxStyles.of(parts.part("word/styles.xml"));
    LayoutWriter out = new LayoutWriter();
    byte[] body = parts.part("word/document.xml").orElseThrow();
    List<Note> lost = new ArrayList<>();
    try {
      new DocxBody(styles, out).read(reader(body));
    } catch (XMLStreamException broken) {
      if (out.isEmpty()) {
        throw new UnreadableDocument(
            "corrupt-document", "the text of the document is broken", "save the document again");
      }
      lost.add(
          new Note(
              "truncated-document",
              "the text of the document is broken; what stands behind the break is not read",
              "save the document again"));
    }
    return out.layout(properties(parts.part("docProps/core.xml")), lost);
  }

  /**
   * Knows no document type and reads nothing from outside. It is given letters, not bytes: of bytes
   * that are not letters the JDK's reader prints a line to standard error, past everything that
   * could keep it back.
   */
  static XMLStreamReader reader(byte[] part) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty("jdk.xml.maxElementDepth", "0"); // there is one below; Java 24+ has its own
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory.createXMLStreamReader(new StringReader(DecodedText.of(part).text()));
  }

  /** Title and language as the properties of the document state them. */
  private static CitationBuilder properties(Optional<byte[]> part) {
    CitationBuilder citation = new CitationBuilder();
    try {
      if (part.isPresent()) {
        XMLStreamReader xml = reader(part.get());
        while (xml.hasNext()) {
          if (xml.next() == XMLStreamConstants.START_ELEMENT) {
            property(xml, citation);
          }
        }
      }
    } catch (XMLStreamException broken) {
      return citation;
    }
    return citation;
  }

  private static void property(XMLStreamReader xml, CitationBuilder citation)
      throws XMLStreamException {
    switch (xml.getLocalName()) {
      case "title" -> citation.put(Field.TITLE, xml.getElementText());
      case "language" -> citation.put(Field.LANGUAGE, xml.getElementText());
      default -> {}
    }
  }

  /** Writes the paragraphs and tables of a Word document. */
  private static final class DocxBody {
    private static final int SHORT = 90;
    private static final int DEEPEST = 300;

    private final DocxStyles styles;
    private final LayoutWriter out;
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder cell = new StringBuilder();
    private final List<String> cells = new ArrayList<>();
    private String style = "";
    private int level;
    private int tables;
    private int skipped;
    private boolean raised;
    private boolean plainRun;
    private boolean allBold = true;

    DocxBody(DocxStyles styles, LayoutWriter out) {
      this.styles = styles;
      this.out = out;
    }

    void read(XMLStreamReader xml) throws XMLStreamException {
      int depth = 0;
      while (xml.hasNext() && !out.isFull()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          if (++depth > DEEPEST) {
            throw new XMLStreamException("too deep");
          }
          depth -= start(xml);
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          depth--;
          end(xml.getLocalName());
        }
      }
      paragraph();
    }

    /** Reads what an element begins; returns how many elements were read to their end. */
    private int start(XMLStreamReader xml) throws XMLStreamException {
      if (skipped > 0
          || xml.getLocalName().equals("Fallback")
          || xml.getLocalName().equals("del")) {
        skipped++;
        return 0;
      }
      if (xml.getLocalName().equals("t")) {
        run(xml.getElementText());
        return 1;
      }
      bold(xml);
      switch (xml.getLocalName()) {
        case "p" -> begin();
        case "pStyle" -> style = value(xml);
        case "outlineLvl" -> level = outline(value(xml));
        case "r" -> raised = false;
        case "vertAlign" -> raised = value(xml).equals("superscript");
        case "tab", "br", "cr" -> line.append(' ');
        case "noBreakHyphen" -> line.append('-');
        case "tbl" -> tables++;
        case "tc" -> cell.setLength(tables == 1 ? 0 : cell.length());
        default -> {}
      }
      return 0;
    }

    /** A short paragraph all in bold is a heading in many manuscripts. */
    private void bold(XMLStreamReader xml) {
      switch (xml.getLocalName()) {
        case "r" -> plainRun = true;
        case "b" -> plainRun = value(xml).equals("0") || value(xml).equals("false");
        default -> {}
      }
    }

    private void run(String text) {
      allBold &= !plainRun || text.isBlank();
      for (char c : text.toCharArray()) {
        line.append(raised && c >= '0' && c <= '9' ? LayoutWriter.SUPERSCRIPTS.charAt(c - '0') : c);
      }
    }

    private void end(String name) {
      if (skipped > 0) {
        skipped--;
        return;
      }
      switch (name) {
        case "p" -> paragraph();
        case "tc" -> closeCell();
        case "tr" -> closeRow();
        case "tbl" -> tables--;
        default -> {}
      }
    }

    private void begin() {
      paragraph();
      style = "";
      level = 0;
      allBold = true;
    }

    private void paragraph() {
      if (tables > 0) {
        cell.append(line).append(' ');
      } else {
        String words = line.toString().strip();
        if (!words.isEmpty()) {
          out.add(kind(words), headingLevel(), Optional.empty(), words);
        }
      }
      line.setLength(0);
    }

    private BlockKind kind(String words) {
      if (styles.isCaption(style)) {
        return BlockKind.LEGEND;
      }
      boolean known = words.length() <= SHORT && Headings.kind(words).isPresent();
      boolean bold = allBold && words.length() <= SHORT && !words.endsWith(".");
      return headingLevel() > 0 || known || bold ? BlockKind.HEADING : BlockKind.TEXT;
    }

    private int headingLevel() {
      return level > 0 ? level : styles.level(style);
    }

    private void closeCell() {
      if (tables == 1) {
        cells.add(cell.toString());
        cell.setLength(0);
      }
    }

    private void closeRow() {
      if (tables == 1) {
        out.row(cells, Optional.empty());
        cells.clear();
      }
    }

    private static int outline(String value) {
      boolean digit = value.length() == 1 && Character.isDigit(value.charAt(0));
      int number = digit ? value.charAt(0) - '0' : 9;
      return number < 6 ? number + 1 : 0;
    }

    private static String value(XMLStreamReader xml) {
      return Optional.ofNullable(xml.getAttributeValue(W, "val")).orElse("");
    }
  }

  /** The parts of a DOCX that are read, unpacked within limits. */
  private static final class DocxParts {
    // Bytes of a part once unpacked.
    private static final int MAX_UNPACKED = 32 * 1024 * 1024;
    private static final int MAX_ENTRIES = 5_000;

    private final Map<String, byte[]> parts;

    private DocxParts(Map<String, byte[]> parts) {
      this.parts = parts;
    }

    /**
     * Unpacks the text, its styles and its properties.
     *
     * @throws UnreadableDocument when the archive is broken, is not a DOCX, or unpacks to more than
     *     the limit
     */
    static DocxParts of(byte[] content) throws UnreadableDocument {
      Map<String, byte[]> parts = new HashMap<>();
      int entries = 0;
      try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          if (isRead(entry.getName()) && parts.put(entry.getName(), unpack(zip)) != null) {
            // Programs differ in which of the two they show.
            throw new UnreadableDocument(
                "corrupt-document",
                "the archive holds " + entry.getName() + " twice",
                "save the document again");
          }
          if (++entries > MAX_ENTRIES || parts.size() == 3) {
            break;
          }
        }
      } catch (IOException | IllegalArgumentException broken) {
        if (!parts.containsKey("word/document.xml")) {
          throw new UnreadableDocument(
              "corrupt-document", "the archive is broken", "save the document again");
        }
      }
      if (!parts.containsKey("word/document.xml")) {
        throw new UnreadableDocument(
            "wrong-kind",
            "this is a ZIP archive, not a Word document (DOCX)",
            "give the article as DOCX, PDF, HTML, JATS XML or text");
      }
      return new DocxParts(parts);
    }

    Optional<byte[]> part(String name) {
      return Optional.ofNullable(parts.get(name));
    }

    private static boolean isRead(String name) {
      return name.equals("word/document.xml")
          || name.equals("word/styles.xml")
          || name.equals("docProps/core.xml");
    }

    private static byte[] unpack(ZipInputStream zip) throws IOException, UnreadableDocument {
      byte[] part = zip.readNBytes(MAX_UNPACKED + 1);
      if (part.length > MAX_UNPACKED) {
        throw new UnreadableDocument(
            "too-large",
            "the document unpacks to more than 32 MB of text",
            "save it again without embedded content");
      }
      return part;
    }
  }

  /** What the styles of a Word document are called: their ids are in the language of the user. */
  private static final class DocxStyles {
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
}
