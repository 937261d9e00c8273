package org.case2fhir.exchange;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Keys that a test makes, and the files in which users keep them. */
final class KeyFiles {
  /** Making one takes a second, so all tests share it. */
  static final RSAKey RSA = rsa(2048);

  static final ECKey EC = ec(Curve.P_384);

  private KeyFiles() {}

  static RSAKey rsa(int bits) {
    try {
      return new RSAKeyGenerator(bits, true).keyID("rsa-key").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec(Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID("ec-key").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] pkcs8(JWK key) {
    try {
      return key instanceof RSAKey rsa
          ? rsa.toPrivateKey().getEncoded()
          : key.toECKey().toPrivateKey().getEncoded();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String name, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + name + "-----\n" + lines + "\n-----END " + name + "-----\n";
  }

  static Path write(Path folder, String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
