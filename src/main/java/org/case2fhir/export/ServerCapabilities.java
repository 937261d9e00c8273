package org.case2fhir.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.exchange.Answer;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.Write.WriteTarget;

/**
 * What a server says that it can do.
 *
 * @param software its name and version; empty if it does not say
 * @param fhirVersion {@code 4.0.1}; empty if it does not say
 * @param formats media types or short names; empty if it does not say
 * @param interactions of the system: {@code transaction}, {@code batch}
 * @param types by the names of the resource types; empty if it does not say
 */
public record ServerCapabilities(
    String software,
    String fhirVersion,
    Set<String> formats,
    Set<String> interactions,
    Map<String, TypeCapabilities> types) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The version of FHIR that is written here, without its last number. */
  private static final String OUR_VERSION = "4.0";

  /**
   * What it can do with one type.
   *
   * @param interactions {@code create}, {@code update}, {@code search-type} …
   */
  public record TypeCapabilities(
      Set<String> interactions, boolean conditionalCreate, boolean conditionalUpdate) {}

  public ServerCapabilities {
    formats = Set.copyOf(formats);
    interactions = Set.copyOf(interactions);
    types = Map.copyOf(types);
  }

  /** Whether it says to speak another version of FHIR. */
  public boolean speaksAnotherVersion() {
    return !fhirVersion.isEmpty()
        && !fhirVersion.equals(OUR_VERSION)
        && !fhirVersion.startsWith(OUR_VERSION + ".");
  }

  /** Whether it takes JSON, or does not say. */
  public boolean takesJson() {
    return formats.isEmpty() || formats.stream().anyMatch(format -> format.endsWith("json"));
  }

  /** Whether it says to support a mode. */
  public boolean supports(ExportMode mode) {
    return switch (mode) {
      case TRANSACTION -> interactions.contains("transaction");
      case BATCH -> interactions.contains("batch");
      case RESOURCES -> true;
    };
  }

  /**
   * Whether it can be tried: servers that take transactions mostly take batches, and say so less.
   */
  boolean maySupport(ExportMode mode) {
    return supports(mode) || mode == ExportMode.BATCH && supports(ExportMode.TRANSACTION);
  }

  /** Why it would refuse a resource; empty if it says nothing against it. */
  Optional<String> objection(WriteTarget target) {
    if (types.isEmpty()) {
      return Optional.empty();
    }
    TypeCapabilities type = types.get(target.type());
    if (type == null) {
      return Optional.of("the server has no " + target.type());
    }
    boolean able =
        switch (target.kind()) {
          case UPDATE_IF -> type.conditionalUpdate() && type.interactions().contains("update");
          case UPDATE -> type.interactions().contains("update");
          case CREATE_IF -> type.conditionalCreate() && type.interactions().contains("create");
          case CREATE -> type.interactions().contains("create");
        };
    return able
        ? Optional.empty()
        : Optional.of("the server offers no " + target.kind().words() + " of " + target.type());
  }

  /**
   * Reads a CapabilityStatement of any version of FHIR, which is why it is read as plain JSON: the
   * elements needed here have the same names in all. Empty if the text is no such statement.
   */
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
            Answer.clean(statement.path("fhirVersion").asText()),
            words(statement.path("format")),
            codes(rest.path("interaction")),
            types));
  }

  private static String software(JsonNode software) {
    String all = software.path("name").asText() + " " + software.path("version").asText();
    return Answer.clean(all);
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
    list.forEach(each -> words.add(Answer.clean(each.asText())));
    return words;
  }
}
