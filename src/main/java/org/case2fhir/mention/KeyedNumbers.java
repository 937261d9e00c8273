package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * Small numbers by key, a fixed number of them for each key: what is known of words and phrases
 * without their text. Immutable.
 */
final class KeyedNumbers {
  private final int columns;
  private final FeatureIndex keys;
  private final char[] numbers;

  private KeyedNumbers(int columns, int size) {
    this.columns = columns;
    this.keys = new FeatureIndex(size);
    this.numbers = new char[size * columns];
  }

  /**
   * Writes down the numbers of each key.
   *
   * @param entries each with {@code columns} numbers from 0 to 65,535
   */
  static KeyedNumbers of(int columns, SortedMap<Long, int[]> entries) {
    KeyedNumbers table = new KeyedNumbers(columns, entries.size());
    for (Map.Entry<Long, int[]> entry : entries.entrySet()) {
      int row = table.keys.add(entry.getKey()) * columns;
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
    out.writeInt(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      CrfFormat.writeKey(keys.key(i), out);
    }
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
  static KeyedNumbers read(int columns, DataInput in) throws IOException {
    int size = CrfFormat.readSize(in);
    long[] keys = new long[Math.min(size, 1 << 20)];
    for (int i = 0; i < size; i++) {
      keys = i < keys.length ? keys : Arrays.copyOf(keys, size);
      keys[i] = CrfFormat.readKey(in);
    }
    KeyedNumbers table = new KeyedNumbers(columns, size);
    for (int i = 0; i < size; i++) {
      table.keys.add(keys[i]);
    }
    if (table.keys.size() != size) {
      throw new IOException("a key twice");
    }
    for (int column = 0; column < columns; column++) {
      for (int i = 0; i < size; i++) {
        table.numbers[i * columns + column] = in.readChar();
      }
    }
    return table;
  }
}
