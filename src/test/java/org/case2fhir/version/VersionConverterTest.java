package org.case2fhir.version;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.case2fhir.version.VersionConverter.VersionNote;
import org.case2fhir.version.VersionConverter.VersionNote.Kind;
import org.case2fhir.version.VersionConverter.VersionedBundle;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_40_50;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From R4 to R5 and back, leaf by leaf: what is not as it was must have been named. */
@Tag("long")
class VersionConverterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Bundles of a folder besides the examples, for a look at many: -Dcase2fhir.bundles=DIR. */
  private static final String MORE = System.getProperty("case2fhir.bundles", "");

  static List<Path> bundles() throws IOException {
    List<Path> found = new ArrayList<>();
    found.add(Path.of("src/test/resources/org/case2fhir/version/every-kind.json"));
    try (Stream<Path> examples = Files.list(Path.of("fhir-examples"))) {
      examples
          .map(e -> e.resolve("bundle.json"))
          .filter(Files::exists)
          .sorted()
          .forEach(found::add);
    }
    if (!MORE.isEmpty()) {
      try (Stream<Path> more = Files.list(Path.of(MORE))) {
        more.sorted().forEach(found::add);
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void theWayBackLosesNothing(Path file) throws IOException {
    VersionedBundle converted = VersionConverter.convert(read(file), FhirVersion.R5);
    org.hl7.fhir.r5.model.Bundle r5 = reread(converted);

    String back = json(VersionConverter.toR4(r5));
    assertThat(converted.notes()).noneMatch(note -> note.kind() == Kind.LOST);
    assertThat(leaves(JSON.readTree(back))).isEqualTo(leaves(JSON.readTree(json(read(file)))));
  }

  /** HL7's converter knows none of our rules: what it does not bring back has been named, too. */
  @ParameterizedTest
  @MethodSource("bundles")
  void theWayBackOfOthersLosesWhatIsNamed(Path file) throws IOException {
    VersionedBundle converted = VersionConverter.convert(read(file), FhirVersion.R5);
    org.hl7.fhir.r5.model.Bundle r5 = reread(converted);

    JsonNode before = JSON.readTree(json(read(file)));
    for (int i = 0; i < r5.getEntry().size(); i++) {
      int index = i;
      List<String> named =
          converted.notes().stream()
              .filter(note -> note.entry() == index)
              .map(VersionNote::path)
              .toList();
      JsonNode one = before.get("entry").get(i).get("resource");
      String type = one.get("resourceType").asText();
      for (String path :
          differences(one, withoutR4(returned(r5.getEntry().get(i).getResource())))) {
        String full = type + path;
        assertThat(named).as(file + " " + full).anyMatch(name -> isWithin(full, name));
      }
    }
  }

  @Test
  void r4bIsTheSameToTheLetter() throws IOException {
    Bundle bundle = read(bundles().get(0));
    VersionedBundle converted = VersionConverter.convert(bundle, FhirVersion.R4B);
    assertThat(converted.bundle()).isSameAs(bundle);
    assertThat(converted.notes()).isEmpty();
    String text = json(bundle);
    IParser strict = FhirContext.forR4BCached().newJsonParser();
    strict.setParserErrorHandler(new ca.uhn.fhir.parser.StrictErrorHandler());
    strict.setOverrideResourceIdWithBundleEntryFullUrl(false);
    assertThat(JSON.readTree(strict.encodeResourceToString(strict.parseResource(text))))
        .isEqualTo(JSON.readTree(text));
  }

  @Test
  void anElementThatR5HasNoRoomForIsNamed() {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.COLLECTION);
    org.hl7.fhir.r4.model.Media media = new org.hl7.fhir.r4.model.Media();
    media.setStatus(org.hl7.fhir.r4.model.Media.MediaStatus.COMPLETED).setFrames(3);
    bundle.addEntry().setFullUrl("urn:uuid:1").setResource(media);

    assertThat(VersionConverter.convert(bundle, FhirVersion.R5).notes())
        .filteredOn(note -> note.kind() == Kind.LOST)
        .extracting(note -> note.fullUrl() + "/" + note.path())
        .containsExactly("urn:uuid:1/Media.frames");
  }

  private static Bundle read(Path file) throws IOException {
    IParser parser = FhirContext.forR4Cached().newJsonParser();
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    return (Bundle) parser.parseResource(Files.readString(file));
  }

  private static String json(IBaseResource resource) {
    return FhirContext.forCached(resource.getStructureFhirVersionEnum())
        .newJsonParser()
        .encodeResourceToString(resource);
  }

  /** As a file gives it. */
  private static org.hl7.fhir.r5.model.Bundle reread(VersionedBundle converted) {
    IParser parser = FhirContext.forR5Cached().newJsonParser();
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    return (org.hl7.fhir.r5.model.Bundle) parser.parseResource(json(converted.bundle()));
  }

  private static JsonNode returned(org.hl7.fhir.r5.model.Resource resource) throws IOException {
    try {
      String alone = json(resource.copy());
      IBaseResource parsed = FhirContext.forR5Cached().newJsonParser().parseResource(alone);
      return JSON.readTree(
          json(
              VersionConvertorFactory_40_50.convertResource(
                  (org.hl7.fhir.r5.model.Resource) parsed)));
    } catch (FHIRException e) {
      return JSON.createObjectNode();
    }
  }

  /** Less the extensions that stand for elements of another version, ours and the converter's. */
  private static JsonNode withoutR4(JsonNode node) {
    for (JsonNode child : node) {
      withoutR4(child);
    }
    JsonNode extensions = node.get("extension");
    if (extensions instanceof ArrayNode list) {
      for (int i = list.size() - 1; i >= 0; i--) {
        String url = list.get(i).path("url").asText();
        if (url.startsWith(ResourceRules.R4_ELEMENT)
            || url.endsWith("/extension-MedicationStatement.status")) {
          list.remove(i);
        }
      }
    }
    return node;
  }

  private static boolean isWithin(String path, String named) {
    return path.startsWith(named)
        && (path.length() == named.length() || ".[".indexOf(path.charAt(named.length())) >= 0);
  }

  private static List<String> differences(JsonNode one, JsonNode other) {
    Map<String, String> before = leaves(one);
    Map<String, String> after = leaves(other);
    List<String> paths = new ArrayList<>();
    before.forEach(
        (path, value) -> {
          if (!value.equals(after.get(path))) {
            paths.add(path);
          }
        });
    after.keySet().stream().filter(path -> !before.containsKey(path)).forEach(paths::add);
    return paths;
  }

  private static Map<String, String> leaves(JsonNode root) {
    Map<String, String> found = new TreeMap<>();
    collect(root, "", found);
    return found;
  }

  private static void collect(JsonNode node, String path, Map<String, String> found) {
    if (node.isObject()) {
      node.fields().forEachRemaining(e -> collect(e.getValue(), path + "." + e.getKey(), found));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), path + "[" + i + "]", found);
      }
    } else {
      found.put(path, node.asText());
    }
  }
}
