package org.case2fhir.exchange;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.case2fhir.exchange.ExchangeException.Kind;

/** Sends one request once, and follows where the server sends it, as far as that is safe. */
final class Transport {
  private static final String JSON = "application/fhir+json";
  private static final int MOST_REDIRECTS = 5;

  private final FhirEndpoint endpoint;
  private final HttpClient client;

  Transport(FhirEndpoint endpoint) {
    this.endpoint = endpoint;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(endpoint.timeout())
            .followRedirects(HttpClient.Redirect.NEVER);
    if (!Origin.of(endpoint.base()).isEncrypted()) {
      // The offer to switch to HTTP/2 in the clear confuses servers.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    endpoint.tls().ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  Answer send(Interaction interaction, Optional<String> credentials) throws ExchangeException {
    Interaction sent = interaction;
    URI address = address(interaction);
    Origin home = Origin.of(address);
    boolean atHome = true;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      // Who has once been sent away does not come back with credentials either.
      atHome &= Origin.of(address).equals(home);
      Answer answer = exchange(request(sent, address, atHome ? credentials : Optional.empty()));
      Optional<URI> next = Redirects.next(sent, answer);
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
    interaction.headers().forEach(request::header);
    try {
      credentials.ifPresent(value -> request.header("Authorization", value));
    } catch (IllegalArgumentException e) {
      // Its message quotes the value.
      throw new ExchangeException(
          Kind.NOT_AUTHORIZED, "the credentials have characters that no header can carry");
    }
    return request.build();
  }

  private Answer exchange(HttpRequest request) throws ExchangeException {
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request, head -> new LimitedBody(endpoint.maxBytes()));
    try {
      // The timeout of the request ends with the headers; a body may come slowly too.
      HttpResponse<byte[]> done =
          response.get(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(done.statusCode(), done.headers(), done.uri(), done.body());
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
}
