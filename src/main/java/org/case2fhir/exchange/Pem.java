package org.case2fhir.exchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.exchange.Login.UnusableCredentialsException;

/**
 * The blocks of a PEM file (RFC 7468): certificates, and a private key in PKCS#8, the only notation
 * that Java reads.
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
    if (name.equals("RSA PRIVATE KEY") || name.equals("EC PRIVATE KEY")) {
      throw new UnusableCredentialsException(
          "the private key in "
              + file
              + " is in an older form, "
              + name
              + "; write it as PKCS#8 (openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW) to a file"
              + " that only you can read");
    }
    if (!name.equals("PRIVATE KEY")) {
      throw new UnusableCredentialsException(
          "the private key in " + file + " is neither RSA nor EC");
    }
    try {
      KeySpec key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text));
      try {
        return KeyFactory.getInstance("RSA").generatePrivate(key);
      } catch (InvalidKeySpecException e) {
        return KeyFactory.getInstance("EC").generatePrivate(key);
      }
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
}
