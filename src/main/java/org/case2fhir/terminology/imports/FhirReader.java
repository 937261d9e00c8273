package org.case2fhir.terminology.imports;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads CodeSystems, ValueSets and ConceptMaps, concept by concept. What a resource says about
 * itself may stand after its concepts, so each is read twice.
 */
final class FhirReader implements ReleaseReader {
  static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> first = new LinkedHashMap<>();
  private long rows;
  private int resources;

  /** Opens a resource as often as it has to be read. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    for (String name : scope.names()) {
      read(name, () -> scope.files().open(name), scope);
    }
    boolean one = resources == 1;
    String file = TableReader.stem(scope.files().fileName());
    String title = first.getOrDefault("title", first.getOrDefault("name", file));
    return new ReleaseInfo(
        file,
        one ? title : file,
        one ? first.getOrDefault("version", "") : "",
        one ? first.getOrDefault("date", "") : "",
        first.getOrDefault("copyright", ""),
        rows);
  }

  /** Reads one resource; what is no terminology is left out. */
  void read(String name, Source source, ImportScope scope) throws IOException {
    Map<String, String> about = about(source);
    String type = about.getOrDefault("resourceType", "");
    FhirConcepts concepts = new FhirConcepts(name, about, scope);
    switch (type) {
      case "CodeSystem" -> each(source, "concept", concepts::codeSystem);
      case "ValueSet" -> {
        each(source, "expansion", concepts::expansion);
        if (concepts.rows() == 0) {
          each(source, "compose", concepts::compose);
        }
      }
      case "ConceptMap" -> each(source, "group", concepts::mapping);
      default -> {
        return;
      }
    }
    resources++;
    rows += concepts.rows();
    about.forEach(first::putIfAbsent);
  }

  long rows() {
    return rows;
  }

  /** The texts and codes that stand at the top of a resource. */
  private static Map<String, String> about(Source source) throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(source.open())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          about.put(field, json.getText());
        }
        json.skipChildren();
      }
    }
    return about;
  }

  /** Reads the value of a field; the parser stands at its first token. */
  private interface FieldReader {
    void read(JsonParser json) throws IOException;
  }

  private static void each(Source source, String wanted, FieldReader reader) throws IOException {
    try (JsonParser json = JSON.createParser(source.open())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = json.currentName().equals(wanted);
        json.nextToken();
        if (found) {
          reader.read(json);
        }
        json.skipChildren();
      }
    }
  }
}
