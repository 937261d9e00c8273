package org.case2fhir.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.CitationBuilder.Field;
import org.case2fhir.document.Layout.Note;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Span;

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
    Layout all = packed.isPresent() ? packed(packed.get(), content) : decoded(content);
    Layout layout = all.bounded();
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
              "some bytes are not characters in " + decoded.charset() + " and are lost",
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

  /**
   * Reads what a document prints about its own publication, and only where it is sure to speak of
   * itself: outside the references and the text, or right behind its abstract.
   */
  private static final class CitationFinder {
    /**
     * Up to here a paragraph holds one thing; in a longer one a name must stand twice to be sure.
     */
    private static final int LINE = 600;

    private static final Pattern DOI =
        Pattern.compile("(?i)(?:\\bdoi\\s?:?\\s?\\[?|doi\\.org/)(10\\.\\d{4,9}/[^\\s\\]\"<>|]+)");
    private static final Pattern PMID = Pattern.compile("\\bPMID:\\s{0,3}(\\d{5,8})\\b");
    private static final Pattern PMCID = Pattern.compile("\\b(PMC\\d{4,8})\\b");
    private static final Pattern LICENSE =
        Pattern.compile("\\b(CC[ -]BY(?:-(?:NC|ND|SA))*(?: \\d\\.\\d)?|CC0)\\b");
    // A word is taken whole: read letter by letter, a line in capitals has very many readings.
    private static final Pattern SOURCE =
        Pattern.compile(
            "(?<journal>(?:\\p{Lu}[\\p{L}&.]{0,40}+\\s?|of |and |the |in |& ){1,9})(?<=[ .])["
                + " .]{0,3}(?<year>(?:19|20)\\d\\d)(?: \\p{L}{3,9}\\.?)?(?:"
                + " \\d{1,2})?\\s?[;,]\\s?(?<volume>\\d{1,4})\\s?(?:\\((?<issue>[^)]{1,12})\\)|(?<suppl>Suppl\\.?"
                + " ?\\d*))?\\s?:\\s?(?<pages>[eE]?\\d{1,7}(?:\\s?[-–]\\s?\\d{1,6})?)");
    private static final Pattern AUTHOR =
        Pattern.compile(
            "(?:\\p{Lu}[\\p{L}.'’-]*(?: |$)){2,5}|(?:\\p{Lu}[\\p{L}.'’-]*"
                + " ){1,3}(?:de|van|von|da|del|al)[ -]\\p{Lu}\\p{L}+");

    private CitationFinder() {}

    /** Adds what the document prints to what its format states. */
    static void fill(CitationBuilder citation, String text, List<Section> sections) {
      boolean titled = citation.has(Field.TITLE);
      for (Section section : sections) {
        switch (section.kind()) {
          case TITLE -> citation.put(Field.TITLE, first(text, section));
          case FRONT_MATTER -> section.paragraphs().forEach(p -> front(citation, text, p, true));
          case ABSTRACT, KEYWORDS ->
              section.paragraphs().forEach(p -> front(citation, text, p, false));
          case INTRODUCTION, CASE, DISCUSSION, CONCLUSION, FIGURE_LEGEND, TABLE -> {}
          case BACK_MATTER, REFERENCES, OTHER_LANGUAGE, OTHER -> {}
        }
      }
      boolean page = !titled && !citation.has(Field.TITLE);
      if (page && !sections.isEmpty() && sections.get(0).kind() == SectionKind.FRONT_MATTER) {
        repeated(first(text, sections.get(0))).ifPresent(title -> citation.put(Field.TITLE, title));
      }
      if (!citation.hasAuthors()) {
        authors(citation, text, sections);
      }
    }

    private static void front(
        CitationBuilder citation, String text, List<Span> paragraph, boolean own) {
      String words = Passage.of(text, paragraph).text();
      if (own) {
        put(citation, Field.DOI, DOI, words);
        put(citation, Field.PMID, PMID, words);
        put(citation, Field.PMCID, PMCID, words);
        put(citation, Field.LICENSE, LICENSE, words);
      }
      Matcher source =
          SOURCE.matcher(own ? words : words.substring(Math.max(0, words.length() - 150)));
      boolean found = !citation.has(Field.YEAR) && source.find();
      if (found && (own || source.end() >= source.regionEnd() - 2)) {
        String journal = source.group("journal").strip();
        if (words.length() <= LINE || words.indexOf(journal) < source.start("journal")) {
          citation.put(Field.JOURNAL, journal);
        }
        citation.put(Field.YEAR, source.group("year"));
        citation.put(Field.VOLUME, source.group("volume"));
        Optional.ofNullable(source.group("issue"))
            .or(() -> Optional.ofNullable(source.group("suppl")))
            .ifPresent(issue -> citation.put(Field.ISSUE, issue));
        citation.put(Field.PAGES, source.group("pages").replace(" ", ""));
      }
    }

    private static void put(CitationBuilder citation, Field field, Pattern pattern, String words) {
      Matcher matcher = pattern.matcher(words);
      if (matcher.find()) {
        citation.put(field, matcher.group(1).replaceFirst("[.,;)]+$", ""));
      }
    }

    /** The title of a page: what it begins with and says again further down. */
    private static Optional<String> repeated(String page) {
      String head = page.substring(0, Math.min(page.length(), 20_000));
      int length = 0;
      for (int end = 30; end < Math.min(400, head.length()); end++) {
        if (head.indexOf(head.substring(0, end), end) < 0) {
          break;
        }
        length = end;
      }
      int word = length == 0 ? 0 : head.lastIndexOf(' ', length);
      String title = word <= 0 ? "" : head.substring(0, word).strip();
      return title.length() < 30 ? Optional.empty() : Optional.of(title);
    }

    /** The line below the title, if it is nothing but names. */
    private static void authors(CitationBuilder citation, String text, List<Section> sections) {
      boolean titled = false;
      for (Section section : sections) {
        if (section.kind() == SectionKind.TITLE) {
          titled = true;
        } else if (titled && section.kind() == SectionKind.FRONT_MATTER) {
          String line =
              first(text, section).replaceAll("[*†‡§¶\\d⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:,[*\\d⁰¹²³⁴⁵⁶⁷⁸⁹]+)*+", "");
          List<String> names =
              List.of(line.split("\\s*(?:,|;|\\band\\b|&)\\s*")).stream()
                  .map(String::strip)
                  .filter(name -> !name.isEmpty())
                  .toList();
          boolean allNames = names.stream().allMatch(name -> AUTHOR.matcher(name).matches());
          if (allNames && (names.size() > 1 || line.length() < 40)) {
            names.forEach(citation::author);
          }
          return;
        } else if (section.kind() != SectionKind.OTHER_LANGUAGE) {
          titled = false;
        }
      }
    }

    private static String first(String text, Section section) {
      return Passage.of(text, section.paragraphs().get(0)).text();
    }
  }

  /** Why a document cannot be read at all. */
  static final class UnreadableDocument extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Note note;

    UnreadableDocument(Note note) {
      super(note.message());
      this.note = note;
    }

    UnreadableDocument(String code, String message, String solution) {
      this(new Note(code, message, solution));
    }

    /** The reason. */
    Note note() {
      return note;
    }
  }
}
