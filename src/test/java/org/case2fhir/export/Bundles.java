package org.case2fhir.export;

import java.util.ArrayList;
import java.util.List;

/** Small Bundles whose resources refer to each other as a test wants. */
final class Bundles {
  private final List<String> entries = new ArrayList<>();

  static String name(String key) {
    return "urn:uuid:00000000-0000-4000-8000-" + ("000000000000" + key).substring(key.length());
  }

  /** Written by a conditional update on an identifier. */
  Bundles with(String type, String key, String... targets) {
    return entry(type, key, "\"method\": \"PUT\", \"url\": \"" + url(type, key) + "\"", targets);
  }

  /** Written by a plain create. */
  Bundles created(String type, String key, String... targets) {
    return entry(type, key, "\"method\": \"POST\", \"url\": \"" + type + "\"", targets);
  }

  Bundles asking(String type, String key, String request) {
    return entry(type, key, request);
  }

  static String url(String type, String key) {
    return type + "?identifier=urn:x%7C" + key;
  }

  private Bundles entry(String type, String key, String request, String... targets) {
    StringBuilder references = new StringBuilder();
    for (String target : targets) {
      references.append(references.isEmpty() ? "" : ", ");
      references.append(
          "{\"url\": \"urn:test\", \"valueReference\": {\"reference\": \"" + name(target) + "\"}}");
    }
    String extension = targets.length == 0 ? "" : ", \"extension\": [" + references + "]";
    entries.add(
        """
        {"fullUrl": "%s", "resource": {"resourceType": "%s",
          "identifier": [{"system": "urn:x", "value": "%s"}]%s}%s}
        """
            .formatted(
                name(key),
                type,
                key,
                extension,
                request.isEmpty() ? "" : ", \"request\": {" + request + "}"));
    return this;
  }

  String of(String type) {
    return "{\"resourceType\": \"Bundle\", \"type\": \""
        + type
        + "\", \"entry\": ["
        + String.join(",", entries)
        + "]}";
  }

  /** A patient, some observations of it, and a report of these. */
  static Bundles usual() {
    return new Bundles()
        .with("DiagnosticReport", "5", "1", "2", "3", "4")
        .with("Observation", "2", "1")
        .with("Observation", "3", "1")
        .with("Observation", "4", "1")
        .with("Patient", "1");
  }

  /** A procedure that has a report, which lists an observation, which was part of the procedure. */
  static Bundles circle() {
    return new Bundles()
        .with("Procedure", "2", "1", "3")
        .with("DiagnosticReport", "3", "1", "4")
        .with("Observation", "4", "1", "2")
        .with("Patient", "1");
  }
}
