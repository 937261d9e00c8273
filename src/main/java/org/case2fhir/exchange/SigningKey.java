package org.case2fhir.exchange;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.Login.UnusableCredentialsException;

/** A private key that signs as SMART asks for: RS384 with RSA, ES384 on the curve P-384. */
final class SigningKey {
  private static final int SHORTEST_RSA = 2048;

  private final String keyId;
  private final JWSAlgorithm algorithm;
  private final JWSSigner signer;

  private SigningKey(String keyId, JWSAlgorithm algorithm, JWSSigner signer) {
    this.keyId = keyId;
    this.algorithm = algorithm;
    this.signer = signer;
  }

  /**
   * Reads the key of a SMART client from a PEM file, a JWK or a set of them.
   *
   * @param keyId the name that the user gave
   */
  static SigningKey read(Path file, Optional<String> keyId) throws UnusableCredentialsException {
    return new KeyFile(file, keyId).read();
  }

  /**
   * Takes a key.
   *
   * @param keyId by which the server finds the public key
   */
  static SigningKey of(PrivateKey key, String keyId) throws UnusableCredentialsException {
    if (key instanceof RSAPrivateKey rsa) {
      return ofRsa(rsa, keyId);
    }
    if (key instanceof ECPrivateKey ec) {
      return ofEc(ec, keyId);
    }
    throw new UnusableCredentialsException("the private key is neither RSA nor EC");
  }

  private static SigningKey ofRsa(RSAPrivateKey key, String keyId)
      throws UnusableCredentialsException {
    if (key.getModulus().bitLength() < SHORTEST_RSA) {
      throw new UnusableCredentialsException(
          "the RSA key has fewer than " + SHORTEST_RSA + " bits, which RS384 does not allow");
    }
    return new SigningKey(keyId, JWSAlgorithm.RS384, new RSASSASigner(key));
  }

  private static SigningKey ofEc(ECPrivateKey key, String keyId)
      throws UnusableCredentialsException {
    if (!Curve.P_384.equals(Curve.forECParameterSpec(key.getParams()))) {
      throw new UnusableCredentialsException(
          "the EC key is on another curve than P-384, which ES384 needs");
    }
    try {
      return new SigningKey(keyId, JWSAlgorithm.ES384, new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new UnusableCredentialsException("the EC key cannot sign");
    }
  }

  /** {@code RS384} or {@code ES384}. */
  String algorithm() {
    return algorithm.getName();
  }

  /** The claims with the signature, as they are sent. */
  String sign(JWTClaimsSet claims) throws JOSEException {
    JWSHeader header =
        new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(keyId).build();
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  @Override
  public String toString() {
    return "private key for " + algorithm;
  }

  private record KeyFile(Path file, Optional<String> keyId) {

    SigningKey read() throws UnusableCredentialsException {
      byte[] content = Secret.bytes(file, "the private key");
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
      boolean named =
          keyId.isEmpty() || key.getKeyID() == null || key.getKeyID().equals(keyId.get());
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
}
