package org.case2fhir;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import java.util.regex.Pattern;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;

/**
 * Writes issues as one <a href="https://hl7.org/fhir/R4/operationoutcome.html">OperationOutcome
 * </a>. {@code details} has the message and our code, {@code diagnostics} the file, the place in it
 * and the remedy, {@code expression} the element; line and column are also in the extensions that
 * validators use.
 */
public final class OutcomeWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String EXTENSION = "http://hl7.org/fhir/StructureDefinition/";
  private static final Pattern INVARIANT = Pattern.compile("fhir-[a-z]{2,4}-\\d+[a-z]?");

  /** Codes of FHIR's issue types, by what our codes have in them. */
  private static final Map<String, String> TYPES =
      Map.of(
          "fhir-validation-val-profile-minimum", "required",
          "fhir-unknown-code-system", "not-found",
          "fhir-unknown-code", "code-invalid",
          "fhir-invalid-code", "code-invalid",
          "fhir-reference-unresolved", "not-found",
          "fhir-bdl-7", "duplicate",
          "fhir-request-duplicate", "duplicate",
          "file-too-large", "too-long");

  private final JsonGenerator json;
  private boolean empty = true;

  /** Begins an outcome; the writer is not closed at its end. */
  public OutcomeWriter(Writer out) throws IOException {
    json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeStringField("resourceType", "OperationOutcome");
    json.writeArrayFieldStart("issue");
  }

  /** Adds an issue. */
  public void add(Issue issue) throws IOException {
    empty = false;
    Location place = issue.location();
    json.writeStartObject();
    if (place.line() > 0) {
      json.writeArrayFieldStart("extension");
      extension("operationoutcome-issue-line", place.line());
      if (place.column() > 0) {
        extension("operationoutcome-issue-col", place.column());
      }
      json.writeEndArray();
    }
    json.writeStringField("severity", issue.severity().word());
    json.writeStringField("code", type(issue));
    json.writeObjectFieldStart("details");
    json.writeArrayFieldStart("coding");
    json.writeStartObject();
    json.writeStringField("code", issue.code());
    json.writeEndObject();
    json.writeEndArray();
    json.writeStringField("text", issue.message());
    json.writeEndObject();
    String remedy = issue.solution().isEmpty() ? "" : ": " + issue.solution();
    json.writeStringField("diagnostics", place + remedy);
    if (!place.path().isEmpty()) {
      json.writeArrayFieldStart("expression");
      json.writeString(place.path());
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void extension(String name, int value) throws IOException {
    json.writeStartObject();
    json.writeStringField("url", EXTENSION + name);
    json.writeNumberField("valueInteger", value);
    json.writeEndObject();
  }

  private static String type(Issue issue) {
    String known = TYPES.get(issue.code());
    if (known != null) {
      return known;
    }
    if (INVARIANT.matcher(issue.code()).matches()) {
      return "invariant";
    }
    if (issue.code().startsWith("fhir-terminology")) {
      return "code-invalid";
    }
    if (issue.severity() == Severity.INFORMATION) {
      return "informational";
    }
    return issue.code().startsWith("fhir-structure") ? "structure" : "invalid";
  }

  /** Ends the outcome. */
  public void finish() throws IOException {
    if (empty) {
      // An OperationOutcome has at least one issue.
      json.writeStartObject();
      json.writeStringField("severity", "information");
      json.writeStringField("code", "informational");
      json.writeObjectFieldStart("details");
      json.writeStringField("text", "All OK");
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }
}
