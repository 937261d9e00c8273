package org.case2fhir.terminology.imports;

import java.util.Arrays;

/** A large set of numbers in little memory: filled first, then asked. */
final class IdSet {
  private long[] ids = new long[1 << 12];
  private int size;
  private boolean sorted = true;

  void add(long id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
    }
    ids[size++] = id;
    sorted = false;
  }

  boolean contains(long id) {
    if (!sorted) {
      Arrays.sort(ids, 0, size);
      sorted = true;
    }
    return Arrays.binarySearch(ids, 0, size, id) >= 0;
  }

  int size() {
    return size;
  }
}
