package org.case2fhir;

import java.net.URI;
import java.time.Duration;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;

/**
 * A FHIR server, and how patient we are with it.
 *
 * @param server its base address
 * @param timeout for one request with its answer
 * @param retries how often a request is repeated that may be
 * @param allowInsecure whether credentials may travel over http to another machine
 */
public record ServerOptions(URI server, Duration timeout, int retries, boolean allowInsecure) {

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException if no server can have it; the message may be shown
   */
  public ServerOptions {
    FhirEndpoint.of(server);
  }

  /** A server with the usual patience. */
  public static ServerOptions of(URI server) {
    return new ServerOptions(
        server, FhirEndpoint.USUAL_TIMEOUT, RetryPolicy.USUAL.retries(), false);
  }

  FhirClient conversation(Credentials credentials) throws ExchangeException {
    FhirEndpoint endpoint =
        credentials.endpoint(
            FhirEndpoint.of(server).withTimeout(timeout).withAllowInsecure(allowInsecure));
    return new FhirClient(
        endpoint,
        credentials.authorization(endpoint),
        RetryTimer.real(RetryPolicy.USUAL.withRetries(retries)));
  }
}
