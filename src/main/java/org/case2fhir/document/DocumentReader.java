package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.diagnostic.Severity;

/**
 * Reads a document of any format that articles come in: plain text, Markdown, HTML, JATS XML, PDF,
 * DOCX. Nothing outside the given bytes is read, nothing is fetched.
 */
public final class DocumentReader {
  private static final String FORMATS =
      "give the article as text, Markdown, HTML, JATS, PDF or DOCX";

  private final String name;
  private final List<Issue> issues = new ArrayList<>();

  private DocumentReader(String name) {
    this.name = name;
  }

  /**
   * Reads a document; its format is told by what is in it, then by its name.
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
    } catch (Unreadable reason) {
      reader.tell(Severity.ERROR, reason.note());
      return Result.failed(reader.issues);
    }
  }

  private Layout layout(byte[] content) throws Unreadable {
    if (content.length > DocumentLimits.BYTES) {
      throw unreadable("too-large", "the file is larger than 20 MB", "an article is smaller");
    }
    Optional<String> other = DocumentFormat.other(content);
    if (other.isPresent()) {
      throw unreadable("wrong-kind", "this is " + other.get(), FORMATS);
    }
    Optional<DocumentFormat> packed = DocumentFormat.packed(content);
    Layout layout = packed.isPresent() ? packed(packed.get(), content) : decoded(content);
    layout.notes().forEach(note -> tell(Severity.WARNING, note));
    if (layout.blocks().isEmpty()) {
      throw unreadable(
          "empty-document", "the document holds no text", "check that it is the right file");
    }
    return layout;
  }

  private static Layout packed(DocumentFormat format, byte[] content) throws Unreadable {
    return format == DocumentFormat.PDF ? PdfReader.read(content) : DocxReader.read(content);
  }

  private Layout decoded(byte[] content) throws Unreadable {
    DecodedText decoded = DecodedText.of(content);
    String text = decoded.text();
    if (TextCheck.isBinary(text)) {
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
      case TEXT, PDF, DOCX -> PlainText.read(text);
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
          Severity.WARNING,
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
    String language = TextCheck.language(layout);
    List<Section> sections = Outline.of(layout, language);
    CitationDraft citation = layout.citation();
    CitationFinder.fill(citation, layout.text(), sections);
    citation.put(CitationDraft.Field.LANGUAGE, language);
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

  private static Unreadable unreadable(String code, String message, String solution) {
    return new Unreadable(new Note(code, message, solution));
  }
}
