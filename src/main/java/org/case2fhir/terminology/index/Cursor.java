package org.case2fhir.terminology.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads values one after the other from a place in a shared buffer, whose position it ignores. */
final class Cursor {
  private final ByteBuffer buffer;
  private int at;

  Cursor(ByteBuffer buffer, int at) {
    this.buffer = buffer;
    this.at = at;
  }

  int unsignedByte() {
    return buffer.get(at++) & 0xff;
  }

  int unsignedShort() {
    int value = buffer.getShort(at) & 0xffff;
    at += 2;
    return value;
  }

  int int32() {
    int value = buffer.getInt(at);
    at += 4;
    return value;
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    buffer.get(at, bytes);
    at += length;
    return bytes;
  }

  String text() {
    return new String(bytes(unsignedShort()), StandardCharsets.UTF_8);
  }

  /** How the bytes here, as many as given, compare with a key: unsigned, lexicographic. */
  int compare(int length, byte[] key) {
    int shared = Math.min(length, key.length);
    for (int i = 0; i < shared; i++) {
      int difference = (buffer.get(at + i) & 0xff) - (key[i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return length - key.length;
  }
}
