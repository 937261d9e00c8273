package org.case2fhir.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.case2fhir.server.ConversionServer.ServerOptions;
import org.case2fhir.server.ConversionServer.Service;
import org.case2fhir.server.ConversionServer.ServiceAnswer;
import org.case2fhir.server.ConversionServer.ServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, problems, metrics and stopping, whatever is answered. */
@Timeout(60)
class ConversionServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ServerOptions USUAL =
      new ServerOptions("127.0.0.1", 0, 10_000, 2, 4, 0, Optional.empty());

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Answers with the body, some of them never before they may. */
  private static final class Echo implements Service {
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch allowed = new CountDownLatch(1);

    @Override
    public ServiceAnswer answer(ServiceRequest request) {
      String words = new String(request.body(), StandardCharsets.UTF_8);
      switch (words) {
        case "memory" -> throw new OutOfMemoryError("Mrs Doe");
        case "deep" -> throw new StackOverflowError("Mrs Doe");
        case "error" -> throw new IllegalStateException("Mrs Doe");
        case "wait" -> {
          begun.release();
          try {
            allowed.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
        default -> {}
      }
      return new ServiceAnswer(200, "text/plain", Map.of("X-Type", "echo"), request.body());
    }
  }

  private static ServerOptions with(int concurrent, int queued, int perClient) {
    return new ServerOptions(
        "127.0.0.1", 0, 10_000, concurrent, queued, perClient, Optional.empty());
  }

  private static HttpRequest post(ConversionServer server, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve("/convert"))
            .POST(BodyPublishers.ofString(body));
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> sendLater(HttpRequest request) {
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(ConversionServer server, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve(path));
    return send(headers.length == 0 ? request.build() : request.headers(headers).build());
  }

  private static void isProblem(HttpResponse<String> answer, int status) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(answer.body()).doesNotContain("Doe", "Exception", "org.");
  }

  @Test
  void answersWithSecurityHeaders() throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo())) {
      HttpResponse<String> answer = send(post(server, "häm"));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("häm");
      assertThat(answer.headers().firstValue("X-Type")).contains("echo");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(answer.headers().firstValue("Server")).isEmpty();
    }
  }

  @Test
  void unknownPathsAndMethodsAreProblems() throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo())) {
      isProblem(get(server, "/nothing"), 404);
      HttpResponse<String> wrong = get(server, "/convert");
      isProblem(wrong, 405);
      assertThat(wrong.headers().firstValue("Allow")).contains("POST");
    }
  }

  @ParameterizedTest
  @CsvSource({"memory", "deep", "error"})
  void anErrorEndsItsRequestAlone(String body) throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo())) {
      isProblem(send(post(server, body)), 500);
      assertThat(send(post(server, "next")).body()).isEqualTo("next");
      assertThat(get(server, "/metrics").body()).contains("case2fhir_http_errors_total 1");
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedHoweverItComes() throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo())) {
      assertThat(send(post(server, "x".repeat(10_000))).statusCode()).isEqualTo(200);
      isProblem(send(post(server, "x".repeat(10_001))), 413);
      byte[] large = new byte[50_000];
      HttpRequest chunked =
          HttpRequest.newBuilder(server.address().resolve("/convert"))
              .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
              .build();
      isProblem(send(chunked), 413);
      isProblem(send(post(server, "x", "Content-Encoding", "gzip")), 415);
      assertThat(get(server, "/metrics").body())
          .contains("rejected_total{reason=\"too-large\"} 2")
          .contains("case2fhir_http_body_bytes 0");
    }
  }

  @Test
  void whatHasNoRoomIsToldToComeAgain() throws Exception {
    Echo echo = new Echo();
    try (ConversionServer server = ConversionServer.start(with(1, 2, 0), echo)) {
      List<CompletableFuture<HttpResponse<String>>> taken = new ArrayList<>();
      taken.add(sendLater(post(server, "wait")));
      echo.begun.acquire();
      taken.add(sendLater(post(server, "second")));
      taken.add(sendLater(post(server, "third")));
      awaitMetric(server, "case2fhir_http_requests_queued 2");
      HttpResponse<String> refused = send(post(server, "fourth"));
      isProblem(refused, 503);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);
      assertThat(get(server, "/metrics").body()).contains("{reason=\"busy\"} 1");
      echo.allowed.countDown();
      for (CompletableFuture<HttpResponse<String>> each : taken) {
        assertThat(each.get().statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aClientWithTooManyRequestsIsToldSo() throws Exception {
    Echo echo = new Echo();
    try (ConversionServer server = ConversionServer.start(with(2, 4, 1), echo)) {
      CompletableFuture<HttpResponse<String>> first = sendLater(post(server, "wait"));
      echo.begun.acquire();
      HttpResponse<String> refused = send(post(server, "second"));
      isProblem(refused, 429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      echo.allowed.countDown();
      assertThat(first.get().statusCode()).isEqualTo(200);
      awaitMetric(server, "status=\"200\"} 1");
      assertThat(send(post(server, "third")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void slowSendersKeepNobodyWaiting() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (ConversionServer server = ConversionServer.start(with(1, 1, 0), new Echo())) {
      for (int i = 0; i < 60; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        slow.add(socket);
        write(socket, head(server, 1_000) + "a");
      }
      awaitMetric(server, "case2fhir_http_body_bytes 60");
      assertThat(send(post(server, "quick")).body()).isEqualTo("quick");
      write(slow.get(0), "a".repeat(999));
      assertThat(firstLine(slow.get(0))).startsWith("HTTP/1.1 200");
    } finally {
      for (Socket each : slow) {
        each.close();
      }
    }
  }

  @Test
  void aBodyThatDoesNotComeIsTheClientsFault() throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo());
        Socket first = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      // Nobody waits for a body that is going to be refused.
      write(first, head(server, Integer.MAX_VALUE) + "a");
      assertThat(firstLine(first)).startsWith("HTTP/1.1 413");
      server.idleTimeout(Duration.ofMillis(300));
      try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
        write(slow, head(server, 1_000) + "a");
        assertThat(firstLine(slow)).startsWith("HTTP/1.1 408");
      }
      // The answer is out before its bytes are given back.
      awaitMetric(server, "case2fhir_http_body_bytes 0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"for=%zz", "%zz=1", "for=%", "for=%F", "for=%ff", "for=%C0%80"})
  void aQueryThatCannotBeDecodedIsNotLeftOut(String query) throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      write(socket, head(server, 1).replace("/convert", "/convert?" + query) + "a");
      assertThat(firstLine(socket)).startsWith("HTTP/1.1 400");
    }
  }

  private static String head(ConversionServer server, int length) {
    return "POST /convert HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %d\r\n\r\n"
        .formatted(server.address().getPort(), length);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String firstLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void stoppingFinishesWhatIsTakenAndRefusesTheRest() throws Exception {
    Echo echo = new Echo();
    ConversionServer server = ConversionServer.start(with(1, 4, 0), echo);
    CompletableFuture<HttpResponse<String>> running = sendLater(post(server, "wait"));
    echo.begun.acquire();
    CompletableFuture<HttpResponse<String>> queued = sendLater(post(server, "queued"));
    awaitMetric(server, "case2fhir_http_requests_queued 1");
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      write(slow, head(server, 2) + "a");
      awaitMetric(server, "case2fhir_http_requests_in_flight 4");
      CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
      awaitMetric(server, "case2fhir_stopping 1");
      isProblem(send(post(server, "late")), 503);
      assertThat(get(server, "/health").statusCode()).isEqualTo(503);
      write(slow, "a");
      assertThat(firstLine(slow)).startsWith("HTTP/1.1 503");
      assertThat(stop).isNotDone();
      echo.allowed.countDown();
      stop.get();
    }
    assertThat(running.get().body()).isEqualTo("wait");
    assertThat(queued.get().body()).isEqualTo("queued");
    server.join();
  }

  private void awaitMetric(ConversionServer server, String line) throws Exception {
    for (int i = 0; i < 500; i++) {
      if (get(server, "/metrics").body().contains(line)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(get(server, "/metrics").body()).contains(line);
  }

  @Test
  void otherSitesAreRefused() throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo())) {
      isProblem(send(post(server, "x", "Origin", "https://evil.example")), 403);
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
        write(socket, "GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(firstLine(socket)).startsWith("HTTP/1.1 403");
      }
      assertThat(get(server, "/metrics").body()).contains("{reason=\"forbidden\"} 2");
    }
  }

  @Test
  void theTokenIsAskedForEverywhereButAboutHealth() throws Exception {
    ServerOptions options = new ServerOptions("127.0.0.1", 0, 10, 1, 1, 0, Optional.of("sëcret"));
    assertThat(options.toString()).doesNotContain("cret");
    ServerOptions ascii = new ServerOptions("127.0.0.1", 0, 10, 1, 1, 0, Optional.of("secret"));
    try (ConversionServer server = ConversionServer.start(ascii, new Echo())) {
      HttpResponse<String> refused = send(post(server, "x"));
      isProblem(refused, 401);
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
      isProblem(send(post(server, "x", "Authorization", "Bearer secre")), 401);
      isProblem(get(server, "/metrics"), 401);
      assertThat(get(server, "/health").body()).isEqualTo("{\"status\":\"ok\"}");
      assertThat(send(post(server, "x", "Authorization", "Bearer secret")).body()).isEqualTo("x");
    }
  }

  @Test
  void metricsNameRoutesAndNothingThatClientsSay() throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo())) {
      send(post(server, "Mrs Doe"));
      get(server, "/Doe?Doe=1");
      awaitMetric(server, "{route=\"other\",status=\"404\"} 1");
      HttpResponse<String> answer = get(server, "/metrics");
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/plain; version=0.0.4");
      assertThat(answer.body())
          .contains(
              "case2fhir_http_requests_total{route=\"/convert\",status=\"200\"} 1",
              "case2fhir_http_request_duration_seconds_bucket{route=\"/convert\",le=\"+Inf\"} 1",
              "case2fhir_http_requests_in_flight 1",
              "jvm_memory_used_bytes{area=\"heap\"}")
          .doesNotContain("Doe");
      assertThat(answer.body().lines().filter(line -> !line.startsWith("#")))
          .allMatch(line -> line.matches("[a-z0-9_]+(\\{[^}]*})? [0-9.E-]+"));
    }
  }

  @Test
  void aPortThatIsTakenIsTold() throws Exception {
    try (ConversionServer server = ConversionServer.start(USUAL, new Echo())) {
      int port = server.address().getPort();
      ServerOptions same = new ServerOptions("127.0.0.1", port, 10, 1, 1, 0, Optional.empty());
      assertThat(CompletableFuture.supplyAsync(() -> starts(same)).get()).isFalse();
      assertThat(server.isLoopback()).isTrue();
      assertThat(server.address()).isEqualTo(URI.create("http://127.0.0.1:" + port));
    }
  }

  private static boolean starts(ServerOptions options) {
    try {
      ConversionServer.start(options, new Echo()).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
