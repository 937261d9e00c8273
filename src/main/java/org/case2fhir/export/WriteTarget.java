package org.case2fhir.export;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where on a server a resource goes.
 *
 * @param type of the resource
 * @param argument the condition (a search without its question mark) or the id; empty for a plain
 *     create
 * @param ifMatch version that an update expects, as an entity tag; mostly empty
 */
public record WriteTarget(WriteKind kind, String type, String argument, String ifMatch) {

  /** Address below the server's base. */
  public String url() {
    return switch (kind) {
      case UPDATE_IF -> type + "?" + argument;
      case UPDATE -> type + "/" + argument;
      case CREATE_IF, CREATE -> type;
    };
  }

  /** Search that finds what is written there. */
  String search() {
    return switch (kind) {
      case UPDATE_IF, CREATE_IF -> type + "?" + argument;
      case UPDATE -> type + "?_id=" + argument;
      case CREATE -> "";
    };
  }

  /** A name for ledgers: conditions may hold a patient's number, and appear only as a hash. */
  String key() {
    return switch (kind) {
      case UPDATE -> url();
      case UPDATE_IF, CREATE_IF -> "sha256:" + digest(type + "?" + argument).substring(0, 32);
      case CREATE -> "";
    };
  }

  /** SHA-256 in hexadecimal digits. */
  static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
