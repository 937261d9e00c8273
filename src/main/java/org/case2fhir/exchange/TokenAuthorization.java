package org.case2fhir.exchange;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.case2fhir.exchange.TokenRequest.SignedRequest;

/**
 * A token that is asked for when it is needed, kept, replaced before it expires, and replaced once
 * when the FHIR server does not accept it. Several threads share one token.
 */
final class TokenAuthorization implements Authorization {
  // A server that refuses what it has just handed out refuses the client, not the token.
  private static final Duration TOO_SOON = Duration.ofSeconds(10);

  private final TokenRequest request;
  private final FhirEndpoint server;
  private final Clock clock;
  private final ThreadLocal<AccessToken> shown = new ThreadLocal<>();
  private Optional<TokenEndpoint> endpoint = Optional.empty();
  private Optional<AccessToken> token = Optional.empty();

  TokenAuthorization(TokenRequest request, FhirEndpoint server, Clock clock) {
    this.request = request;
    this.server = server;
    this.clock = clock;
  }

  @Override
  public synchronized Optional<String> header() throws ExchangeException {
    if (token.isEmpty() || token.get().isStale(clock.instant())) {
      token = Optional.of(ask(false));
    }
    shown.set(token.get());
    return Optional.of("Bearer " + token.get().value().reveal());
  }

  @Override
  public synchronized boolean renew() throws ExchangeException {
    AccessToken current = token.orElse(null);
    if (current == null || !current.equals(shown.get())) {
      // Another thread was refused before and has a new one.
      return true;
    }
    Instant now = clock.instant();
    if (current.renewed() && now.isBefore(current.since().plus(TOO_SOON))) {
      return false;
    }
    token = Optional.of(ask(true));
    return true;
  }

  private AccessToken ask(boolean renewed) throws ExchangeException {
    if (endpoint.isEmpty()) {
      endpoint = Optional.of(new TokenEndpoint(request.endpoint(server), server, clock));
    }
    return endpoint.get().ask(request, renewed);
  }

  @Override
  public boolean isSecret() {
    return true;
  }

  @Override
  public String toString() {
    return request instanceof SignedRequest ? "SMART Backend Services" : "client credentials";
  }

  /**
   * A token with its life.
   *
   * @param since when it was asked for
   * @param life how long the server says that it is good
   * @param renewed whether it took the place of one that the FHIR server did not accept
   */
  record AccessToken(Secret value, Instant since, Duration life, boolean renewed) {
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** Whether it is better not sent any more: it could expire on the way. */
    boolean isStale(Instant now) {
      Duration half = life.dividedBy(2);
      Duration margin = half.compareTo(MARGIN) < 0 ? half : MARGIN;
      return !now.isBefore(since.plus(life).minus(margin));
    }
  }
}
