package org.case2fhir.exchange;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;

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
}
