package org.case2fhir.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plain HTTP with a server, as any client would speak it. */
record Conversation(URI base, HttpClient client) {

  static Conversation with(URI base) {
    return new Conversation(
        base, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  /** An answer; its body is missing where it is not JSON. */
  record Reply(int status, String etag, String location, JsonNode body) {
    List<String> entryStatus() {
      List<String> all = new ArrayList<>();
      body.path("entry").forEach(entry -> all.add(entry.at("/response/status").asText()));
      return all;
    }

    List<String> entryIds() {
      List<String> all = new ArrayList<>();
      body.path("entry").forEach(entry -> all.add(entry.at("/resource/id").asText()));
      return all;
    }

    String words() {
      return body.at("/issue/0/diagnostics").asText();
    }
  }

  Reply send(String method, String path, String body, String... headers) {
    return exchange(
        method,
        path,
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
        headers);
  }

  /** Without saying how long it is. */
  Reply stream(String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange(
        "POST", path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
  }

  private Reply exchange(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path.replace("|", "%7C")))
            .method(method, body)
            .header("Content-Type", "application/fhir+json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Reply(
          response.statusCode(),
          response.headers().firstValue("ETag").orElse(""),
          response.headers().firstValue("Location").orElse(""),
          json ? new ObjectMapper().readTree(response.body()) : MissingNode.getInstance());
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("no answer", e);
    }
  }

  Reply get(String path) {
    return send("GET", path, "");
  }

  /** How many resources a search finds. */
  int count(String search) {
    String separator = search.contains("?") ? "&" : "?";
    Reply reply = get("/" + search + separator + "_summary=count");
    if (reply.status() != 200) {
      throw new AssertionError(reply.status() + ": " + reply.words());
    }
    return reply.body().path("total").asInt(-1);
  }
}
