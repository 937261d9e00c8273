package org.case2fhir.mention;

import java.util.Arrays;

/**
 * The weights of the features that have one for many labels, with zeros for the others: a whole row
 * is added faster than its weights one by one.
 */
final class FullRows {
  private static final int NONE = -1;

  private final int labels;
  private final int[] starts;
  private final int[] weights;

  /**
   * Fills rows up.
   *
   * @param begin for each feature, where its weights begin; the last entry is their number
   * @param packed weights as {@link WeightTable#weights} gives them
   */
  FullRows(int labels, int[] begin, int[] packed) {
    this.labels = labels;
    starts = new int[begin.length - 1];
    Arrays.fill(starts, NONE);
    int size = 0;
    for (int feature = 0; feature < starts.length; feature++) {
      if ((begin[feature + 1] - begin[feature]) * 4 >= labels) {
        starts[feature] = size;
        size += labels;
      }
    }
    weights = new int[size];
    for (int feature = 0; feature < starts.length; feature++) {
      for (int k = begin[feature]; starts[feature] >= 0 && k < begin[feature + 1]; k++) {
        weights[starts[feature] + WeightTable.label(packed[k])] = WeightTable.grains(packed[k]);
      }
    }
  }

  boolean has(int feature) {
    return starts[feature] >= 0;
  }

  /**
   * Adds the rows of some features.
   *
   * @param features that have a row
   * @param count how many of them, from the first
   */
  void addTo(int[] sums, int[] features, int count) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      addFour(sums, features, i);
    }
    for (; i < count; i++) {
      int start = starts[features[i]];
      for (int y = 0; y < labels; y++) {
        sums[y] += weights[start + y];
      }
    }
  }

  /** Four rows at once touch the sums a fourth as often. */
  private void addFour(int[] sums, int[] features, int i) {
    int first = starts[features[i]];
    int second = starts[features[i + 1]];
    int third = starts[features[i + 2]];
    int fourth = starts[features[i + 3]];
    for (int y = 0; y < labels; y++) {
      sums[y] +=
          weights[first + y] + weights[second + y] + (weights[third + y] + weights[fourth + y]);
    }
  }
}
