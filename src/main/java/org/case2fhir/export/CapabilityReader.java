package org.case2fhir.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.exchange.ServerWords;
import org.case2fhir.export.ServerCapabilities.TypeCapabilities;

/**
 * Reads a CapabilityStatement of any version of FHIR, which is why it is read as plain JSON: the
 * elements needed here have the same names in all.
 */
final class CapabilityReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CapabilityReader() {}

  /** Empty if the text is no such statement. */
  static Optional<ServerCapabilities> read(String text) {
    JsonNode statement;
    try {
      statement = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    String kind = statement.path("resourceType").asText();
    // DSTU2 called it so; it is read to tell the version.
    if (!kind.equals("CapabilityStatement") && !kind.equals("Conformance")) {
      return Optional.empty();
    }
    JsonNode rest = statement.path("rest").path(0);
    Map<String, TypeCapabilities> types = new LinkedHashMap<>();
    for (JsonNode type : rest.path("resource")) {
      types.put(type.path("type").asText(), type(type));
    }
    return Optional.of(
        new ServerCapabilities(
            software(statement.path("software")),
            ServerWords.clean(statement.path("fhirVersion").asText()),
            words(statement.path("format")),
            codes(rest.path("interaction")),
            types));
  }

  private static String software(JsonNode software) {
    String all = software.path("name").asText() + " " + software.path("version").asText();
    return ServerWords.clean(all);
  }

  private static TypeCapabilities type(JsonNode type) {
    return new TypeCapabilities(
        codes(type.path("interaction")),
        type.path("conditionalCreate").asBoolean(),
        type.path("conditionalUpdate").asBoolean());
  }

  private static Set<String> codes(JsonNode interactions) {
    Set<String> codes = new LinkedHashSet<>();
    interactions.forEach(each -> codes.add(each.path("code").asText()));
    return codes;
  }

  private static Set<String> words(JsonNode list) {
    Set<String> words = new LinkedHashSet<>();
    list.forEach(each -> words.add(ServerWords.clean(each.asText())));
    return words;
  }
}
