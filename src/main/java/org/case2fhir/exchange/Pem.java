package org.case2fhir.exchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private key in a PEM file, in any of the three notations that OpenSSL writes: PKCS#8, PKCS#1
 * ({@code RSA PRIVATE KEY}) and SEC 1 ({@code EC PRIVATE KEY}).
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final String BEGIN = "-----BEGIN ";

  private Pem() {}

  static boolean looksLike(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1).contains(BEGIN);
  }

  /** Reads the first private key of a file. */
  static PrivateKey privateKey(byte[] content, Path file) throws UnusableCredentialsException {
    Matcher block = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      String name = block.group(1);
      if (name.endsWith("PRIVATE KEY")) {
        return privateKey(name, block.group(2), file);
      }
    }
    throw new UnusableCredentialsException(file + " holds no private key");
  }

  private static PrivateKey privateKey(String name, String text, Path file)
      throws UnusableCredentialsException {
    if (name.startsWith("ENCRYPTED") || text.contains("ENCRYPTED")) {
      throw new UnusableCredentialsException(
          "the private key in "
              + file
              + " is encrypted; write it without a passphrase (openssl pkey -in OLD -out NEW) to a"
              + " file that only you can read");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(text);
      return switch (name) {
        case "PRIVATE KEY" -> ofPkcs8(der);
        case "RSA PRIVATE KEY" -> key("RSA", Pkcs8.ofRsa(der));
        case "EC PRIVATE KEY" -> key("EC", Pkcs8.ofEc(der));
        default ->
            throw new UnusableCredentialsException(
                "the private key in " + file + " is neither RSA nor EC");
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableCredentialsException("the private key in " + file + " cannot be read");
    }
  }

  /** The certificates of a file, each in DER. */
  static List<byte[]> certificates(byte[] content) {
    Matcher block = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    List<byte[]> found = new ArrayList<>();
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        found.add(Base64.getMimeDecoder().decode(block.group(2)));
      }
    }
    return found;
  }

  private static PrivateKey ofPkcs8(byte[] der) throws GeneralSecurityException {
    return key(Pkcs8.isEc(der) ? "EC" : "RSA", der);
  }

  private static PrivateKey key(String algorithm, byte[] der) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }
}
