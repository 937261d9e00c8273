package org.case2fhir.exchange;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A token that is asked for when it is needed, kept, replaced before it expires, and replaced once
 * when the FHIR server does not accept it. Several threads share one token.
 */
final class RenewedToken implements Authorization {
  // A server that refuses what it has just handed out refuses the client, not the token.
  private static final Duration TOO_SOON = Duration.ofSeconds(10);

  private final TokenRequest request;
  private final FhirEndpoint server;
  private final Clock clock;
  private final ThreadLocal<AccessToken> shown = new ThreadLocal<>();
  private Optional<TokenEndpoint> endpoint = Optional.empty();
  private Optional<AccessToken> token = Optional.empty();

  RenewedToken(TokenRequest request, FhirEndpoint server, Clock clock) {
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
}
