package org.case2fhir;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether an input is a case file or an article: by its extension, else by how it begins. */
enum InputKind {
  CASE_FILE,
  ARTICLE;

  /** Extensions of articles, in lower case. */
  static final Set<String> ARTICLE_EXTENSIONS =
      Set.of("txt", "text", "md", "markdown", "html", "htm", "xhtml", "xml", "nxml", "pdf", "docx");

  private static final int LOOKED_AT = 4_000;
  private static final Pattern KEY =
      Pattern.compile(
          "(?m)^\\s*[\"']?(?:\\$schema|id|title|source|subject|encounters|diagnoses|findings"
              + "|measurements|medications|procedures|specimens|reports|family-history|allergies)"
              + "[\"']?\\s*:(?:\\s|$)");

  static InputKind of(Input input) {
    String name = input.name();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (CaseConverter.CASE_FILE_EXTENSIONS.contains(extension)) {
      return CASE_FILE;
    }
    if (ARTICLE_EXTENSIONS.contains(extension) && name.indexOf('.') >= 0) {
      return ARTICLE;
    }
    int length = Math.min(input.content().length, LOOKED_AT);
    String start = new String(input.content(), 0, length, StandardCharsets.ISO_8859_1);
    String bare = start.replaceAll("^[\\s\u00ef\u00bb\u00bf]+", "");
    boolean packed = bare.startsWith("%PDF") || bare.startsWith("PK") || bare.startsWith("<");
    boolean caseFile = bare.startsWith("{") || KEY.matcher(start).find();
    return !packed && caseFile ? CASE_FILE : ARTICLE;
  }
}
