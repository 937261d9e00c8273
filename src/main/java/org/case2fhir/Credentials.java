package org.case2fhir;

import java.util.List;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.CredentialOptions;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.case2fhir.exchange.Login.UnusableCredentialsException;

/** What a server is shown so that it lets us in. Its text tells no secret. */
public final class Credentials {
  private final Login access;

  private Credentials(Login access) {
    this.access = access;
  }

  /** For servers that ask for nothing. */
  public static Credentials none() {
    return new Credentials(Login.none());
  }

  /** Reads them from where the user keeps them; fails if any cannot be used. */
  public static Result<Credentials> read(CredentialOptions options) {
    try {
      return Result.of(new Credentials(Login.read(options, ProcessEnvironment.real())), List.of());
    } catch (UnusableCredentialsException e) {
      return Result.failed(
          Issue.error("credentials", e.getMessage(), Location.of("credentials"), ""));
    }
  }

  FhirEndpoint endpoint(FhirEndpoint server) throws ExchangeException {
    return access.endpoint(server);
  }

  Authorization authorization(FhirEndpoint server) {
    return access.authorization(server);
  }

  @Override
  public String toString() {
    return "credentials: " + access;
  }
}
