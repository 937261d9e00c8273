package org.case2fhir.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.case2fhir.server.RequestMetrics.Gauges;
import org.case2fhir.server.RequestMetrics.Rejection;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.EventsHandler;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.Callback;

/**
 * The HTTP side of a conversion service: routes, limits, metrics, problems and a stop that loses no
 * answer. What is answered is a {@link Service}'s; {@code openapi.json} beside this class describes
 * both.
 *
 * <p>A request passes {@link RequestGate} and then waits, without a thread, until one of the few
 * that may be worked on at a time ends. It keeps nothing between requests and writes no log.
 */
public final class ConversionServer implements AutoCloseable {
  private static final String NAME = "case2fhir-serve";

  /** Beside the threads that work: they accept, read, write, and answer what costs nothing. */
  private static final int OTHER_THREADS = 12;

  private static final int MOST_CONNECTIONS = 1024;
  private static final String RETRY_SECONDS = "1";
  private static final String OPEN_API = "openapi.json";
  private static final String OTHER = "other";
  private static final List<String> READ_ONLY = List.of("/health", "/metrics", "/openapi.json");

  private final ServerOptions options;
  private final Service service;
  private final RequestMetrics metrics = new RequestMetrics();
  private final RequestGate gate;
  private final QoSHandler queue;
  private final Javalin javalin;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Where it listens, and how much it takes.
   *
   * @param host name or address of an interface of this machine
   * @param port 0 for any that is free
   * @param maxBytes a body may have this many bytes
   * @param maxConcurrent so many requests are worked on at a time
   * @param maxQueued so many wait for that; others are refused
   * @param maxPerClient so many of one address are taken at a time; 0 for any number
   * @param token that requests must bring, if there is one
   */
  public record ServerOptions(
      String host,
      int port,
      int maxBytes,
      int maxConcurrent,
      int maxQueued,
      int maxPerClient,
      Optional<String> token) {
    /** Not with the token. */
    @Override
    public String toString() {
      return "ServerOptions[" + host + ":" + port + "]";
    }
  }

  /** What is to be done with a body. */
  public enum Operation {
    CONVERT("/convert"),
    EXTRACT("/extract"),
    VALIDATE("/validate");

    private final String path;

    Operation(String path) {
      this.path = path;
    }
  }

  /**
   * A request whose body is whole.
   *
   * @param contentType header, empty if there is none
   * @param accept header, empty if there is none
   * @param prefer header, empty if there is none
   * @param query parameters in their order, each with all its values
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record ServiceRequest(
      Operation operation,
      String contentType,
      String accept,
      String prefer,
      Map<String, List<String>> query,
      byte[] body) {}

  /** An answer: its status, headers besides Content-Type, and body. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record ServiceAnswer(
      int status, String contentType, Map<String, String> headers, byte[] body) {
    /** A problem; its detail may be empty. */
    public static ServiceAnswer problem(int status, String title, String detail) {
      byte[] body = HttpAnswers.bytes(HttpAnswers.problem(status, title, detail));
      return new ServiceAnswer(status, HttpAnswers.PROBLEM, Map.of(), body);
    }
  }

  /** Answers requests, several at a time; what it throws becomes status 500 without details. */
  public interface Service {
    /** The answer to a request. */
    ServiceAnswer answer(ServiceRequest request);
  }

  private ConversionServer(ServerOptions options, Service service) {
    this.options = options;
    this.service = service;
    this.gate = new RequestGate(options, metrics, this::port);
    this.queue = new QoSHandler();
    this.javalin = Javalin.create(this::configure);
  }

  /**
   * Starts a server.
   *
   * @throws IOException if the port is taken, or the host is none of this machine
   */
  public static ConversionServer start(ServerOptions options, Service service) throws IOException {
    ConversionServer made = new ConversionServer(options, service);
    try {
      made.javalin.start(options.host(), options.port());
    } catch (RuntimeException e) {
      throw new IOException("cannot listen at " + options.host() + ":" + options.port(), e);
    }
    return made;
  }

  private int port() {
    return javalin.port();
  }

  /** Its address, without path. */
  public URI address() {
    return URI.create(HttpAnswers.address(options.host(), port()));
  }

  /** Ends requests of which nothing has come for this time. */
  void idleTimeout(Duration longest) {
    for (Connector connector : javalin.jettyServer().server().getConnectors()) {
      ((AbstractConnector) connector).setIdleTimeout(longest.toMillis());
    }
  }

  /** Whether no other machine reaches it. */
  public boolean isLoopback() {
    return HttpAnswers.isLoopback(options.host());
  }

  /**
   * Waits until it is stopped.
   *
   * @throws InterruptedException if the waiting thread is told to stop
   */
  public void join() throws InterruptedException {
    stopped.await();
  }

  /**
   * Stops it: what has been taken is finished and answered, whatever else comes is refused with
   * status 503.
   */
  @Override
  public void close() {
    try {
      gate.stopAndDrain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    javalin.stop();
    stopped.countDown();
  }

  private void configure(JavalinConfig config) {
    int threads = options.maxConcurrent() + OTHER_THREADS;
    HttpAnswers.configure(config, NAME, threads, options.maxBytes());
    config.jetty.modifyServer(this::configure);
    config.jetty.modifyServletContextHandler(
        servlets -> servlets.setErrorHandler(new ProblemPage()));
    for (Operation operation : Operation.values()) {
      config.routes.post(operation.path, context -> work(context, operation));
    }
    config.routes.get("/health", this::health);
    config.routes.get("/metrics", this::metrics);
    config.routes.get("/openapi.json", ConversionServer::openApi);
    config.routes.exception(HttpResponseException.class, ConversionServer::refused);
    config.routes.exception(Exception.class, (e, context) -> fail(context, "an error of it"));
  }

  private void configure(Server server) {
    queue.setMaxRequestCount(options.maxConcurrent());
    queue.setMaxSuspendedRequestCount(Math.max(1, options.maxQueued()));
    // Whoever waits does so until there is room: the queue is bounded by its length.
    queue.setMaxSuspend(Duration.ZERO);
    queue.includeMethod("POST");
    gate.setHandler(queue);
    Measurement measured = new Measurement();
    measured.setHandler(gate);
    server.setHandler(measured);
    server.setErrorHandler(new ProblemPage());
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
  }

  private void work(Context context, Operation operation) {
    ServiceAnswer answer;
    try {
      answer = service.answer(request(context, operation));
    } catch (OutOfMemoryError | StackOverflowError e) {
      // They end this request alone: what they interrupted is thrown away with it.
      fail(context, "the input is too large or too deep for the memory of this server");
      return;
    } catch (LinkageError e) {
      fail(context, "a part of the program is missing");
      return;
    }
    answer.headers().forEach(context::header);
    context.status(answer.status()).contentType(answer.contentType()).result(answer.body());
  }

  private static ServiceRequest request(Context context, Operation operation) {
    return new ServiceRequest(
        operation,
        header(context, "Content-Type"),
        header(context, "Accept"),
        header(context, "Prefer"),
        context.queryParamMap(),
        (byte[]) context.req().getAttribute(RequestGate.BODY));
  }

  private static String header(Context context, String name) {
    return Optional.ofNullable(context.header(name)).orElse("");
  }

  // Without a word of the failure: its message may quote the input.
  private void fail(Context context, String detail) {
    metrics.fail();
    HttpAnswers.problem(context, 500, "The program failed", detail);
  }

  private void health(Context context) {
    boolean stopping = gate.isDraining();
    context.status(stopping ? 503 : 200);
    context.contentType("application/json");
    context.result(HttpAnswers.bytes(Map.of("status", stopping ? "stopping" : "ok")));
  }

  private void metrics(Context context) {
    Gauges gauges =
        new Gauges(queue.getSuspendedRequestCount(), gate.heldBytes(), gate.isDraining());
    context.contentType(RequestMetrics.TYPE).result(metrics.text(gauges));
  }

  private static void openApi(Context context) throws IOException {
    try (InputStream in = ConversionServer.class.getResourceAsStream(OPEN_API)) {
      context.contentType("application/json").result(in.readAllBytes());
    }
  }

  private static void refused(HttpResponseException reason, Context context) {
    if (reason.getStatus() != HttpStatus.NOT_FOUND_404) {
      HttpAnswers.problem(context, reason.getStatus(), reason.getMessage(), "");
      return;
    }
    String route = route(context.path());
    if (route.equals(OTHER)) {
      HttpAnswers.problem(context, 404, "There is nothing here", "see /openapi.json");
    } else {
      String allowed = isWork(route) ? "POST" : "GET, HEAD";
      context.header("Allow", allowed);
      HttpAnswers.problem(context, 405, "This method is not allowed", "use " + allowed);
    }
  }

  private static boolean isWork(String route) {
    return Arrays.stream(Operation.values()).anyMatch(operation -> operation.path.equals(route));
  }

  /** The route of a path: metrics must not grow with what clients ask for. */
  private static String route(String path) {
    return isWork(path) || READ_ONLY.contains(path) ? path : OTHER;
  }

  /** Measures every request, also those that are refused. */
  private final class Measurement extends EventsHandler {
    @Override
    protected void onBeforeHandling(Request request) {
      metrics.begin();
    }

    @Override
    protected void onComplete(Request request, int status, HttpFields fields, Throwable failure) {
      long nanos = System.nanoTime() - request.getHeadersNanoTime();
      String route = route(Request.getPathInContext(request));
      metrics.end(route, status, Math.max(0, nanos));
    }
  }

  /** What is refused outside of the routes is a problem, too, without any detail of a failure. */
  private final class ProblemPage extends ErrorHandler {
    private static final Map<Integer, String> TITLES =
        Map.of(
            400, "This is not a request that can be read",
            401, "Unknown client",
            408, "The request did not come to its end",
            403, "Not allowed",
            413, "The body is too large",
            415, "This cannot be read",
            429, "Too many requests of one client",
            503, "No room for this request now");

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      if (status == HttpStatus.SERVICE_UNAVAILABLE_503
          || status == HttpStatus.TOO_MANY_REQUESTS_429) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
      }
      Object reason = request.getAttribute(RequestGate.DETAIL);
      if (reason == null && status == HttpStatus.SERVICE_UNAVAILABLE_503) {
        // Only the queue refuses without a word.
        metrics.reject(Rejection.BUSY);
        reason = "as many requests wait as may; come again later";
      }
      String title = TITLES.getOrDefault(status, HttpStatus.getMessage(status));
      String detail = reason instanceof String words ? words : "";
      byte[] body = HttpAnswers.bytes(HttpAnswers.problem(status, title, detail));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, HttpAnswers.PROBLEM);
      Content.Sink.write(response, true, new String(body, StandardCharsets.UTF_8), callback);
      return true;
    }
  }
}
