package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.validation.ResourceValidator.BundleCheck;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the validator saves itself changes no finding: Bundles, whole and damaged, are checked as
 * usual and by rules that follow each reference each time with a validator of their own.
 */
@Tag("long")
class SameFindingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ENTRIES = 12;
  private static final int DAMAGED = 6;

  private static final List<String> PROFILES =
      List.of(
          "http://hl7.org/fhir/StructureDefinition/vitalsigns",
          "http://hl7.org/fhir/StructureDefinition/lipidprofile",
          "http://example.org/unknown");

  private final CoreRules rules = Bundles.VALIDATOR.core();
  private final Random random = new Random(18);

  @Test
  void damaged_examples_have_the_same_findings() throws IOException {
    List<Path> examples;
    try (Stream<Path> folders = Files.list(Path.of("fhir-examples"))) {
      examples = folders.map(f -> f.resolve("bundle.json")).filter(Files::exists).sorted().toList();
    }
    assertThat(examples).hasSizeGreaterThan(5);
    int found = 0;
    for (Path example : examples) {
      for (int i = 0; i < DAMAGED; i++) {
        ObjectNode bundle = (ObjectNode) JSON.readTree(Files.readString(example));
        shorten((ArrayNode) bundle.get("entry"));
        for (int damage = 0; damage < i; damage++) {
          damage(bundle);
        }
        String text = bundle.toPrettyString();
        List<ValidationFinding> usual = findings(rules, text);
        assertThat(usual).as(text).isEqualTo(findings(rules.thorough(), text));
        found += usual.size();
      }
    }
    assertThat(found).isGreaterThan(100);
  }

  /** Each stands before a narrative without fault, which the same parser reads next. */
  @Test
  void narratives_have_the_same_findings() throws IOException {
    List<String> divs =
        List.of(
            "\"<p>no div</p>\"",
            "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p>not closed</div>\"",
            "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><script>x</script></div>\"",
            "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\" onclick=\\\"x\\\">a</div>\"",
            "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">&nbsp;&unknown;&#9;</div>\"",
            "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><!-- c -->a</div>\"",
            "\"<!DOCTYPE div [<!ENTITY e \\\"v\\\">]><div>&e;</div>\"",
            "\"<?x y?><div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">a</div>\"",
            "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">a\\r\\n\\rb</div> after\"",
            "\"<div>no namespace</div>\"",
            "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"/>\"",
            "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"> </div>\"",
            "\"<div xmlns=\\\"urn:other\\\"><a href=\\\"#gone\\\">a</a></div>\"",
            "\"\"",
            "\" \"",
            "7",
            "null",
            "[\"<div>a</div>\"]",
            "{\"a\": 1}",
            "\"<div>a</div>\", \"div\": \"<div>b</div>\"",
            "\"<div>a</div>\", \"_div\": {\"id\": \"x\"}");
    StringBuilder entries = new StringBuilder();
    for (String div : divs) {
      entries.append(narrative(div)).append(',');
      entries.append(
          narrative("\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p>a</p></div>\""));
      entries.append(',');
    }
    entries.setLength(entries.length() - 1);
    compare(
        "{\"resourceType\": \"Bundle\", \"type\": \"collection\", \"entry\": [" + entries + "]}");
  }

  private static String narrative(String div) {
    return "\n{\"resource\": {\"resourceType\": \"Basic\", \"text\": {\"status\": \"generated\", \"div\": "
        + div
        + "}, \"code\": {\"text\": \"a\"}}}";
  }

  @Test
  void elements_that_say_nothing_or_too_much_have_the_same_findings() throws IOException {
    List<String> parts =
        List.of(
            "\"code\": {\"id\": \"a\"}",
            "\"code\": {\"coding\": [{\"id\": \"a\"}, {\"system\": \"\"}]}",
            "\"valueQuantity\": {\"value\": \"x\", \"code\": \"d\", \"unit\": \"day\"}",
            "\"valueQuantity\": {\"id\": \"a\"}",
            "\"status\": \"\", \"_status\": {\"id\": \"a\"}",
            "\"_status\": {\"extension\": [{\"url\": \"http://a.b/c\"}]}",
            "\"extension\": [{\"url\": \"http://a.b/c\"}, {\"valueString\": \"x\"}]",
            "\"extension\": [{\"url\": \"http://a.b/c\", \"valueString\": \"x\","
                + " \"extension\": [{\"url\": \"d\", \"valueCode\": \"e\"}]}]",
            "\"extension\": [{\"url\": \"http://a.b/c\", \"_valueString\": {\"id\": \"x\"}}]",
            "\"extension\": [{\"url\": \"http://a.b/c\", \"valueString\": \"x\","
                + " \"valueCode\": \"y\"}]",
            "\"extension\": [{\"url\": \"http://a.b/c\", \"valueReference\": {}}]",
            "\"component\": [{}, {\"id\": \"a\"}]",
            "\"valuePeriod\": {\"start\": \"2020\", \"end\": \"2019\"}");
    String entries =
        parts.stream()
            .map(p -> "\n{\"resource\": {\"resourceType\": \"Observation\", " + p + "}}")
            .collect(Collectors.joining(","));
    compare(
        "{\"resourceType\": \"Bundle\", \"type\": \"collection\", \"entry\": [" + entries + "]}");
  }

  private void compare(String text) throws IOException {
    List<ValidationFinding> usual = findings(rules, text);
    assertThat(usual).hasSizeGreaterThan(10).isEqualTo(findings(rules.thorough(), text));
  }

  private static List<ValidationFinding> findings(CoreRules rules, String text) throws IOException {
    CoreRules.Tree tree = rules.parse(text, FhirFormat.JSON);
    List<ValidationMessage> messages = new ArrayList<>(tree.messages());
    Element root = tree.root().orElseThrow();
    BundleView bundle = BundleView.of(root);
    try {
      messages.addAll(BundleCheck.run(rules, bundle, new BundleTargets(bundle), Integer.MAX_VALUE));
    } catch (NullPointerException | ClassCastException | IndexOutOfBoundsException e) {
      return List.of(); // as ResourceValidator says: built as no resource is
    }
    return new MessageReader(bundle.entries()).read(messages);
  }

  private static void shorten(ArrayNode entries) {
    while (entries.size() > ENTRIES) {
      entries.remove(entries.size() - 1);
    }
  }

  private void damage(ObjectNode bundle) {
    ArrayNode entries = (ArrayNode) bundle.get("entry");
    JsonNode entry = entries.get(random.nextInt(entries.size()));
    ObjectNode resource = (ObjectNode) entry.get("resource");
    List<ObjectNode> objects = new ArrayList<>();
    collect(resource, objects);
    ObjectNode object = objects.get(random.nextInt(objects.size()));
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    names.remove("resourceType");
    String name = names.isEmpty() ? "extra" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(6)) {
      case 0 -> object.remove(name);
      case 1 -> object.put(name, "damaged");
      case 2 -> object.put("extra", 1);
      case 3 -> resource.putObject("subject").put("reference", entry.path("fullUrl").asText());
      case 4 -> resource.putObject("meta").putArray("profile").add(PROFILES.get(random.nextInt(3)));
      default -> object.putArray(name);
    }
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> collect(child, objects));
  }
}
