package org.case2fhir.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.Interaction;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a server holds of a resource that is going to be written.
 *
 * <p>Left out of the comparison is what a server writes by itself (id, version, time, narrative)
 * and where references lead: their addresses on the server are other than in the Bundle.
 *
 * @param write the resource
 * @param state what the server has of it
 * @param changes what would be another after writing it
 */
public record ServerDifference(Write write, ServerState state, List<Change> changes) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OF_SERVER =
      Set.of("id", "versionId", "lastUpdated", "text", "reference");

  public ServerDifference {
    changes = List.copyOf(changes);
  }

  /** What a server has of a resource. */
  public enum ServerState {
    /** None: it would be created. */
    NEW,
    /** One that says the same. */
    SAME,
    /** One that says something else. */
    DIFFERENT,
    /** It did not say. */
    UNKNOWN
  }

  /**
   * One value that would change.
   *
   * @param path from the resource: {@code valueQuantity.value}
   * @param there as the server has it; empty if it has none
   * @param here as it would be written; empty if it would go
   */
  public record Change(String path, String there, String here) {}

  /** Asks a server for a resource and compares. */
  static ServerDifference of(FhirClient client, Write write) throws ExchangeException {
    String search = write.target().search();
    if (search.isEmpty()) {
      return new ServerDifference(write, ServerState.NEW, List.of());
    }
    Answer answer = client.send(Interaction.get(search).with("Cache-Control", "no-cache"));
    if (!answer.isSuccess()) {
      return new ServerDifference(write, ServerState.UNKNOWN, List.of());
    }
    List<Resource> found =
        answer.resource(Bundle.class).map(Bundle::getEntry).orElse(List.of()).stream()
            .map(Bundle.BundleEntryComponent::getResource)
            .filter(
                resource -> resource != null && resource.fhirType().equals(write.target().type()))
            .toList();
    if (found.isEmpty()) {
      return new ServerDifference(write, ServerState.NEW, List.of());
    }
    List<Change> changes = compare(found.get(0), write.resource());
    ServerState state = changes.isEmpty() ? ServerState.SAME : ServerState.DIFFERENT;
    return new ServerDifference(write, state, changes);
  }

  private static List<Change> compare(Resource there, Resource here) {
    try {
      Map<String, String> old = leaves(JSON.readTree(Write.json(there)));
      Map<String, String> now = leaves(JSON.readTree(Write.json(here)));
      Set<String> paths = new LinkedHashSet<>(old.keySet());
      paths.addAll(now.keySet());
      List<Change> changes = new ArrayList<>();
      for (String path : paths) {
        String before = old.getOrDefault(path, "");
        String after = now.getOrDefault(path, "");
        if (!before.equals(after)) {
          changes.add(new Change(path, before, after));
        }
      }
      return changes;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("HAPI writes JSON", e);
    }
  }

  private static Map<String, String> leaves(JsonNode resource) {
    Map<String, String> leaves = new LinkedHashMap<>();
    collect(resource, "", leaves);
    return leaves;
  }

  private static void collect(JsonNode node, String path, Map<String, String> leaves) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (!OF_SERVER.contains(field.getKey())) {
          String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
          collect(field.getValue(), below, leaves);
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), path + "[" + i + "]", leaves);
      }
    } else {
      leaves.put(path, node.asText());
    }
  }
}
