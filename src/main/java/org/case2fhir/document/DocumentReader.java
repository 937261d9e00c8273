package org.case2fhir.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.document.Layout.Note;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;

/**
 * Reads a document of any format that articles come in: plain text, Markdown, HTML, JATS XML, PDF,
 * DOCX. Nothing outside the given bytes is read, nothing is fetched.
 */
public final class DocumentReader {
  /** Bytes of one file; far above any article, and far below what exhausts a machine. */
  public static final int MAX_BYTES = 20 * 1024 * 1024;

  private static final String FORMATS =
      "give the article as text, Markdown, HTML, JATS, PDF or DOCX";

  private final String name;
  private final List<Issue> issues = new ArrayList<>();

  private DocumentReader(String name) {
    this.name = name;
  }

  /**
   * Reads a document; its content decides on its format, then its name.
   *
   * @param name of the file, {@code -} for standard input; becomes the id of the document
   * @return the document; absent when it cannot be read or holds no text, and then an error says
   *     why
   */
  public static Result<SourceDocument> read(String name, byte[] content) {
    DocumentReader reader = new DocumentReader(name);
    try {
      Layout layout = reader.layout(content);
      return Result.of(reader.document(layout), reader.issues);
    } catch (UnreadableDocument reason) {
      reader.tell(Severity.ERROR, reason.note());
      return Result.failed(reader.issues);
    }
  }

  private Layout layout(byte[] content) throws UnreadableDocument {
    if (content.length > MAX_BYTES) {
      throw unreadable("too-large", "the file is larger than 20 MB", "an article is smaller");
    }
    Optional<String> other = DocumentFormat.other(content);
    if (other.isPresent()) {
      throw unreadable("wrong-kind", "this is " + other.get(), FORMATS);
    }
    Optional<DocumentFormat> packed = DocumentFormat.packed(content);
    Layout layout = packed.isPresent() ? packed(packed.get(), content) : decoded(content);
    // What is lost of an article may be what matters of its case: it is never called whole.
    layout.notes().forEach(note -> tell(Severity.ERROR, note));
    if (layout.blocks().isEmpty()) {
      throw unreadable(
          "empty-document", "the document holds no text", "check that it is the right file");
    }
    return layout;
  }

  private static Layout packed(DocumentFormat format, byte[] content) throws UnreadableDocument {
    return format == DocumentFormat.PDF ? PdfReader.read(content) : DocxReader.read(content);
  }

  private Layout decoded(byte[] content) throws UnreadableDocument {
    DecodedText decoded = DecodedText.of(content);
    String text = decoded.text();
    if (decoded.isBinary()) {
      throw unreadable("wrong-kind", "this is binary data, not text", FORMATS);
    }
    DocumentFormat format = DocumentFormat.of(name, text);
    if (format != DocumentFormat.HTML) {
      tellEncoding(decoded);
    }
    return switch (format) {
      case HTML -> HtmlReader.read(content);
      case JATS -> jats(text);
      case OTHER_XML -> throw unreadable("wrong-kind", "this XML is not a JATS article", FORMATS);
      case TEXT, PDF, DOCX -> PlainTextReader.read(text);
    };
  }

  private void tellEncoding(DecodedText decoded) {
    if (decoded.guessed()) {
      tell(
          Severity.INFORMATION,
          new Note(
              "guessed-encoding",
              "read as " + decoded.charset() + ", because it is not UTF-8",
              "save it as UTF-8 if letters look wrong"));
    }
    if (decoded.guessed() && decoded.text().indexOf('\ufffd') >= 0) {
      tell(
          Severity.WARNING,
          new Note(
              "bad-characters",
              "some bytes are no characters in " + decoded.charset() + " and are lost",
              "save it as UTF-8"));
    }
  }

  private Layout jats(String text) {
    if (JatsReader.isTruncated(text)) {
      tell(
          Severity.ERROR,
          new Note(
              "truncated-document", "the XML ends before the article does", "download it again"));
    }
    if (JatsReader.declaresEntities(text)) {
      tell(
          Severity.WARNING,
          new Note(
              "entities-not-read",
              "the XML declares entities of its own, which are never read",
              "replace them by their text"));
    }
    return JatsReader.read(text);
  }

  private SourceDocument document(Layout layout) {
    String language = Languages.of(layout);
    List<Section> sections = Outline.of(layout, language);
    CitationBuilder citation = layout.citation();
    CitationFinder.fill(citation, layout.text(), sections);
    citation.put(CitationBuilder.Field.LANGUAGE, language);
    if (!language.equals(Languages.ENGLISH)) {
      tell(
          Severity.WARNING,
          new Note(
              "not-english",
              "the article is in another language (" + language + ")",
              "give an English translation: only English is read"));
    }
    return new SourceDocument(name, layout.text(), citation.citation(), sections);
  }

  private void tell(Severity severity, Note note) {
    issues.add(
        new Issue(severity, note.code(), note.message(), Location.of(name), note.solution()));
  }

  private static UnreadableDocument unreadable(String code, String message, String solution) {
    return new UnreadableDocument(new Note(code, message, solution));
  }

  /** Formats of documents, recognized by their content and only then by their name. */
  private enum DocumentFormat {
    TEXT,
    HTML,
    JATS,
    PDF,
    DOCX,
    /** XML that is not an article. */
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

    /** What else a file is that is not a document at all. */
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
}
