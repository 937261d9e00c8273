package org.case2fhir.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * What is read of a Bundle whose last entries are not going to be checked: of these only what they
 * are, what asks for them and what they refer to. To read five thousand entries into trees takes
 * more time and memory than to check the first six hundred.
 */
final class BundleExcerpt {
  private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory());

  /** An element takes more characters than this, with its name. */
  private static final int CHARACTERS_OF_ELEMENT = 8;

  private static final Set<String> IDENTITY = Set.of("resourceType", "id", "versionId");

  private final int mostElements;
  private long elements;

  private BundleExcerpt(int mostElements) {
    this.mostElements = mostElements;
  }

  /**
   * The text itself where it is no Bundle or has no more elements; otherwise one that is the same
   * up to the entry in which the bound is reached, and has that entry whole.
   *
   * @param json a resource that is well-formed
   */
  static String of(String json, int mostElements) throws IOException {
    if (json.length() / CHARACTERS_OF_ELEMENT < mostElements) {
      return json;
    }
    try (JsonParser parser = JSON.getFactory().createParser(json)) {
      return new BundleExcerpt(mostElements).excerpt(parser, json);
    }
  }

  private String excerpt(JsonParser parser, String json) throws IOException {
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean entries = parser.currentName().equals("entry");
      if (parser.nextToken() == JsonToken.START_ARRAY && entries) {
        return cut(parser, json);
      }
      parser.skipChildren();
    }
    return json;
  }

  /** Never counts more than the tree has, so that the bound is reached in the tree as well. */
  private String cut(JsonParser parser, String json) throws IOException {
    while (elements <= mostElements) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return json;
      }
      countEntry(parser);
    }
    StringBuilder text = new StringBuilder();
    text.append(json, 0, offset(parser));
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      ObjectNode entry = JSON.readTree(parser);
      if (entry.get("resource") instanceof ObjectNode resource) {
        entry.set("resource", essence(resource));
      }
      text.append(',').append(entry);
    }
    return text.append(']').append(json, offset(parser), json.length()).toString();
  }

  private static int offset(JsonParser parser) {
    return Math.toIntExact(parser.currentLocation().getCharOffset());
  }

  private void countEntry(JsonParser parser) throws IOException {
    elements++;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean resource = parser.currentName().equals("resource");
      parser.nextToken();
      if (resource) {
        count(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void count(JsonParser parser) throws IOException {
    for (int depth = 1; depth > 0; ) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.FIELD_NAME) {
        // What extends a primitive stands beside it, and is no element of its own.
        boolean beside = parser.currentName().startsWith("_");
        boolean type = parser.currentName().equals("resourceType");
        if (beside || type) {
          parser.nextToken();
          parser.skipChildren();
        }
      } else if (token.isStructEnd()) {
        depth--;
      } else {
        depth += token.isStructStart() ? 1 : 0;
        elements += token == JsonToken.START_ARRAY ? 0 : 1;
      }
    }
  }

  /** Which resource it is, and its references where they stand; empty where there are none. */
  private static ObjectNode essence(ObjectNode object) {
    ObjectNode kept = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (value.isTextual()) {
        boolean resource = object.has("resourceType") || name.equals("versionId");
        if (name.equals("reference") || resource && IDENTITY.contains(name)) {
          kept.set(name, value);
        }
      } else {
        JsonNode part = essence(value);
        if (!part.isEmpty()) {
          kept.set(name, part);
        }
      }
    }
    return kept;
  }

  private static JsonNode essence(JsonNode value) {
    if (value instanceof ObjectNode object) {
      return essence(object);
    }
    ArrayNode kept = JSON.createArrayNode();
    if (value instanceof ArrayNode members) {
      for (JsonNode member : members) {
        JsonNode part = essence(member);
        if (!part.isEmpty()) {
          kept.add(part);
        }
      }
    }
    return kept;
  }
}
