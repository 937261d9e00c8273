package org.case2fhir.terminology.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Asks a terminology server, politely: few questions at a time, each with a time limit, as slowly
 * as the server wants, and no more once it has failed several times in a row.
 */
final class TerminologyServer {
  private static final int MOST_AT_ONCE = 2;
  private static final int MOST_FAILURES = 3;
  private static final int MOST_BYTES = 8 << 20;
  private static final int LONGEST_WAIT_SECONDS = 10;

  private final URI base;
  private final Duration timeout;
  private final HttpClient client;
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE, true);
  private final AtomicInteger failures = new AtomicInteger();
  private volatile String trouble = "";

  TerminologyServer(URI base, Duration timeout) {
    this.base = base;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            // Another address was not named by the user.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** The server does not know what it was asked about: a value set, an operation. */
  static final class NotKnownException extends IOException {
    private static final long serialVersionUID = 1L;

    NotKnownException(int status) {
      super("status " + status);
    }
  }

  URI base() {
    return base;
  }

  /** Whether it is still asked. */
  boolean isUp() {
    return failures.get() < MOST_FAILURES;
  }

  /** Why it failed last; empty if it never did. */
  String trouble() {
    return trouble;
  }

  /** The full question, which is also the key of its answer. */
  String question(String operation, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    String root = base.toString().replaceFirst("/$", "");
    return root + "/" + operation + "?" + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * Asks.
   *
   * @return empty when the server is not asked any more
   * @throws NotKnownException if the server does not know the value set or the operation
   * @throws IOException if it does not answer, or not in time, or with an error
   */
  Optional<byte[]> ask(String question) throws IOException {
    if (!isUp()) {
      return Optional.empty();
    }
    try {
      turns.acquire();
      try {
        return Optional.of(answer(question, /* mayWait= */ true));
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (NotKnownException e) {
      throw e;
    } catch (IOException e) {
      fail(e);
      throw e;
    }
  }

  /** An answer was one: the failures before it are forgiven. */
  void succeed() {
    failures.set(0);
  }

  /** Counts a failure; also of an answer that turned out to be none. */
  void fail(IOException e) {
    failures.incrementAndGet();
    trouble =
        e instanceof HttpTimeoutException
            ? "it does not answer in time"
            : e instanceof ConnectException
                ? "it cannot be reached"
                : Optional.ofNullable(e.getMessage()).orElse("the connection broke");
  }

  private byte[] answer(String question, boolean mayWait) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(question))
            .timeout(timeout)
            .header("Accept", "application/fhir+json")
            .GET()
            .build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == 200) {
        return whole(body);
      }
      if (status == 429 || status == 503) {
        int seconds = seconds(response);
        if (mayWait && seconds <= LONGEST_WAIT_SECONDS) {
          Thread.sleep(seconds * 1000L);
          return answer(question, /* mayWait= */ false);
        }
        failures.set(MOST_FAILURES);
        throw new IOException("it asks for fewer questions (status " + status + ")");
      }
      if (status == 400 || status == 404 || status == 422 || status == 501) {
        throw new NotKnownException(status);
      }
      throw new IOException("it answers with status " + status);
    }
  }

  private static byte[] whole(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new IOException("its answer is too long");
    }
    return bytes;
  }

  /** Seconds to wait; a date is taken as too long. */
  private static int seconds(HttpResponse<?> response) {
    String wait = response.headers().firstValue("Retry-After").orElse("1").strip();
    return wait.matches("\\d{1,6}") ? Integer.parseInt(wait) : Integer.MAX_VALUE;
  }
}
