package org.case2fhir.mention;

import java.util.Arrays;

/**
 * Numbers keys from 0 in the order in which they are added: an open-addressing hash table whose
 * slots hold the key beside its number, so that a look-up touches one line of memory.
 */
public final class FeatureIndex {
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
}
