package org.case2fhir.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Span;
import org.case2fhir.reading.Coverage.Mark;
import org.case2fhir.reading.Coverage.Outcome;
import org.case2fhir.reading.Coverage.Sentence;

/**
 * Coverage for people, as one HTML page that needs nothing else: the whole document with its facts
 * highlighted, what is denied struck through, what is doubted dotted, lost words marked; and for
 * tools, as JSON with offsets in UTF-16 code units of the document's text.
 */
public final class CoverageWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final String text;
  private final StringBuilder out = new StringBuilder();

  private CoverageWriter(String text) {
    this.text = text;
  }

  /** One object: the document, and a list of sentences with their words. */
  public static String json(SourceDocument document, List<Coverage> patients) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("document", document.id());
      json.writeObjectFieldStart("words");
      for (Outcome outcome : Outcome.values()) {
        json.writeNumberField(word(outcome), words(patients, outcome));
      }
      json.writeEndObject();
      json.writeArrayFieldStart("sentences");
      for (int patient = 0; patient < patients.size(); patient++) {
        for (Sentence sentence : patients.get(patient).sentences()) {
          write(json, sentence, patient + 1, document);
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
      JsonGenerator json, Sentence sentence, int patient, SourceDocument document)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("patient", patient);
    span(json, sentence.span(), document);
    json.writeBooleanField("shaky", sentence.shaky());
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

  private static int words(List<Coverage> patients, Outcome outcome) {
    return patients.stream().mapToInt(coverage -> coverage.words(outcome)).sum();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The page. */
  public static String html(SourceDocument document, List<Coverage> patients) {
    CoverageWriter page = new CoverageWriter(document.text());
    page.head(document.id(), patients);
    List<Sentence> sentences =
        patients.stream()
            .flatMap(coverage -> coverage.sentences().stream())
            .sorted(Comparator.comparingInt(sentence -> sentence.span().start()))
            .toList();
    int at = 0;
    for (Sentence sentence : sentences) {
      if (sentence.span().start() >= at) {
        page.plain(at, sentence.span().start());
        page.sentence(sentence);
        at = sentence.span().end();
      }
    }
    page.plain(at, document.text().length());
    page.out.append("</article>\n</body>\n</html>\n");
    return page.out.toString();
  }

  private static String style() {
    try (InputStream in = CoverageWriter.class.getResourceAsStream("coverage.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void head(String name, List<Coverage> patients) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    out.append(escape("Coverage of " + name)).append("</title>\n<style>\n").append(style());
    out.append("</style>\n</head>\n<body>\n<h1>").append(escape(name)).append("</h1>\n<p>");
    List<String> counts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      counts.add(words(patients, outcome) + " " + word(outcome));
    }
    out.append(escape("Clinical words: " + String.join(", ", counts) + ".")).append("</p>\n");
    out.append(
        "<p class=\"legend\"><mark class=\"fact present\">present</mark> <mark class=\"fact"
            + " absent\">absent</mark> <mark class=\"fact possible\">possible</mark> <mark"
            + " class=\"part\">part of a fact</mark> <mark class=\"context\">context: time, place,"
            + " hypothetical or another person's</mark> <mark"
            + " class=\"lost\">lost</mark></p>\n<article>");
  }

  private void sentence(Sentence sentence) {
    out.append("<span class=\"sentence").append(sentence.shaky() ? " shaky" : "").append("\">");
    int at = sentence.span().start();
    for (Mark mark : sentence.marks()) {
      if (mark.span().start() >= at && mark.span().end() <= sentence.span().end()) {
        plain(at, mark.span().start());
        mark(mark);
        at = mark.span().end();
      }
    }
    plain(at, sentence.span().end());
    out.append("</span>");
  }

  private void mark(Mark mark) {
    String classes =
        Stream.concat(
                Stream.of(word(mark.outcome())),
                mark.assertion().stream().map(CoverageWriter::word))
            .reduce((a, b) -> a + " " + b)
            .orElseThrow();
    String title =
        mark.label().replace('_', ' ')
            + mark.assertion()
                .filter(assertion -> assertion != Assertion.PRESENT)
                .map(assertion -> ", " + word(assertion))
                .orElse("");
    out.append("<mark class=\"").append(classes).append("\" title=\"");
    out.append(escape(title)).append("\">");
    plain(mark.span().start(), mark.span().end());
    out.append("</mark>");
  }

  private void plain(int start, int end) {
    out.append(escape(text.substring(start, end)));
  }

  private static String escape(String words) {
    StringBuilder safe = new StringBuilder(words.length());
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(isAllowed(c) ? c : '\ufffd');
      }
    }
    return safe.toString();
  }

  private static boolean isAllowed(char c) {
    return c >= ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
