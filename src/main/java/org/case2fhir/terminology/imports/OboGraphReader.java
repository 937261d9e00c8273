package org.case2fhir.terminology.imports;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.terminology.imports.Ontology.OntologyTerm;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;

/**
 * Reads <a href="https://github.com/geneontology/obographs">OBO Graphs</a> JSON, node by node. The
 * edges come after the nodes that they order, so the file is read twice.
 */
final class OboGraphReader implements ReleaseReader {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String REPLACED_BY = "IAO_0100001";

  private final Ontology ontology = new Ontology();
  private long rows;

  /** Takes the members of a list one by one. */
  private interface NodeVisitor {
    void visit(JsonNode node) throws IOException;
  }

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    String name = scope.names().get(0);
    pass(scope, name, node -> ontology.see(term(node)), this::edge);
    rows = 0;
    pass(scope, name, node -> ontology.emit(counted(term(node)), scope), edge -> {});
    return ontology.info(rows);
  }

  private OntologyTerm counted(OntologyTerm term) {
    rows++;
    return term;
  }

  private void pass(ImportScope scope, String name, NodeVisitor nodes, NodeVisitor edges)
      throws IOException {
    try (JsonParser json = JSON.createParser(scope.files().open(name))) {
      json.nextToken();
      while (json.nextToken() != null) {
        String field = json.currentToken() == JsonToken.FIELD_NAME ? json.currentName() : "";
        switch (field) {
          case "nodes" -> each(json, nodes);
          case "edges" -> each(json, edges);
          case "meta" -> meta(json);
          case "id" -> graph(json);
          case "graphs", "" -> {
            // Its members follow.
          }
          default -> {
            json.nextToken();
            json.skipChildren();
          }
        }
      }
    }
  }

  private static void each(JsonParser json, NodeVisitor visitor) throws IOException {
    if (json.nextToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      visitor.visit(JSON.readTree(json));
    }
  }

  private void meta(JsonParser json) throws IOException {
    json.nextToken();
    JsonNode meta = JSON.readTree(json);
    ontology.version(meta.path("version").asText());
  }

  /** {@code http://purl.obolibrary.org/obo/hp.json}. */
  private void graph(JsonParser json) throws IOException {
    json.nextToken();
    String id = json.getText();
    ontology.named(id.substring(id.lastIndexOf('/') + 1).replaceFirst("\\..*", ""));
  }

  private void edge(JsonNode edge) {
    String predicate = edge.path("pred").asText();
    if (predicate.equals("is_a")) {
      ontology.isA(curie(edge.path("sub").asText()), curie(edge.path("obj").asText()));
    }
  }

  private static OntologyTerm term(JsonNode node) {
    JsonNode meta = node.path("meta");
    List<String> exact = new ArrayList<>();
    List<String> inexact = new ArrayList<>();
    for (JsonNode synonym : meta.path("synonyms")) {
      boolean isExact = synonym.path("pred").asText().endsWith("hasExactSynonym");
      (isExact ? exact : inexact).add(synonym.path("val").asText());
    }
    String successor = "";
    for (JsonNode property : meta.path("basicPropertyValues")) {
      if (property.path("pred").asText().endsWith(REPLACED_BY)) {
        successor = curie(property.path("val").asText());
      }
    }
    return new OntologyTerm(
        curie(node.path("id").asText()),
        node.path("lbl").asText(),
        meta.path("deprecated").asBoolean(),
        successor,
        exact,
        inexact);
  }

  /** {@code http://purl.obolibrary.org/obo/HP_0001250} is {@code HP:0001250}. */
  private static String curie(String id) {
    return id.substring(id.lastIndexOf('/') + 1).replaceFirst("_", ":");
  }
}
