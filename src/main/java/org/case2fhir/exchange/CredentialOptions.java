package org.case2fhir.exchange;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a FHIR server is entered.
 *
 * @param login who we are
 * @param tls certificates
 */
public record CredentialOptions(LoginOptions login, TlsOptions tls) {
  /** A server that asks for nothing and has a certificate that everybody trusts. */
  public static final CredentialOptions NONE =
      new CredentialOptions(new LoginOptions.AnonymousOptions(), TlsOptions.USUAL);

  /** How a user proves who they are. */
  public sealed interface LoginOptions {

    /** Not at all. */
    record AnonymousOptions() implements LoginOptions {}

    /** A token that the user has. */
    record BearerOptions(SecretOptions token) implements LoginOptions {}

    /** A name and a password. */
    record BasicOptions(String user, SecretOptions password) implements LoginOptions {}

    /**
     * OAuth 2 client credentials (RFC 6749, 4.4): a token for the secret of a client.
     *
     * @param scope empty to ask for what the client is registered for
     */
    record ClientOptions(
        URI tokenEndpoint, String clientId, SecretOptions secret, Optional<String> scope)
        implements LoginOptions {}

    /**
     * <a href="https://hl7.org/fhir/smart-app-launch/backend-services.html">SMART Backend
     * Services</a>: a token for an assertion that is signed with a private key.
     *
     * @param key file with the key, PEM or JWK
     * @param keyId name of the key in the set that the server knows; absent where the file tells it
     * @param tokenEndpoint absent to ask the FHIR server for it
     * @param scope absent for reading and writing all types
     */
    record SmartOptions(
        String clientId,
        Path key,
        Optional<String> keyId,
        Optional<URI> tokenEndpoint,
        Optional<String> scope)
        implements LoginOptions {
      /** What is asked for where no scope is given. */
      public static final String ALL_TYPES = "system/*.read system/*.write";
    }
  }

  /**
   * Certificates of a user's choice.
   *
   * @param clientCertificate shown to the server: a PKCS#12 file with its key, or a PEM file
   * @param clientKey PEM file with the key of a PEM certificate; absent where it is in the same
   *     file
   * @param password of a PKCS#12 file
   * @param authority PEM file of authorities that are trusted besides those of Java
   */
  public record TlsOptions(
      Optional<Path> clientCertificate,
      Optional<Path> clientKey,
      Optional<SecretOptions> password,
      Optional<Path> authority) {
    /** Those of Java, and none to show. */
    public static final TlsOptions USUAL =
        new TlsOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Where a secret is kept; the secret itself is never an option, because others see the command
   * line of a process.
   *
   * @param variable of the environment
   * @param file whose only line it is
   */
  public record SecretOptions(Optional<String> variable, Optional<Path> file) {

    public SecretOptions {
      if (variable.isPresent() == file.isPresent()) {
        throw new IllegalArgumentException("a secret is kept in a variable or in a file");
      }
    }

    public static SecretOptions inVariable(String name) {
      return new SecretOptions(Optional.of(name), Optional.empty());
    }

    public static SecretOptions inFile(Path file) {
      return new SecretOptions(Optional.empty(), Optional.of(file));
    }

    /** The place in words. */
    String place() {
      return variable
          .map(name -> "the environment variable " + name)
          .orElseGet(() -> "the file " + file.orElseThrow());
    }
  }
}
