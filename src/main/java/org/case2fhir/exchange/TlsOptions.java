package org.case2fhir.exchange;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Certificates of a user's choice.
 *
 * @param clientCertificate shown to the server: a PKCS#12 file with its key, or a PEM file
 * @param clientKey PEM file with the key of a PEM certificate; absent where it is in the same file
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
