package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Classes of words that are used alike, at several granularities, by the key of the word; learned
 * from text without annotation. Immutable.
 */
public final class WordClusters {
  /** Coarse, middle and fine classes. */
  public static final int LEVELS = 3;

  /** No classes at all. */
  public static final WordClusters NONE = of(new TreeMap<>());

  private final KeyedNumbers classes;

  private WordClusters(KeyedNumbers classes) {
    this.classes = classes;
  }

  /**
   * Writes classes down.
   *
   * @param classes by the key of the word, from 1, one for each level
   */
  public static WordClusters of(SortedMap<Long, int[]> classes) {
    return new WordClusters(KeyedNumbers.of(LEVELS, classes));
  }

  /** The classes of a word at every level; 0 when it has none. */
  int[] find(TokenForms word) {
    int[] found = new int[LEVELS];
    int row = classes.find(word.folded);
    for (int level = 0; level < LEVELS && row >= 0; level++) {
      found[level] = classes.get(row, level);
    }
    return found;
  }

  /** How many words have classes. */
  public int size() {
    return classes.size();
  }

  void write(DataOutput out) throws IOException {
    classes.write(out);
  }

  static WordClusters read(DataInput in) throws IOException {
    return new WordClusters(KeyedNumbers.read(LEVELS, in));
  }
}
