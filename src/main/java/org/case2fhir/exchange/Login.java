package org.case2fhir.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.case2fhir.exchange.CredentialOptions.LoginOptions;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.FhirEndpoint.ServerTls;
import org.case2fhir.exchange.TokenRequest.SecretRequest;
import org.case2fhir.exchange.TokenRequest.SignedRequest;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;

/**
 * Credentials that have been read from where the user keeps them, before anybody is called. Its
 * text has no secret.
 */
public final class Login {
  private final Function<FhirEndpoint, Authorization> authorizations;
  private final Optional<ServerTls> tls;
  private final boolean showsCertificate;

  private Login(
      Function<FhirEndpoint, Authorization> authorizations,
      Optional<ServerTls> tls,
      boolean showsCertificate) {
    this.authorizations = authorizations;
    this.tls = tls;
    this.showsCertificate = showsCertificate;
  }

  /** For servers that ask for nothing. */
  public static Login none() {
    return new Login(server -> Authorization.NONE, Optional.empty(), false);
  }

  /** Reads what the user has; fails with one issue if any of it cannot be used. */
  public static Result<Login> open(CredentialOptions options) {
    try {
      return Result.of(read(options, ProcessEnvironment.real()), List.of());
    } catch (UnusableCredentialsException e) {
      return Result.failed(
          Issue.error("credentials", e.getMessage(), Location.of("credentials"), ""));
    }
  }

  /**
   * Reads variables, keys and certificates.
   *
   * @throws UnusableCredentialsException if any cannot be used; its message says which and why
   */
  public static Login read(CredentialOptions options, ProcessEnvironment environment)
      throws UnusableCredentialsException {
    return new Login(
        authorizations(options.login(), environment),
        new TlsCertificates(options.tls(), environment).contexts(),
        options.tls().clientCertificate().isPresent());
  }

  private static Function<FhirEndpoint, Authorization> authorizations(
      LoginOptions options, ProcessEnvironment environment) throws UnusableCredentialsException {
    if (options instanceof LoginOptions.BearerOptions bearer) {
      return always(StaticLogin.bearer(Secret.read(bearer.token(), "the token", environment)));
    }
    if (options instanceof LoginOptions.BasicOptions basic) {
      Secret password = Secret.read(basic.password(), "the password", environment);
      return always(StaticLogin.basic(basic.user(), password));
    }
    if (options instanceof LoginOptions.ClientOptions client) {
      Secret secret = Secret.read(client.secret(), "the client's secret", environment);
      return renewed(new SecretRequest(client, secret), environment);
    }
    if (options instanceof LoginOptions.SmartOptions smart) {
      SigningKey key = SigningKey.read(smart.key(), smart.keyId());
      return renewed(new SignedRequest(smart, key, environment), environment);
    }
    return always(Authorization.NONE);
  }

  private static Function<FhirEndpoint, Authorization> always(Authorization authorization) {
    return server -> authorization;
  }

  private static Function<FhirEndpoint, Authorization> renewed(
      TokenRequest request, ProcessEnvironment environment) {
    return server -> new TokenAuthorization(request, server, environment.clock());
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
    return authorizations.apply(server);
  }

  @Override
  public String toString() {
    return showsCertificate ? "access with a client certificate" : "access";
  }

  /** A header that stays the same: a token that the user has, or a name with a password. */
  static final class StaticLogin implements Authorization {
    private final String scheme;
    private final Secret credentials;

    private StaticLogin(String scheme, Secret credentials) {
      this.scheme = scheme;
      this.credentials = credentials;
    }

    static StaticLogin bearer(Secret token) throws UnusableCredentialsException {
      if (!token.fitsHeader()) {
        throw new UnusableCredentialsException(
            "the token has characters that no token has, such as spaces");
      }
      return new StaticLogin("Bearer", token);
    }

    /** RFC 7617; names and passwords are UTF-8. */
    static StaticLogin basic(String user, Secret password) throws UnusableCredentialsException {
      if (user.isEmpty() || user.contains(":") || user.chars().anyMatch(Character::isISOControl)) {
        throw new UnusableCredentialsException("a user name is not empty and has no colon");
      }
      return new StaticLogin("Basic", pair(user, password.reveal()));
    }

    private static Secret pair(String user, String password) {
      byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return new Secret(Base64.getEncoder().encodeToString(bytes));
    }

    @Override
    public Optional<String> header() {
      return Optional.of(scheme + " " + credentials.reveal());
    }

    @Override
    public boolean renew() {
      return false;
    }

    @Override
    public boolean isSecret() {
      return true;
    }

    @Override
    public String toString() {
      return scheme.equals("Basic") ? "name and password" : "a token";
    }
  }

  /**
   * What credentials depend on besides their options. None of it ever enters a resource.
   *
   * @param variables by their names
   * @param clock says when tokens and certificates expire
   * @param identifiers never the same twice, for assertions that a server accepts once
   */
  public record ProcessEnvironment(
      Function<String, Optional<String>> variables, Clock clock, Supplier<String> identifiers) {

    /** Those of this process. */
    public static ProcessEnvironment real() {
      return new ProcessEnvironment(
          name -> Optional.ofNullable(System.getenv(name)),
          Clock.systemUTC(),
          () -> UUID.randomUUID().toString());
    }
  }

  /**
   * What a user named as credentials cannot be used; the message has no secret and may be shown.
   */
  public static final class UnusableCredentialsException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableCredentialsException(String message) {
      super(message);
    }
  }
}
