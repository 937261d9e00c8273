package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The definitions of R4B and R5 that come with the program are those that HAPI carries, less what
 * no validation reads: 24 MB would not fit the jar. {@code -Dcase2fhir.definitions=write} makes
 * them anew.
 */
@Tag("long")
class DefinitionPackTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final boolean WRITE = "write".equals(System.getProperty("case2fhir.definitions"));
  private static final Path FOLDER = Path.of("src/main/resources/org/case2fhir/validation");

  /** Words for people, and what says where a definition comes from. */
  private static final Set<String> WORDS =
      Set.of(
          "definition",
          "comment",
          "requirements",
          "mapping",
          "alias",
          "example",
          "designation",
          "orderMeaning",
          "meaningWhenMissing",
          "copyright");

  private static final Map<String, List<String>> KEPT =
      Map.of(
          "StructureDefinition",
          List.of(
              "resourceType",
              "url",
              "version",
              "name",
              "status",
              "fhirVersion",
              "kind",
              "abstract",
              "context",
              "contextInvariant",
              "type",
              "baseDefinition",
              "derivation",
              "snapshot",
              "differential"),
          "CodeSystem",
          List.of(
              "resourceType",
              "url",
              "version",
              "name",
              "status",
              "caseSensitive",
              "valueSet",
              "hierarchyMeaning",
              "compositional",
              "content",
              "filter",
              "property",
              "concept"),
          "ValueSet",
          List.of("resourceType", "url", "version", "name", "status", "immutable", "compose"));

  @Test
  void r4b() throws IOException {
    Map<String, String> pack = new TreeMap<>();
    FhirContext context = FhirContext.forR4BCached();
    IParser xml = context.newXmlParser();
    xml.setParserErrorHandler(new LenientErrorHandler(false));
    IParser json = context.newJsonParser();
    for (String file :
        List.of(
            "profile/profiles-resources.xml",
            "profile/profiles-types.xml",
            "profile/profiles-others.xml",
            "extension/extension-definitions.xml",
            "valueset/valuesets.xml")) {
      try (InputStream in = resource("/org/hl7/fhir/r4b/model/" + file)) {
        IBaseResource bundle =
            xml.parseResource(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        JSON.readTree(json.encodeResourceToString(bundle))
            .get("entry")
            .forEach(entry -> put(entry.get("resource"), pack));
      }
    }
    check(FhirVersion.R4B, pack);
  }

  @Test
  void r5() throws IOException {
    Map<String, String> pack = new TreeMap<>();
    Map<String, JsonNode> terminology = new HashMap<>();
    Deque<String> referenced = new ArrayDeque<>();
    for (JsonNode definition : packaged("hl7.terminology-5.1.0")) {
      terminology.put(definition.get("url").asText(), definition);
    }
    for (JsonNode definition : packaged("hl7.fhir.r5.core-5.0.0")) {
      put(definition, pack);
      collectReferences(definition, referenced);
    }
    for (JsonNode definition : packaged("hl7.fhir.uv.extensions.r5-1.0.0")) {
      put(definition, pack);
      collectReferences(definition, referenced);
    }
    // Of HL7's terminology what the value sets of R5 take their codes from, and what R4 has codes
    // of.
    terminology.keySet().stream()
        .filter(url -> url.matches(".*/CodeSystem/(adverse-event-.*|v2-0074|v2-0487|v3-ActReason)"))
        .forEach(referenced::add);
    // R5 takes outcomes from SNOMED CT; the codes of R4 are still written.
    DefinitionFiles.read(FhirVersion.R4)
        .codeSystem("http://terminology.hl7.org/CodeSystem/adverse-event-outcome")
        .map(xml -> FhirContext.forR4Cached().newXmlParser().parseResource(xml))
        .map(system -> FhirContext.forR4Cached().newJsonParser().encodeResourceToString(system))
        .ifPresent(json -> put(readTree(json), pack));
    while (!referenced.isEmpty()) {
      JsonNode found = terminology.remove(referenced.pop());
      if (found != null) {
        put(found, pack);
        collectReferences(found, referenced);
      }
    }
    check(FhirVersion.R5, pack);
  }

  private static JsonNode readTree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collectReferences(JsonNode definition, Deque<String> references) {
    for (String key : List.of("system", "valueSet")) {
      for (JsonNode found : definition.findValues(key)) {
        if (found.isTextual()) {
          references.add(found.asText().replaceFirst("\\|.*", ""));
        }
        found.forEach(each -> references.add(each.asText().replaceFirst("\\|.*", "")));
      }
    }
  }

  private static void put(JsonNode definition, Map<String, String> pack) {
    String type = definition.path("resourceType").asText();
    String url = definition.path("url").asText();
    if (!KEPT.containsKey(type) || url.isEmpty()) {
      return;
    }
    ObjectNode small = JSON.createObjectNode();
    for (String name : KEPT.get(type)) {
      if (definition.has(name)) {
        small.set(name, definition.get(name));
      }
    }
    for (JsonNode child : small) {
      removeWords(child);
    }
    pack.putIfAbsent(type + ' ' + url, small.toString());
  }

  private static void removeWords(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
        if (WORDS.contains(names.next())) {
          names.remove();
        }
      }
    }
    node.forEach(DefinitionPackTest::removeWords);
  }

  private static List<JsonNode> packaged(String name) throws IOException {
    Map<String, JsonNode> found = new TreeMap<>();
    try (InputStream in = resource("/org/hl7/fhir/r5/packages/" + name + ".tgz");
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String file = entry.getName();
        if (file.matches("package/(StructureDefinition|CodeSystem|ValueSet)-.*\\.json")) {
          JsonNode definition = JSON.readTree(tar.readAllBytes());
          if (definition.has("url")) {
            found.put(file, definition);
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static InputStream resource(String name) {
    return DefinitionPackTest.class.getResourceAsStream(name);
  }

  private static void check(FhirVersion version, Map<String, String> pack) throws IOException {
    String text = String.join("\n", pack.values()) + "\n";
    Path file = FOLDER.resolve("definitions-" + version.lowerCase() + ".jsonl.gz");
    if (WRITE) {
      try (OutputStream out =
          new GZIPOutputStream(Files.newOutputStream(file)) {
            {
              def.setLevel(Deflater.BEST_COMPRESSION);
            }
          }) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      String written = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(written.equals(text)).as("run with -Dcase2fhir.definitions=write").isTrue();
    }
  }
}
