package org.case2fhir.server;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Lets a thread work on a request only once its whole body is there, so that clients that send
 * slowly keep no thread waiting. Only so many bodies are waited for at a time.
 */
public final class BodyBuffer extends EagerContentHandler {
  private static final int MOST_BODIES = 64;

  private final Predicate<Request> admitted;
  private final AtomicInteger bodies = new AtomicInteger();

  /**
   * @param maxBytes a body may have so many bytes
   * @param admitted whose body is waited for; others' are not read here
   */
  public BodyBuffer(long maxBytes, Predicate<Request> admitted) {
    super(new RetainedContentLoaderFactory(maxBytes, /* framingOverhead= */ 0, /* reject= */ true));
    this.admitted = admitted;
  }

  @Override
  protected boolean onConditionsMet(Request request, Response response, Callback callback)
      throws Exception {
    if (request.getLength() == 0 || !admitted.test(request)) {
      return nextHandler(request, response, callback);
    }
    Request.addCompletionListener(request, failure -> bodies.decrementAndGet());
    if (bodies.incrementAndGet() > MOST_BODIES) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
      return true;
    }
    return super.onConditionsMet(request, response, callback);
  }

  /** What is refused before the application is asked is a problem, too. */
  public static final class ProblemPage extends ErrorHandler {
    private static final Map<Integer, String> TITLES =
        Map.of(
            400, "The body did not come whole",
            408, "The body did not come whole",
            413, "The body is too large",
            503, "Too many bodies are being read at a time");

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      String title = TITLES.getOrDefault(status, HttpStatus.getMessage(status));
      byte[] body = HttpAnswers.bytes(HttpAnswers.problem(status, title, ""));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, HttpAnswers.PROBLEM);
      Content.Sink.write(response, true, new String(body, StandardCharsets.UTF_8), callback);
      return true;
    }
  }
}
