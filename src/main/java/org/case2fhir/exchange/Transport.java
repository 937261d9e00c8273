package org.case2fhir.exchange;

import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.FhirEndpoint.Origin;
import org.case2fhir.exchange.FhirEndpoint.ServerTls;

/** Sends one request once, and follows where the server sends it, as far as that is safe. */
final class Transport {
  private static final String JSON = "application/fhir+json";
  private static final int MOST_REDIRECTS = 5;

  private final FhirEndpoint endpoint;
  private final HttpClient client;
  private final HttpClient away;

  Transport(FhirEndpoint endpoint) {
    this.endpoint = endpoint;
    this.client = client(endpoint, endpoint.tls().map(ServerTls::here));
    // A certificate is a credential too.
    this.away =
        endpoint.tls().isPresent()
            ? client(endpoint, endpoint.tls().map(ServerTls::elsewhere))
            : client;
  }

  private static HttpClient client(FhirEndpoint endpoint, Optional<SSLContext> tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(endpoint.timeout())
            .followRedirects(HttpClient.Redirect.NEVER);
    if (!Origin.of(endpoint.base()).isEncrypted()) {
      // The offer to switch to HTTP/2 in the clear confuses servers.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    tls.ifPresent(builder::sslContext);
    return builder.build();
  }

  Answer send(Interaction interaction, Optional<String> credentials) throws ExchangeException {
    Interaction sent = interaction;
    URI address = address(interaction);
    Origin home = Origin.of(address);
    boolean atHome = true;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      // Who has once been sent away does not come back with credentials either.
      atHome &= Origin.of(address).equals(home);
      Answer answer =
          atHome
              ? exchange(request(sent, address, credentials))
              : exchange(request(sent, address, Optional.empty()), away);
      Optional<URI> next = endpoint.redirects() ? Redirects.next(sent, answer) : Optional.empty();
      if (next.isEmpty()) {
        return answer;
      }
      address = next.get();
    }
    throw new ExchangeException(
        Kind.UNUSABLE_ANSWER, "the server redirects more than " + MOST_REDIRECTS + " times");
  }

  private URI address(Interaction interaction) throws ExchangeException {
    try {
      return endpoint.resolve(interaction.path());
    } catch (IllegalArgumentException e) {
      throw new ExchangeException(
          Kind.NOT_SENT, "a request whose address is not below the server's");
    }
  }

  private HttpRequest request(Interaction interaction, URI address, Optional<String> credentials)
      throws ExchangeException {
    BodyPublisher body =
        interaction.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .method(interaction.method(), body)
            .timeout(endpoint.timeout())
            .header("User-Agent", "case2fhir")
            .header("Accept", JSON);
    if (interaction.body().isPresent()) {
      request.header("Content-Type", JSON + "; charset=utf-8");
    }
    try {
      interaction.headers().forEach(request::header);
    } catch (IllegalArgumentException e) {
      throw new ExchangeException(
          Kind.NOT_SENT, "a request with a header whose characters cannot be sent");
    }
    try {
      credentials.ifPresent(value -> request.header("Authorization", value));
    } catch (IllegalArgumentException e) {
      // Its message quotes the value.
      throw new ExchangeException(
          Kind.NOT_AUTHORIZED, "the credentials have characters that no header can carry");
    }
    return request.build();
  }

  /** Exactly this request, once; redirects are answers. */
  Answer exchange(HttpRequest request) throws ExchangeException {
    return exchange(request, client);
  }

  private Answer exchange(HttpRequest request, HttpClient by) throws ExchangeException {
    CompletableFuture<HttpResponse<Body>> response =
        by.sendAsync(
            request, head -> new LimitedBody(endpoint.maxBytes(), head.statusCode() < 300));
    try {
      // The timeout of the request ends with the headers; a body may come slowly too.
      HttpResponse<Body> done = response.get(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS);
      String remark =
          done.body().cut()
              ? "more than %d bytes, of which the rest was not read".formatted(endpoint.maxBytes())
              : "";
      return new Answer(done.statusCode(), done.headers(), done.uri(), done.body().bytes(), remark);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw slow();
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new ExchangeException(Kind.INTERRUPTED, "stopped while the server was at work");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private ExchangeException slow() {
    return new ExchangeException(
        Kind.TIMEOUT,
        "the server did not answer within " + endpoint.timeout().toMillis() / 1000.0 + " seconds");
  }

  /** In our words: those of the connection may quote what was sent. */
  private ExchangeException failure(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ExchangeException known) {
        return known;
      }
      if (each instanceof HttpConnectTimeoutException || each instanceof ConnectException) {
        return new ExchangeException(Kind.UNREACHABLE, "the server cannot be reached");
      }
      if (each instanceof HttpTimeoutException) {
        return slow();
      }
      if (each instanceof SSLHandshakeException) {
        return new ExchangeException(
            Kind.NOT_SENT, "no trusted connection to the server (TLS handshake)");
      }
    }
    return new ExchangeException(Kind.BROKEN, "the connection to the server broke");
  }

  /**
   * @param cut whether there was more, which was not read
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Body(byte[] bytes, boolean cut) {}

  /**
   * Takes the body of an answer into memory, and hangs up when it becomes too large. Of a success
   * all is needed; of a failure the status is worth more than the words.
   */
  private static final class LimitedBody implements BodySubscriber<Body> {
    private final int limit;
    private final boolean wholeOnly;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Body> whole = new CompletableFuture<>();
    private Subscription subscription;

    LimitedBody(int limit, boolean wholeOnly) {
      this.limit = limit;
      this.wholeOnly = wholeOnly;
    }

    @Override
    public CompletionStage<Body> getBody() {
      return whole;
    }

    @Override
    public void onSubscribe(Subscription given) {
      this.subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      if (whole.isDone()) {
        return;
      }
      for (ByteBuffer buffer : buffers) {
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
      }
      if (bytes.size() > limit) {
        // First the result: hanging up may be reported as a failure at once.
        if (wholeOnly) {
          whole.completeExceptionally(
              new ExchangeException(
                  ExchangeException.Kind.UNUSABLE_ANSWER,
                  "the answer has more than " + limit + " bytes, and its rest was not read"));
        } else {
          whole.complete(new Body(Arrays.copyOf(bytes.toByteArray(), limit), /* cut= */ true));
        }
        subscription.cancel();
      }
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      whole.complete(new Body(bytes.toByteArray(), /* cut= */ false));
    }
  }

  /**
   * Where an answer sends a request.
   *
   * <p>Reading may be sent to another host, where it goes without credentials. What carries a body
   * is about a patient, and goes to no host that the user did not name. Nothing goes from https to
   * http.
   */
  private static final class Redirects {
    private Redirects() {}

    /**
     * The next address; empty if the answer is not a redirect.
     *
     * @throws ExchangeException if it leads where the request must not go
     */
    static Optional<URI> next(Interaction interaction, Answer answer) throws ExchangeException {
      boolean keepsMethod = answer.status() == 307 || answer.status() == 308;
      boolean mayChangeMethod =
          answer.status() == 301 || answer.status() == 302 || answer.status() == 303;
      Optional<String> location = answer.header("Location");
      if (!keepsMethod && !mayChangeMethod || location.isEmpty()) {
        return Optional.empty();
      }
      URI next = address(answer.from(), location.get());
      Origin from = Origin.of(answer.from());
      Origin to = Origin.of(next);
      boolean reads = interaction.method().equals("GET");
      if (from.isEncrypted() && !to.isEncrypted()) {
        throw refused("the server redirects from https to http, which is not followed");
      }
      if (!reads && (mayChangeMethod || !from.equals(to))) {
        throw refused(
            "the server redirects to "
                + to
                + ", where what is to be written is not sent; name that"
                + " server yourself if you trust it");
      }
      return Optional.of(next);
    }

    private static URI address(URI from, String location) throws ExchangeException {
      try {
        URI next = from.resolve(location.strip());
        String scheme = String.valueOf(next.getScheme());
        boolean web = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        if (web && next.getHost() != null && next.getRawUserInfo() == null) {
          return next;
        }
      } catch (IllegalArgumentException e) {
        throw refused("the server redirects to something that is not an address");
      }
      throw refused("the server redirects to something that is not a web address");
    }

    /** A server that answers with a redirect has not acted on the request. */
    private static ExchangeException refused(String message) {
      return new ExchangeException(Kind.NOT_SENT, message);
    }
  }
}
