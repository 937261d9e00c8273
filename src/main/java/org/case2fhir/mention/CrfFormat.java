package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;

/** How the parts of a model are written. */
public final class CrfFormat {
  private static final int KEY_BYTES = FeatureHash.BITS / 8;
  private static final int MOST_LABELS = 256;
  private static final int MOST_ENTRIES = 1 << 24;

  private CrfFormat() {}

  /** Writes a key of a feature. */
  public static void writeKey(long key, DataOutput out) throws IOException {
    for (int i = KEY_BYTES - 1; i >= 0; i--) {
      out.writeByte((int) (key >>> 8 * i));
    }
  }

  /** Reads a key of a feature. */
  public static long readKey(DataInput in) throws IOException {
    long key = 0;
    for (int i = 0; i < KEY_BYTES; i++) {
      key = key << 8 | in.readUnsignedByte();
    }
    return key;
  }

  /**
   * Reads how many entries follow.
   *
   * @throws IOException if that cannot be
   */
  public static int readSize(DataInput in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > MOST_ENTRIES) {
      throw new IOException("not a size");
    }
    return size;
  }

  /** Writes a number; one near 0 takes one byte. */
  static void writeNumber(int number, DataOutput out) throws IOException {
    int rest = number << 1 ^ number >> 31;
    while (rest >>> 7 != 0) {
      out.writeByte(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  static int[] readNumbers(int count, DataInput in) throws IOException {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      int zigzag = 0;
      int shift = 0;
      int next = in.readUnsignedByte();
      for (; next > 0x7F && shift < 28; shift += 7) {
        zigzag |= (next & 0x7F) << shift;
        next = in.readUnsignedByte();
      }
      zigzag |= next << shift;
      numbers[i] = zigzag >>> 1 ^ -(zigzag & 1);
    }
    return numbers;
  }

  static void writeTransitions(Transitions transitions, DataOutput out) throws IOException {
    int labels = transitions.labels();
    out.writeInt(labels);
    for (int first = -1; first < labels; first++) {
      for (int second = 0; second < labels; second++) {
        out.writeBoolean(
            first < 0 ? transitions.startsWith(second) : transitions.find(first, second) >= 0);
      }
    }
  }

  static Transitions readTransitions(DataInput in) throws IOException {
    int labels = readSize(in);
    if (labels < 1 || labels > MOST_LABELS) {
      throw new IOException("not a number of labels");
    }
    BitSet allowed = new BitSet();
    for (int at = 0; at < labels * (labels + 1); at++) {
      allowed.set(at, in.readBoolean());
    }
    try {
      return Transitions.of(labels, (first, second) -> allowed.get((first + 1) * labels + second));
    } catch (IllegalArgumentException e) {
      throw new IOException("not a set of transitions", e);
    }
  }
}
