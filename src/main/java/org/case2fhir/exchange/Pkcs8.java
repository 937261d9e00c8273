package org.case2fhir.exchange;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Wraps private keys in older notations into PKCS#8 (RFC 5208), the only one that Java reads: a
 * version, the algorithm, and the key as it was.
 */
final class Pkcs8 {
  private static final byte[] VERSION = hex("020100");
  private static final byte[] RSA = hex("300d06092a864886f70d0101010500");
  private static final byte[] EC_KEY = hex("06072a8648ce3d0201");
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;

  private Pkcs8() {}

  /** Whether the algorithm in a PKCS#8 key is that of elliptic curves. */
  static boolean isEc(byte[] pkcs8) {
    ByteBuffer key = content(ByteBuffer.wrap(pkcs8), SEQUENCE);
    skip(key);
    ByteBuffer algorithm = content(key, SEQUENCE);
    byte[] start = new byte[Math.min(EC_KEY.length, algorithm.remaining())];
    algorithm.get(start);
    return Arrays.equals(start, EC_KEY);
  }

  /** From PKCS#1. */
  static byte[] ofRsa(byte[] pkcs1) {
    return element(SEQUENCE, VERSION, RSA, element(OCTETS, pkcs1));
  }

  /**
   * From SEC 1 (RFC 5915).
   *
   * @throws IllegalArgumentException if it is not that, or does not name its curve
   */
  static byte[] ofEc(byte[] sec1) {
    ByteBuffer key = content(ByteBuffer.wrap(sec1), SEQUENCE);
    skip(key);
    skip(key);
    ByteBuffer curve = content(key, PARAMETERS);
    byte[] name = new byte[curve.remaining()];
    curve.get(name);
    return element(SEQUENCE, VERSION, element(SEQUENCE, EC_KEY, name), element(OCTETS, sec1));
  }

  private static ByteBuffer content(ByteBuffer in, int tag) {
    if (!in.hasRemaining() || (in.get() & 0xff) != tag) {
      throw new IllegalArgumentException("another element was expected");
    }
    int length = length(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("it ends too early");
    }
    ByteBuffer content = in.slice(in.position(), length);
    in.position(in.position() + length);
    return content;
  }

  private static void skip(ByteBuffer in) {
    if (!in.hasRemaining()) {
      throw new IllegalArgumentException("it ends too early");
    }
    content(in, in.get(in.position()) & 0xff);
  }

  private static int length(ByteBuffer in) {
    if (!in.hasRemaining()) {
      return -1;
    }
    int first = in.get() & 0xff;
    int length = first < 0x80 ? first : 0;
    for (int i = 0; first >= 0x80 && i < (first & 0x7f); i++) {
      if (!in.hasRemaining() || length > 0xffff) {
        return -1;
      }
      length = length << 8 | in.get() & 0xff;
    }
    return length;
  }

  private static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length + 4);
    out.put((byte) tag);
    if (length < 0x80) {
      out.put((byte) length);
    } else {
      out.put((byte) 0x82).put((byte) (length >> 8)).put((byte) length);
    }
    for (byte[] part : parts) {
      out.put(part);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
