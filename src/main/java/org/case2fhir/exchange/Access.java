package org.case2fhir.exchange;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.case2fhir.exchange.ExchangeException.Kind;

/**
 * Credentials that have been read from where the user keeps them, before anybody is called. Its
 * text tells the kind and no secret.
 */
public final class Access {
  private final Login login;
  private final Optional<SSLContext> tls;
  private final boolean showsCertificate;

  /** What remains to be known is the server. */
  @FunctionalInterface
  private interface Login {
    Authorization on(FhirEndpoint server);
  }

  private Access(Login login, Optional<SSLContext> tls, boolean showsCertificate) {
    this.login = login;
    this.tls = tls;
    this.showsCertificate = showsCertificate;
  }

  /** For servers that ask for nothing. */
  public static Access none() {
    return new Access(server -> Authorization.NONE, Optional.empty(), false);
  }

  /**
   * Reads variables, keys and certificates.
   *
   * @throws UnusableCredentialsException if any cannot be used; tells which and why
   */
  public static Access read(AccessOptions options, Surroundings surroundings)
      throws UnusableCredentialsException {
    return new Access(
        login(options.login(), surroundings),
        new TlsMaterial(options.tls(), surroundings).context(),
        options.tls().clientCertificate().isPresent());
  }

  private static Login login(LoginOptions options, Surroundings surroundings)
      throws UnusableCredentialsException {
    CredentialFiles files = new CredentialFiles(surroundings);
    if (options instanceof LoginOptions.BearerOptions bearer) {
      return always(StaticLogin.bearer(files.secret(bearer.token(), "the token")));
    }
    if (options instanceof LoginOptions.BasicOptions basic) {
      Secret password = files.secret(basic.password(), "the password");
      return always(StaticLogin.basic(basic.user(), password));
    }
    if (options instanceof LoginOptions.ClientOptions client) {
      Secret secret = files.secret(client.secret(), "the client's secret");
      return renewed(new SecretRequest(client, secret), surroundings);
    }
    if (options instanceof LoginOptions.SmartOptions smart) {
      SigningKey key = new SigningKeyFile(smart.key(), smart.keyId()).read();
      return renewed(new SignedRequest(smart, key, surroundings), surroundings);
    }
    return always(Authorization.NONE);
  }

  private static Login always(Authorization authorization) {
    return server -> authorization;
  }

  private static Login renewed(TokenRequest request, Surroundings surroundings) {
    return server -> new RenewedToken(request, server, surroundings.clock());
  }

  /**
   * The server with the certificates that hold for it.
   *
   * @throws ExchangeException if a certificate would be shown where nobody asks for one
   */
  public FhirEndpoint endpoint(FhirEndpoint server) throws ExchangeException {
    if (showsCertificate && !"https".equalsIgnoreCase(server.base().getScheme())) {
      throw new ExchangeException(
          Kind.NOT_SENT, "a client certificate is shown over https:// only");
    }
    return tls.map(server::withTls).orElse(server);
  }

  /**
   * The credentials for a server; no connection is opened yet.
   *
   * @param server as {@link #endpoint} returns it
   */
  public Authorization authorization(FhirEndpoint server) {
    return login.on(server);
  }

  @Override
  public String toString() {
    return showsCertificate ? "access with a client certificate" : "access";
  }
}
