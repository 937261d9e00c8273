package org.case2fhir.crf;

import java.util.Arrays;

/**
 * The weights of the features that have one for many labels, with zeros for the others: a whole row
 * is added faster than its weights one by one.
 */
final class FullRows {
  private static final int NONE = -1;

  private final int labels;
  private final int[] starts;
  private final float[] weights;

  /**
   * Fills rows up.
   *
   * @param begin for each feature, where its weights begin; the last entry is their number
   * @param label of each weight
   */
  FullRows(int labels, int[] begin, byte[] label, float[] weight) {
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
    weights = new float[size];
    for (int feature = 0; feature < starts.length; feature++) {
      for (int k = begin[feature]; starts[feature] >= 0 && k < begin[feature + 1]; k++) {
        weights[starts[feature] + (label[k] & 0xFF)] = weight[k];
      }
    }
  }

  boolean has(int feature) {
    return starts[feature] >= 0;
  }

  void addTo(float[] sums, int feature) {
    int start = starts[feature];
    for (int y = 0; y < labels; y++) {
      sums[y] += weights[start + y];
    }
  }
}
