package org.case2fhir.exchange;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

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
      implements LoginOptions {}
}
