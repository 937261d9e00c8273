package org.case2fhir.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * What all of our web applications do alike: headers that keep pages of other sites out, problems
 * (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>), JSON in UTF-8, threads.
 */
public final class HttpAnswers {
  /** Media type of a problem. */
  public static final String PROBLEM = "application/problem+json";

  /** Headers of every answer: it is kept nowhere, read as what it says, and framed by nobody. */
  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-store");

  private static final int HTTP_PORT = 80;
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpAnswers() {}

  /**
   * Configures an application: no banner, no version in answers, threads that end with the process.
   *
   * @param name of its threads
   * @param threads at most so many
   * @param maxBytes a body may have so many bytes
   */
  public static void configure(JavalinConfig config, String name, int threads, long maxBytes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = maxBytes;
    QueuedThreadPool pool = new QueuedThreadPool(threads);
    pool.setDaemon(true);
    pool.setName(name);
    config.jetty.threadPool = pool;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
  }

  /**
   * The headers that every answer has.
   *
   * @param policy what a page of it may load, as Content-Security-Policy
   */
  public static Map<String, String> securityHeaders(String policy) {
    Map<String, String> headers = new LinkedHashMap<>(SECURITY_HEADERS);
    headers.put("Content-Security-Policy", policy);
    return headers;
  }

  /** Answers with a problem; its detail may be empty. */
  public static void problem(Context context, int status, String title, String detail) {
    problem(context, problem(status, title, detail));
  }

  /** Answers with a problem that says more than usual. */
  public static void problem(Context context, Map<String, Object> problem) {
    context.status((int) problem.get("status")).contentType(PROBLEM).result(bytes(problem));
  }

  /** A problem as a map, to be added to. */
  public static Map<String, Object> problem(int status, String title, String detail) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("title", title);
    body.put("status", status);
    body.put("detail", detail == null ? "" : detail);
    return body;
  }

  /** Whether an answer is a problem already. */
  public static boolean isProblem(Context context) {
    return PROBLEM.equals(context.res().getContentType());
  }

  /** Anything of texts, numbers, lists and maps as JSON in UTF-8. */
  public static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers, lists and maps can always be written", e);
    }
  }

  /** Whether an interface is reached by this machine only. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  /** An address of a server, without path. */
  public static String address(String host, int port) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether a Host header names this machine as no other site can, with this port. */
  public static boolean isLoopbackHost(String header, int port) {
    String suffix = ":" + port;
    String host = header.toLowerCase(Locale.ROOT);
    if (port == HTTP_PORT && LOOPBACK_NAMES.contains(host)) {
      return true;
    }
    return host.endsWith(suffix)
        && LOOPBACK_NAMES.contains(host.substring(0, host.length() - suffix.length()));
  }

  /** Whether two secrets are the same, in a time that does not depend on where they differ. */
  public static boolean isSameSecret(String given, String secret) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
  }
}
