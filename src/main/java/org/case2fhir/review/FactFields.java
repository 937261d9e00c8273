package org.case2fhir.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.case2fhir.casefile.CaseFile;
import org.case2fhir.casefile.CaseFile.FactSyntax;
import org.case2fhir.model.FactRef;

/**
 * The keys that a fact of each kind may have, taken from the JSON Schema of case files, so that the
 * page offers what the reader takes.
 */
final class FactFields {
  /** Shown apart, or written by the program. */
  private static final Set<String> APART =
      Set.of("id", "encounter", "evidence", "confidence", "reviewed", "codes", "assertion");

  private static final JsonNode SCHEMA = schema();
  private static final Map<String, Object> KINDS = kinds();

  private FactFields() {}

  private static JsonNode schema() {
    try {
      return new ObjectMapper().readTree(CaseFile.schema());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the program's own schema is JSON", e);
    }
  }

  /** The kinds with their heads and fields, as the page gets them. */
  static Map<String, Object> all() {
    return KINDS;
  }

  /** What a kind is called: {@code family-history}. */
  static String kind(FactSyntax syntax) {
    return FactRef.of(syntax.kind(), "").kind();
  }

  /** All keys that a fact of a kind may have. */
  static Set<String> keys(String kind) {
    Set<String> keys = new LinkedHashSet<>();
    properties(definition(kind)).fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static JsonNode definition(String kind) {
    return switch (kind) {
      case "subject" -> SCHEMA.at("/properties/subject");
      case "family-history" -> SCHEMA.at("/$defs/relative");
      default -> SCHEMA.at("/$defs/" + kind);
    };
  }

  /** Of the form that is a mapping: the other is a mere text. */
  private static JsonNode properties(JsonNode definition) {
    if (definition.has("properties")) {
      return definition.path("properties");
    }
    for (JsonNode form : definition.path("anyOf")) {
      if (form.has("properties")) {
        return form.path("properties");
      }
    }
    return definition.path("properties");
  }

  private static Map<String, Object> kinds() {
    Map<String, Object> kinds = new LinkedHashMap<>();
    kinds.put("subject", kind("subject", "subject", Map.of()));
    kinds.put("encounter", kind("encounter", "encounters", Map.of()));
    for (FactSyntax syntax : FactSyntax.all()) {
      Map<String, String> heads = new LinkedHashMap<>();
      syntax.heads().forEach((key, holds) -> heads.put(key, holds.name().toLowerCase(Locale.ROOT)));
      kinds.put(kind(syntax), kind(kind(syntax), syntax.list(), heads));
    }
    return kinds;
  }

  private static Map<String, Object> kind(String kind, String list, Map<String, String> heads) {
    JsonNode definition = definition(kind);
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("list", list);
    described.put("title", definition.path("title").asText(title(kind)));
    List<Map<String, String>> written = new ArrayList<>();
    heads.forEach((key, holds) -> written.add(Map.of("key", key, "assertion", holds)));
    described.put("heads", written);
    List<Object> fields = new ArrayList<>();
    Set<String> lists = new LinkedHashSet<>();
    FactSyntax.all().forEach(syntax -> lists.add(syntax.list()));
    for (Map.Entry<String, JsonNode> property : properties(definition).properties()) {
      String key = property.getKey();
      if (!heads.containsKey(key) && !APART.contains(key) && !lists.contains(key)) {
        fields.add(field(key, property.getValue()));
      }
    }
    described.put("fields", fields);
    return described;
  }

  private static Map<String, Object> field(String key, JsonNode property) {
    String reference = property.path("$ref").asText().replace("#/$defs/", "");
    JsonNode target = reference.isEmpty() ? property : SCHEMA.at("/$defs/" + reference);
    Map<String, Object> field = new LinkedHashMap<>();
    field.put("key", key);
    field.put("title", title(key));
    field.put("description", property.path("description").asText(""));
    List<String> choices = new ArrayList<>();
    property.path("enum").forEach(choice -> choices.add(choice.asText()));
    JsonNode forms = property.has("anyOf") ? property.path("anyOf") : target.path("anyOf");
    for (JsonNode form : forms) {
      form.path("enum").forEach(choice -> choices.add(choice.asText()));
    }
    if (reference.equals("sex")) {
      choices.subList(4, choices.size()).clear(); // FHIR's words; the others mean the same
    }
    field.put("choices", choices.isEmpty() ? null : choices);
    List<String> examples = new ArrayList<>();
    for (JsonNode example :
        property.has("examples") ? property.path("examples") : target.path("examples")) {
      if (example.isTextual()) {
        examples.add(example.asText());
      }
    }
    field.put("examples", examples);
    field.put("type", type(reference, property, choices));
    return field;
  }

  private static String type(String reference, JsonNode property, List<String> choices) {
    if (!choices.isEmpty()) {
      return "choice";
    }
    boolean list = false;
    for (JsonNode form : property.path("anyOf")) {
      list |= form.path("type").asText().equals("array");
    }
    return switch (reference) {
      case "flag" -> "flag";
      case "time" -> "time";
      case "names", "concepts" -> "list";
      default ->
          property.path("type").asText().equals("boolean")
              ? "flag"
              : list
                  ? "list"
                  : property.path("type").asText().equals("object") || reference.equals("treatment")
                      ? "object"
                      : "text";
    };
  }

  private static String title(String key) {
    String words = key.replace('-', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
