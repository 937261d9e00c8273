package org.case2fhir.server;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.case2fhir.server.ConversionServer.ServerOptions;
import org.case2fhir.server.RequestMetrics.Rejection;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a request passes before a thread works on it: it is of this site and has the token, its
 * client has not too many others, it is whole and not too large, and the server is not stopping.
 *
 * <p>A body is read as it comes, by no thread that waits for it, so a slow sender keeps nobody
 * waiting; all bodies together have a limit.
 */
final class RequestGate extends Handler.Wrapper {
  /** The attribute of a request that holds its whole body, as bytes. */
  static final String BODY = RequestGate.class.getName() + ".body";

  /** The attribute of a request that is refused: why, in words for the client. */
  static final String DETAIL = RequestGate.class.getName() + ".detail";

  private static final Map<String, String> HEADERS =
      HttpAnswers.securityHeaders("default-src 'none'; frame-ancestors 'none'");
  private static final Set<String> ANSWER_METHODS = Set.of("GET", "HEAD");
  private static final String BEARER = "bearer ";

  /** Of a body that is too large so many times its limit are read and thrown away. */
  private static final int MOST_DISCARDED = 8;

  private final ServerOptions options;
  private final RequestMetrics metrics;
  private final IntSupplier port;
  private final long heldLimit;
  private final AtomicLong held = new AtomicLong();
  private final Map<String, Integer> clients = new HashMap<>();
  private int running;
  private boolean stopping;

  /**
   * @param port that the server has got
   */
  RequestGate(ServerOptions options, RequestMetrics metrics, IntSupplier port) {
    this.options = options;
    this.metrics = metrics;
    this.port = port;
    this.heldLimit = Math.max(options.maxBytes(), Runtime.getRuntime().maxMemory() / 8);
  }

  /** How many bytes of bodies are in memory. */
  long heldBytes() {
    return held.get();
  }

  synchronized boolean isDraining() {
    return stopping;
  }

  /**
   * Lets nobody in from now on, and waits for those who are.
   *
   * @throws InterruptedException if the waiting thread is told to stop
   */
  synchronized void stopAndDrain() throws InterruptedException {
    stopping = true;
    while (running > 0) {
      wait();
    }
  }

  private synchronized boolean enter() {
    if (stopping) {
      return false;
    }
    running++;
    return true;
  }

  private synchronized void leave() {
    running--;
    notifyAll();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
    Exchange exchange = new Exchange(request, response, callback);
    if (!isOfThisSite(request)) {
      return exchange.refuse(
          Rejection.FORBIDDEN, HttpStatus.FORBIDDEN_403, "a page of another site may not ask here");
    }
    if (!isKnown(request)) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"case2fhir\"");
      return exchange.refuse(
          Rejection.UNAUTHORIZED,
          HttpStatus.UNAUTHORIZED_401,
          "send the token: Authorization: Bearer ...");
    }
    if (!isReadable(request.getHttpURI().getQuery())) {
      // It would be left out, and the answer be made without what it asks for.
      return exchange.refuse(
          HttpStatus.BAD_REQUEST_400, "the query has a % that does not stand for UTF-8");
    }
    if (ANSWER_METHODS.contains(request.getMethod())) {
      return super.handle(request, response, callback);
    }
    if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      // A few kilobytes may unpack to gigabytes.
      return exchange.refuse(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "send the body without Content-Encoding");
    }
    if (request.getLength() > mostRead()) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      return exchange.refuseTooLarge();
    }
    if (!admitClient(request)) {
      return exchange.refuse(
          Rejection.CLIENT_BUSY,
          HttpStatus.TOO_MANY_REQUESTS_429,
          "at most " + options.maxPerClient() + " requests of a client at a time");
    }
    exchange.read();
    return true;
  }

  /**
   * Keeps the pages of other sites out of a server that only this machine reaches: a browser on it
   * would bring them along (DNS rebinding, requests across origins). Elsewhere a browser must at
   * least not ask for another site.
   */
  private boolean isOfThisSite(Request request) {
    String host = Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)).orElse("");
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    // Whoever has the token is not a page of another site.
    boolean ownHost =
        options.token().isPresent()
            || !HttpAnswers.isLoopback(options.host())
            || HttpAnswers.isLoopbackHost(host, port.getAsInt());
    boolean ownOrigin =
        origin == null || origin.equals("http://" + host) || origin.equals("https://" + host);
    return ownHost && ownOrigin;
  }

  private static boolean isReadable(String query) {
    try {
      return query == null
          || URLDecoder.decode(query, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** How many bytes of a body are read, kept or not. */
  private long mostRead() {
    return MOST_DISCARDED * (long) options.maxBytes();
  }

  private boolean isKnown(Request request) {
    if (options.token().isEmpty() || Request.getPathInContext(request).equals("/health")) {
      return true;
    }
    String given =
        Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION)).orElse("");
    boolean bearer = given.regionMatches(/* ignoreCase= */ true, 0, BEARER, 0, BEARER.length());
    String token = bearer ? given.substring(BEARER.length()).strip() : "";
    return HttpAnswers.isSameSecret(token, options.token().get());
  }

  private boolean admitClient(Request request) {
    if (options.maxPerClient() == 0) {
      return true;
    }
    String client = Request.getRemoteAddr(request);
    synchronized (clients) {
      int others = clients.getOrDefault(client, 0);
      if (others >= options.maxPerClient()) {
        return false;
      }
      clients.put(client, others + 1);
    }
    Request.addCompletionListener(request, failure -> dismissClient(client));
    return true;
  }

  private void dismissClient(String client) {
    synchronized (clients) {
      clients.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
    }
  }

  /** A request while its body is read. */
  private final class Exchange implements Runnable {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long length;
    private long counted;
    private boolean crowded;

    Exchange(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    boolean refuse(int status, String detail) {
      request.setAttribute(DETAIL, detail);
      Response.writeError(request, response, callback, status);
      return true;
    }

    boolean refuse(Rejection reason, int status, String detail) {
      metrics.reject(reason);
      return refuse(status, detail);
    }

    boolean refuseStopping() {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      return refuse(
          Rejection.STOPPING, HttpStatus.SERVICE_UNAVAILABLE_503, "the server is stopping");
    }

    boolean refuseTooLarge() {
      return refuse(
          Rejection.TOO_LARGE,
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "a body may have " + options.maxBytes() + " bytes");
    }

    void read() {
      Request.addCompletionListener(request, failure -> release());
      run();
    }

    /** Takes what has come, and asks to be called again when more has. */
    @Override
    public void run() {
      boolean last = false;
      while (!last) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          failed(chunk);
          return;
        }
        last = chunk.isLast();
        take(chunk.getByteBuffer());
        chunk.release();
        if (length > mostRead()) {
          break;
        }
      }
      finish();
    }

    /** The client is gone, or has sent nothing for too long. */
    private void failed(Content.Chunk failure) {
      if (failure.getFailure() instanceof TimeoutException) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        refuse(HttpStatus.REQUEST_TIMEOUT_408, "the rest of the body did not come");
      } else {
        callback.failed(failure.getFailure());
      }
    }

    /**
     * What is too large is read to its end and thrown away: a connection that is closed while the
     * client still sends is reset, and then many clients never see the answer.
     */
    private void take(ByteBuffer bytes) {
      int count = bytes.remaining();
      length += count;
      if (length > options.maxBytes() || crowded) {
        release();
        return;
      }
      counted += count;
      crowded = held.addAndGet(count) > heldLimit;
      byte[] copy = new byte[count];
      bytes.get(copy);
      body.write(copy, 0, count);
    }

    private void release() {
      body = new ByteArrayOutputStream(0);
      held.addAndGet(-counted);
      counted = 0;
    }

    private void finish() {
      if (length > options.maxBytes()) {
        refuseTooLarge();
      } else if (crowded) {
        refuse(
            Rejection.BUSY,
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "too many bodies are being read at a time");
      } else if (!enter()) {
        refuseStopping();
      } else {
        Request.addCompletionListener(request, failure -> leave());
        work();
      }
    }

    private void work() {
      request.setAttribute(BODY, body.toByteArray());
      body = new ByteArrayOutputStream(0);
      try {
        if (!RequestGate.super.handle(request, response, callback)) {
          Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
      } catch (Exception e) {
        Response.writeError(
            request, response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500, null, e);
      }
    }
  }
}
