package org.case2fhir.exchange;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/** Reads the key of a SMART client from a PEM file, a JWK or a set of them. */
final class SigningKeyFile {
  private final Path file;
  private final Optional<String> keyId;

  /**
   * @param keyId the name that the user gave
   */
  SigningKeyFile(Path file, Optional<String> keyId) {
    this.file = file;
    this.keyId = keyId;
  }

  SigningKey read() throws UnusableCredentialsException {
    byte[] content = CredentialFiles.bytes(file, "the private key");
    if (Pem.looksLike(content)) {
      String name =
          keyId.orElseThrow(
              () ->
                  new UnusableCredentialsException(
                      "a PEM file does not name its key; say with --key-id how the server calls"
                          + " it"));
      return SigningKey.of(Pem.privateKey(content, file), name);
    }
    String text = new String(content, StandardCharsets.UTF_8).strip();
    if (!text.startsWith("{")) {
      throw new UnusableCredentialsException(file + " holds neither a PEM nor a JWK key");
    }
    return ofJwk(chosen(text));
  }

  private JWK chosen(String text) throws UnusableCredentialsException {
    List<JWK> keys;
    try {
      keys = text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
    } catch (ParseException e) {
      // Its message may quote the key.
      throw new UnusableCredentialsException("the JWK in " + file + " cannot be read");
    }
    List<JWK> usable = keys.stream().filter(this::isMeant).toList();
    if (usable.isEmpty()) {
      throw new UnusableCredentialsException(
          file + " holds no private key" + keyId.map(id -> " named " + id).orElse(""));
    }
    if (usable.size() > 1) {
      throw new UnusableCredentialsException(
          file + " holds several private keys; choose one with --key-id");
    }
    return usable.get(0);
  }

  private boolean isMeant(JWK key) {
    boolean named = keyId.isEmpty() || key.getKeyID() == null || key.getKeyID().equals(keyId.get());
    return key.isPrivate() && named;
  }

  private SigningKey ofJwk(JWK key) throws UnusableCredentialsException {
    Optional<String> name = keyId.or(() -> Optional.ofNullable(key.getKeyID()));
    if (name.isEmpty()) {
      throw new UnusableCredentialsException(
          "the JWK in " + file + " has no kid; say with --key-id how the server calls it");
    }
    SigningKey signing = SigningKey.of(privateKey(key), name.get());
    if (key.getAlgorithm() != null && !key.getAlgorithm().getName().equals(signing.algorithm())) {
      throw new UnusableCredentialsException(
          "the JWK in " + file + " is for another algorithm than " + signing.algorithm());
    }
    return signing;
  }

  private PrivateKey privateKey(JWK key) throws UnusableCredentialsException {
    try {
      if (key instanceof RSAKey rsa) {
        return rsa.toPrivateKey();
      }
      if (key instanceof ECKey ec) {
        return ec.toPrivateKey();
      }
    } catch (JOSEException e) {
      throw new UnusableCredentialsException("the JWK in " + file + " cannot be read");
    }
    throw new UnusableCredentialsException("the JWK in " + file + " is neither RSA nor EC");
  }
}
