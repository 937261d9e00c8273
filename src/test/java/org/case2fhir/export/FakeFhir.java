package org.case2fhir.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.exchange.StubServer.Request;
import org.case2fhir.exchange.StubServer.Wire;

/**
 * A server that stores what it is sent and knows nothing about FHIR but its requests and the
 * references within a transaction: in front of it faults can be put.
 */
public final class FakeFhir implements StubServer.Behaviour {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String[] TYPES = {
    "Patient", "Observation", "Procedure", "DiagnosticReport", "Condition", "Provenance"
  };

  /** Something that goes wrong before the server sees a request. */
  public interface Fault {
    /** Returns whether it has answered. */
    boolean strikes(Request request, Wire wire) throws IOException;
  }

  /** What is stored: by the url of the write; the id and the content. */
  public final Map<String, JsonNode> stored = new LinkedHashMap<>();

  public final Map<String, String> locations = new LinkedHashMap<>();
  private final Map<String, String> places = new LinkedHashMap<>();
  public final AtomicInteger writes = new AtomicInteger();
  public String metadata = capabilities("4.0.1", "transaction", "batch");

  /** Whether it says that nothing was different. */
  public boolean tellsSame = true;

  /** Whether it calls what is new so. */
  public boolean tellsNew = true;

  /** Its entity tag of everything; empty for none. */
  public String tag = "";

  public Fault fault = (request, wire) -> false;

  public static String capabilities(String version, String... interactions) {
    StringBuilder types = new StringBuilder();
    for (String type : TYPES) {
      types.append(types.isEmpty() ? "" : ",");
      types.append(
          """
          {"type": "%s", "conditionalCreate": true, "conditionalUpdate": true,
           "interaction": [{"code": "create"}, {"code": "update"}, {"code": "search-type"}]}
          """
              .formatted(type));
    }
    StringBuilder system = new StringBuilder();
    for (String each : interactions) {
      system.append(system.isEmpty() ? "" : ",").append("{\"code\": \"" + each + "\"}");
    }
    return """
        {"resourceType": "CapabilityStatement", "fhirVersion": "%s", "format": ["json"],
         "software": {"name": "Fake", "version": "1"},
         "rest": [{"mode": "server", "resource": [%s], "interaction": [%s]}]}
        """
        .formatted(version, types, system);
  }

  @Override
  public synchronized void answer(Request request, Wire wire) throws IOException {
    if (fault.strikes(request, wire)) {
      return;
    }
    String path = request.path().replaceFirst("^/fhir/?", "");
    if (path.equals("metadata")) {
      wire.json(200, metadata);
    } else if (request.method().equals("GET")) {
      wire.json(200, found(path).toString());
    } else if (path.isEmpty()) {
      wire.json(200, all(JSON.readTree(request.body())).toString());
    } else {
      String condition = request.headers().get("if-none-exist");
      String url = condition == null ? path : path + "?" + condition;
      ObjectNode done = store(url, JSON.readTree(request.body()), request.method());
      wire.json(
          Integer.parseInt(done.path("status").asText().substring(0, 3)),
          "",
          "Location: " + done.path("location").asText(),
          "ETag: " + tag);
    }
  }

  private ObjectNode found(String query) {
    ObjectNode bundle = JSON.createObjectNode().put("resourceType", "Bundle");
    bundle.put("type", "searchset");
    String location = locations.get(query.replaceFirst("&_elements.*", ""));
    if (location != null) {
      String[] parts = location.split("/");
      bundle
          .putArray("entry")
          .addObject()
          .putObject("resource")
          .put("resourceType", parts[0])
          .put("id", parts[1]);
    }
    return bundle;
  }

  private ObjectNode all(JsonNode bundle) throws IOException {
    ObjectNode answer = JSON.createObjectNode().put("resourceType", "Bundle");
    answer.put("type", bundle.path("type").asText() + "-response");
    ArrayNode entries = answer.putArray("entry");
    for (JsonNode entry : resolved(bundle).path("entry")) {
      JsonNode request = entry.path("request");
      String condition = request.path("ifNoneExist").asText();
      String url = request.path("url").asText() + (condition.isEmpty() ? "" : "?" + condition);
      ObjectNode done = store(url, entry.path("resource"), request.path("method").asText());
      entries.addObject().set("response", done);
    }
    return answer;
  }

  private JsonNode resolved(JsonNode bundle) throws IOException {
    String text = bundle.toString();
    if (bundle.path("type").asText().equals("transaction")) {
      for (JsonNode entry : bundle.path("entry")) {
        String url = entry.path("request").path("url").asText();
        String reference = "\"reference\":\"%s\"";
        text =
            text.replace(
                reference.formatted(entry.path("fullUrl").asText()),
                reference.formatted(location(url)));
      }
    }
    return JSON.readTree(text);
  }

  private String location(String url) {
    String type = url.replaceFirst("[?/#].*", "");
    String next = url.contains("/") ? url : type + "/" + (places.size() + 1);
    return places.computeIfAbsent(url, key -> next);
  }

  private ObjectNode store(String url, JsonNode resource, String method) {
    writes.incrementAndGet();
    boolean plain = method.equals("POST") && !url.contains("?");
    String key = plain ? url + "#" + writes : url;
    String known = locations.get(key);
    boolean same = tellsSame && resource.equals(stored.get(key));
    boolean isNew = tellsNew && known == null;
    locations.putIfAbsent(key, location(key));
    stored.put(key, resource);
    ObjectNode done = JSON.createObjectNode();
    done.put("status", isNew ? "201 Created" : same ? "304 Same" : "200 OK");
    if (!tag.isEmpty()) {
      done.put("etag", tag);
    }
    return done.put("location", locations.get(key) + "/_history/1");
  }
}
