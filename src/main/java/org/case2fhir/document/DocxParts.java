package org.case2fhir.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The parts of a DOCX that are read, unpacked within limits. */
final class DocxParts {
  private final Map<String, byte[]> parts;

  private DocxParts(Map<String, byte[]> parts) {
    this.parts = parts;
  }

  /**
   * Unpacks the text, its styles and its properties.
   *
   * @throws Unreadable when the archive is broken, is no DOCX, or unpacks to more than the limit
   */
  static DocxParts of(byte[] content) throws Unreadable {
    Map<String, byte[]> parts = new HashMap<>();
    int entries = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (isRead(entry.getName())) {
          parts.put(entry.getName(), unpack(zip));
        }
        if (++entries > DocumentLimits.ENTRIES || parts.size() == 3) {
          break;
        }
      }
    } catch (IOException | IllegalArgumentException broken) {
      if (!parts.containsKey("word/document.xml")) {
        throw new Unreadable(
            "corrupt-document", "the archive is broken", "save the document again");
      }
    }
    if (!parts.containsKey("word/document.xml")) {
      throw new Unreadable(
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

  private static byte[] unpack(ZipInputStream zip) throws IOException, Unreadable {
    byte[] part = zip.readNBytes(DocumentLimits.UNPACKED + 1);
    if (part.length > DocumentLimits.UNPACKED) {
      throw new Unreadable(
          "too-large",
          "the document unpacks to more than 32 MB of text",
          "save it again without embedded content");
    }
    return part;
  }
}
