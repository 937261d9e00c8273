package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.jena.rdf.model.Literal;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.vocabulary.RDF;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Turtle as Jena reads it, leaf by leaf beside the JSON of the same Bundle. */
class TurtleWriterTest {
  private static final String FHIR = "http://hl7.org/fhir/";
  private static final ObjectMapper JSON = new ObjectMapper();

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
    return found;
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void saysWhatTheJsonSays(Path file) throws IOException {
    IParser parser = FhirContext.forR4Cached().newJsonParser();
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    Bundle bundle = (Bundle) parser.parseResource(Files.readString(file));

    String turtle = BundleEncoder.encode(bundle, BundleFormat.TURTLE);
    assertThat(turtle).isEqualTo(BundleEncoder.encode(bundle.copy(), BundleFormat.TURTLE));
    Map<String, String> expected = new TreeMap<>();
    collect(JSON.readTree(file.toFile()), "", expected);
    Map<String, String> found = leaves(turtle, "Bundle");
    expected.forEach((path, value) -> assertThat(found.get(path)).as(path).isEqualTo(value));
    assertThat(found.keySet()).isEqualTo(expected.keySet());
  }

  @Test
  void literalsHaveTheirTypesAndNoWordBreaksOut() {
    Observation observation = new Observation();
    observation.setId("a1");
    observation.setValue(new StringType("a \"quote\" \\ and\nline \u0001 ]. <x>"));
    observation.getCode().addCoding().setSystem(Systems.SNOMED_CT).setCode("386661006");
    observation.getCode().addCoding().setSystem(Systems.LOINC).setCode("8310-5");
    observation.getSubject().setReference("urn:uuid:3d2f > <http://x");
    observation.addComponent().setValue(new IntegerType(3));

    String turtle = BundleEncoder.encode(observation, BundleFormat.TURTLE);

    assertThat(turtle)
        .contains("a sct:386661006", "a loinc:8310-5", "fhir:value \"3\"^^xsd:integer")
        .contains("fhir:Observation.component.valueInteger", "fhir:Resource.id")
        .doesNotContain("fhir:link");
    assertThat(leaves(turtle, "Observation"))
        .containsEntry(".valueString", "a \"quote\" \\ and\nline \u0001 ]. <x>");
  }

  private static Map<String, String> leaves(String turtle, String type) {
    Model model = ModelFactory.createDefaultModel();
    RDFParser.fromString(turtle, Lang.TURTLE).base("urn:base").parse(model);
    Map<String, String> found = new TreeMap<>();
    Resource root =
        model.listSubjectsWithProperty(RDF.type, model.createResource(FHIR + type)).next();
    collect(root, "", found);
    return found;
  }

  private static void collect(Resource node, String path, Map<String, String> found) {
    for (Statement statement : node.listProperties().toList()) {
      Property predicate = statement.getPredicate();
      String name = predicate.getURI().substring(FHIR.length() - 1);
      if (predicate.equals(RDF.type)) {
        String type = statement.getResource().getURI();
        if (type.startsWith(FHIR)) {
          found.put(path + ".resourceType", type.substring(FHIR.length()));
        }
      } else if (name.equals("/value")) {
        found.put(path, lexical(statement.getLiteral()));
      } else if (name.indexOf('.') > 0) {
        String place = path + name.substring(name.lastIndexOf('.'));
        if (statement.getObject().isLiteral()) {
          found.put(place, statement.getString());
        } else {
          Resource child = statement.getResource();
          Statement index = child.getProperty(index(child));
          collect(child, index == null ? place : place + "[" + index.getInt() + "]", found);
        }
      }
    }
  }

  private static Property index(Resource node) {
    return node.getModel().createProperty(FHIR + "index");
  }

  private static String lexical(Literal literal) {
    return literal.getLexicalForm();
  }

  private static void collect(JsonNode node, String path, Map<String, String> found) {
    if (node.isObject()) {
      node.fields()
          .forEachRemaining(
              e -> collect(e.getValue(), path + "." + e.getKey().replaceFirst("^_", ""), found));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), path + "[" + i + "]", found);
      }
    } else {
      found.put(path, node.asText());
    }
  }
}
