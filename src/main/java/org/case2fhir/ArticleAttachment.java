package org.case2fhir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.case2fhir.fhir.MappingOptions.SourceAttachment;
import org.case2fhir.reading.ReadCase;

/**
 * The text of an article as it is attached to its Bundle: the text that the places of the evidence
 * point into, whatever format it was taken from.
 */
final class ArticleAttachment {
  private ArticleAttachment() {}

  static SourceAttachment of(Input input, ReadCase found) {
    String name = Path.of(input.name()).getFileName().toString();
    byte[] text = found.document().text().getBytes(StandardCharsets.UTF_8);
    String title = name.endsWith(".txt") || name.endsWith(".md") ? name : name + ".txt";
    String type = name.endsWith(".md") ? "text/markdown" : "text/plain";
    return new SourceAttachment(title, type, text);
  }
}
