package org.case2fhir.exchange;

import java.net.URI;
import java.util.Optional;
import org.case2fhir.exchange.ExchangeException.Kind;

/**
 * Where an answer sends a request.
 *
 * <p>Reading may be sent to another host, where it goes without credentials. What carries a body is
 * about a patient, and goes to no host that the user did not name. Nothing goes from https to http.
 */
final class Redirects {
  private Redirects() {}

  /**
   * The next address; empty if the answer is no redirect.
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
      throw refused("the server redirects to something that is no address");
    }
    throw refused("the server redirects to something that is no web address");
  }

  /** A server that answers with a redirect has not acted on the request. */
  private static ExchangeException refused(String message) {
    return new ExchangeException(Kind.NOT_SENT, message);
  }
}
