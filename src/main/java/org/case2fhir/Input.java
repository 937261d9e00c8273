package org.case2fhir;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One file to convert or validate, in memory.
 *
 * @param name as the user gave it; {@code -} for standard input
 * @param content not copied: whoever makes an input leaves the bytes alone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of a large file would be waste
public record Input(String name, byte[] content) {
  /** Extensions of articles, in lower case. */
  public static final Set<String> ARTICLE_EXTENSIONS =
      Set.of("txt", "text", "md", "markdown", "html", "htm", "xhtml", "xml", "nxml", "pdf", "docx");

  private static final int LOOKED_AT = 4_000;
  private static final Pattern KEY =
      Pattern.compile(
          "(?m)^\\s*[\"']?(?:\\$schema|id|title|source|subject|encounters|diagnoses|findings"
              + "|measurements|medications|procedures|specimens|reports|family-history|allergies)"
              + "[\"']?\\s*:(?:\\s|$)");

  private static final JsonFactory JSON = new JsonFactory();

  private static final Pattern ROOT =
      Pattern.compile("<[A-Z]\\w*\\s[^>]*xmlns\\s*=\\s*[\"']http://hl7\\.org/fhir[\"']");

  /** What an input that is not a FHIR resource holds. */
  public enum Kind {
    CASE_FILE,
    ARTICLE
  }

  /**
   * Reads a stream, but never much more than a file may have: what is longer is cut just above the
   * limit, so that the stage that reads it says that it is too large.
   *
   * @throws IOException if the stream cannot be read
   */
  public static Input read(String name, InputStream stream, int limit) throws IOException {
    return new Input(name, stream.readNBytes(limit + 1));
  }

  /** By its extension, else by how it begins. */
  public Kind kind() {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (CaseConverter.CASE_FILE_EXTENSIONS.contains(extension)) {
      return Kind.CASE_FILE;
    }
    if (ARTICLE_EXTENSIONS.contains(extension) && name.indexOf('.') >= 0) {
      return Kind.ARTICLE;
    }
    int length = Math.min(content.length, LOOKED_AT);
    String start = new String(content, 0, length, StandardCharsets.ISO_8859_1);
    String bare = start.replaceAll("^[\\s\u00ef\u00bb\u00bf]+", "");
    boolean packed = bare.startsWith("%PDF") || bare.startsWith("PK") || bare.startsWith("<");
    boolean caseFile = bare.startsWith("{") || KEY.matcher(start).find();
    return !packed && caseFile ? Kind.CASE_FILE : Kind.ARTICLE;
  }

  /** Whether it is a case file or a phenopacket, by its extension, else by how it begins. */
  public boolean isCaseFile() {
    return kind() == Kind.CASE_FILE;
  }

  /** Whether it holds a resource in JSON or XML. */
  public boolean isFhir() {
    int length = Math.min(content.length, LOOKED_AT);
    String start = new String(content, 0, length, StandardCharsets.UTF_8).strip();
    if (start.startsWith("\ufeff")) {
      start = start.substring(1);
    }
    return start.startsWith("{") ? hasType() : ROOT.matcher(start).find();
  }

  /** The type may stand behind the content. */
  private boolean hasType() {
    try (JsonParser json = JSON.createParser(content)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (json.currentName().equals("resourceType")) {
          return true;
        }
        json.nextToken();
        json.skipChildren();
      }
      return false;
    } catch (IOException e) {
      // No JSON: what it is instead is for the reader of cases to say.
      return false;
    }
  }
}
