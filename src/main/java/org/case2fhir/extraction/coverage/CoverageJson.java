package org.case2fhir.extraction.coverage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.coverage.SentenceCoverage.Mark;
import org.case2fhir.model.Span;

/** Coverage as JSON: for tools. Offsets are UTF-16 code units of the document's text. */
public final class CoverageJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private CoverageJson() {}

  /** One object: the document, and a list of sentences with their words. */
  public static String write(SourceDocument document, List<Coverage> patients) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("document", document.id());
      json.writeArrayFieldStart("sentences");
      int patient = 0;
      for (Coverage coverage : patients) {
        patient++;
        for (SentenceCoverage sentence : coverage.sentences()) {
          write(json, sentence, patient, document);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return out + "\n";
  }

  private static void write(
      JsonGenerator json, SentenceCoverage sentence, int patient, SourceDocument document)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("patient", patient);
    span(json, sentence.span(), document);
    json.writeStringField("coverage", word(sentence.degree()));
    json.writeArrayFieldStart("words");
    for (Mark mark : sentence.marks()) {
      json.writeStartObject();
      span(json, mark.span(), document);
      json.writeStringField("label", mark.label());
      json.writeStringField("outcome", word(mark.outcome()));
      if (mark.assertion().isPresent()) {
        json.writeStringField("assertion", word(mark.assertion().get()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void span(JsonGenerator json, Span span, SourceDocument document)
      throws IOException {
    json.writeNumberField("start", span.start());
    json.writeNumberField("end", span.end());
    json.writeStringField("text", document.text().substring(span.start(), span.end()));
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
