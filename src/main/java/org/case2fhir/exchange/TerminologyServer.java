package org.case2fhir.exchange;

import java.net.URI;

/**
 * A FHIR terminology server as a user named it, with what it is entered with.
 *
 * @param base its base address, http or https
 * @param login for this server alone
 */
public record TerminologyServer(URI base, Login login) {

  /**
   * Opens no connection.
   *
   * @throws IllegalArgumentException if no server has such an address, or the credentials would
   *     travel unencrypted to another machine; the message may be shown
   */
  public TerminologyServer {
    try {
      FhirClient.of(FhirEndpoint.of(base), RetryPolicy.USUAL, login);
    } catch (ExchangeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** One that asks for nothing. */
  public static TerminologyServer of(URI base) {
    return new TerminologyServer(base, Login.none());
  }
}
