package org.case2fhir.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.validation.FhirText.KnownTypes;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;

/**
 * Reads JSON once, without keeping it, and lets through what is one well-formed object with the
 * {@code resourceType} of an R4 resource.
 */
final class JsonPrescan {
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
  private Location emptyAt;
  private Issue tooMany;
  private String type = "";
  private String fhirVersion = "";

  private final FhirVersion version;

  private JsonPrescan(String source, FhirVersion version) {
    this.source = source;
    this.version = version;
    this.typeAt = new Location(source, 1, 1, "");
  }

  static Result<FhirText> check(String source, String text, FhirVersion version) {
    JsonPrescan gate = new JsonPrescan(source, version);
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
    if (tooMany != null) {
      return Optional.of(tooMany);
    }
    if (type.isEmpty()) {
      return Optional.of(noType());
    }
    Optional<Issue> refusal = typeRefusal();
    return refusal.isEmpty() && emptyAt != null ? Optional.of(emptyObject()) : refusal;
  }

  private void readObject(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      count(parser);
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("resourceType") && value == JsonToken.VALUE_STRING) {
        type = parser.getText();
        typeAt = at(parser.currentTokenLocation());
      } else if (key.equals("fhirVersion") && value == JsonToken.VALUE_STRING) {
        fhirVersion = parser.getText();
      } else if (value.isStructStart()) {
        skipChildren(parser);
      }
    }
  }

  /** HAPI's validator ends in an exception at an empty object, so the first one is remembered. */
  private void skipChildren(JsonParser parser) throws IOException {
    JsonToken before = parser.currentToken();
    for (int depth = 1; depth > 0; ) {
      JsonToken token = parser.nextToken();
      count(parser);
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
        if (token == JsonToken.END_OBJECT && before == JsonToken.START_OBJECT && emptyAt == null) {
          emptyAt = at(parser.currentTokenLocation());
        }
      }
      before = token;
    }
  }

  private void count(JsonParser parser) {
    JsonStreamContext context = parser.getParsingContext();
    if (context.getEntryCount() > FhirText.MAX_MEMBERS && tooMany == null) {
      String list = context.inArray() ? context.getParent().getCurrentName() : "names";
      if (context.inObject() || list != null && FhirText.COMPARED.contains(list)) {
        tooMany = FhirText.tooMany(list, at(parser.currentTokenLocation()));
      }
    }
  }

  private Optional<Issue> typeRefusal() {
    Optional<Issue> refusal = KnownTypes.refusal(type, version, typeAt);
    return refusal.isPresent() ? refusal : KnownTypes.otherVersion(fhirVersion, version, typeAt);
  }

  private Issue noType() {
    return Issue.error(
        "not-fhir",
        "the JSON has no resourceType, so it is not a FHIR resource",
        typeAt,
        "a case file in JSON is for `case2fhir convert`");
  }

  /** Invariant ele-1: https://hl7.org/fhir/R4/element.html. */
  private Issue emptyObject() {
    return Issue.error(
        "empty-object",
        "an object is empty, but every FHIR element has a value or children",
        emptyAt,
        "fill it or leave it out; the rest of the file has not been checked");
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
