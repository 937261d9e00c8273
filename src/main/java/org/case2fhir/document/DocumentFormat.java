package org.case2fhir.document;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Formats of documents, told by what is in them and only then by what they are called. */
enum DocumentFormat {
  TEXT,
  HTML,
  JATS,
  PDF,
  DOCX,
  /** XML that is no article. */
  OTHER_XML;

  private static final int HEAD = 4_096;
  private static final Map<String, String> OTHERS = others();

  /** A packed format, by its first bytes; absent for what must be decoded first. */
  static Optional<DocumentFormat> packed(byte[] content) {
    String head = head(content);
    if (head.indexOf("%PDF-") >= 0 && head.indexOf("%PDF-") < 1024) {
      return Optional.of(PDF);
    }
    return head.startsWith("PK\u0003\u0004") ? Optional.of(DOCX) : Optional.empty();
  }

  /** What else a file is that is no document at all. */
  static Optional<String> other(byte[] content) {
    String head = head(content);
    return OTHERS.entrySet().stream()
        .filter(entry -> head.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The format of decoded text. */
  static DocumentFormat of(String name, String text) {
    String head = text.substring(0, Math.min(text.length(), HEAD)).stripLeading();
    String low = head.toLowerCase(Locale.ROOT);
    if (!head.startsWith("<")) {
      return TEXT;
    }
    if (low.startsWith("<!doctype html") || low.contains("<html")) {
      return HTML;
    }
    boolean xml =
        low.startsWith("<?xml") || low.startsWith("<!doctype") || low.contains("<article");
    if (xml && JatsReader.isArticle(text)) {
      return JATS;
    }
    String extension = name.toLowerCase(Locale.ROOT);
    boolean page =
        extension.endsWith(".html") || extension.endsWith(".htm") || low.contains("<body");
    if (page
        || low.matches("(?s)<(?:!--|div|p|h[1-6]|head|title|table|span|section|main)[\\s>].*")) {
      return HTML;
    }
    return xml ? OTHER_XML : TEXT;
  }

  private static String head(byte[] content) {
    return new String(content, 0, Math.min(content.length, HEAD), StandardCharsets.ISO_8859_1);
  }

  private static Map<String, String> others() {
    Map<String, String> others = new LinkedHashMap<>();
    others.put("\u00d0\u00cf\u0011\u00e0", "an old office document (DOC, XLS)");
    others.put("{\\rtf", "an RTF document");
    others.put("\u0089PNG", "a PNG image");
    others.put("\u00ff\u00d8\u00ff", "a JPEG image");
    others.put("GIF8", "a GIF image");
    others.put("II*\u0000", "a TIFF image");
    others.put("MM\u0000*", "a TIFF image");
    others.put("\u001f\u008b", "a gzip archive");
    others.put("\u007fELF", "a program");
    others.put("7z\u00bc\u00af", "a 7z archive");
    others.put("%!PS", "a PostScript document");
    return others;
  }
}
