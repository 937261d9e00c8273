package org.case2fhir.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.case2fhir.Version;
import org.case2fhir.review.CaseEdits.ConflictException;
import org.case2fhir.review.ReviewQueue.UnreadableException;
import org.case2fhir.review.ReviewedCase.InvalidEditException;
import org.case2fhir.server.BodyBuffer;
import org.case2fhir.server.HttpAnswers;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;

/**
 * The web application in which a person reviews cases: its pages, and the API that they use,
 * described by {@code openapi.json} beside the pages.
 *
 * <p>It is for one person on one machine. It listens on the loopback interface unless told
 * otherwise; whoever does not have the token of the address that it prints gets nothing; requests
 * that another site makes a browser send are refused (Host, Origin, a header of its own, SameSite),
 * and the pages load nothing from anywhere else.
 */
public final class ReviewServer implements AutoCloseable {
  /** A page sends edits, never files. */
  private static final long MOST_BYTES = 4L * 1024 * 1024;

  private static final int THREADS = 16;
  private static final int TOKEN_BYTES = 24;
  private static final String HEADER = "X-Case2fhir";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml");
  private static final Set<String> LIBRARIES =
      Set.of("lit-html.js", "directive.js", "async-directive.js", "directive-helpers.js");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ReviewOptions options;
  private final ReviewApi api;
  private final String token;
  private final Javalin server;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong lastRequest = new AtomicLong(System.nanoTime());

  /**
   * Where and for how long it runs.
   *
   * @param host interface to listen on
   * @param port 0 for any that is free
   * @param idleMinutes it stops when no page has asked for anything for so long; 0 for never
   */
  public record ReviewOptions(String host, int port, int idleMinutes) {
    /** This machine only, any free port, until it is stopped. */
    public static final ReviewOptions DEFAULT = new ReviewOptions("127.0.0.1", 0, 0);
  }

  private ReviewServer(ReviewApi api, ReviewOptions options) {
    this.options = options;
    this.api = api;
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    this.token = HexFormat.of().formatHex(random);
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts the application.
   *
   * @param input an article, a case file, or a folder of them
   * @throws IOException if the input is not there, or the port is taken
   */
  public static ReviewServer start(Path input, ReviewTools tools, ReviewOptions options)
      throws IOException {
    ReviewServer made =
        new ReviewServer(new ReviewApi(ReviewQueue.of(input, tools), tools), options);
    try {
      made.server.start(options.host(), options.port());
    } catch (RuntimeException e) {
      throw new IOException("cannot listen at " + options.host() + ":" + options.port(), e);
    }
    made.watch();
    return made;
  }

  /** The address to open, with the token. */
  public String address() {
    return HttpAnswers.address(options.host(), server.port()) + "/?token=" + token;
  }

  /** Whether only this machine reaches it. */
  public boolean isLoopback() {
    return HttpAnswers.isLoopback(options.host());
  }

  /** Waits until it is stopped. */
  public void join() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    server.stop();
    stopped.countDown();
  }

  private void watch() {
    if (options.idleMinutes() == 0) {
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!isIdle()) {
                  TimeUnit.SECONDS.sleep(1);
                }
                close();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "review-idle");
    thread.setDaemon(true);
    thread.start();
  }

  private boolean isIdle() {
    long quiet = System.nanoTime() - lastRequest.get();
    return quiet > TimeUnit.MINUTES.toNanos(options.idleMinutes());
  }

  private void configure(JavalinConfig config) {
    HttpAnswers.configure(config, "review", THREADS, MOST_BYTES);
    config.jetty.modifyServer(
        jetty -> {
          jetty.setHandler(new BodyBuffer(MOST_BYTES, this::hasCookie));
          jetty.setErrorHandler(new BodyBuffer.ProblemPage());
        });
    config.routes.before(this::guard);
    config.routes.get("/", this::page);
    config.routes.get("/review/{file}", context -> send(context, context.pathParam("file")));
    config.routes.get("/openapi.json", context -> send(context, "openapi.json"));
    config.routes.get("/lib/{file}", this::library);
    config.routes.get("/lib/directives/{file}", this::directive);
    config.routes.post("/api/quit", this::quit);
    api.addTo(config.routes);
    config.routes.exception(ConflictException.class, this::conflict);
    config.routes.exception(InvalidEditException.class, ReviewServer::invalid);
    config.routes.exception(
        IllegalArgumentException.class,
        (e, context) -> problem(context, 422, "This makes no sense here", e.getMessage()));
    config.routes.exception(
        JsonProcessingException.class,
        (e, context) -> problem(context, 400, "The body is not JSON", ""));
    config.routes.exception(
        UnreadableException.class,
        (e, context) -> problem(context, 422, "There is no case in it", e.getMessage()));
    config.routes.exception(
        IOException.class,
        (e, context) -> problem(context, 500, "A file failed", ReviewQueue.reason(e)));
    config.routes.exception(
        EofException.class,
        (e, context) -> problem(context, 400, "The body did not come whole", ""));
    config.routes.exception(
        HttpResponseException.class,
        (e, context) -> problem(context, e.getStatus(), e.getMessage(), ""));
    config.routes.exception(
        Exception.class,
        (e, context) ->
            problem(context, 500, "This is an error of the program", e.getClass().getSimpleName()));
    config.routes.error(
        404,
        context -> {
          if (!HttpAnswers.isProblem(context)) {
            problem(context, 404, "There is nothing here", "");
          }
        });
  }

  /** What every request must show before it gets anything. */
  private void guard(Context context) {
    lastRequest.set(System.nanoTime());
    HttpAnswers.securityHeaders(POLICY).forEach(context::header);
    String host = Optional.ofNullable(context.header("Host")).orElse("");
    if (isLoopback() && !HttpAnswers.isLoopbackHost(host, server.port())) {
      refuse(context, "This host name is not the one that the program printed");
      return;
    }
    String origin = context.header("Origin");
    if (origin != null && !origin.equals("http://" + host)) {
      refuse(context, "Another site must not ask here");
      return;
    }
    boolean opening = context.path().equals("/") && context.queryParam("token") != null;
    String given = opening ? context.queryParam("token") : context.cookie(cookie());
    if (given == null || !isToken(given)) {
      refuse(context, "Open the address that the program printed: it holds the key to this page");
      return;
    }
    boolean reading = context.method() == HandlerType.GET || context.method() == HandlerType.HEAD;
    if (!reading && !"review".equals(context.header(HEADER))) {
      refuse(context, "A page of another site may not write here");
    }
  }

  /** Whose body is waited for; all that is asked of a request is asked by {@link #guard}. */
  private boolean hasCookie(Request request) {
    return Request.getCookies(request).stream()
        .anyMatch(each -> each.getName().equals(cookie()) && isToken(each.getValue()));
  }

  private boolean isToken(String given) {
    return HttpAnswers.isSameSecret(given, token);
  }

  /** Cookies do not know ports: two reviews at once must not take each other's. */
  private String cookie() {
    return "case2fhir-" + server.port();
  }

  private static void refuse(Context context, String why) {
    problem(context, 403, why, "");
    context.skipRemainingHandlers();
  }

  private void page(Context context) throws IOException {
    if (context.queryParam("token") != null) {
      context.header("Set-Cookie", cookie() + "=" + token + "; Path=/; HttpOnly; SameSite=Strict");
      context.redirect("/");
      return;
    }
    send(context, "index.html");
  }

  private static void send(Context context, String file) throws IOException {
    if (!file.matches("[a-z0-9-]+\\.[a-z]+")) {
      problem(context, 404, "There is nothing here", "");
      return;
    }
    send(context, file, ReviewServer.class.getResourceAsStream(file));
  }

  private static void send(Context context, String file, InputStream resource) throws IOException {
    if (resource == null) {
      problem(context, 404, "There is nothing here", "");
      return;
    }
    try (resource) {
      String extension = file.substring(file.lastIndexOf('.') + 1);
      context.contentType(TYPES.getOrDefault(extension, "application/octet-stream"));
      context.result(resource.readAllBytes());
    }
  }

  private void library(Context context) throws IOException {
    String file = context.pathParam("file");
    if (LIBRARIES.contains(file)) {
      webjar(context, "lit-html", file);
    } else {
      problem(context, 404, "There is nothing here", "");
    }
  }

  private void directive(Context context) throws IOException {
    String file = context.pathParam("file");
    if (file.matches("[a-z-]+\\.js")) {
      webjar(context, "lit-html", "directives/" + file);
    } else {
      problem(context, 404, "There is nothing here", "");
    }
  }

  private static void webjar(Context context, String name, String file) throws IOException {
    String properties = "/META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
    String version;
    try (InputStream in = ReviewServer.class.getResourceAsStream(properties)) {
      java.util.Properties known = new java.util.Properties();
      known.load(in);
      version = known.getProperty("version");
    }
    String path = "/META-INF/resources/webjars/" + name + "/" + version + "/" + file;
    send(context, file, ReviewServer.class.getResourceAsStream(path));
  }

  private void quit(Context context) {
    context.json(Map.of());
    Thread thread =
        new Thread(
            () -> {
              try {
                // The answer goes out first.
                TimeUnit.MILLISECONDS.sleep(200);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              close();
            },
            "review-stop");
    thread.setDaemon(true);
    thread.start();
  }

  private void conflict(ConflictException e, Context context) {
    Map<String, Object> body =
        HttpAnswers.problem(409, "This was changed meanwhile", e.getMessage());
    body.putAll(api.conflict(context, e.pointers()));
    HttpAnswers.problem(context, body);
  }

  private static void invalid(InvalidEditException e, Context context) {
    Map<String, Object> body = HttpAnswers.problem(422, "Nothing was written", e.getMessage());
    body.put("issues", e.issues());
    HttpAnswers.problem(context, body);
  }

  /** Answers with a problem (RFC 9457). */
  static void problem(Context context, int status, String title, String detail) {
    HttpAnswers.problem(context, status, title, detail);
  }

  /** Anything of texts, numbers, lists and maps as JSON in UTF-8. */
  static byte[] bytes(Object value) {
    return HttpAnswers.bytes(value);
  }

  /** The body of a request. */
  static JsonNode bodyOf(Context context) throws JsonProcessingException {
    JsonNode body = JSON.readTree(context.body());
    if (!body.isObject()) {
      throw new IllegalArgumentException("the body is a JSON object");
    }
    return body;
  }

  /** What the program is called. */
  static String program() {
    return "case2fhir " + Version.current();
  }
}
