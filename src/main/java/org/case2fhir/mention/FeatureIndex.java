package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * Features as hash keys, so that a model carries no text, and the numbers of the keys, from 0 in
 * the order in which they are added.
 *
 * <p>It is an open-addressing hash table whose slots hold the key beside its number, so that a
 * look-up touches one line of memory.
 */
public final class FeatureIndex {
  /** A key has this many bits: few enough to store, too many for two features to share one. */
  private static final int KEY_BITS = 48;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private static final int KEY_BYTES = KEY_BITS / 8;
  private static final int MAX_KEYS = 1 << 24;

  private long[] keys;

  /** Pairs of a key and its number plus 1, which is 0 where the slot is free. */
  private long[] slots;

  private int size;

  /**
   * An empty index.
   *
   * @param expected how many keys it will probably hold
   */
  public FeatureIndex(int expected) {
    keys = new long[Math.max(8, expected)];
    slots = new long[2 * Math.max(16, Integer.highestOneBit(Math.max(8, expected)) * 4)];
  }

  /** The key of a stretch of text. */
  public static long key(CharSequence text, int start, int end) {
    long hash = 0xCBF29CE484222325L;
    for (int i = start; i < end; i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return finish(hash);
  }

  /** The key of a text. */
  public static long key(CharSequence text) {
    return key(text, 0, text.length());
  }

  /** The key of one thing seen in a certain role. */
  public static long mix(long role, long seen) {
    return finish((role + 1) * MULTIPLIER ^ Long.rotateLeft(seen * 0xC2B2AE3D27D4EB4FL, 31));
  }

  /** The key of two things seen together in a certain role. */
  public static long mix(long role, long first, long second) {
    return mix(mix(role, first), second);
  }

  private static long finish(long hash) {
    long mixed = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return (mixed ^ mixed >>> 31) >>> 64 - KEY_BITS;
  }

  /** How many keys there are. */
  public int size() {
    return size;
  }

  /** The number of a key, or -1 when it was never added. */
  public int find(long key) {
    int mask = slots.length - 2;
    for (int at = place(key, mask); slots[at + 1] != 0; at = at + 2 & mask) {
      if (slots[at] == key) {
        return (int) slots[at + 1] - 1;
      }
    }
    return -1;
  }

  /** The number of a key, which is added when it is new. */
  public int add(long key) {
    int known = find(key);
    if (known >= 0) {
      return known;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
    }
    keys[size] = key;
    if ((size + 1) * 4 > slots.length) {
      slots = new long[slots.length * 2];
      for (int i = 0; i < size; i++) {
        put(i);
      }
    }
    put(size);
    return size++;
  }

  /** Writes the number of keys, and the keys in order. */
  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int k = 0; k < size; k++) {
      for (int i = KEY_BYTES - 1; i >= 0; i--) {
        out.writeByte((int) (keys[k] >>> 8 * i));
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if these are not keys, each once
   */
  static FeatureIndex read(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_KEYS) {
      throw new IOException("not a number of keys");
    }
    // A damaged file may state any count: room is made as keys arrive.
    long[] read = new long[Math.min(count, 1 << 20)];
    for (int k = 0; k < count; k++) {
      read = k < read.length ? read : Arrays.copyOf(read, count);
      for (int i = 0; i < KEY_BYTES; i++) {
        read[k] = read[k] << 8 | in.readUnsignedByte();
      }
    }
    FeatureIndex index = new FeatureIndex(count);
    for (int k = 0; k < count; k++) {
      index.add(read[k]);
    }
    if (index.size() != count) {
      throw new IOException("a key twice");
    }
    return index;
  }

  /** The key of a number. */
  public long key(int number) {
    return keys[number];
  }

  private void put(int number) {
    int mask = slots.length - 2;
    int at = place(keys[number], mask);
    while (slots[at + 1] != 0) {
      at = at + 2 & mask;
    }
    slots[at] = keys[number];
    slots[at + 1] = number + 1;
  }

  private static int place(long key, int mask) {
    return (int) (key ^ key >>> 32) << 1 & mask;
  }

  /**
   * Small numbers by key, a fixed number of them for each key: what is known of words and phrases
   * without their text. Immutable.
   */
  static final class Values {
    private final int columns;
    private final FeatureIndex keys;
    private final char[] numbers;

    private Values(int columns, FeatureIndex keys) {
      this.columns = columns;
      this.keys = keys;
      this.numbers = new char[keys.size() * columns];
    }

    /**
     * Writes down the numbers of each key.
     *
     * @param entries each with {@code columns} numbers from 0 to 65,535
     */
    static Values of(int columns, SortedMap<Long, int[]> entries) {
      FeatureIndex keys = new FeatureIndex(entries.size());
      entries.keySet().forEach(keys::add);
      Values table = new Values(columns, keys);
      for (Map.Entry<Long, int[]> entry : entries.entrySet()) {
        int row = keys.find(entry.getKey()) * columns;
        for (int column = 0; column < columns; column++) {
          table.numbers[row + column] = (char) entry.getValue()[column];
        }
      }
      return table;
    }

    /** The row of a key, or -1. */
    int find(long key) {
      return keys.find(key);
    }

    /** A number in a row that was found. */
    int get(int row, int column) {
      return numbers[row * columns + column];
    }

    int size() {
      return keys.size();
    }

    void write(DataOutput out) throws IOException {
      keys.write(out);
      for (int column = 0; column < columns; column++) {
        for (int i = 0; i < keys.size(); i++) {
          out.writeChar(numbers[i * columns + column]);
        }
      }
    }

    /**
     * Reads what was written.
     *
     * @throws IOException if this is no such table
     */
    static Values read(int columns, DataInput in) throws IOException {
      FeatureIndex keys = FeatureIndex.read(in);
      Values table = new Values(columns, keys);
      int size = keys.size();
      for (int column = 0; column < columns; column++) {
        for (int i = 0; i < size; i++) {
          table.numbers[i * columns + column] = in.readChar();
        }
      }
      return table;
    }
  }
}
