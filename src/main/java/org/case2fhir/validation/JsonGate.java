package org.case2fhir.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;

/**
 * Reads JSON once, without keeping it, and lets through what is one well-formed object with the
 * {@code resourceType} of an R4 resource.
 */
final class JsonGate {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(FhirText.MAX_DEPTH)
                  // Attachments are long; the file as a whole is bounded already.
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final String source;
  private Location typeAt;
  private String type = "";
  private String fhirVersion = "";

  private JsonGate(String source) {
    this.source = source;
    this.typeAt = new Location(source, 1, 1, "");
  }

  static Result<FhirText> check(String source, String text) {
    JsonGate gate = new JsonGate(source);
    Optional<Issue> refusal = gate.scan(text);
    return refusal
        .map(Result::<FhirText>failed)
        .orElseGet(
            () -> Result.of(new FhirText(text, FhirFormat.JSON, gate.type), java.util.List.of()));
  }

  private Optional<Issue> scan(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      readObject(parser);
      if (parser.nextToken() != null) {
        return Optional.of(severalValues(parser));
      }
    } catch (StreamConstraintsException e) {
      return Optional.of(beyondLimits(e));
    } catch (JsonProcessingException e) {
      return Optional.of(malformed(e));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return type.isEmpty() ? Optional.of(noType()) : typeRefusal();
  }

  private void readObject(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("resourceType") && value == JsonToken.VALUE_STRING) {
        type = parser.getText();
        typeAt = at(parser.currentTokenLocation());
      } else if (key.equals("fhirVersion") && value == JsonToken.VALUE_STRING) {
        fhirVersion = parser.getText();
      } else if (value.isStructStart()) {
        parser.skipChildren();
      }
    }
  }

  private Optional<Issue> typeRefusal() {
    Optional<Issue> refusal = ResourceTypes.refusal(type, typeAt);
    return refusal.isPresent() ? refusal : ResourceTypes.otherVersion(fhirVersion, typeAt);
  }

  private Issue noType() {
    return Issue.error(
        "not-fhir",
        "the JSON has no resourceType, so it is no FHIR resource",
        typeAt,
        "a case file in JSON is for `case2fhir convert`");
  }

  private Issue severalValues(JsonParser parser) {
    return Issue.error(
        "several-resources",
        "a second JSON value follows the first",
        at(parser.currentTokenLocation()),
        "give one resource a file; NDJSON is not read");
  }

  private Issue beyondLimits(StreamConstraintsException e) {
    return Issue.error(
        "nested-too-deeply",
        "the JSON is nested more than "
            + FhirText.MAX_DEPTH
            + " deep, or has a number or name too long",
        at(e.getLocation()),
        "no FHIR resource needs this; check how the file was made");
  }

  private Issue malformed(JsonProcessingException e) {
    // Jackson goes on with where in memory it was.
    String message = e.getOriginalMessage().lines().findFirst().orElse("");
    int aside = message.indexOf(" (start marker at");
    String told = aside < 0 ? message : message.substring(0, aside);
    return Issue.error(
        "malformed-json",
        "the JSON is malformed: " + told,
        at(e.getLocation()),
        "correct it there");
  }

  private Location at(JsonLocation location) {
    return location == null
        ? Location.of(source)
        : new Location(source, location.getLineNr(), location.getColumnNr(), "");
  }
}
