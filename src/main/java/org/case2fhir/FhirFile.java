package org.case2fhir;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Tells FHIR resources from cases and articles, by what is in the file. */
public final class FhirFile {
  private static final int LOOKED_AT = 4_000;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern ROOT =
      Pattern.compile("<[A-Z]\\w*\\s[^>]*xmlns\\s*=\\s*[\"']http://hl7\\.org/fhir[\"']");

  private FhirFile() {}

  /** Whether it holds a resource in JSON or XML. */
  public static boolean is(Input input) {
    int length = Math.min(input.content().length, LOOKED_AT);
    String start = new String(input.content(), 0, length, StandardCharsets.UTF_8).strip();
    if (start.startsWith("\ufeff")) {
      start = start.substring(1);
    }
    return start.startsWith("{") ? hasType(input) : ROOT.matcher(start).find();
  }

  /** The type may stand behind the content. */
  private static boolean hasType(Input input) {
    try (JsonParser json = JSON.createParser(input.content())) {
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
