package org.case2fhir.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;

/**
 * Talks to one FHIR server: with its credentials and to nobody else, within limits of time and
 * size, and again where that is safe. Safe for use by several threads.
 */
public final class FhirClient {
  private static final int UNAUTHORIZED = 401;
  private static final int MOST_REMEMBERED = 8;

  private final FhirEndpoint endpoint;
  private final Authorization authorization;
  private final RetryTimer timer;
  private final Transport transport;
  private final Set<String> shown = new LinkedHashSet<>();
  private Redaction secrets = Redaction.NONE;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger repeats = new AtomicInteger();

  /**
   * Opens no connection yet.
   *
   * @throws ExchangeException if the credentials would travel unencrypted to another machine
   */
  public FhirClient(FhirEndpoint endpoint, Authorization authorization, RetryTimer timer)
      throws ExchangeException {
    if (authorization.isSecret() && !endpoint.isSafeForSecrets()) {
      throw new ExchangeException(
          Kind.NOT_SENT, "credentials are not sent over http:// to another machine");
    }
    this.endpoint = endpoint;
    this.authorization = authorization;
    this.timer = timer;
    this.transport = new Transport(endpoint);
  }

  /**
   * The same with what a user logs in with.
   *
   * @throws ExchangeException if the credentials would travel unencrypted to another machine
   */
  public static FhirClient of(FhirEndpoint server, RetryPolicy retries, Login login)
      throws ExchangeException {
    FhirEndpoint endpoint = login.endpoint(server);
    return new FhirClient(endpoint, login.authorization(endpoint), RetryTimer.real(retries));
  }

  /** The server. */
  public FhirEndpoint endpoint() {
    return endpoint;
  }

  /** What has been sent so far; requests for tokens, which go elsewhere, are not in it. */
  public RequestCount requestCount() {
    return new RequestCount(requests.get(), repeats.get());
  }

  /**
   * Sends a request, and again as the policy allows.
   *
   * @return the last answer, whatever its status
   * @throws ExchangeException if there is none
   */
  public Answer send(Interaction interaction) throws ExchangeException {
    for (int sent = 1; ; sent++) {
      Optional<Duration> wait;
      try {
        Answer answer = authorized(interaction);
        Instant now = timer.clock().instant();
        wait = timer.policy().afterAnswer(interaction, answer, sent, now);
        if (wait.isEmpty()) {
          return answer.with(timer.policy().givenUp(answer, now));
        }
      } catch (ExchangeException e) {
        Instant now = timer.clock().instant();
        wait = timer.policy().afterFailure(interaction, e, sent, now);
        if (wait.isEmpty()) {
          String why = timer.policy().givenUp(e.retryAfter(), now);
          throw why.isEmpty() ? e : e.withMessage(e.getMessage() + " (" + why + ")");
        }
      }
      timer.pause(wait.get());
      repeats.incrementAndGet();
    }
  }

  /**
   * Waits before a part of a request is sent again, as after an answer that tells so. The next
   * request counts as a repeat.
   *
   * @param sent how often it has been sent, from 1
   * @return whether it may be sent again
   */
  public boolean pause(int sent) throws ExchangeException {
    if (sent > timer.policy().retries()) {
      return false;
    }
    timer.pause(timer.policy().backOff(sent));
    repeats.incrementAndGet();
    return true;
  }

  /** A token may expire on the way; a second refusal is final. */
  private Answer authorized(Interaction interaction) throws ExchangeException {
    Answer answer = shown(interaction, authorization.header());
    if (answer.status() == UNAUTHORIZED && authorization.renew()) {
      repeats.incrementAndGet();
      return shown(interaction, authorization.header());
    }
    return answer;
  }

  /** A server may repeat what it was shown, and its words are printed and written down. */
  private Answer shown(Interaction interaction, Optional<String> credentials)
      throws ExchangeException {
    requests.incrementAndGet();
    Redaction secrets = redaction(credentials);
    try {
      return new AnswerFilter(secrets).filter(transport.send(interaction, credentials));
    } catch (ExchangeException e) {
      throw secrets.clean(e);
    }
  }

  /** A server may also repeat what it was shown before, such as a token that has expired. */
  private synchronized Redaction redaction(Optional<String> credentials) {
    if (credentials.isPresent() && shown.add(credentials.get())) {
      if (shown.size() > MOST_REMEMBERED) {
        shown.remove(shown.iterator().next());
      }
      secrets = Redaction.of(shown, List.of(), endpoint.base().toString());
    }
    return secrets;
  }

  /**
   * How much was said to a server.
   *
   * @param requests all that were tried, also those that got no answer
   * @param repeats how many of these said again what had been said: the server wanted it later, a
   *     connection broke or a token had expired
   */
  public record RequestCount(int requests, int repeats) {

    /** What came after an earlier moment. */
    public RequestCount since(RequestCount earlier) {
      return new RequestCount(requests - earlier.requests, repeats - earlier.repeats);
    }
  }
}
