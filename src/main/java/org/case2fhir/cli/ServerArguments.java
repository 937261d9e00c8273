package org.case2fhir.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.exchange.CredentialOptions;
import org.case2fhir.exchange.CredentialOptions.LoginOptions;
import org.case2fhir.exchange.CredentialOptions.LoginOptions.SmartOptions;
import org.case2fhir.exchange.CredentialOptions.SecretOptions;
import org.case2fhir.exchange.CredentialOptions.TlsOptions;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.issue.Result;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** A FHIR server as options of a command. */
final class ServerArguments {
  @Option(names = "--server", paramLabel = "URL", description = "Base address of the FHIR server.")
  private URI server;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Longest wait for one answer (default: 60).")
  private int timeout;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "How often a request is sent again after a failure, if that is safe (default: 4). A"
              + " server that wants a longer wait than 60 seconds (Retry-After) is not asked"
              + " again.")
  private int retries;

  @Option(
      names = "--allow-insecure",
      description = "Send credentials over http:// to another machine too.")
  private boolean allowInsecure;

  /** Whether a server is named; {@code push} needs one, {@code validate} does not. */
  boolean isGiven() {
    return server != null;
  }

  /** The server, with the wait and the care that the options ask for. */
  FhirEndpoint endpoint() {
    if (server == null) {
      throw new UsageProblem("Missing required option: '--server=URL'");
    }
    if (timeout < 1 || timeout > 86_400) {
      throw new UsageProblem("--timeout is a number of seconds from 1 to 86400");
    }
    try {
      return FhirEndpoint.of(server)
          .withTimeout(Duration.ofSeconds(timeout))
          .withAllowInsecure(allowInsecure);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("--server: " + e.getMessage());
    }
  }

  RetryPolicy retries() {
    if (retries < 0 || retries > 20) {
      throw new UsageProblem("--retries is a number from 0 to 20");
    }
    return RetryPolicy.USUAL.withRetries(retries);
  }

  /**
   * The credentials for a server as options of a command. A secret is never an option itself:
   * others on the machine see the command line.
   */
  static final class CredentialArguments {
    private static final Pattern OPTION = Pattern.compile("--(?=[a-z])");

    private final String prefix;
    private final String usualScope;

    /** For the server that a command talks to. */
    CredentialArguments() {
      this("", SmartOptions.ALL_TYPES);
    }

    private CredentialArguments(String prefix, String usualScope) {
      this.prefix = prefix;
      this.usualScope = usualScope;
    }

    /** For a terminology server, which is only read: each option has the prefix {@code tx-}. */
    static CredentialArguments ofTerminologyServer() {
      return new CredentialArguments("tx-", "system/*.read");
    }

    /** The options with their prefix. */
    List<OptionSpec> options() {
      return CommandSpec.forAnnotatedObject(this).options().stream()
          .map(
              option ->
                  OptionSpec.builder(option)
                      .names(prefixed(option.longestName()))
                      .description(
                          prefixed(option.description()[0])
                              .replace(SmartOptions.ALL_TYPES, usualScope))
                      .build())
          .toList();
    }

    private String prefixed(String text) {
      return OPTION.matcher(text).replaceAll("--" + prefix);
    }

    /** Whether any of them is given. */
    boolean isGiven() {
      return Stream.of(
              tokenVariable,
              tokenFile,
              user,
              passwordVariable,
              passwordFile,
              clientId,
              secretVariable,
              secretFile,
              privateKey,
              keyId,
              tokenUrl,
              scope,
              certificate,
              certificateKey,
              certificateVariable,
              certificateFile,
              authority)
          .anyMatch(Objects::nonNull);
    }

    @Option(
        names = "--token-env",
        paramLabel = "NAME",
        description = "Bearer token in this environment variable.")
    private String tokenVariable;

    @Option(names = "--token-file", paramLabel = "FILE", description = "Bearer token in this file.")
    private Path tokenFile;

    @Option(
        names = "--user",
        paramLabel = "NAME",
        description = "Name for basic authentication; needs --password-env or --password-file.")
    private String user;

    @Option(names = "--password-env", paramLabel = "NAME", description = "Its password.")
    private String passwordVariable;

    @Option(names = "--password-file", paramLabel = "FILE", description = "Its password.")
    private Path passwordFile;

    @Option(
        names = "--client-id",
        paramLabel = "ID",
        description =
            "Client of OAuth 2: with a secret (client credentials), or with --private-key (SMART"
                + " Backend Services).")
    private String clientId;

    @Option(
        names = "--client-secret-env",
        paramLabel = "NAME",
        description =
            "The client's secret. It is sent as client_secret_basic, which every server must"
                + " understand; client_secret_post is not supported.")
    private String secretVariable;

    @Option(
        names = "--client-secret-file",
        paramLabel = "FILE",
        description = "The client's secret.")
    private Path secretFile;

    @Option(
        names = "--private-key",
        paramLabel = "FILE",
        description =
            "The client's private key, PEM or JWK: RSA (RS384) or EC on P-384 (ES384), without a"
                + " passphrase.")
    private Path privateKey;

    @Option(
        names = "--key-id",
        paramLabel = "KID",
        description = "How the server calls that key (default: kid of the JWK).")
    private String keyId;

    @Option(
        names = "--oauth-token-url",
        paramLabel = "URL",
        description =
            "Where tokens are handed out (default with --private-key: as the server's"
                + " .well-known/smart-configuration says).")
    private URI tokenUrl;

    @Option(
        names = "--scope",
        paramLabel = "SCOPES",
        description =
            "What to ask for (default with --private-key: \"system/*.read system/*.write\").")
    private String scope;

    @Option(
        names = "--client-cert",
        paramLabel = "FILE",
        description =
            "Certificate to show to this server and no other (mutual TLS), PKCS#12 or PEM.")
    private Path certificate;

    @Option(
        names = "--client-key",
        paramLabel = "FILE",
        description = "Key of a PEM certificate (default: in the same file).")
    private Path certificateKey;

    @Option(
        names = "--client-cert-password-env",
        paramLabel = "NAME",
        description = "Password of a PKCS#12 file; PEM keys are read without a passphrase only.")
    private String certificateVariable;

    @Option(
        names = "--client-cert-password-file",
        paramLabel = "FILE",
        description = "Password of a PKCS#12 file.")
    private Path certificateFile;

    @Option(
        names = "--ca-cert",
        paramLabel = "FILE",
        description = "PEM certificates of authorities to trust besides those of Java.")
    private Path authority;

    /**
     * Reads what the options name.
     *
     * @throws UsageProblem if the options do not fit together, or what they name cannot be used
     */
    Login credentials() {
      Result<Login> read = Login.open(new CredentialOptions(login(), tls()));
      return read.value()
          .orElseThrow(() -> new UsageProblem(prefixed(read.issues().get(0).message())));
    }

    private LoginOptions login() {
      Optional<SecretOptions> token = secret("--token", tokenVariable, tokenFile);
      Optional<SecretOptions> password = secret("--password", passwordVariable, passwordFile);
      Optional<SecretOptions> secret = secret("--client-secret", secretVariable, secretFile);
      refuseSeveral(token.isPresent(), user != null, secret.isPresent(), privateKey != null);
      need(
          password.isPresent() == (user != null), "--user and --password-env or -file go together");
      boolean client = secret.isPresent() || privateKey != null;
      need(
          client == (clientId != null),
          "--client-id goes together with --client-secret-env, --client-secret-file or"
              + " --private-key");
      need(
          client || scope == null && tokenUrl == null,
          "--scope and --oauth-token-url need a client");
      need(privateKey != null || keyId == null, "--key-id goes together with --private-key");
      if (privateKey != null) {
        return new SmartOptions(
            clientId,
            privateKey,
            Optional.ofNullable(keyId),
            Optional.ofNullable(tokenUrl),
            Optional.of(scope == null ? usualScope : scope));
      }
      if (secret.isPresent()) {
        need(tokenUrl != null, "--client-secret needs --oauth-token-url");
        return new LoginOptions.ClientOptions(
            tokenUrl, clientId, secret.get(), Optional.ofNullable(scope));
      }
      if (user != null) {
        return new LoginOptions.BasicOptions(user, password.orElseThrow());
      }
      return token
          .<LoginOptions>map(LoginOptions.BearerOptions::new)
          .orElseGet(LoginOptions.AnonymousOptions::new);
    }

    private TlsOptions tls() {
      Optional<SecretOptions> password =
          secret("--client-cert-password", certificateVariable, certificateFile);
      need(
          certificate != null || certificateKey == null && password.isEmpty(),
          "--client-key and --client-cert-password go together with --client-cert");
      return new TlsOptions(
          Optional.ofNullable(certificate),
          Optional.ofNullable(certificateKey),
          password,
          Optional.ofNullable(authority));
    }

    private void refuseSeveral(boolean... ways) {
      int named = 0;
      for (boolean way : ways) {
        named += way ? 1 : 0;
      }
      need(
          named <= 1,
          "one way in, please: a token, a user, a client's secret or a client's private key");
    }

    private Optional<SecretOptions> secret(String option, String variable, Path file) {
      need(
          variable == null || file == null,
          option + "-env and " + option + "-file exclude each other");
      return Stream.of(
              Optional.ofNullable(variable).map(SecretOptions::inVariable),
              Optional.ofNullable(file).map(SecretOptions::inFile))
          .flatMap(Optional::stream)
          .findFirst();
    }

    private void need(boolean condition, String message) {
      if (!condition) {
        throw new UsageProblem(prefixed(message));
      }
    }
  }
}
