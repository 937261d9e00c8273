package org.case2fhir.crf;

import java.util.Arrays;

/** Numbers keys from 0 in the order in which they are added: an open-addressing hash table. */
public final class LongIndex {
  private static final int FREE = -1;

  private long[] keys;
  private int[] slots;
  private int size;

  /**
   * An empty index.
   *
   * @param expected how many keys it will probably hold
   */
  public LongIndex(int expected) {
    keys = new long[Math.max(8, expected)];
    slots = emptySlots(Math.max(16, Integer.highestOneBit(Math.max(8, expected)) * 4));
  }

  private static int[] emptySlots(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, FREE);
    return slots;
  }

  /** How many keys there are. */
  public int size() {
    return size;
  }

  /** The number of a key, or -1 when it was never added. */
  public int find(long key) {
    int mask = slots.length - 1;
    for (int at = place(key, mask); slots[at] != FREE; at = at + 1 & mask) {
      if (keys[slots[at]] == key) {
        return slots[at];
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
    if ((size + 1) * 2 > slots.length) {
      slots = emptySlots(slots.length * 2);
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
    int mask = slots.length - 1;
    int at = place(keys[number], mask);
    while (slots[at] != FREE) {
      at = at + 1 & mask;
    }
    slots[at] = number;
  }

  private static int place(long key, int mask) {
    return (int) (key ^ key >>> 32) & mask;
  }
}
