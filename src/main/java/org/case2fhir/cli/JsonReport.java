package org.case2fhir.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.case2fhir.CheckedInput;
import org.case2fhir.ReportItem;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;

/**
 * For tools: one JSON object for each finding, noise included, and after the findings of an input
 * one that sums it up.
 */
final class JsonReport implements Report {
  private static final JsonFactory JSON = new JsonFactory();

  private final Writer out;

  JsonReport(Writer out) {
    this.out = out;
  }

  @Override
  public void add(CheckedInput input) throws IOException {
    for (ReportItem finding : input.findings()) {
      JsonGenerator json = generator();
      json.writeStartObject();
      json.writeStringField("file", input.name());
      write(json, finding);
      json.writeEndObject();
      json.close();
      out.append('\n');
    }
    summarise(input);
  }

  private static void write(JsonGenerator json, ReportItem finding) throws IOException {
    Location place = finding.issue().location();
    json.writeStringField("severity", finding.issue().severity().word());
    json.writeStringField("code", finding.issue().code());
    json.writeStringField("message", finding.issue().message());
    json.writeStringField("source", place.source());
    if (place.line() > 0) {
      json.writeNumberField("line", place.line());
    }
    if (place.column() > 0) {
      json.writeNumberField("column", place.column());
    }
    text(json, "path", place.path());
    text(json, "solution", finding.issue().solution());
    text(json, "quote", finding.quote());
    json.writeBooleanField("noise", finding.noise());
    json.writeStringField("saidBy", finding.speaker().name().toLowerCase(Locale.ROOT));
  }

  private static void text(JsonGenerator json, String name, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }

  private void summarise(CheckedInput input) throws IOException {
    JsonGenerator json = generator();
    json.writeStartObject();
    json.writeStringField("summary", input.name());
    text(json, "resourceType", input.resourceType());
    for (Severity severity : Severity.values()) {
      long number =
          input.findings().stream()
              .filter(f -> !f.noise() && f.issue().severity() == severity)
              .count();
      json.writeNumberField(severity.word(), number);
    }
    json.writeNumberField("noise", input.findings().stream().filter(ReportItem::noise).count());
    json.writeEndObject();
    json.close();
    out.append('\n');
  }

  private JsonGenerator generator() throws IOException {
    return JSON.createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }
}
